"""Organizations behind a figure, as rows of a page and of a spreadsheet."""

from itertools import islice

from indicators.queries import LABELS
from jobs.sheets import Column, dated, write_table
from membership.models import Coverage
from membership.queries import holding, timelines
from orgs.models import Organization

__all__ = ["COLUMNS", "dated", "described", "write", "write_figure"]
AT_A_TIME = 1_000
COLUMNS = [
    Column(label="名称", width=36),
    Column(label="统一社会信用代码", width=22),
    Column(label="组织类型", width=26),
    Column(label="机构类别", width=14),
    Column(label="登记级别", width=10),
    Column(label="责任工会", width=26),
    Column(label="成立登记日期", kind="date"),
    Column(label="从业人员（人）", kind="whole"),
    Column(label="建会形式", width=14),
    Column(label="覆盖工会", width=36),
    Column(label="覆盖起始日期", kind="date"),
    Column(label="未建会原因", width=26),
]


def described(organizations, on):
    """Each with the words it counted by on that day, and the union that covered it then."""
    organizations = list(organizations)
    covers = timelines(Coverage, organizations)
    for org in organizations:
        org.covering, _ = holding(covers[org.pk], on) if on else (None, None)
        org.type_words = LABELS["type"].get(org.counted_type, org.counted_type)
        general = org.kind == Organization.Kind.GENERAL
        org.kind_words = org.type_words if general else org.get_kind_display()
        org.form_words = org.covering.get_form_display() if org.covering else ""
        reason = getattr(org, "counted_reason", "")
        org.reason_words = LABELS["reason"].get(reason, "") if reason else ""
    return organizations


def write(file, rows, on, *, title):
    """Write an .xlsx; the number of rows."""
    return write_table(file, COLUMNS, _lines(rows, on), sheet="构成", title=title)


def _lines(rows, on):
    rest = rows.iterator(chunk_size=AT_A_TIME)
    while some := list(islice(rest, AT_A_TIME)):
        for org in described(some, on):
            yield (
                org.name,
                org.credit_code,
                org.type_words,
                Organization.Kind(org.kind).label,
                org.get_registration_level_display(),
                org.counted_federation,
                org.registered_on,
                org.staff_count,
                org.form_words,
                org.covering.union.name if org.covering else "",
                org.covering.valid_from if org.covering else None,
                org.reason_words,
            )


def write_figure(file, which, found, *, by_words, title):
    """The rows of a figure: what is printed, and below it what it is made of and stamped with."""
    columns = [Column(label=by_words, width=30), Column(label="代码", width=14)]
    if which.is_rate:
        columns += [
            Column(
                label=f"{which.name}（{'未四舍五入' if which.is_share else which.unit}）",
                kind="percent" if which.is_share else "money",
                width=24,
            ),
            Column(label="分子（家）", kind="whole"),
            Column(label="分母（家）", kind="whole"),
        ]
    else:
        kind = "money" if which.is_money else "whole"
        columns.append(Column(label=f"{which.name}（{which.unit}）", kind=kind, width=20))
    columns += [Column(label="截至"), Column(label="刷新号"), Column(label="口径版本")]
    stamp = (found["on"], found["refresh_id"], f"{which.code} 第 {which.version} 版")
    lines = []
    for row in found["rows"]:
        counts = (
            [row["value"], row["numerator"], row["denominator"]]
            if which.is_rate
            else [row["value"]]
        )
        lines.append([row["label"], row["key"], *counts, *stamp])
    return write_table(file, columns, lines, sheet=which.code, title=title)
