"""The sums a list states about itself, against one another and against its rows.

Nothing is corrected: where two sums differ, both are told (the city's report of 2017-09-30 gives
1,553 + 14,172 by level and 15,705 by type).
"""

import re

from orgs.imports import cells
from orgs.names import fold, half_width

TYPE, LEVEL, TOTAL = "type", "level", "total"
TOTALS = {
    fold(w)
    for w in [
        "合计",
        "总计",
        "总数",
        "共计",
        "总和",
        "社会组织总数",
        "社会组织合计",
        "总量",
        "全市合计",
        "全省合计",
        "共有",
        "共",
    ]
}
MORE_LEVELS = {
    fold(word): key
    for key, words in {
        "城市": "市级 市本级 全市性 市直",
        "区县": "区县级 区县 区(县)级 县(区)级 县级 区级 各区县 区县(自治县) 区(市、县)级",
    }.items()
    for word in words.split()
}
PAIR = re.compile(
    r"([\u4e00-\u9fff（）()、]{1,24}?)[\s:：为有共计约达]*\t?\s*(\d[\d,，]*)\s*(?:家|个)?"
)
FIRST = re.compile(r"^(其中|全市|全省|全区|全县|现有|登记|注册|截至|各类|的|在|和|及|由)+")


def stated(lines):
    """``{(dimension, key): number}`` of what the lines say in words and figures, the first told."""
    found = {}
    for line in lines:
        for words, number in PAIR.findall(half_width(line.replace("\t", "，"))):
            key = _key(words)
            if key and key not in found:
                found[key] = int(re.sub("[,，]", "", number))
    return found


def _key(words):
    said = FIRST.sub("", fold(words))
    for candidate in (said, re.sub(r"(登记|注册|社会组织|共有|数量|数|家数)+$", "", said)):
        if candidate in TOTALS:
            return TOTAL, ""
        if candidate in cells.TYPES and not candidate.isdigit():
            return TYPE, cells.TYPES[candidate]
        if candidate in MORE_LEVELS:
            return LEVEL, MORE_LEVELS[candidate]
        if candidate in cells.LEVELS and not candidate.isdigit():
            return LEVEL, cells.LEVELS[candidate]
    if re.search(r"(总数|合计|总计|社会组织共)$", said):
        return TOTAL, ""
    return None


def warnings_of(listing):
    """What does not add up, one sentence each."""
    told = stated(listing.said)
    sums = {
        dimension: [n for (d, _), n in told.items() if d == dimension]
        for dimension in (TYPE, LEVEL)
    }
    total = told.get((TOTAL, ""))
    names = {TYPE: "分类型之和", LEVEL: "分级别之和"}
    found = []
    for dimension, numbers in sums.items():
        if len(numbers) > 1 and total is not None and sum(numbers) != total:
            found.append(_differ(names[dimension], numbers, "所列总数", total))
    by_type, by_level = sums[TYPE], sums[LEVEL]
    if len(by_type) > 1 and len(by_level) > 1 and sum(by_type) != sum(by_level) and not found:
        found.append(_differ(names[LEVEL], by_level, names[TYPE], sum(by_type)))
    for lines in listing.tables:
        found += _grid(lines)
    for line, columns, above in listing.totals:
        found += _total_line(listing, line, columns, above)
    return list(dict.fromkeys(found))


def _differ(name, numbers, other, total):
    told = " + ".join(map(str, numbers)) + f" = {sum(numbers)}" if len(numbers) > 1 else numbers[0]
    return (
        f"名单{name}（{told}）与{other}（{total}）不一致，相差{abs(sum(numbers) - total)}；"
        "两个数均予保留，未作更改，请与提供单位核对。"
    )


def _number(text):
    said = re.sub(r"[\s,，家个人]", "", half_width(text))
    return int(said) if re.fullmatch(r"\d+", said) else None


def _total_line(listing, line, columns, above):
    """A 合计 row: a figure under a column of numbers sums it, one elsewhere counts the rows."""
    found, counts = [], set()
    for at, text in enumerate(line.cells):
        field = columns.get(at)
        inside = re.fullmatch(r"\D{0,6}?(\d+)\s*(?:家|个)\D{0,4}", half_width(text))
        number = int(inside[1]) if inside else _number(text)
        if number is None:
            continue
        numbers = [n for source, _ in above if (n := _figure(field, source[at])) is not None]
        label = listing.labels[at] if at < len(listing.labels) else ""
        counting = (
            field in ("name", "credit_code", "type") or label in ("序号", "编号") or not label
        )
        if counting or inside:
            counts.add(number)
        elif len(numbers) * 2 > len(above) and sum(numbers) != number:
            found.append(
                f"第{line.number}行合计的“{label}”为{number}，其上各行之和为{sum(numbers)}，"
                f"相差{abs(number - sum(numbers))}；未作更改，请核对。"
            )
    for number in sorted(counts):
        if number != len(above):
            found.append(
                f"第{line.number}行合计为{number}家，其上数据行为{len(above)}行，"
                f"相差{abs(number - len(above))}；未作更改，请核对。"
            )
    return found


def _figure(field, text):
    if field == "staff_count":
        try:
            return cells.staff(text) if text else None
        except Exception:  # noqa: BLE001 (told of its own row already)
            return None
    return _number(text)


def _grid(lines):
    """A sheet of figures: columns against their 合计 row, rows against their 合计 column."""
    rows = [(line, [_number(text) for text in line.cells]) for line in lines]
    figures = [(li, n) for li, n in rows if sum(v is not None for v in n) >= 1 and _word(li)]
    head = next((li for li, n in rows if sum(bool(c) for c in li.cells) >= 2 and not any(n)), None)
    found = []
    bottom = next((f for f in figures if fold(_word(f[0])) in TOTALS), None)
    if bottom and len(figures) > 2:
        rest = [n for li, n in figures if li is not bottom[0]]
        for at, total in enumerate(bottom[1]):
            column = [n[at] for n in rest if at < len(n) and n[at] is not None]
            if total is not None and len(column) > 1 and sum(column) != total:
                label = head[at] if head else ""
                found.append(_differ(f"“{label or '各行'}”一列之和", column, "合计行", total))
    if head:
        across = [at for at, text in enumerate(head.cells) if fold(text) in TOTALS]
        parts = [at for at, text in enumerate(head.cells) if _key(text) and at not in across]
        for line, numbers in figures:
            values = [numbers[at] for at in parts if at < len(numbers) and numbers[at] is not None]
            for at in across:
                total = numbers[at] if at < len(numbers) else None
                if total is not None and len(values) > 1 and sum(values) != total:
                    found.append(_differ(f"“{_word(line)}”一行各列之和", values, "合计列", total))
    return found


def _word(line):
    return next((text for text in line.cells if text and _number(text) is None), "")
