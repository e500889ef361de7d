from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from governance.trail import record, refuse
from privacy import queries, signing
from privacy.ciphers import Undecipherable
from privacy.models import Reveal

REASON_LENGTH = 5


@transaction.atomic
def reveal(*, by, code, reason):
    """Show one masked value once, and write down that it was seen and why. Gives the value.

    Raises PermissionDenied, ValidationError, BadCode.
    """
    row, field = queries.subject_of(code, by)
    if not by.may_somewhere(queries.PERSONAL_REVEAL):
        refuse(by=by, verb="reveal", subject=row)
        raise PermissionDenied("您无权查看完整的个人信息。")
    reason = reason.strip()
    if len(reason) < REASON_LENGTH:
        raise ValidationError({"reason": f"请填写至少 {REASON_LENGTH} 个字的理由。"})
    event = record(
        by=by,
        verb="reveal",
        label=f"查看{field.verbose_name}原文",
        subject=row,
        reason=reason,
        field=field.name,
    )
    try:
        with transaction.atomic():
            Reveal.objects.create(
                by=by,
                model=row._meta.label_lower,
                object_id=str(row.pk),
                field=field.name,
                reason=reason[:300],
                code=signing.digest(code),
                event=event,
            )
    except IntegrityError as used:
        raise ValidationError("此链接已用过一次。请回到原页面重新申请。", code="used") from used
    try:
        return row, field, getattr(row, field.name)
    except Undecipherable as lost:
        raise ValidationError("该值无法解密，请联系系统管理员。") from lost
