"""摸清底数, the further facets: how many organizations found have which particulars.

Of the columns one pass over the rows, of the particulars one small query a kind. The conditions
are those of the list (``orgs.listed``), so that each number leads to exactly its organizations.
"""

from django.db.models import Count, Q, Sum

from orgs import listed
from orgs.models import CreditMark, Grade, Inspection, Organization, Separation


def among(column, choices):
    return tuple((key, label, Q(**{f"{column}__contains": [key]})) for key, label in choices)


def equal(column, choices):
    told = tuple((key, label, Q(**{column: key})) for key, label in choices)
    return (*told, ("", "未填报", Q(**{column: ""})))


COLUMNS = (
    # filter, title, conditions, may an organization count under several
    ("management", "管理方式", equal("management", Organization.Management.choices), False),
    ("relevance", "服务职工程度", listed.RELEVANCE[1:], False),
    ("sphere", "业务领域", among("spheres", Organization.Sphere.choices), True),
    ("key_kind", "重点建会类别", among("key_kinds", Organization.KeyKind.choices), True),
    ("short_kind", "紧缺服务类别", among("short_kinds", Organization.ShortKind.choices), True),
    ("full_time", "专职人员", listed.FULL_TIME, False),
    ("assets", "资产总额", listed.ASSETS, False),
    ("premises", "办公场所", listed.PREMISES[1:], False),
    ("three_self", "三自原则", listed.THREE_SELF, True),
)


def tallies_of(rows):
    """``(told, [(filter, title, several, [(value, label, count)])])`` of these organizations."""
    counted = {
        f"n{at}_{n}": Count("pk", filter=condition)
        for at, (_, _, conditions, _) in enumerate(COLUMNS)
        for n, (_, _, condition) in enumerate(conditions)
    }
    told = rows.order_by().aggregate(
        **counted,
        full_time=Sum("full_time_count"),
        full_time_told=Count("full_time_count"),
        direct=Count("pk", filter=Q(management=Organization.Management.DIRECT)),
        charities=Count("pk", filter=Q(charity_on__isnull=False)),
    )
    parts = [
        (
            name,
            title,
            several,
            [(key, label, told[f"n{at}_{n}"]) for n, (key, label, _) in enumerate(conditions)],
        )
        for at, (name, title, conditions, several) in enumerate(COLUMNS)
    ]
    ours = {"organization__in": rows.order_by().values("pk")}
    told |= separations(ours)
    told["officials"] = len_of(listed.officials().filter(**ours))
    return told, [*parts, *particulars(ours)]


def len_of(particulars):
    """How many organizations have one."""
    return particulars.aggregate(n=Count("organization", distinct=True))["n"]


def separations(ours):
    rows = Separation.objects.filter(**ours)
    return rows.aggregate(
        listed=Count("pk"),
        separated=Count("separated_on"),
        industry=Count("pk", filter=Q(industry_association=True)),
    )


def particulars(ours):
    """Grades that hold, results of last year, credit lists: by value."""
    return [
        part("grade", "评估等级（有效）", Grade.objects.current(), "level", Grade.Level, ours),
        part(
            *("inspection", "上年度年检年报", listed.inspected(), "result"),
            Inspection.Result,
            ours,
        ),
        part("credit", "信用名单", CreditMark.objects.in_force(), "list", CreditMark.List, ours),
    ]


def part(name, title, rows, column, choices, ours):
    found = rows.filter(**ours).order_by().values(column).annotate(n=Count("organization"))
    counts = {row[column]: row["n"] for row in found}
    return (
        name,
        title,
        False,
        [(str(key), label, counts.get(key, 0)) for key, label in choices.choices],
    )
