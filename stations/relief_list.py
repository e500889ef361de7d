"""A department's list as an office writes it: which column is which, and what a row says."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.core.exceptions import ValidationError

from jobs.sheets import Headings, TableRefused
from orgs import papers_of_identity
from orgs.imports.cells import day, money
from orgs.imports.rows import quietly
from orgs.names import fold, tidy, tidy_phone
from privacy.masks import mask
from stations.models import NeedKind, ReliefRow, ReliefSheet

HEADINGS = Headings(
    {
        "name": ("姓名", "对象姓名", "救助对象", "户主姓名", "申请人"),
        "id_number": ("身份证号", "身份证号码", "公民身份号码", "证件号码", "身份证"),
        "need": ("救助类别", "救助种类", "类别"),
        "program": ("救助项目", "项目", "救助名称", "困难情形"),
        "amount": ("金额", "金额（元）", "救助金额", "救助金额（元）", "自付金额", "发放金额"),
        "starts_on": ("起始日期", "开始日期", "救助日期", "发放日期", "登记日期", "日期"),
        "ends_on": ("截止日期", "终止日期", "结束日期"),
        "worker": ("是否职工", "职工", "是否在职"),
        "employer": ("工作单位", "单位", "单位名称"),
        "phone": ("联系电话", "手机", "手机号码", "电话"),
        "place": ("区县", "县区", "区（县）", "所在区县", "地区"),
    },
    asked=("name", "id_number", "starts_on"),
)
LABELS, ASKED = HEADINGS.labels, HEADINGS.asked
HINTS = {
    "id_number": "按证件填写 18 位；该列请设为文本格式。",
    "need": "没有把握的空着，按救助项目和提供部门判断。",
    "amount": "单位为元，只填数字。",
    "starts_on": "如 2026-01-01，至少写到月。",
    "ends_on": "如 2026-12-31；仍在享受的空着。",
    "place": "如“渝北区”或“500112”；由导入的工会负责的空着。",
}
"""What to write there, for the department to correct it."""
TOTALS = {"合计", "总计", "小计", "填表人", "备注", "说明", "注"}
MASKED = {"name": "name", "id_number": "id_number", "phone": "phone"}
MOST_ERRORS = 5_000

KINDS = {fold(label): value for value, label in NeedKind.choices}
PROGRAMS = {
    fold(word): kind
    for kind, words in (
        (NeedKind.LIVING, "低保 特困 临时救助 生活"),
        (NeedKind.MEDICAL, "医疗 大病 医保 慢病 自付"),
        (NeedKind.EDUCATION, "助学 教育 学费 奖助"),
        (NeedKind.HOUSING, "住房 公租房 廉租房 危房 租赁补贴"),
        (NeedKind.JUSTICE, "法律援助 司法"),
        (NeedKind.EMPLOYMENT, "就业 培训 失业"),
    )
    for word in words.split()
}
OF_SOURCE = {
    ReliefSheet.Source.CIVIL: NeedKind.LIVING,
    ReliefSheet.Source.MEDICAL: NeedKind.MEDICAL,
    ReliefSheet.Source.EDUCATION: NeedKind.EDUCATION,
    ReliefSheet.Source.HOUSING: NeedKind.HOUSING,
    ReliefSheet.Source.JUSTICE: NeedKind.JUSTICE,
}
YES = {fold(word) for word in ("是", "职工", "在职", "y", "yes", "true", "√")}
NO = {fold(word) for word in ("否", "非职工", "无", "n", "no", "false")}


@dataclass
class Row:
    number: int
    values: dict = field(default_factory=dict)
    errors: list = field(default_factory=list)
    """``(field, value, message)``."""
    cells: tuple = ()


def read(path, name, *, source, places, mapping=None, recall=None, progress=quietly):
    """``(how it was read, [Row], refused lines as they may be shown)`` of an uploaded list. Raises
    TableRefused.

    ``places`` gives a federation's key by its folded name or code; a row without a place is the
    business of whoever imports the list. ``mapping`` and ``recall`` as ``Headings.read`` has them.
    """
    progress(0, "正在读取文件")
    sheet = HEADINGS.read(path, name, mapping=mapping, recall=recall)
    people = [line for line in sheet.lines if _is_person(line, sheet.columns)]
    if not people:
        raise TableRefused("表头之下没有数据行。")
    reader, rows = Reader(source, places), []
    for done, line in enumerate(people):
        progress(done, "正在读取各行", total=len(people))
        rows.append(reader.row(line, sheet.columns))
    _doubt_repeats(rows)
    errors = [
        {
            "row": row.number,
            "field": key,
            "column": sheet.label(key) or LABELS[key],
            "value": shown(key, value),
            "message": words,
        }
        for row in rows
        for key, value, words in row.errors
    ]
    return sheet.mapping, rows, errors[:MOST_ERRORS]


def _is_person(line, columns):
    """Not a sum, a note or a signature below the list."""
    if not line[columns["id_number"]] and not line[columns["name"]]:
        return False
    return not any(cell.strip(" ：:") in TOTALS for cell in line.cells[:2] if cell)


def shown(key, value):
    """A value as it may stand among the errors."""
    return mask(MASKED[key], value) if key in MASKED else value[:60]


class Reader:
    """Reads cells of one list; days and places are read once, they come again and again."""

    def __init__(self, source, places):
        self.places, self.days = places, {}
        self.usual = OF_SOURCE.get(source, NeedKind.OTHER)

    def row(self, line, columns):
        row = Row(line.number, cells=line.cells)
        for key, at in columns.items():
            text = line[at]
            if doubt := line.doubt(at):
                row.errors.append((key, text, doubt))
            elif text:
                try:
                    row.values[key] = getattr(self, key)(text)
                except ValidationError as wrong:
                    row.errors.append((key, text, wrong.messages[0]))
        self.check(row)
        return row

    def check(self, row):
        values, wrong = row.values, {key for key, _, _ in row.errors}
        for key in ASKED:
            if not values.get(key) and key not in wrong:
                row.errors.append((key, "", f"请填写{LABELS[key]}。"))
        values["need"] = values.get("need") or self.kind_of(values.get("program", ""))
        ends = values.get("ends_on")
        if ends and "starts_on" in values and ends < values["starts_on"]:
            row.errors.append(("ends_on", ends.isoformat(), "截止日期不能早于起始日期。"))

    def kind_of(self, program):
        """By the name of what was given; without one, what that department gives."""
        said = fold(program)
        return next((kind for word, kind in PROGRAMS.items() if word in said), self.usual)

    def name(self, text):
        return tidy(text)

    def id_number(self, text):
        return papers_of_identity.check(papers_of_identity.CITIZEN, papers_of_identity.tidy(text))

    def need(self, text):
        said = fold(text).removesuffix(fold("救助"))
        found = KINDS.get(said) or next((k for w, k in PROGRAMS.items() if w in said), None)
        if found is None:
            raise ValidationError(f"救助类别填{'、'.join(NeedKind.labels)}之一。")
        return found

    def program(self, text):
        return text.strip()[:60]

    def amount(self, text):
        found = money(text)
        if found >= Decimal(10) ** 10:
            raise ValidationError("金额过大，请核对单位（元）。")
        return found

    def day_of(self, text):
        if text not in self.days:
            found, certain = day(text)
            if certain == 4:
                raise ValidationError("日期须写到月或日。")
            self.days[text] = found
        return self.days[text]

    starts_on = ends_on = day_of

    def worker(self, text):
        said = fold(text)
        if said in YES:
            return ReliefRow.Worker.YES
        if said in NO:
            return ReliefRow.Worker.NO
        raise ValidationError("是否职工填“是”或“否”。")

    def employer(self, text):
        return text.strip()[:120]

    def phone(self, text):
        return tidy_phone(text)[:30]

    def place(self, text):
        found = self.places.get(fold(text))
        if found is None:
            raise ValidationError("在本级及下级工会中没有找到这个区县，可填区划代码。")
        return found


def _doubt_repeats(rows):
    """The same help of the same person from the same day twice: the second says where the first
    is."""
    first = {}
    for row in rows:
        if row.errors:
            continue
        values = row.values
        key = (
            *(values["id_number"], values["need"], values.get("program")),
            *(values["starts_on"], values.get("amount")),
        )
        if key in first:
            row.errors.append(("id_number", values["id_number"], f"与第 {first[key]} 行相同。"))
        first.setdefault(key, row.number)
