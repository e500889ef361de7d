"""Is this one value well-formed? The same words on a page, over the API and in an imported list."""

import re
from operator import mul

from django.core.exceptions import ValidationError
from django.utils import timezone
from stdnum.cn import uscc
from stdnum.exceptions import InvalidChecksum, InvalidLength
from stdnum.exceptions import ValidationError as Malformed

SOCIAL_ORGANIZATION_CODES = ("51", "52", "53", "59")
"""First two characters of the codes that civil affairs departments give (GB 32100-2015)."""

CREDIT_CODE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}")
VALUES = {symbol: at for at, symbol in enumerate("0123456789ABCDEFGHJKLMNPQRTUWXY")}
WEIGHTS = [pow(3, at, 31) for at in range(17)] + [1]
"""Of a valid code the weighted sum of all 18 values is a multiple of 31."""
INNER_VALUES = {symbol: at for at, symbol in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")}
INNER_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
LETTER = re.compile(r"[^\W\d_]")
MOST_STAFF = 200_000
MOST_MEMBERS = 100_000_000
PHONE = re.compile(
    r"1[3-9]\d{9}|0\d{2,3}-?\d{7,8}(-\d{1,6})?|[2-9]\d{6,7}(-\d{1,6})?|400-?\d{3}-?\d{4}"
)


def validate_credit_code(code):
    """统一社会信用代码 (GB 32100-2015): 18 characters, the last a check, mod 31."""
    if CREDIT_CODE.fullmatch(code) and not sum(map(mul, map(VALUES.get, code), WEIGHTS)) % 31:
        return  # a hundred thousand rows of a list come by here
    try:
        uscc.validate(code)
    except InvalidLength:
        raise ValidationError(
            f"统一社会信用代码应为 18 位，现为 {len(code)} 位，请核对。", code="credit_code"
        ) from None
    except InvalidChecksum:
        raise ValidationError(
            "统一社会信用代码的校验位不符，请对照登记证书核对。", code="credit_code"
        ) from None
    except Malformed:
        raise ValidationError(
            "统一社会信用代码含有不允许的字符，请核对（不使用 I、O、S、V、Z）。",
            code="credit_code",
        ) from None


def organization_code_checks(code):
    """Whether the organization code within a credit code agrees with its own check (GB 11714).

    A doubt, never an error: numbers allotted in blocks since 2015 need not.
    """
    total = sum(map(mul, map(INNER_VALUES.__getitem__, code[8:16]), INNER_WEIGHTS))
    return "0123456789X0"[11 - total % 11] == code[16]


def validate_name(name):
    if len(name) < 2 or not LETTER.search(name):
        raise ValidationError("名称应为登记证书上的全称，不能只有数字或符号。", code="name")


def validate_phone(value):
    """One or several telephone numbers, parted by “、”."""
    for number in value.split("、"):
        if not PHONE.fullmatch(number):
            raise ValidationError(
                "联系电话应为11位手机号，或带区号的固定电话（如023-67890000），请核对。",
                code="phone",
            )


def validate_not_future(day):
    if day > timezone.localdate():
        raise ValidationError("日期不能晚于今天。", code="future")


def validate_member_count(number):
    if number > MOST_MEMBERS:
        raise ValidationError(
            f"会员超过{MOST_MEMBERS:,}，请核对数目和单位（应为“人”或“家”）。", code="member_count"
        )


def validate_staff_count(number):
    if number > MOST_STAFF:
        raise ValidationError(
            f"从业人员超过{MOST_STAFF:,}人，请核对数目和单位（应为“人”）。", code="staff_count"
        )
