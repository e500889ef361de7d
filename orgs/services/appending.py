"""Having columns of the register added to a table of one's own."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts.roles import Permission
from documents.services import attachments
from governance.trail import record, refuse
from jobs.services import enqueue

NOT_YOURS = "您没有导出社会组织名册的权限。"


@transaction.atomic
def ask_to_append(*, by, file, keys, purpose):
    """Have a job read the file and write it again with the columns added. Gives the Job."""
    heads = by.federations_granting(Permission.ORG_EXPORT)
    if not heads:
        refuse(by=by, verb="append", subject=by)
        raise PermissionDenied(NOT_YOURS)
    if not purpose.strip():
        raise ValidationError({"purpose": "请写明用途。"})
    if not keys:
        raise ValidationError({"columns": "请至少选择一列。"})
    kept = attachments.upload(by=by, file=file, federation=heads[0], purpose="附加名册内容")
    return enqueue(
        by=by,
        kind="orgs.append",
        title=f"附加名册内容：{kept.name}",
        arguments={"file": kept.pk, "columns": list(keys), "purpose": purpose.strip()},
    )


@transaction.atomic
def note_appended(*, by, file, purpose, keys, rows, matched):
    """What left the house, for what; the table handed in is taken down."""
    attachments.withdraw(by=by, attachment=file, reason="已生成结果")
    record(
        by=by,
        verb="organizations.append",
        label="附加名册内容",
        federation=file.federation,
        reason=purpose,
        columns=keys,
        rows=rows,
        matched=matched,
    )
