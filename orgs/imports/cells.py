"""What an office wrote in a cell, as a value: dates, words for types and levels, numbers of staff.

Each function takes the text of a cell and gives the value, or raises ValidationError in the
person's words. Blank cells and dashes never get here.
"""

import re
import tomllib
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from django.core.exceptions import ValidationError

from orgs.beside import BY_YEAR, LABELS, YEARS
from orgs.models import CountedFacts, Grade, Inspection, Organization
from orgs.models.particulars import months_after
from orgs.names import fold, half_width

Type, Standing, Status = CountedFacts.Type, CountedFacts.Standing, CountedFacts.Status
Level, Kind, Category = (
    CountedFacts.RegistrationLevel,
    CountedFacts.Kind,
    CountedFacts.Category,
)
Management = Organization.Management


WORDS = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))


def _spelt(table, choices):
    return {
        fold(word): choices(value)
        for value, words in WORDS[table].items()
        for word in words.split()
    }


TYPES = _spelt("type", Type)
STANDINGS = _spelt("standing", Standing)
STATUSES = _spelt("status", Status)
LEVELS = _spelt("registration_level", Level)
MANAGEMENTS = _spelt("management", Management)
KINDS = _spelt("kind", Kind)
CATEGORIES = _spelt("category", Category)
RESULTS = _spelt("inspection_result", Inspection.Result)
GRADES = _spelt("grade_level", lambda value: Grade.Level(int(value)))
ONE_OF = {
    "premises": ("办公场所", _spelt("premises", Organization.Premises)),
    "relevance": ("服务职工程度", _spelt("relevance", Organization.Relevance)),
}
ANSWERED = {"labour_field", "self_run", "self_funded", "self_hired"}
SEVERAL = {
    name: (_spelt(name, choices), choices.values)
    for name, choices in (
        ("funding_sources", Organization.Funding),
        ("ways_of_working", Organization.Way),
        ("labour_domains", CountedFacts.LabourDomain),
        ("spheres", Organization.Sphere),
        ("key_kinds", Organization.KeyKind),
        ("short_kinds", Organization.ShortKind),
        ("bodies", Organization.Body),
    )
}
UNSAID = set(WORDS["answers"]["unsaid"].split())
CITY_LEVEL = {fold(word) for word in ("市级", "市", "市本级", "全市性", "市直")}
YES, NO, NOTHING = (set(WORDS["answers"][key].split()) for key in ("yes", "no", "nothing"))
KIND_BY_NAME = [
    (Kind.KINDERGARTEN, re.compile(r"幼儿园|幼稚园")),
    (Kind.TRAINING, re.compile(r"培训(学校|中心|学院|机构)?$|职业.{0,4}培训")),
    (Kind.SCHOOL, re.compile(r"(学校|小学|中学|学院|大学|书院)(（.*）)?$")),
    (Kind.ELDERCARE, re.compile(r"养老|敬老院|老年公寓|护老|颐养|托老")),
    (Kind.HOSPITAL, re.compile(r"医院")),
]
NUMERALS = {**dict(zip("〇零一二三四五六七八九", (0, *range(10)), strict=True)), "两": 2, "廿": 20}
FULL_DAY = re.compile(r"(\d{4})\D{1,3}(\d{1,2})\D{1,3}(\d{1,2})(?:日|号)?(?:[\sT]+[\d:.]+)?\D{0,4}")
MONTH_ONLY = re.compile(r"(\d{4})(?:\s*[年\-./]\s*)(\d{1,2})月?\D{0,4}")
YEAR_ONLY = re.compile(r"(\d{4})年?")
PEOPLE = r"(?:余|多|左右)?(?:人|名|位|个|家)?(?:左右|以上)?"
NUMBERS = re.compile(
    r"(?<!\d)(?:1[3-9]\d[\d-]{8,10}|0\d{2,3}[-—– ]?\d{7,8}(?:[-转]\d{1,6})?|[2-9]\d{6,7})(?!\d)"
)
EPOCH = date(1899, 12, 30)


def chosen(table, text):
    """The value a word stands for, with or without the words around it that offices add."""
    said = fold(text)
    for candidate in (said, re.sub(r"[类型别级性]+$", "", said), re.sub(r"^\d{1,2}", "", said)):
        if candidate in table:
            return table[candidate]
    return table.get(said.zfill(2)) if said.isdigit() else None


def choice(table, label, text):
    value = chosen(table, text)
    if value is None:
        raise ValidationError(f"无法识别{label}“{text}”。")
    return value


def one_of(choices, what=""):
    """A reader of cells that name one of these choices, or enough of one to tell it from the
    others. It takes the text, and whatever else its readers are given."""
    known = {fold(label): value for value, label in choices}

    def read(text, *_):
        said = fold(text)
        near = [value for label, value in known.items() if said and said in label]
        found = known.get(said) or (near[0] if len(near) == 1 else "")
        if not found:
            raise ValidationError(f"{what}填{'、'.join(label for _, label in choices)}之一。")
        return found

    return read


def day(text):
    """``(date, certain)``: 2017年9月30日, 2017.9.30, 20170930, 43008, 2017年9月; ``certain`` tells
    to how many characters of the ISO date it speaks (10, 7 or 4)."""
    said = _western(half_width(text))
    try:
        if found := FULL_DAY.fullmatch(said):
            return date(*map(int, found.groups())), 10
        if found := MONTH_ONLY.fullmatch(said):
            return date(int(found[1]), int(found[2]), 1), 7
        if re.fullmatch(r"\d{8}", said):
            return date(int(said[:4]), int(said[4:6]), int(said[6:])), 10
        if re.fullmatch(r"(19|20)\d{4}", said):
            return date(int(said[:4]), int(said[4:]), 1), 7
        if re.fullmatch(r"\d{5}(\.\d+)?", said) and 10_000 < float(said) < 80_000:
            return EPOCH + timedelta(days=int(float(said))), 10
        if (found := YEAR_ONLY.fullmatch(said)) and 1900 <= int(found[1]) <= 2100:
            return date(int(found[1]), 1, 1), 4
    except ValueError:
        raise ValidationError(f"日期“{text}”不存在，请核对年月日。") from None
    raise ValidationError(f"无法识别日期“{text}”，请写成“2017年9月30日”或“2017-09-30”。")


def _western(text):
    """二〇一七年九月三十日 to 2017年9月30日."""
    if not re.search("[〇零一二三四五六七八九十]", text):
        return text
    year, mark, rest = text.partition("年")
    if mark:
        year = "".join(str(NUMERALS[c]) if c in NUMERALS else c for c in year)
    else:
        year, rest = "", text
    rest = re.sub("[〇零一二三四五六七八九十廿]+", lambda found: str(_small(found[0])), rest)
    return year + mark + rest


def _small(word):
    """Chinese numerals up to 99."""
    tens, mark, ones = word.replace("廿", "二十").partition("十")
    if not mark:
        return int("".join(str(NUMERALS[c]) for c in word))
    return (NUMERALS[tens] if tens else 1) * 10 + (NUMERALS[ones] if ones else 0)


def phone(text):
    """The numbers in a cell that names a person, too: 陈静 13800001234; else the cell as it is."""
    if not re.search(r"[\u4e00-\u9fff]", text.replace("转", "")):
        return text
    return "、".join(NUMBERS.findall(half_width(text))) or text


def several(name, text):
    """``(values in their order, words that nobody could place)``: 会费、政府补助."""
    table, order = SEVERAL[name]
    found, strange = set(), []
    for word in re.split(r"[、,，;；/+＋\n]|\s+|和|及|与", text):
        word = re.sub(r"^[(（]?\d{1,2}[.)）．、]|等$", "", word.strip())
        value = chosen(table, word) if word else None
        if value is not None:
            found.add(value)
        elif word:
            strange.append(word)
    return [value for value in order if value in found], strange


def money(text, *, unit=""):
    """A sum in 元: 120万元, 3,500.50; ``unit`` is what the heading says of bare numbers."""
    said = re.sub(r"[\s,，¥￥]", "", half_width(text))
    said = re.sub(r"^(人民币|大约|约|共|计|近|超过|超)+", "", said)
    found = re.fullmatch(r"(\d+(?:\.\d+)?)(?:余|多)?(亿|万)?(元)?(?:左右|以上)?", said)
    if not found:
        raise ValidationError(f"无法识别金额“{text}”，请填写数字（单位：元，或写明万元）。")
    scale = found[2] or ("" if found[3] else unit)
    return (Decimal(found[1]) * {"亿": 10**8, "万": 10**4}.get(scale, 1)).quantize(Decimal("0.01"))


def staff(text):
    """12, 12人, 约30, 30余人, 1.2万人, 十二人."""
    return count("从业人员数", "人", text)


def count(label, unit, text):
    said = re.sub(r"[\s,，]", "", half_width(text))
    said = re.sub(r"^(大约|约|共|计|近|超过|超)+", "", said)
    if found := re.fullmatch(rf"(\d+(?:\.\d+)?)(万)?{PEOPLE}", said):
        number = float(found[1]) * (10_000 if found[2] else 1)
        if number == int(number):
            return int(number)
    if found := re.fullmatch(
        r"([〇零一二三四五六七八九十廿两]{1,3})(?:余|多)?(?:人|名|位|个)?", said
    ):
        return _small(found[1].replace("两", "二"))
    raise ValidationError(f"无法识别{label}“{text}”，请填写一个整数（单位：{unit}）。")


def yes(label, text):
    said = half_width(text).lower()
    if said in YES or re.search(r"党(总?支部|委|小组)|联合党|功能型党", said):
        return True
    if said in NO or said.startswith(("未", "没", "不", "无")):
        return False
    raise ValidationError(f"无法识别“{text}”：{label}请填写“是”或“否”。")


def level(text, *, municipality):
    """市级 is the first level below the nation in a municipality (重庆), elsewhere the second."""
    if fold(text) in CITY_LEVEL:
        return Level.PROVINCE if municipality else Level.PREFECTURE
    return choice(LEVELS, "登记级别", text)


def kind_by_name(name, type_):
    """Which kind a name tells; only service institutions and trade associations tell theirs."""
    if type_ == Type.SERVICE:
        return next((kind for kind, words in KIND_BY_NAME if words.search(name)), None)
    if type_ == Type.ASSOCIATION and re.search(r"(行业协会|商会)(（.*）)?$", name):
        return Kind.INDUSTRY
    return None


def beside(name, text, *, year=""):
    """What a cell tells beside the organization's own columns; ``year`` is its heading's."""
    said = half_width(text).strip()
    found = {}
    if of := BY_YEAR.get(name):
        if before := re.match(r"(20\d\d)\s*年度?[:：]?\s*", said):
            year, said = before[1], said[before.end() :]
        found = {of: int(year)} if year else {}
    if name == "grade_level":
        return {name: choice(GRADES, LABELS[name], said.upper())}
    if name == "inspection_result":
        return {**found, name: choice(RESULTS, LABELS[name], said)}
    if name in YEARS:
        if told := re.fullmatch(r"((?:19|20)\d\d)(?:\s*年度?)?", said):
            return {name: int(told[1])}
        raise ValidationError(f"无法识别年度“{text}”，请写成“2023”。")
    if name in ("grade_on", "grade_until"):
        on, certain = day(said)
        if name == "grade_until" and certain < 10:  # the last day that 2026年 or 2026年5月 means
            on = months_after(on, 12 if certain == 4 else 1) - timedelta(days=1)
        return {name: on}
    return {**found, name: count(LABELS[name], "人", said)}
