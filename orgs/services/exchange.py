"""Files for other registers: the national database of the federation, civil affairs."""

import hashlib

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts.roles import Permission
from governance.trail import record, refuse
from jobs.services import enqueue
from orgs.exchange.formats import find
from orgs.models import ExchangeFile

NOT_YOURS = "只能报送本级及下级工会负责的社会组织。"
UNKNOWN = "没有这种交换格式或版本，请从列表中选择。"


@transaction.atomic
def ask_to_send(*, by, form, federation, purpose):
    """Have the file of a federation's organizations written by a job. Gives the ExchangeFile."""
    if find(form) is None:
        raise ValidationError({"form": UNKNOWN})
    if not by.may_at(Permission.ORG_EXPORT, federation):
        refuse(by=by, verb="send_exchange", subject=federation)
        raise PermissionDenied(NOT_YOURS)
    if not purpose.strip():
        raise ValidationError({"purpose": "请写明报送用途。"})
    made = ExchangeFile(form=form, federation=federation, purpose=purpose.strip(), by=by)
    made.full_clean()
    made.save()
    made.job = enqueue(
        by=by,
        kind="orgs.exchange",
        title=f"生成交换文件：{find(form).title}",
        arguments={"file": made.pk},
    )
    made.save(update_fields=["job"])
    record(
        by=by, verb="send", label="生成交换文件", subject=made, reason=made.purpose, form=made.form
    )
    return made


@transaction.atomic
def note_written(*, by, made, rows, file):
    """Keep how many lines the file holds and its hash, by which the receiver can check it."""
    file.seek(0)
    made.rows, made.digest = rows, hashlib.file_digest(file, "sha256").hexdigest()
    made.save(update_fields=["rows", "digest"])
    record(by=by, verb="write", label="交换文件写成", subject=made, rows=rows, digest=made.digest)
    return made
