"""How personal values look to whoever has no reason to see them whole (domain.md 6.4).

Named by ``EncryptedField(mask=…)`` and by the tag ``masked``.
"""


def hidden(value):
    """Nothing of it."""
    return "******" if value else ""


def phone(value):
    """13812341234 -> 138****1234; a number of another length keeps its last two digits."""
    if len(value) == 11 and value.isdigit():
        return f"{value[:3]}****{value[-4:]}"
    return f"****{value[-2:]}" if len(value) > 4 else hidden(value)


def id_number(value):
    """11010519491231002X -> 110105********002X."""
    if len(value) == 18:
        return f"{value[:6]}********{value[-4:]}"
    return hidden(value)


def name(value):
    """张三丰 -> 张*, 欧阳修 -> 欧阳*: the family name alone, however long the given one."""
    if not value:
        return ""
    return f"{value[:2] if value[:2] in DOUBLE_FAMILY_NAMES and len(value) > 2 else value[:1]}*"


def bank(value):
    """6222021234567890123 -> ****0123."""
    digits = value.replace(" ", "")
    return f"****{digits[-4:]}" if len(digits) > 8 else hidden(value)


def email(value):
    """zhangsan@example.cn -> z***@example.cn."""
    user, at, host = value.partition("@")
    return f"{user[:1]}***@{host}" if at else hidden(value)


DOUBLE_FAMILY_NAMES = {
    *("欧阳", "司马", "上官", "诸葛", "司徒", "东方", "独孤", "南宫", "夏侯", "皇甫"),
    *("尉迟", "公孙", "慕容", "令狐", "长孙", "宇文", "轩辕", "端木", "百里"),
}
MASKS = {
    "hidden": hidden,
    "phone": phone,
    "id_number": id_number,
    "name": name,
    "bank": bank,
    "email": email,
}


def mask(kind, value):
    """The masked text of a value; ``kind`` is one of MASKS."""
    return MASKS[kind](str(value)) if value else ""
