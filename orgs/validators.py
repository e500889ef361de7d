from django.core.exceptions import ValidationError
from stdnum.cn import uscc
from stdnum.exceptions import InvalidChecksum, InvalidLength
from stdnum.exceptions import ValidationError as Malformed


def validate_credit_code(code):
    """统一社会信用代码 (GB 32100-2015): 18 characters, the last a check, mod 31."""
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
