"""Which organizations to begin with: the criteria of the sources, weighed as configured.

Party organization (ZH-02, CQ-23), size and influence (ZH-06, ACF-16), fixed premises, stable staff
and a good basis (CQ-22), the key kinds (ZH-08). What is not known gives no points. Points and
thresholds stand in ``priorities.toml``; each criterion is one column, so that order and reasons
come from the same expression. Where somebody has judged a criterion by hand, that holds, and not
what the register lets one suppose.
"""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Prefetch, Q, Value, When

from membership.models import CriterionFinding
from orgs.models import Grade, Organization

FIXED = (
    Organization.Premises.OWN,
    Organization.Premises.RENTED,
    Organization.Premises.FREE,
)


@dataclass(frozen=True)
class Criterion:
    """One column: what it is worth, whom the register lets one suppose to meet it, and how that is
    said of one of them, on a day."""

    code: str
    name: str
    points: int
    by_register: object
    words: object
    on: date

    @property
    def column(self):
        return f"points_{self.code}"

    @property
    def condition(self):
        """Whom it is given to: who was found to meet it, or is supposed to and not found not to."""
        if self.code not in CriterionFinding.Criterion:
            return self.by_register
        found = CriterionFinding.objects.standing(self.on, criterion=self.code)
        met, unmet = (found.filter(met=is_met).values("organization") for is_met in (True, False))
        return Q(pk__in=met) | (self.by_register & ~Q(pk__in=unmet))


@cache
def _told():
    path = Path(__file__).with_name("priorities.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _sets():
    return _told()["set"]


def rules(federation, on):
    """The set that applies to a federation on a day."""
    line = federation.path.strip("/").split("/")
    found = [s for s in _sets() if s["federation"] in line and s["since"] <= on]
    return max(found, key=lambda s: (line.index(s["federation"]), s["since"]))


def criteria(federation, on):
    told = rules(federation, on)
    points, at = told["points"], told["thresholds"]
    graded = Grade.objects.valid(on).filter(organization=OuterRef("pk"), level__gte=at["grade"])
    full_time = F("staff_count") * at["stable_percent"] / 100
    long_ago = date(on.year - at["years"], on.month, min(on.day, 28))
    found = (
        ("party", "有党组织", Q(has_party_org=True), lambda o: "有党组织，党建带工建"),
        (
            "staff",
            "职工多",
            Q(staff_count__gte=at["staff"]),
            lambda o: f"从业人员 {o.staff_count} 人，达到 {at['staff']} 人",
        ),
        (
            "some_staff",
            "有一定规模",
            Q(staff_count__gte=at["some_staff"], staff_count__lt=at["staff"]),
            lambda o: f"从业人员 {o.staff_count} 人",
        ),
        (
            "premises",
            "场地固定",
            Q(premises__in=FIXED),
            lambda o: f"工作场地固定（{o.get_premises_display()}）",
        ),
        (
            "stable",
            "人员稳定",
            Q(
                staff_count__gt=0,
                full_time_count__gte=full_time,
            ),
            lambda o: f"专职 {o.full_time_count} 人，占 {at['stable_percent']}% 以上",
        ),
        (
            "influence",
            "社会影响大",
            Q(Exists(graded)) | Q(registration_level__in=("10", "20")),
            lambda o: f"省级以上登记或评估等级 {at['grade']}A 以上",
        ),
        (
            "basis",
            "工作基础好",
            Q(status=Organization.Status.NORMAL, registered_on__lte=long_ago),
            lambda o: f"状态正常，成立满 {at['years']} 年",
        ),
        (
            "key_kind",
            "重点类别",
            Q(key_kinds__len__gt=0),
            lambda o: "、".join(Organization.KeyKind(kind).label for kind in o.key_kinds),
        ),
    )
    return [
        Criterion(code, name, points[code], by_register, words, on)
        for code, name, by_register, words in found
    ]


def in_words(federation, on):
    """``[(criterion, what it asks, who says so)]`` of the set in force, the weightiest first."""
    at, told = rules(federation, on)["thresholds"], _told()["criterion"]
    rows = sorted(criteria(federation, on), key=lambda c: -c.points)
    return [(c, told[c.code]["rule"].format(**at), told[c.code]["source"]) for c in rows]


def ranked(organizations, federation, on):
    """These organizations, the most promising first, each with its points by criterion."""
    weighed = criteria(federation, on)
    columns = {
        c.column: Case(
            When(c.condition, then=Value(c.points)), default=0, output_field=IntegerField()
        )
        for c in weighed
    }
    total = sum((F(c.column) for c in weighed), Value(0))
    judged = CriterionFinding.objects.standing(on).select_related("assessor")
    return (
        organizations.prefetch_related(
            Prefetch("criterion_findings", judged.filter(met=True), to_attr="found_to_meet")
        )
        .annotate(**columns)
        .annotate(points=total)
        .order_by("-points", F("staff_count").desc(nulls_last=True), "name", "pk")
    )


def reasons(organization, weighed):
    """``[(points, words)]`` of one of them, the weightiest first; what was judged by hand is said
    with its evidence."""
    judged = {finding.criterion: finding.words for finding in organization.found_to_meet}
    found = [
        (points, judged.get(c.code) or c.words(organization))
        for c in weighed
        if (points := getattr(organization, c.column))
    ]
    return sorted(found, key=lambda r: -r[0])


def advised_form(organization, federation, on):
    """Alone from so many staff on, else together with others."""
    least = rules(federation, on)["thresholds"]["staff"]
    return "单独建会" if (organization.staff_count or 0) >= least else "联合建会"
