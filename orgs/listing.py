"""The register as a table: its columns, on the page and in an export alike."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.utils.functional import cached_property

from jobs.sheets import Column as SheetColumn
from orgs import extensions
from privacy.masks import mask

SORTS = {
    "name": ("folded_name", "pk"),
    "registered": ("registered_on", "pk"),
    "staff": ("staff_count", "pk"),
}
NEWEST = ("-pk",)


@dataclass(frozen=True)
class Own:
    """A column of the register itself. ``text`` reads it off one organization."""

    key: str
    label: str
    text: Callable
    kind: str = "text"
    sort: str = ""
    shown: bool = True


class Pages(Paginator):
    """Counts no further than people turn pages: a nation's register has no exact length here."""

    MOST = 50_000

    @cached_property
    def count(self):
        return self.object_list.order_by()[: self.MOST].count()

    @property
    def more(self):
        """There may be more than were counted."""
        return self.count == self.MOST


def _place(organization):
    return organization.region.name if organization.region else ""


OWN = (
    Own("credit_code", "统一社会信用代码", lambda o: o.credit_code or ""),
    Own("type", "组织类型", lambda o: o.get_type_display()),
    Own("level", "登记级别", lambda o: o.get_registration_level_display()),
    Own("federation", "责任工会", lambda o: o.federation.short_name),
    Own("status", "存续状态", lambda o: o.get_status_display()),
    Own("staff", "从业人数", lambda o: o.staff_count, kind="whole", sort="staff"),
    Own("registered", "成立登记", lambda o: o.registered_on, kind="date", sort="registered"),
)
EXPORT_ONLY = (
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


def ordered(rows, sort):
    """``?sort=name`` or ``?sort=-name``; anything else is newest first."""
    keys = SORTS.get(sort.removeprefix("-"))
    if not keys:
        return rows.order_by(*NEWEST)
    return rows.order_by(*(f"-{key}" for key in keys)) if sort[0] == "-" else rows.order_by(*keys)


def with_places(rows):
    """What a row shows of other tables, read along with it."""
    hidden = ("contact_phone", "folded_name", "initials")
    return rows.select_related("federation", "region").defer(*hidden)


def columns_for(user):
    """The columns that upper apps add for this person."""
    return extensions.entries(extensions.Column, user)


def rows_of(page, columns):
    """``[(organization, [(column, text)])]``, a fixed number of queries whatever the length."""
    organizations = list(page)
    read = [(column, column.read(organizations)) for column in columns]
    return [(o, [(column, texts.get(o.pk, "")) for column, texts in read]) for o in organizations]


def sheet_columns(columns):
    own = [SheetColumn(label=c.label, kind=c.kind) for c in (*OWN, *EXPORT_ONLY)]
    return [
        SheetColumn(label="名称", width=36),
        *own,
        *(SheetColumn(label=c.label) for c in columns),
    ]


def sheet_rows(rows, columns, *, step=2000, progress=None):
    """The whole found set for an export, a slice at a time."""
    done, keys = 0, list(rows.values_list("pk", flat=True))
    for at in range(0, len(keys), step):
        some = keys[at : at + step]
        found = with_places(rows.model._base_manager.filter(pk__in=some)).in_bulk()
        for organization, cells in rows_of([found[key] for key in some if key in found], columns):
            own = [column.text(organization) for column in (*OWN, *EXPORT_ONLY)]
            yield [organization.name, *own, *(text for _, text in cells)]
        done += len(some)
        if progress:
            progress(done, "正在导出", total=len(keys))
