"""The findings of a check as a table: on the page, in an export, and as a choice to act on."""

from dataclasses import dataclass

from django.http import QueryDict

from jobs.sheets import Column
from orgs import checks
from orgs.forms.checks import FindingsFilter
from orgs.models import Finding

SORTS = {
    "name": ("organization__folded_name", "pk"),
    "federation": ("organization__federation__path", "pk"),
    "opened": ("opened_on", "pk"),
    "due": ("due_on", "pk"),
}
COLUMNS = [
    Column(label="社会组织", width=36),
    Column(label="统一社会信用代码"),
    Column(label="责任工会"),
    Column(label="问题", width=36),
    Column(label="程度"),
    Column(label="状态"),
    Column(label="发现日期", kind="date"),
    Column(label="整改期限", kind="date"),
    Column(label="了结日期", kind="date"),
    Column(label="交办给"),
    Column(label="说明", width=36),
    Column(label="怎样整改", width=48),
]


def ordered(rows, sort):
    keys = SORTS.get(sort.removeprefix("-"), ("due_on", "pk"))
    rows = rows.order_by(*(f"-{key}" for key in keys)) if sort[:1] == "-" else rows.order_by(*keys)
    return with_names(rows)


def with_names(rows):
    hidden = ("organization__contact_phone", "organization__initials")
    return rows.select_related("organization__federation", "assigned_to", "closed_by").defer(
        *hidden
    )


def sheet_rows(rows, *, step=2000, progress=None):
    """The whole found set, a slice at a time."""
    keys = list(rows.values_list("pk", flat=True))
    for at in range(0, len(keys), step):
        some = keys[at : at + step]
        found = with_names(rows.model._base_manager.filter(pk__in=some)).in_bulk()
        for row in (found[key] for key in some if key in found):
            check = checks.find(row.check_key)
            yield [
                row.organization.name,
                row.organization.credit_code or "",
                row.organization.federation.name,
                checks.title(row.check_key),
                check.severity_label if check else "",
                row.get_state_display(),
                row.opened_on,
                row.due_on,
                row.closed_on,
                str(row.assigned_to or ""),
                row.reason,
                check.remedy if check else "",
            ]
        if progress:
            progress(at + len(some), "正在导出", total=len(keys))


@dataclass(frozen=True)
class Chosen:
    """``rows`` are within the actor's reach; ``posted`` carries the choice to the next page."""

    rows: object
    posted: dict


def chosen(user, permission, key, posted):
    """What the list of a check posted: ``ids``, or ``all=1`` and its own ``query``."""
    rows = Finding.objects.for_user(user, permission).filter(check_key=key)
    if posted.get("all") == "1":
        query = posted.get("query", "")
        rows = FindingsFilter(QueryDict(query), user=user).apply(rows, user)
        return Chosen(rows, {"all": ["1"], "query": [query]})
    ids = [pk for pk in posted.getlist("ids") if pk.isdecimal() and len(pk) < 19]
    kept = {"ids": ids, "query": [posted.get("query", "")]}
    return Chosen(rows.filter(pk__in=ids), kept)
