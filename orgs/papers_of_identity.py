"""Numbers of identity papers: as they are kept, what is wrong with them, and what they tell.

Citizens and holders of residence permits of 港澳台 (81, 82, 83) carry numbers of one make
(GB 11643-1999); of other papers nothing is known but the number itself.
"""

import re
from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone
from stdnum.cn import ric

from orgs.names import half_width

CITIZEN = "id_card"
YOUNGEST = 16
"""From what age one may be employed (劳动法 art. 15)."""


def tidy(text):
    """Half-width capitals, nothing between them; an old number of 15 digits as it is today."""
    number = re.sub(r"[\s\-—–·.]+", "", half_width(text)).upper()
    return of_18(number) if re.fullmatch(r"\d{15}", number) else number


def of_18(number):
    longer = f"{number[:6]}19{number[6:]}"
    return longer + ric.calc_check_digit(f"{longer}0")


def check(kind, number):
    """Raises ValidationError in the person's words; gives the number."""
    if kind != CITIZEN:
        if not re.fullmatch(r"[0-9A-Z()/]{5,30}", number):
            raise ValidationError("证件号码应为 5 至 30 位字母或数字。")
        return number
    if not re.fullmatch(r"\d{17}[\dX]", number):
        raise ValidationError("身份证号码应为 18 位，最后一位可以是 X。")
    if ric.calc_check_digit(number) != number[-1]:
        raise ValidationError("身份证号码有误，请核对每一位。")
    born = birth_date(number)
    if born is None or born > timezone.localdate():
        raise ValidationError("身份证号码中的出生日期不存在，请核对。")
    if born.year < 1900:
        raise ValidationError("身份证号码中的出生年份有误，请核对。")
    return number


def birth_date(number):
    """What a citizen's number says, or None."""
    try:
        return ric.get_birth_date(number)
    except (ValueError, ric.InvalidComponent):
        return None


def age(number, on=None):
    born, on = birth_date(number), on or timezone.localdate()
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def told(kind, number):
    """``(sex, birth year)`` as a citizen's number tells them; nothing of other papers."""
    if kind != CITIZEN:
        return "", None
    return ("male" if int(number[16]) % 2 else "female"), int(number[6:10])


def make(place, born: date, serial):
    """A number of this make: for demonstrations, benchmarks and tests."""
    body = f"{place}{born:%Y%m%d}{serial:03d}"
    return body + ric.calc_check_digit(f"{body}0")
