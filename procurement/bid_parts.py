"""What a bid consists of, part by part: which fields, what is wanting, what the budget comes to.

A call keeps the parts it was published with in ``bid_form``; of which kind a part is says which
fields it has. What was typed is kept as typed; ``faults`` says what must be mended before it can be
handed in, and the same words stand beside the field, on the check page and in a refusal.
"""

from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

CENT = Decimal("0.01")
MOST_ROWS = 40
LARGEST = 10**12
LINES = {
    "people": "人员费",
    "activity": "活动费",
    "material": "物资费",
    "venue": "场地费",
    "travel": "交通费",
    "publicity": "宣传费",
    "training": "培训费",
    "overhead": "管理费",
    "tax": "税费",
    "other": "其他",
}


@dataclass(frozen=True)
class Field:
    """One thing to fill in. ``sort`` is text, long, number, money or choice."""

    key: str
    label: str
    sort: str = "text"
    required: bool = True
    most: int = 200
    hint: str = ""


KNOWN = {
    "name": "名称",
    "credit_code": "统一社会信用代码",
    "representative": "法定代表人",
    "residence": "住所",
}
"""Of the bidder, as the register told it when the draft was begun."""

UNIT = (
    Field("contact", "项目联系人", most=30),
    Field("phone", "联系电话", most=30),
    Field("experience", "以往类似项目", "long", required=False, most=2000),
)
TARGET = (
    Field("text", "服务对象", "long", most=2000),
    Field("people", "服务人数（人）", "number"),
    Field("times", "服务人次（人次）", "number"),
)
PLAN = (
    Field("what", "活动内容"),
    Field("when", "时间", most=40),
    Field("where", "地点", required=False, most=80),
    Field("times", "次数（次）", "number"),
    Field("people", "每次人数（人）", "number"),
    Field("by", "责任人", most=30),
)
TEAM = (
    Field("name", "姓名", most=30),
    Field("duty", "分工", most=60),
    Field("title", "资格或职称", required=False, most=60),
    Field("hours", "投入时间", required=False, most=60),
)
BUDGET = (
    Field("line", "科目", "choice"),
    Field("item", "用途", most=100),
    Field("price", "单价（元）", "money"),
    Field("count", "数量", "money"),
    Field("basis", "测算依据", required=False, most=100),
)
ROWS = {"plan": PLAN, "team": TEAM, "table": BUDGET}
FIELDS = {"unit": UNIT, "target": TARGET}


@dataclass(frozen=True, kw_only=True)
class Part:
    key: str
    label: str
    asks: str = ""
    kind: str = "text"
    most: int = 3000
    required: bool = True
    fields: tuple = field(default=())

    @property
    def in_rows(self):
        return self.kind in ROWS


def parts_of(call):
    """The parts of a bid for a call: first who bids, then what the call asks for."""
    unit = {"key": "unit", "label": "申报单位", "kind": "unit"}
    told = [{**unit, "asks": "核对登记信息，填写联系人"}]
    told += call.bid_form.get("parts") or []
    return [_part(one) for one in told]


def _part(told):
    known = {name: told[name] for name in Part.__dataclass_fields__ if name in told}
    part = Part(**known)
    most = f"不超过 {part.most} 字"
    long = Field("text", part.label, "long", required=part.required, most=part.most, hint=most)
    fields = ROWS.get(part.kind) or FIELDS.get(part.kind) or (long,)
    return Part(**{**known, "fields": () if part.kind == "files" else fields})


def number(text):
    """A number as people type it, or None."""
    try:
        found = Decimal(str(text).replace(",", "").replace("，", "").strip())
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found) < LARGEST else None


def amount_of(row):
    price, count = number(row.get("price", "")), number(row.get("count", ""))
    return None if price is None or count is None else (price * count).quantize(CENT)


def budget_of(parts):
    """``{"rows": with amounts, "lines": sum by line, "total"}`` of what was filled in."""
    rows, lines, total = [], {}, Decimal(0)
    for row in (parts.get("budget") or {}).get("rows", []):
        amount = amount_of(row) or Decimal(0)
        rows.append({**row, "amount": amount, "line_label": LINES.get(row.get("line"), "")})
        lines[row.get("line", "")] = lines.get(row.get("line", ""), Decimal(0)) + amount
        total += amount
    return {"rows": rows, "lines": lines, "total": total}


def faults(part, values, lot):
    """``[(name of the field, what is wrong with it)]``; the name is "" for the part as a whole."""
    if part.kind == "files":
        return []
    if part.in_rows:
        return _of_rows(part, values, lot)
    return [
        (one.key, wrong) for one in part.fields if (wrong := _fault(one, values.get(one.key, "")))
    ]


def _of_rows(part, values, lot):
    rows = values.get("rows", [])
    if not rows:
        return [("", f"请至少填写一行{part.label}。")] if part.required else []
    found = [
        (f"{n}-{one.key}", f"第 {n + 1} 行：{wrong}")
        for n, row in enumerate(rows)
        for one in part.fields
        if (wrong := _fault(one, row.get(one.key, "")))
    ]
    if part.kind == "table":
        found += [("", wrong) for wrong in _over(values, lot)]
    return found


def _fault(one, text):
    text = str(text).strip()
    if not text:
        return f"请填写{one.label}。" if one.required else None
    if len(text) > one.most:
        return f"{one.label}最多 {one.most} 字，现有 {len(text)} 字。"
    if one.sort == "choice" and text not in LINES:
        return f"请选择{one.label}。"
    if one.sort in ("number", "money"):
        given = number(text)
        if given is None or given < 0 or given > 10**10:
            return f"{one.label}应为不小于 0 的数字。"
        if one.sort == "number" and given != given.to_integral_value():
            return f"{one.label}应为整数。"
    return None


def _over(values, lot):
    """What of the budget goes beyond what the call allows."""
    budget = budget_of({"budget": values})
    total = budget["total"]
    if total <= 0:
        yield "预算合计应大于 0 元。"
    if total > lot.ceiling:
        yield f"预算合计 {total:,.2f} 元，超过最高限价 {lot.ceiling:,.2f} 元。"
    for cap in caps_of(budget, lot):
        if cap["over"]:
            yield (
                f"{cap['label']} {cap['spent']:,.2f} 元，超过预算合计的 {cap['percent']}%"
                f"（{cap['most']:,.2f} 元）。"
            )


def caps_of(budget, lot):
    """How much of the total each capped line takes, and how much it may."""
    for line, percent in (lot.call.bid_form.get("caps") or {}).items():
        most = (budget["total"] * Decimal(str(percent)) / 100).quantize(CENT)
        spent = budget["lines"].get(line, Decimal(0))
        told = {"line": line, "label": LINES.get(line, line), "percent": percent}
        yield told | {"spent": spent, "most": most, "over": spent > most}


def all_faults(draft_parts, lot):
    """``{part: faults}`` of those that are not as they should be."""
    found = {}
    for part in parts_of(lot.call):
        if wrong := faults(part, draft_parts.get(part.key) or {}, lot):
            found[part] = wrong
    return found
