"""The columns of the ledger (domain.md 3.8): read off a Row, in words."""

from collections.abc import Callable
from dataclasses import dataclass

from membership.ledger.cells import CELL, Cell
from membership.models import Eligibility
from orgs.models import Organization
from unions.look.numbers import rate

NAME = "ledger"
HIDDEN_AT_FIRST = {"planned_form", "planned_on", "leader", "remark"}
CSS = {"whole": "num", "rate": "num", "date": "nowrap", "code": "nowrap"}


@dataclass(frozen=True)
class Column:
    """``text(row)`` gives what stands there; ``cell`` is the cell one may write, if it is one."""

    key: str
    label: str
    text: Callable
    kind: str = "text"
    sort: str = ""
    shown: bool = False
    cell: Cell | None = None
    mark: Callable | None = None
    width: int | None = None

    @property
    def css(self):
        return CSS.get(self.kind, "")


def _of(name, empty=""):
    """Off the organization itself."""
    return lambda row: (
        value if (value := getattr(row.organization, name)) not in (None, "") else empty
    )


def _shown(name):
    """In words, looked up here: asking the model's own method takes a tenth of a long export."""
    words = dict(Organization._meta.get_field(name).flatchoices)
    return lambda row: words.get(getattr(row.organization, name), "")


def _eligible(row):
    found = row.eligibility
    if found is None:
        return "待认定"
    return "是" if found.decision == Eligibility.Decision.ELIGIBLE else "否"


def _union(name):
    return lambda row: (getattr(row.coverage.union, name) or "") if row.coverage else ""


def _profile(name):
    return lambda row: getattr(row.profile, name) if row.profile else None


def _organs(row):
    if row.standing is None:
        return ""
    return "是" if row.standing.organs_complete else "否"


def _joined(row):
    """Members over workers of the whole union, as flag E5 takes them."""
    return rate(row.members, row.workers) if row.workers and row.members is not None else ""


def _other_reasons(row):
    return "、".join(row.reasons[1:])


def _visit(row):
    if row.visit is None:
        return ""
    who = f" {row.visit.by.name}" if row.visit.by else ""
    return f"{row.visit.on:%Y-%m-%d}{who}：{row.visit.get_outcome_display()}"


def _closed(row):
    task = row.officer
    return task.closed_on if task and task.closed_on else None


def _due(row):
    task = row.officer
    return task.due_on if task and task.is_open else None


def _written(key, sort=""):
    cell = CELL[key]
    shown = key not in HIDDEN_AT_FIRST
    return Column(key, cell.label, cell.read, kind=cell.kind, sort=sort, cell=cell, shown=shown)


def _state_mark(text):
    levels = {"已建会": "good", "不具备条件": "done", "跟进中": "plain", "待走访": "plain"}
    return "bad" if "逾期" in text else levels.get(text, "caution")


COLUMNS = (
    Column("credit_code", "统一社会信用代码", _of("credit_code"), kind="code", width=22),
    Column("type", "组织类型", _shown("type")),
    Column("authority", "登记管理机关", _of("registering_authority"), width=24),
    Column("level", "登记级别", _shown("registration_level")),
    Column("region", "住所所在区划", lambda r: getattr(r.organization.region, "name", "")),
    Column("federation", "责任工会", lambda r: r.organization.federation.short_name, shown=True),
    Column("supervising", "业务主管单位", _of("supervising_unit"), width=24),
    Column("category", "行业分类", _shown("category")),
    Column("key_class", "重点类别", lambda r: r.key_class),
    Column("operating", "存续状态", _shown("status")),
    Column("staff", "职工人数", _of("staff_count"), kind="whole", sort="staff", shown=True),
    Column("full_time", "专职人数", _profile("staff_full_time"), kind="whole"),
    Column("women", "女职工人数", _profile("staff_women"), kind="whole"),
    Column("party_members", "党员人数", _profile("party_members"), kind="whole"),
    Column("party", "有党组织", lambda r: "是" if r.organization.has_party_org else "否"),
    Column("eligible", "具备条件", _eligible),
    Column("assessed", "认定日期", lambda r: r.eligibility and r.eligibility.valid_from, "date"),
    Column("founded", "已建会", lambda r: "是" if r.counted else "否"),
    Column("form", "建会形式", lambda r: r.coverage.get_form_display() if r.coverage else ""),
    Column("union", "覆盖工会", _union("name"), width=30),
    Column("union_code", "工会统一社会信用代码", _union("credit_code"), kind="code", width=22),
    Column("founded_on", "建会日期", lambda r: r.coverage and r.coverage.valid_from, "date"),
    Column("approval", "批复文号", _union("approval_number"), width=22),
    Column("term_ends", "任期届满", lambda r: r.standing and r.standing.term_ends_on, "date"),
    Column("organs", "工会机构健全", _organs),
    Column("members", "工会会员数", lambda r: r.members, kind="whole"),
    Column("women_members", "女会员数", lambda r: r.women_members, kind="whole"),
    Column("joined", "入会率", _joined, kind="rate"),
    Column("case", "建会进度", lambda r: r.case.get_status_display() if r.case else ""),
    _written("reason"),
    Column("other_reasons", "其他原因", _other_reasons),
    _written("planned_form"),
    _written("planned_on"),
    _written("leader"),
    _written("officer"),
    Column("due", "走访期限", _due, kind="date"),
    Column("visit", "最近走访", _visit, shown=True, width=30),
    _written("next_step"),
    _written("promised_on", sort="promised"),
    Column("state", "状态", lambda r: r.state[0], shown=True, mark=_state_mark),
    Column("closed", "销号日期", _closed, kind="date"),
    _written("remark"),
)
COLUMN = {column.key: column for column in COLUMNS}


def columns(user):
    """For ``accounts.lists``: what a person may show, all of it."""
    return COLUMNS
