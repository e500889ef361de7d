"""Warnings about rows that never change their class, one sentence for each kind of doubt."""

from orgs.models import CountedFacts
from orgs.validators import organization_code_checks

TYPES = set(CountedFacts.Type.values)
LOW = {CountedFacts.RegistrationLevel.PREFECTURE, CountedFacts.RegistrationLevel.COUNTY}


def doubts_of(rows):
    """Warnings that never change a row's class, one sentence for each kind of doubt."""
    mismatched, low, inner = [], [], []
    for row in rows:
        if row.errors:
            continue
        code, values = row.values.get("credit_code"), row.values
        if code and values.get("type") not in (None, code[:2]) and code[:2] in TYPES:
            mismatched.append(row.number)
        if values.get("type") == "53" and values.get("registration_level") in LOW:
            low.append(row.number)
        if code and not organization_code_checks(code):
            inner.append(row.number)
    said = (
        (mismatched, "统一社会信用代码前两位与所填组织类型不一致，按所填类型登记"),
        (low, "基金会的登记级别低于省级，请核对登记管理机关"),
        (inner, "统一社会信用代码中的组织机构代码校验位不符（2015年后按号段分配的可不符）"),
    )
    return [f"有{len(n)}行{words}：第{some(n)}行。" for n, words in said if n]


def some(numbers, most=10):
    shown = "、".join(map(str, numbers[:most]))
    return f"{shown}等" if len(numbers) > most else shown
