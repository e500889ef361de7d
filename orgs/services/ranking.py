"""How far a federation trusts a source, within its territory."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts.roles import Permission
from governance.trail import record
from orgs.golden import FIELDS
from orgs.models import FieldRank

NOT_YOURS = "只能为本级及下级工会设定来源的可信次序。"


@transaction.atomic
def rank_source(*, by, federation, source, rank, field=""):
    """Let a source come at this place, for one field or for all. It holds for lists written from
    now on; values that stand are not chosen anew."""
    if not by.may_at(Permission.ORG_IMPORT, federation):
        raise PermissionDenied(NOT_YOURS)
    if field and field not in FIELDS:
        raise ValidationError({"field": "没有这一栏，请重新选择。"})
    rule = FieldRank.objects.filter(federation=federation, source=source, field=field).first()
    rule = rule or FieldRank(federation=federation, source=source, field=field)
    rule.rank = rank
    rule.full_clean()
    rule.save()
    _note(by, rule, "rank_source", "设定来源可信次序")
    return rule


@transaction.atomic
def unrank(*, by, rule):
    """Let what the federations above say hold again."""
    if not by.may(Permission.ORG_IMPORT, rule):
        raise PermissionDenied(NOT_YOURS)
    _note(by, rule, "unrank_source", "取消来源可信次序")
    rule.delete()


def _note(by, rule, verb, label):
    record(
        by=by,
        verb=verb,
        label=label,
        subject=rule.federation,
        source=rule.source.name,
        field=rule.field,
        rank=rule.rank,
    )
