"""A union's list of members, as an office writes it: which column is which, and what a row says.

Reading, header and workbook of errors are those of all lists (``jobs.sheets``)."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from jobs.sheets import Headings, TableRefused
from membership.models import Member
from orgs import papers_of_identity
from orgs.imports.cells import day
from orgs.names import fold, tidy, tidy_phone
from orgs.validators import validate_phone

HEADINGS = Headings(
    {
        "name": ("姓名", "会员姓名", "职工姓名"),
        "id_number": ("证件号码", "身份证号", "身份证号码", "公民身份号码", "身份证", "证件号"),
        "id_type": ("证件类型", "证件种类"),
        "phone": ("手机", "手机号", "手机号码", "联系电话", "联系方式", "电话"),
        "worker": ("职工类别", "人员类别", "用工形式", "类别"),
        "post": ("岗位", "职务", "工种"),
        "employer": ("工作单位", "所在单位", "单位", "单位名称"),
        "joined_on": ("会龄起算日", "入会日期", "入会时间", "加入工会日期"),
    },
    asked=("name", "id_number"),
)
LABELS = HEADINGS.labels
TOTALS = {"合计", "总计", "小计", "填表人", "备注", "说明", "注"}
HINTS = {
    "id_number": "按证件填写 18 位；该列请设为文本格式。",
    "phone": "填 11 位手机号。",
    "joined_on": "如 2020-05-01。",
    "worker": f"填{'、'.join(label for label in Member.Worker.labels)}之一；不填按在职职工。",
}
WORKERS = {fold(label): value for value, label in Member.Worker.choices} | {
    fold(word): value
    for value, words in (
        ("staff", "职工 正式 在编 合同制 在职"),
        ("migrant", "进城务工人员 务工人员"),
        ("dispatched", "派遣 派遣工 劳务派遣"),
        ("flexible", "灵活就业"),
        ("platform", "新就业形态 外卖员 网约配送员 网约车司机 快递员"),
    )
    for word in words.split()
}
PAPERS = {fold(label): value for value, label in Member.Paper.choices} | {
    fold(word): value
    for value, words in (
        ("id_card", "身份证 居民身份证 居民居住证 港澳台居民居住证 二代身份证"),
        ("foreigner", "永久居留证 外国人永久居留证 永居证"),
        ("passport", "护照 其他 港澳通行证 台胞证"),
    )
    for word in words.split()
}


@dataclass
class Row:
    """``values`` by field; ``errors`` are (field, value, message); ``cells`` as written."""

    number: int
    values: dict = field(default_factory=dict)
    errors: list = field(default_factory=list)
    cells: tuple = ()


def read(path, name, mapping=None):
    """``(mapping, [Row])`` of an uploaded list; ``mapping`` is a person's correction. Raises
    TableRefused."""
    found = HEADINGS.read(path, name, mapping=mapping)
    columns = found.columns
    rows = [row_of(line, columns) for line in found.lines if _is_person(line, columns)]
    if not rows:
        raise TableRefused("表头之下没有数据行。")
    _doubt_repeats(rows)
    return found.mapping, rows


def _is_person(line, columns):
    """Not a sum, a note or a signature below the list."""
    name = line[columns["name"]]
    if not line[columns["id_number"]] and (not name or len([c for c in line.cells if c]) == 1):
        return False
    return not any(cell.strip(" ：:") in TOTALS for cell in line.cells[:2] if cell)


def row_of(line, columns):
    row = Row(line.number, cells=tuple(line.cells))
    for name, at in columns.items():
        text = line[at]
        if doubt := line.doubt(at):
            row.errors.append((name, text, doubt))
        elif text:
            try:
                row.values[name] = READERS[name](text)
            except ValidationError as wrong:
                row.errors.append((name, text, wrong.messages[0]))
    _check(row)
    return row


def _worker(text):
    if fold(text) not in WORKERS:
        raise ValidationError(f"无法识别职工类别“{text}”。")
    return WORKERS[fold(text)]


def _paper(text):
    if fold(text) not in PAPERS:
        raise ValidationError(f"无法识别证件类型“{text}”。")
    return PAPERS[fold(text)]


def _phone(text):
    number = tidy_phone(text)
    validate_phone(number)
    return number


def _day(text):
    return day(text)[0]


READERS = {
    "name": tidy,
    "id_number": papers_of_identity.tidy,
    "id_type": _paper,
    "phone": _phone,
    "worker": _worker,
    "post": lambda text: text.strip()[:60],
    "employer": lambda text: text.strip()[:120],
    "joined_on": _day,
}


def _check(row):
    values, wrong = row.values, {name for name, _, _ in row.errors}
    values.setdefault("id_type", Member.Paper.CITIZEN)
    for name in ("name", "id_number"):
        if not values.get(name) and name not in wrong:
            row.errors.append((name, "", f"请填写{LABELS[name]}。"))
    if values.get("id_number") and "id_type" not in wrong:
        try:
            papers_of_identity.check(values["id_type"], values["id_number"])
        except ValidationError as refused:
            row.errors.append(("id_number", values["id_number"], refused.messages[0]))


def _doubt_repeats(rows):
    """The same person twice in a list: the second is refused, and says where the first is."""
    first = {}
    for row in rows:
        key = (row.values.get("id_type"), row.values.get("id_number"))
        if not key[1] or row.errors:
            continue
        if key in first:
            row.errors.append(("id_number", key[1], f"与第{first[key]}行是同一个人。"))
        else:
            first[key] = row.number
