"""The library of rules: documents come in versions; one ends on the day the next begins."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts.roles import Permission
from governance.trail import record, refuse
from procurement.models import Measure
from procurement.rules import rule_sets

CHANGEABLE = {
    "min_days_notice": (1, 60),
    "publicity_days": (1, 30),
    "min_bidders": (1, 10),
    "panel_min": (3, 15),
    "drop_extremes_from": (0, 15),
    "pass_line": (0, 100),
    "term_months": (1, 36),
    "split_threshold": (1, 100_000_000),
}
"""Terms that a union's own measure may lay down, and between which bounds."""


def _own(by, federation, verb):
    if federation not in by.federations_granting(Permission.PURCHASE_EDIT):
        refuse(by=by, verb=verb, subject=federation)
        raise PermissionDenied("只能登记本级制定的制度。")


def changeable_terms():
    """``[(key, words, unit, default)]`` for a form."""
    terms = rule_sets()["union-2021"].terms
    return [(key, terms[key].text, terms[key].unit, terms[key].value) for key in CHANGEABLE]


def _checked(kind, terms):
    if terms and kind != Measure.Kind.MEASURE:
        raise ValidationError("只有基本办法可以改变规则参数。")
    for key, value in terms.items():
        if key not in CHANGEABLE:
            raise ValidationError(f"规则参数 {key} 不能由办法改变。")
        low, high = CHANGEABLE[key]
        if not (isinstance(value, int) and low <= value <= high):
            raise ValidationError({key: f"应在 {low} 至 {high:,} 之间。"})


@transaction.atomic
def enter(*, by, federation, kind, title, starts_on, terms=None, previous=None, **fields):
    """Enter a document, or the next version of one: the version before ends on that day."""
    _own(by, federation, "enter")
    terms = terms or {}
    _checked(kind, terms)
    version = 1
    if previous is not None:
        previous = Measure.objects.select_for_update(of=("self",)).get(pk=previous.pk)
        if previous.federation_id != federation.pk:
            raise ValidationError("只能修订本级制定的制度。")
        if starts_on <= previous.starts_on:
            raise ValidationError({"starts_on": "新版本的施行日期须晚于上一版本。"})
        version = previous.version + 1
        previous.ended_on = starts_on
        previous.full_clean()
        previous.save(update_fields=["ended_on"])
    row = Measure(
        federation=federation,
        kind=kind,
        title=title,
        starts_on=starts_on,
        terms=terms,
        previous=previous,
        version=version,
        **fields,
    )
    row.full_clean()
    row.save()
    record(by=by, verb="enter", label="登记购买服务制度", subject=row, version=version)
    return row


@transaction.atomic
def end(*, by, measure, on, reason):
    """It holds no more from that day; projects begun before keep what they were begun under."""
    _own(by, measure.federation, "end")
    row = Measure.objects.select_for_update(of=("self",)).get(pk=measure.pk)
    if row.ended_on:
        raise ValidationError(f"已于 {row.ended_on:%Y-%m-%d} 停止施行。")
    row.ended_on = on
    row.full_clean()
    row.save(update_fields=["ended_on"])
    record(by=by, verb="end", label="停止施行制度", subject=row, reason=reason)
    return row
