"""What stands around the stations: departments linked, outlets, benefits, counts of workers."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts.roles import Permission
from governance.trail import record, refuse
from governance.workflow import save
from stations.models import Benefit, Linkage, Outlet, Station, Workforce
from stations.services.stations import NOT_YOURS, held, may_keep

EDIT = Permission.STATION_EDIT


def _own(by, row, doing):
    row = type(row).objects.select_for_update(of=("self",)).get(pk=row.pk)
    if not by.may(EDIT, row):
        refuse(by=by, verb=doing, subject=row)
        raise PermissionDenied(NOT_YOURS)
    return row


@transaction.atomic
def link(*, by, federation, station=None, **fields):
    """A department works with the stations of a federation, or with one."""
    may_keep(by, federation, "link")
    if station and not station.federation.path.startswith(federation.path):
        raise ValidationError({"station": "站点应属本级或下级工会。"})
    linkage = Linkage(federation=federation, station=station, **fields)
    save(linkage)
    record(by=by, verb="link", label="登记部门联动", subject=linkage)
    return linkage


@transaction.atomic
def unlink(*, by, linkage, ends_on):
    linkage = _own(by, linkage, "unlink")
    linkage.ends_on = ends_on
    save(linkage)
    record(by=by, verb="unlink", label="结束部门联动", subject=linkage)
    return linkage


@transaction.atomic
def open_outlet(*, by, federation, **fields):
    may_keep(by, federation, "open_outlet")
    outlet = Outlet(federation=federation, **fields)
    save(outlet)
    record(by=by, verb="open", label="登记优惠网点", subject=outlet)
    return outlet


@transaction.atomic
def revise_outlet(*, by, outlet, **fields):
    outlet = _own(by, outlet, "revise")
    for name, value in fields.items():
        setattr(outlet, name, value)
    save(outlet)
    record(by=by, verb="revise", label="更正优惠网点", subject=outlet)
    return outlet


@transaction.atomic
def grant_benefit(*, by, station, **fields):
    """What a member's card brings at a base."""
    station = held(by, station, "grant_benefit")
    if station.kind != Station.Kind.MEMBER_BASE:
        raise ValidationError("会员卡权益登记在会员服务基地上。")
    benefit = Benefit(station=station, **fields)
    save(benefit)
    record(by=by, verb="grant_benefit", label="登记会员卡权益", subject=station)
    return benefit


@transaction.atomic
def count_workers(*, by, federation, on, workers, source=""):
    """The workers of a federation's own territory on a day; the count before it ends."""
    may_keep(by, federation, "count_workers")
    last = Workforce.objects.filter(federation=federation, valid_to=None).first()
    if last and on <= last.valid_from:
        raise ValidationError({"on": "统计日期应晚于上一次统计。"})
    if last:
        last.valid_to = on
        save(last)
    row = Workforce(federation=federation, valid_from=on, workers=workers, source=source)
    save(row)
    record(by=by, verb="count", label="登记职工人数", subject=row, workers=workers)
    return row
