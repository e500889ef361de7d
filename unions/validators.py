"""Is this one value well-formed? Codes of divisions, federations and grassroots unions."""

import re

from django.core.exceptions import ValidationError
from stdnum.cn import uscc

REGION_CODE = r"^[0-9]{2}([0-9]{2}([0-9]{2}([0-9]{3})?)?)?(-[a-z0-9][a-z0-9-]*)?$"
FEDERATION_CODE = r"^(0|[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9})(-[a-z0-9][a-z0-9-]*)?$"


def validate_region_code(value):
    """A division code, or ``<division>-<slug>`` for a zone that the state gave none."""
    if not re.fullmatch(REGION_CODE, value):
        raise ValidationError("区划代码应为2、4、6或9位数字；功能区可加“-”和本平台代号。")


def validate_federation_code(value):
    """``0``, the division's code, or ``<division>-<slug>`` for what is not territorial."""
    if not re.fullmatch(FEDERATION_CODE, value):
        raise ValidationError("工会编码应为区划代码，或“区划代码-代号”（小写字母、数字）。")


def validate_union_credit_code(value):
    """A unified social credit code that the trade unions give out: it begins with 8."""
    if not value.startswith(("81", "89")):
        raise ValidationError("基层工会的统一社会信用代码应以81或89开头，请核对。")
    if not uscc.is_valid(value):
        raise ValidationError("统一社会信用代码有误，请核对。")
