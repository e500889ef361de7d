"""查看构成: the records behind a figure, as many as the figure says."""

import re
from datetime import timedelta

from django.db.models import (
    Case,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    SmallIntegerField,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.roles import Permission
from indicators import days, timeline
from indicators.definitions import REFERENCE_DRIVE, indicator
from indicators.queries import View, end_of, view_of
from indicators.tallies.sources import TALLIES
from membership.models import Coverage, Eligibility
from orgs.models import Organization, OrganizationFacts

PARTS = ("numerator", "denominator", "gap")


def records(
    code,
    federation,
    *,
    on=None,
    known_on=None,
    part="numerator",
    by=None,
    key=None,
    drive=REFERENCE_DRIVE,
):
    """The organizations behind a figure (查看构成): as many as its numerator, its denominator, or
    the gap between them; with ``by`` and ``key``, those behind one row of it.

    Each comes with what it counted as on that day: ``counted_federation``, ``counted_path``,
    ``counted_type``, ``counted_form``, ``counted_reason``. The caller has made sure that the
    federation is in reach; the organizations are those that stood at or below it *on that day*.
    """
    if part not in PARTS:
        raise ValueError(f"没有“{part}”这一部分。")
    asked = on or days.as_of() or timezone.localdate()
    which = indicator(code, asked)
    if which.tally:
        return _tallied(which, federation, asked, known_on, part, by, key, drive)
    view = View(which.about(drive), federation, asked, known_on)
    if by == "segment" and key:
        view = view._replace(population=f"{drive}:{key}")
    wanted = _conditions(which, part)
    if by in timeline.COLUMNS and key is not None:
        wanted.append((by, key))
    if not view.is_current:
        return _as_believed(view, wanted, by, key)
    return _counted(view, wanted, own=by == "child" and key == federation.code)


def _then(on):
    """Organizations with what they counted as on a day, where they counted at all."""
    stretch = Q(timeline__valid_from__lte=on) & (
        Q(timeline__valid_to=None) | Q(timeline__valid_to__gt=on)
    )
    return Organization.objects.annotate(
        counted=FilteredRelation("timeline", condition=stretch),
        counted_federation=Coalesce(F("counted__federation__name"), F("federation__name")),
        counted_path=Coalesce(F("counted__federation__path"), F("federation__path")),
        counted_type=Coalesce(F("counted__type"), F("type")),
        counted_form=Coalesce(F("counted__form"), Value("")),
        counted_reason=Coalesce(F("counted__reason"), Value("")),
    )


def _counted(view, wanted, *, own):
    found = _then(view.on).filter(
        counted__federation__path__startswith=view.federation.path,
        counted__populations__contains=[view.population],
    )
    if own:
        found = found.filter(counted__federation=view.federation)
    found = found.annotate(
        eligible_covered=Case(
            When(counted__covered_in__contains=[view.population], then=1),
            default=0,
            output_field=SmallIntegerField(),
        )
    )
    return found.filter(
        **{c if c == "eligible_covered" else f"counted__{c}": value for c, value in wanted}
    )


def _tallied(which, federation, on, known_on, part, by, key, drive):
    """The same of a tally: organizations, or whatever else it counts."""
    if not which.has_records:
        raise ValueError("这项指标数的不是名单上的对象，没有构成名单，请按月份（month）查看。")
    view = view_of(which, federation, on, known_on, drive=drive)
    if by not in (None, "child", *view.parts):
        raise ValueError("这项指标的构成只能按下级工会（child）查看。")
    own = by == "child" and key == federation.code
    part = part if which.is_rate else "numerator"
    if view.base is None:
        of = TALLIES[which.tally].subject
        within = f"{by}:{key}" if by in view.parts else None
        subjects = view.subjects(part, own=own, key=within)
        return (_then(on) if of is Organization else of.objects).filter(pk__in=subjects)
    subjects = view.subjects("numerator", own=own)
    if part == "numerator":
        return _then(on).filter(pk__in=subjects)
    whole = _counted(view.base, [(which.denominator, 1)], own=own)
    return whole if part == "denominator" else whole.exclude(pk__in=subjects)


GONE = "（已不在本辖区）"


def as_seen_by(user, organizations):
    """A figure counts whom it counted, also those that have moved away since; but what they are
    called today is the business of whoever answers for them now."""
    keys = [o.pk for o in organizations]
    reach = Organization.objects.for_user(user, Permission.ORG_VIEW)
    seen = set(reach.filter(pk__in=keys).values_list("pk", flat=True))
    for organization in organizations:
        if organization.pk not in seen:
            organization.name, organization.credit_code = GONE, None
    return organizations


def _conditions(which, part):
    """``(column, value)`` pairs that select one part of an indicator."""
    if which.numerator == "unfounded":
        return [("eligible", 1), ("eligible_covered", 0)]
    if part == "numerator" or not which.is_rate:
        return [(which.numerator, 1)]
    if part == "denominator":
        return [(which.denominator, 1)]
    return [(which.denominator, 1), (which.numerator, 0)]


def _as_believed(view, wanted, by, key):
    """The same from the facts, as known at the end of an earlier day."""
    rows, parameters = view._timeline()
    parameters |= {"population": view.population, "own": view.federation.pk}
    tests = ["%(population)s = ANY(populations)"]
    if by == "child" and key == view.federation.code:
        tests.append("federation_id = %(own)s")
    for n, (column, value) in enumerate(wanted):
        parameters[f"wanted_{n}"] = value
        if column == "eligible_covered":
            column = "(%(population)s = ANY(covered_in))::int"
        tests.append(f"{column} = %(wanted_{n})s")
    sql = f"SELECT organization_id FROM ({rows}) t WHERE {' AND '.join(tests)}"
    names = re.findall(r"%\((\w+)\)s", sql)
    counted = RawSQL(re.sub(r"%\(\w+\)s", "%s", sql), [parameters[name] for name in names])
    at = end_of(view.known_on) - timedelta(microseconds=1)

    def then(model):
        return model.objects.valid(view.on).known(at).filter(organization=OuterRef("pk"))

    facts, coverage = then(OrganizationFacts), then(Coverage).filter(counted=True)
    return Organization.objects.filter(pk__in=counted).annotate(
        counted_federation=Subquery(facts.values("federation__name")[:1]),
        counted_path=Subquery(facts.values("federation__path")[:1]),
        counted_type=Subquery(facts.values("type")[:1]),
        counted_form=Coalesce(Subquery(coverage.values("form")[:1]), Value("")),
        counted_reason=Coalesce(Subquery(then(Eligibility).values("reason")[:1]), Value("")),
    )
