"""Is this user name, is this password well-formed?"""

import re
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from pypinyin import lazy_pinyin

validate_username = RegexValidator(
    r"^[a-z0-9][a-z0-9._-]{1,58}[a-z0-9]\Z",
    "用户名用 3–60 个小写字母、数字、点、横线或下划线，首尾须是字母或数字。",
    code="username",
)


@dataclass(frozen=True)
class Profile:
    """Rules about passwords. GB/T 22239 wants classes and change, ASVS 5 forbids both."""

    name: str
    classes: int = 0
    days: int = 0
    barred: int = 0


PROFILES = {
    "dengbao": Profile("等级保护", classes=3, days=90, barred=5),
    "asvs": Profile("ASVS"),
}
LONGEST = 128
FEWEST_DIFFERENT = 5
WORDS = ("gonghui", "zonggonghui", "acftu", "liaison", "shehuizuzhi", "工会", "社会组织")
CLASSES = {
    "大写字母": re.compile(r"[A-Z]"),
    "小写字母": re.compile(r"[a-z]"),
    "数字": re.compile(r"[0-9]"),
    "符号": re.compile(r"[^A-Za-z0-9]"),
}


def profile():
    return PROFILES[settings.PASSWORD_PROFILE]


@cache
def _common():
    return CommonPasswordValidator().passwords


def own_words(user):
    """The user name, the name and its pinyin: what others would guess first."""
    if user is None:
        return []
    name = getattr(user, "name", "") or ""
    pinyin = "".join(lazy_pinyin(name)) if name else ""
    words = [user.get_username(), name, pinyin]
    return [word.lower() for word in words if len(word) >= (2 if word == name else 4)]


class PasswordRules:
    """The rules of the profile in force; all that is wrong is said at once."""

    def validate(self, password, user=None):
        rules, wrong = profile(), []
        least = settings.PASSWORD_LENGTH
        folded = password.lower()
        if len(password) < least:
            wrong.append(f"密码至少 {least} 位，现为 {len(password)} 位。")
        if len(password) > LONGEST:
            wrong.append(f"密码最多 {LONGEST} 位。")
        found = [label for label, sign in CLASSES.items() if sign.search(password)]
        if len(found) < rules.classes:
            wrong.append(
                f"大写字母、小写字母、数字、符号中至少要有 {rules.classes} 类，"
                f"现有 {len(found)} 类。"
            )
        if folded in _common():
            wrong.append("这个密码太常见，容易被猜到，请换一个。")
        elif password and len(set(folded)) < FEWEST_DIFFERENT:
            wrong.append("密码里重复的字符太多，请换一个。")
        elif any(word in folded for word in (*WORDS, *settings.PASSWORD_WORDS)):
            wrong.append("密码不能含有单位或系统的名称。")
        elif any(word in folded for word in own_words(user)):
            wrong.append("密码不能含有您的用户名或姓名。")
        if not wrong and rules.barred and user is not None and user.pk:
            recent = user.passwords_before.values_list("hash", flat=True)[: rules.barred - 1]
            if any(check_password(password, hash) for hash in (user.password, *recent)):
                wrong.append(f"不能使用最近 {rules.barred} 次用过的密码。")
        if wrong:
            raise ValidationError(wrong, code="password")

    def get_help_text(self):
        rules = profile()
        parts = [f"至少 {settings.PASSWORD_LENGTH} 位"]
        if rules.classes:
            parts.append(f"大写字母、小写字母、数字、符号中至少 {rules.classes} 类")
        parts.append("不含单位名称、用户名和姓名")
        if rules.barred:
            parts.append(f"不与最近 {rules.barred} 次相同")
        if rules.days:
            parts.append(f"每 {rules.days} 天更换一次")
        return "；".join(parts) + "。"
