"""What the particulars add to the list of organizations: conditions above it, columns within it.

The conditions are parameters of the interface and of exports alike; each comes down to one
subquery or one column.
"""

from django.db.models import Q
from django.utils import timezone

from accounts.roles import Permission
from orgs.extensions import Column
from orgs.filters import ALL, among, choice, chosen_from
from orgs.models import CreditMark, Grade, Inspection, Organization, Separation, Stance, Tie

NOT_TOLD = ("unknown", "未填报")
VIEW, STANCE = Permission.ORG_VIEW, Permission.STANCE_VIEW

FULL_TIME = (
    ("0", "没有专职", Q(full_time_count=0)),
    ("1-2", "1—2人", Q(full_time_count__range=(1, 2))),
    ("3-9", "3—9人", Q(full_time_count__range=(3, 9))),
    ("10-", "10人以上", Q(full_time_count__gte=10)),
    (*NOT_TOLD, Q(full_time_count=None)),
)
ASSETS = (
    ("0-10", "不满10万元", Q(assets__lt=100_000)),
    ("10-100", "10—100万元", Q(assets__gte=100_000, assets__lt=1_000_000)),
    ("100-1000", "100—1000万元", Q(assets__gte=1_000_000, assets__lt=10_000_000)),
    ("1000-", "1000万元以上", Q(assets__gte=10_000_000)),
    (*NOT_TOLD, Q(assets=None)),
)
THREE_SELF = (
    ("all", "三项都做到", Q(self_run=True, self_funded=True, self_hired=True)),
    ("not", "有未做到的", Q(self_run=False) | Q(self_funded=False) | Q(self_hired=False)),
    (*NOT_TOLD, Q(self_run=None, self_funded=None, self_hired=None)),
)
RELEVANCE = (
    ("any", "涉及（含紧密）", Q(relevance__in=["close", "some"])),
    *((key, label, Q(relevance=key)) for key, label in Organization.Relevance.choices),
    (*NOT_TOLD, Q(relevance="")),
)
PREMISES = (
    ("fixed", "有固定场所", ~Q(premises__in=["", "none"])),
    *((key, label, Q(premises=key)) for key, label in Organization.Premises.choices),
    (*NOT_TOLD, Q(premises="")),
)


def may_raise_funds():
    open_ended = Q(fundraising_ended_on=None) | Q(fundraising_ended_on__gt=timezone.localdate())
    return Q(fundraising_on__isnull=False) & open_ended


CHARITY = (
    ("yes", "慈善组织", Q(charity_on__isnull=False)),
    ("fundraising", "有公开募捐资格", lambda rows: rows.filter(may_raise_funds())),
    ("no", "不是慈善组织", Q(charity_on=None)),
)


def one_of(name, label, conditions, order, permission=VIEW):
    """A condition chosen from a few, each a ``Q`` on organizations or a function of the rows.

    What is none of them finds nothing."""
    known = {key: condition for key, _, condition in conditions}

    def apply(rows, value, user, query):
        condition = known.get(value)
        if condition is None:
            return rows.none()
        return condition(rows) if callable(condition) else rows.filter(condition)

    choices = [ALL, *((key, words) for key, words, _ in conditions)]
    return chosen_from(name, label, choices, apply, order, permission)


def having(particulars):
    """Organizations with such a particular; ``particulars()`` gives the rows as of today."""
    return lambda rows: rows.filter(pk__in=particulars().values("organization"))


def lacking(particulars):
    return lambda rows: rows.exclude(pk__in=particulars().values("organization"))


def of_grade(level):
    return having(lambda: Grade.objects.current().filter(level=level))


GRADES = (
    ("3+", "3A以上", having(lambda: Grade.objects.current().filter(level__gte=3))),
    *((str(level), label, of_grade(level)) for level, label in reversed(Grade.Level.choices)),
    ("none", "没有有效等级", lacking(lambda: Grade.objects.valid())),
    (
        *("expired", "等级已过期"),
        lambda rows: lacking(lambda: Grade.objects.valid())(
            having(lambda: Grade.objects.filter(valid_until__lt=timezone.localdate()))(rows)
        ),
    ),
)


def inspected(**conditions):
    """Of last year, the newest there can be."""
    return Inspection.objects.filter(year=timezone.localdate().year - 1, **conditions)


def of_result(result):
    return having(lambda: inspected(result=result))


INSPECTIONS = (
    *((key, label, of_result(key)) for key, label in Inspection.Result.choices),
    (*NOT_TOLD, lacking(inspected)),
)


def marked(**conditions):
    return lambda: CreditMark.objects.in_force().filter(**conditions)


CREDIT = (
    ("any", "在名单中", having(marked())),
    *((key, label, having(marked(list=key))) for key, label in CreditMark.List.choices),
    ("none", "不在名单中", lacking(marked())),
)


def separated(**conditions):
    return lambda: Separation.objects.filter(**conditions)


SEPARATION = (
    ("listed", "列入清理规范", having(separated())),
    ("industry", "其中行业协会商会", having(separated(industry_association=True))),
    ("separated", "已脱钩", having(separated(separated_on__isnull=False))),
    ("pending", "未脱钩", having(separated(separated_on=None))),
)


def officials():
    return Tie.objects.in_force().filter(kind=Tie.Kind.OFFICIAL)


OFFICIALS = (("yes", "有", having(officials)), ("no", "没有登记", lacking(officials)))


def of_stance(treatment):
    return having(lambda: Stance.objects.newest().filter(treatment=treatment))


STANCES = (
    *((key, label, of_stance(key)) for key, label in Stance.Treatment.choices),
    ("none", "未研判", lacking(lambda: Stance.objects.standing())),
)

FILTERS = (
    choice("management", "管理方式", Organization.Management.choices, order=16),
    one_of("relevance", "服务职工程度", RELEVANCE, 17),
    among("sphere", "业务领域", Organization.Sphere.choices, column="spheres", order=18),
    among("key_kind", "重点建会类别", Organization.KeyKind.choices, column="key_kinds", order=19),
    among(
        *("short_kind", "紧缺服务类别", Organization.ShortKind.choices),
        column="short_kinds",
        order=20,
    ),
    one_of("full_time", "专职人员", FULL_TIME, 21),
    one_of("assets", "资产总额", ASSETS, 22),
    one_of("premises", "办公场所", PREMISES, 23),
    one_of("three_self", "三自原则", THREE_SELF, 24),
    one_of("official", "机关干部兼任", OFFICIALS, 25),
    one_of("grade", "评估等级（有效）", GRADES, 26),
    one_of("inspection", "上年度年检年报", INSPECTIONS, 27),
    one_of("credit", "信用名单", CREDIT, 28),
    one_of("separation", "清理规范与脱钩", SEPARATION, 29),
    one_of("charity", "慈善", CHARITY, 29),
    one_of("stance", "联系研判", STANCES, 33, permission=STANCE),
)


# Columns


def shown_choice(name):
    return lambda organizations: {o.pk: getattr(o, f"get_{name}_display")() for o in organizations}


def newest_of(rows, words):
    """``{organization id: words of its row}``; of several the first read stands."""
    found = {}
    for row in rows:
        found.setdefault(row.organization_id, words(row))
    return found


def read_grade(organizations):
    rows = Grade.objects.current().filter(organization__in=organizations)
    return newest_of(rows, lambda row: row.get_level_display())


def read_inspection(organizations):
    rows = Inspection.objects.filter(organization__in=organizations).order_by("-year", "-pk")
    return newest_of(rows, lambda row: f"{row.year}年{row.get_result_display()}")


def read_credit(organizations):
    found = {}
    for row in CreditMark.objects.in_force().filter(organization__in=organizations):
        found.setdefault(row.organization_id, []).append(row.get_list_display())
    return {key: "、".join(sorted(words)) for key, words in found.items()}


def read_separation(organizations):
    rows = Separation.objects.filter(organization__in=organizations)
    return newest_of(rows, lambda row: "已脱钩" if row.separated_on else "列入，未脱钩")


def read_officials(organizations):
    counts = {}
    for row in officials().filter(organization__in=organizations):
        counts[row.organization_id] = counts.get(row.organization_id, 0) + 1
    return {key: f"{n} 人" for key, n in counts.items()}


def read_full_time(organizations):
    return {
        o.pk: "" if o.full_time_count is None else f"{o.full_time_count:,}" for o in organizations
    }


def read_charity(organizations):
    today = timezone.localdate()

    def words(o):
        raising = o.fundraising_on and not (o.fundraising_ended_on or today) < today
        return "慈善组织（可公开募捐）" if raising else "慈善组织"

    return {o.pk: words(o) if o.charity_on else "" for o in organizations}


def read_stance(organizations):
    rows = Stance.objects.newest().filter(organization__in=organizations)
    return newest_of(rows, lambda row: row.get_treatment_display())


def column(key, label, read, order, *, mark=None, permission=VIEW):
    return Column(
        key=key, label=label, read=read, permission=permission, mark=mark, shown=False, order=order
    )


COLUMNS = (
    column("relevance", "服务职工程度", shown_choice("relevance"), 16),
    column("management", "管理方式", shown_choice("management"), 17),
    column("full_time", "专职人员", read_full_time, 18),
    column("premises", "办公场所", shown_choice("premises"), 19),
    column("officials", "兼任的机关干部", read_officials, 20),
    column("grade", "评估等级", read_grade, 21),
    column("inspection", "年检年报", read_inspection, 22),
    column("credit", "信用名单", read_credit, 23, mark=lambda text: "bad" if text else ""),
    column("separation", "脱钩", read_separation, 24),
    column("charity", "慈善", read_charity, 25),
    column("stance", "联系研判", read_stance, 33, permission=STANCE),
)
ENTRIES = (*FILTERS, *COLUMNS)
