"""The list of unions: which ones an address asks for, in which order, and what a row says."""

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone

from jobs.sheets import Column
from membership.effective.rules import FLAGS, rules_at
from membership.models import Coverage, Organ
from membership.queries import in_preparation
from orgs.models.particulars import months_after
from orgs.names import fold
from orgs.search import containing
from unions.models import Federation

SORTS = {
    "name": "name",
    "founded": "founded_on",
    "members": "standing__members",
    "term": "standing__term_ends_on",
    "met": "standing__met",
    "vitality": "standing__vitality",
    "last": "standing__last_evidence_on",
    "suspicion": "standing__suspicion",
}
COLUMNS = [
    Column(label="基层工会", width=40),
    Column(label="类别", width=16),
    Column(label="上级工会", width=22),
    Column(label="成立日期", kind="date"),
    Column(label="统一社会信用代码", width=22),
    Column(label="覆盖社会组织（家）", kind="whole"),
    Column(label="职工（人）", kind="whole"),
    Column(label="会员（人）", kind="whole"),
    Column(label="任期届满", kind="date"),
    Column(label="有效覆盖"),
    Column(label="符合条件数", kind="whole"),
    Column(label="未符合的条件", width=24),
    Column(label="活力指数", kind="money"),
    Column(label="最近一次记录", kind="date"),
    Column(label="核查线索", width=40),
]


def found(rows, form, query):
    """Of ``rows`` those that the conditions leave, in the order asked for."""
    form.is_valid()  # what is not understood leaves the list as it is
    given = form.cleaned_data
    for name, apply in CONDITIONS.items():
        if given.get(name):
            rows = apply(rows, given[name])
    if not given.get("ended"):
        rows = rows.filter(dissolved_on=None)
    preparing = Exists(in_preparation().filter(pk=OuterRef("pk")))
    if given.get("preparing"):
        rows = rows.annotate(preparing=preparing)
    else:
        rows = rows.filter(~preparing)
    return rows.select_related("federation", "standing").order_by(*order_of(query))


def order_of(query):
    sort = query.get("sort", "")
    column = F(SORTS.get(sort.removeprefix("-"), "pk"))
    down = sort.startswith("-") or sort.removeprefix("-") not in SORTS
    order = column.desc(nulls_last=True) if down else column.asc(nulls_last=True)
    return (order, "pk")


def by_words(rows, words):
    said = fold(words)
    return containing(rows, said, "name") if len(said) >= 2 else rows.filter(name__contains=words)


def by_federation(rows, code):
    place = Federation.objects.public().filter(code=code).first()
    return rows.at_or_below([place]) if place else rows.none()


def by_term(rows, state):
    """Of the committee in office: over, due for election, or none at all."""
    today = timezone.localdate()
    sitting = Organ.objects.sitting(today).filter(kind=Organ.Kind.COMMITTEE)
    if state == "none":
        return rows.exclude(pk__in=sitting.values("union"))
    until = today if state == "over" else months_after(today, max(rules_at().reminders))
    due = sitting.filter(term_ends_on__lte=until)
    return rows.filter(pk__in=due.values("union"))


def by_effective(rows, state):
    if state == "unknown":
        return rows.filter(standing=None)
    return rows.filter(standing__effective=state == "yes")


def by_organs(rows, state):
    column = "women_complete" if state.startswith("women") else "organs_complete"
    return rows.filter(**{f"standing__{column}": state in ("complete", "women_complete")})


CONDITIONS = {
    "search": by_words,
    "federation": by_federation,
    "kind": lambda rows, kind: rows.filter(kind=kind),
    "effective": by_effective,
    "term": by_term,
    "organs": by_organs,
    "unmet": lambda rows, flag: rows.filter(standing__unmet__contains=[flag]),
    "suspect": lambda rows, least: rows.filter(standing__suspicion__gte=int(least)),
}


def rows_of(unions):
    """``[{"union", "standing", "covered", …}]`` with one query for what they cover."""
    unions = list(unions)
    counts = covered_by([union.pk for union in unions])
    return [
        {
            "union": union,
            "standing": getattr(union, "standing", None),
            "covered": counts.get(union.pk, 0),
        }
        for union in unions
    ]


def covered_by(keys):
    rows = Coverage.objects.known().valid().counted().filter(union__in=keys).order_by()
    return dict(rows.values_list("union").annotate(n=Count("pk")))


def tally(rows):
    """The answer in figures: how many, how many of them work, how many are due for election."""
    soon = months_after(timezone.localdate(), max(rules_at().reminders))
    return rows.order_by().aggregate(
        unions=Count("pk"),
        effective=Count("pk", filter=Q(standing__effective=True)),
        organs=Count("pk", filter=Q(standing__organs_complete=True)),
        due=Count("pk", filter=Q(standing__term_ends_on__lte=soon)),
        suspect=Count("pk", filter=Q(standing__suspicion__gte=rules_at().inspect_from)),
    )


def cells_of(unions, chunk=2_000):
    """The rows of a workbook, read some at a time."""
    unions = list(unions)
    for at in range(0, len(unions), chunk):
        for row in rows_of(unions[at : at + chunk]):
            yield _cells(**row)


def _cells(union, standing, covered):
    told = ["", None, None, None, None, None, None, None, ""]
    if standing:
        told = [
            standing.workers,
            standing.members,
            standing.term_ends_on,
            "是" if standing.effective else "否",
            standing.met,
            "、".join(flag for flag in FLAGS if flag in standing.unmet),
            standing.vitality,
            standing.last_evidence_on,
            "；".join(signal["reason"] for signal in standing.signals),
        ]
    return [
        union.name,
        union.get_kind_display(),
        union.federation.short_name,
        union.founded_on,
        union.credit_code,
        covered,
        *told,
    ]
