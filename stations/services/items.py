"""The catalogue: what is offered changes by versions, each from its day."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.roles import Permission
from governance.trail import record, refuse
from stations.models import ServiceItem, ServiceItemVersion

TOLD = ("name", "kind", "unit")


def own_services(by, federation, verb):
    """Whoever keeps the services of a union keeps its own, and nobody else's."""
    if federation is None or federation not in by.federations_granting(Permission.SERVICE_EDIT):
        refuse(by=by, verb=verb, subject=federation or by)
        raise PermissionDenied("只能维护本级的服务项目。全国通用的项目不能改。")


@transaction.atomic
def add_item(*, by, federation, code, name, kind, active_from=None, **fields):
    """A union's own item beside those of the national catalogue (AS-12)."""
    own_services(by, federation, "add_item")
    active_from = active_from or timezone.localdate()
    item = ServiceItem(
        federation=federation,
        code=code,
        name=name,
        kind=kind,
        active_from=active_from,
        **fields,
    )
    _checked(item)
    item.save()
    _version(item, active_from)
    record(by=by, verb="add", label="设立服务项目", subject=item)
    return item


@transaction.atomic
def revise_item(*, by, item, starts_on, reason, **fields):
    """The next version: the one before ends on that day, and what was counted by it stays so."""
    own_services(by, item.federation, "revise_item")
    item = ServiceItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    last = item.versions.first()
    told = any(name in fields and fields[name] != getattr(item, name) for name in TOLD)
    for name, value in fields.items():
        setattr(item, name, value)
    _checked(item)
    if told:
        if starts_on <= last.starts_on:
            raise ValidationError({"starts_on": "新版本须晚于上一版本起用。"})
        last.ended_on = starts_on
        last.save(update_fields=["ended_on"])
        item.version += 1
        _version(item, starts_on, reason)
    item.save()
    record(by=by, verb="revise", label="修订服务项目", subject=item, reason=reason)
    return item


@transaction.atomic
def retire_item(*, by, item, on, reason):
    """It is offered by nobody from that day; its records stay."""
    own_services(by, item.federation, "retire_item")
    item = ServiceItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    if item.active_to:
        raise ValidationError(f"已于 {item.active_to:%Y-%m-%d} 停用。")
    item.active_to = on
    item.full_clean()
    item.save(update_fields=["active_to"])
    for offering in item.offerings.filter(ended_on=None):
        offering.ended_on = max(on, offering.starts_on + timedelta(days=1))
        offering.save(update_fields=["ended_on"])
    record(by=by, verb="retire", label="停用服务项目", subject=item, reason=reason)
    return item


def _checked(item):
    if item.parent_id and item.parent.parent_id:
        raise ValidationError({"parent": "只能归入单独成行的项目。"})
    if item.parent_id and item.pk and item.parts.exists():
        raise ValidationError({"parent": "已有项目归入本项目，本项目不能再归入别的。"})
    item.full_clean()


def _version(item, starts_on, reason=""):
    row = ServiceItemVersion(item=item, number=item.version, starts_on=starts_on, reason=reason)
    for name in TOLD:
        setattr(row, name, getattr(item, name))
    row.full_clean()
    row.save()
