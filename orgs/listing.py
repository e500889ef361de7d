"""The register as a table: its columns, order and pages, on the page and in an export alike."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.paginator import Paginator
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import cached_property

from accounts.roles import Permission
from governance.paging import Order, after, count_to, slice_by
from jobs.sheets import Column as SheetColumn
from jobs.sheets import write_table
from orgs import extensions
from orgs.filters import SEARCH
from orgs.models import Organization
from orgs.search import MANY, find, remembered
from orgs.selection import found
from privacy.masks import mask

NAME = "organizations"
SORTS = {"name": "folded_name", "registered": "registered_on", "staff": "staff_count"}
COUNTED = 50_000
"""A nation's register has no exact length here: nobody turns so many pages."""


@dataclass(frozen=True)
class Own:
    """A column of the register itself. ``text`` reads it off one organization."""

    key: str
    label: str
    text: Callable
    kind: str = "text"
    sort: str = ""
    shown: bool = False


def _place(organization):
    return organization.region.name if organization.region else ""


OWN = (
    Own("credit_code", "统一社会信用代码", lambda o: o.credit_code or "", kind="code", shown=True),
    Own("type", "组织类型", lambda o: o.get_type_display(), shown=True),
    Own("level", "登记级别", lambda o: o.get_registration_level_display(), shown=True),
    Own("federation", "责任工会", lambda o: o.federation.short_name, shown=True),
    Own("status", "存续状态", lambda o: o.get_status_display(), kind="mark", shown=True),
    Own("staff", "从业人数", lambda o: o.staff_count, kind="whole", sort="staff", shown=True),
    Own(
        "registered",
        "成立登记",
        lambda o: o.registered_on,
        kind="date",
        sort="registered",
        shown=True,
    ),
    Own("standing", "登记情形", lambda o: o.get_standing_display()),
    Own("authority", "登记管理机关", lambda o: o.registering_authority),
    Own("supervising", "业务主管单位", lambda o: o.supervising_unit),
    Own("category", "行业分类", lambda o: o.get_category_display()),
    Own("kind", "机构类别", lambda o: o.get_kind_display()),
    Own("region", "住所所在区划", _place),
    Own("residence", "住所", lambda o: o.residence),
    Own("representative", "法定代表人", lambda o: mask("name", o.legal_representative)),
    Own("party", "有党组织", lambda o: "是" if o.has_party_org else "否"),
    Own("members", "会员数", lambda o: o.member_count, kind="whole"),
    Own("assets", "资产总额（元）", lambda o: o.assets, kind="money"),
    Own("funding", "资金来源", lambda o: o.funding_labels),
    Own("activities", "活动内容", lambda o: o.activities),
    Own("ways", "工作方式", lambda o: o.way_labels),
    Own("labour", "劳动关系领域", lambda o: "是" if o.labour_field else "否"),
    Own("domains", "劳动关系领域所属方面", lambda o: o.labour_labels),
    Own("basis", "认定依据", lambda o: o.labour_field_basis),
    Own("decided", "认定日期", lambda o: o.labour_field_decided_on, kind="date"),
    Own("ended", "终止日期", lambda o: o.ended_on, kind="date"),
)


def columns(user):
    """Every column a person may show: the register's own, then those of extensions."""
    return [*OWN, *extensions.entries(extensions.Column, user)]


CSS = {"whole": "num", "money": "num", "date": "nowrap", "code": "nowrap"}


@dataclass(frozen=True)
class Cell:
    """``value`` for a sheet, ``text`` for a page: put into words here, for a template would take
    longer over two hundred of them than over all the rest of the page."""

    column: object
    value: object
    level: str = ""

    @property
    def css(self):
        return CSS.get(getattr(self.column, "kind", "text"), "")

    @property
    def text(self):
        value = self.value
        if value is None or value == "":
            return "—"
        if isinstance(value, date):
            return value.isoformat()
        return f"{value:,}" if isinstance(value, int | Decimal) else value


def rows_of(organizations, columns, user):
    """``[(organization, [Cell])]``, a fixed number of queries whatever the length. A column is
    read of the organizations on which the person holds its permission, and of no others."""
    organizations = list(organizations)
    read, within = {}, {Permission.ORG_VIEW: organizations}
    for column in columns:
        if isinstance(column, extensions.Column):
            if column.permission not in within:
                within[column.permission] = _held(user, column.permission, organizations)
            read[column.key] = column.read(within[column.permission])

    def cell(organization, column):
        if isinstance(column, Own):
            level = organization.level if column.kind == "mark" else ""
            return Cell(column, column.text(organization), level)
        text = read[column.key].get(organization.pk, "")
        return Cell(column, text, column.mark(text) if column.mark and text else "")

    return [(o, [cell(o, column) for column in columns]) for o in organizations]


def _held(user, permission, organizations):
    rows = Organization.objects.for_user(user, permission)
    held = set(rows.filter(pk__in=[o.pk for o in organizations]).values_list("pk", flat=True))
    return [o for o in organizations if o.pk in held]


def with_places(rows):
    """What a row shows of other tables, read along with it."""
    return rows.select_related("federation", "region").defer("contact_phone", "initials")


def order_of(query):
    """``?sort=name`` or ``?sort=-name``; anything else is newest first."""
    sort = query.get("sort", "")
    column = SORTS.get(sort.removeprefix("-"))
    return Order.of(
        Organization, column or "pk", descending=sort.startswith("-") if column else True
    )


@dataclass(frozen=True)
class Page:
    """What the list shows: ``pager`` for the component, ``total`` and whether it is ``over`` that,
    ``alike`` if nothing fits the words and these only come near, ``notes`` by organization."""

    rows: list
    pager: object
    total: int
    over: bool = False
    alike: bool = False
    notes: dict | None = None


class Pages(Paginator):
    """Numbered pages, counted no further than people turn them."""

    @cached_property
    def count(self):
        return self.object_list.order_by()[:COUNTED].count()

    @property
    def more(self):
        """There may be more than were counted."""
        return self.count == COUNTED


class Ranked(Paginator):
    """Pages of what a search found, best first."""

    def __init__(self, found, size):
        super().__init__(found.keys, size)
        self.more = found.common
        self.told = MANY if found.common else len(found.keys)


def page_of(user, rows, query, size):
    """One page of what an address asks for; best first if it holds words and no order."""
    words = query.get(SEARCH, "").strip()
    if not words or query.get("sort"):
        return _by_key(found(rows, user, query), query, size)
    rows = found(rows, user, query, but=SEARCH)
    hits = find(rows, words)
    pages = Ranked(hits, size)
    page = pages.get_page(query.get("page"))
    by_key = with_places(rows.filter(pk__in=page.object_list)).in_bulk()
    shown = [by_key[key] for key in page if key in by_key]
    notes = {} if hits.alike else remembered(shown, words)
    return Page(shown, page, pages.told, pages.more, hits.alike, notes)


def _by_key(rows, query, size):
    order, cursor, number = order_of(query), query.get("cursor", ""), query.get("page", "")
    number = int(number) if number.isdecimal() and 0 < int(number) < 10**7 else 1
    if number > 1 and not cursor:  # jumped to: only this is counted off
        total = count_to(COUNTED, rows)
        number = min(number, _pages(total, size))
        before = (number - 1) * size - 1
        narrow = order.applied(rows).only("pk" if order.column == "pk" else order.column)
        cursor = "".join(after(row, order, total) for row in narrow[before : before + 1])
    page = slice_by(with_places(rows), order, cursor, size=size, most=COUNTED)
    pager = {**page.pager, "number": number, "pages": _pages(page.total, size)}
    return Page(page.rows, pager, page.total, page.over)


def _pages(total, size):
    return max(1, -(-min(total, COUNTED) // size))


def keys_of(user, selection):
    """Keys of everything chosen, in the order in which the pages show it; ticked ones come from
    the page in that order already."""
    if not selection.whole:
        there = set(selection.rows.values_list("pk", flat=True))
        return [key for key in map(int, selection.posted["ids"]) if key in there]
    query = QueryDict(selection.posted["query"][0])
    words = query.get(SEARCH, "").strip()
    if not words or query.get("sort"):
        return list(order_of(query).applied(selection.rows).values_list("pk", flat=True))
    reach = Organization.objects.for_user(user, Permission.ORG_EXPORT)
    first = find(found(reach, user, query, but=SEARCH), words).keys
    rest = selection.rows.order_by("-pk").values_list("pk", flat=True)
    return list(dict.fromkeys([*first, *rest]))


def sheet_columns(columns):
    kinds = {"code": "text", "mark": "text"}
    return [
        SheetColumn(label="名称", width=36),
        *(
            SheetColumn(label=c.label, kind=kinds.get(kind := getattr(c, "kind", "text"), kind))
            for c in columns
        ),
    ]


def sheet_rows(user, keys, columns, *, step=2000, progress=None):
    """Organizations by their keys, in that order, a slice at a time."""
    reach = with_places(Organization.objects.for_user(user, Permission.ORG_EXPORT))
    for at in range(0, len(keys), step):
        some = keys[at : at + step]
        by_key = reach.filter(pk__in=some).in_bulk()
        for organization, cells in rows_of([by_key[k] for k in some if k in by_key], columns, user):
            yield [organization.name, *(cell.value for cell in cells)]
        if progress:
            progress(min(at + step, len(keys)), "正在导出", total=len(keys))


def write(file, user, selection, columns, *, purpose, progress=None):
    """The workbook: the list as it is shown, and a sheet that says whose it is and what for."""
    keys = keys_of(user, selection)
    office = user.offices[0].federation.name if user.offices else ""
    about = [
        ("导出人", " ".join(filter(None, [user.name, office]))),
        ("导出时间", f"{timezone.localtime():%Y-%m-%d %H:%M}"),
        ("用途", purpose),
        ("家数", f"{len(keys):,}"),
        ("范围", "本级及下级工会负责的社会组织" if selection.whole else "逐家勾选"),
    ]
    rows = sheet_rows(user, keys, columns, progress=progress)
    return write_table(file, sheet_columns(columns), rows, about=about)
