from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.roles import Permission
from documents.kinds import kind as kind_of
from documents.models import OfficeTemplate
from documents.office import render_docx
from documents.services import attachments
from governance.trail import record, refuse

COMMON = {
    "issuer": "制发工会",
    "title": "标题",
    "number": "文号",
    "addressee": "主送",
    "paragraphs": "正文各段（列表）",
    "rows": "正文表格各行（列表）",
    "signed_on": "成文日期",
}


def fields_for(kind):
    """``{name: 中文}`` of all that a form of that kind may use."""
    return {**COMMON, **kind.fields}


@transaction.atomic
def put_template(*, by, federation, kind, file):
    """Take a federation's own form of a kind of paper into use, in place of its last.

    It is filled in once with sample values first: a form that asks for what there is not, or that
    holds a program, is refused with the reason.
    """
    made_of = kind_of(kind)
    if made_of is None:
        raise ValidationError({"kind": "没有这种文书。"})
    if not by.may_at(Permission.TEMPLATE_MANAGE, federation):
        refuse(by=by, verb="put_template", subject=federation)
        raise PermissionDenied("只能为本级及下级工会设置文书模板。")
    if not file.name.lower().endswith(".docx"):
        raise ValidationError({"file": "请上传 .docx 文件（Word 或 WPS 另存为 .docx）。"})
    kept = attachments.keep(file=file)
    sample = {**fields_for(made_of), "paragraphs": [], "rows": []}
    try:
        render_docx(kept.file.path, sample)
    except ValidationError as wrong:
        raise ValidationError({"file": wrong.messages}) from wrong
    series = OfficeTemplate.objects.select_for_update().filter(federation=federation, kind=kind)
    versions = [t.version for t in series]
    series.in_force().update(retired_at=timezone.now())
    template = OfficeTemplate.objects.create(
        federation=federation,
        kind=kind,
        version=max(versions, default=0) + 1,
        name=attachments.tidy_name(file.name),
        content=kept,
        by=by,
    )
    record(by=by, verb="put", label="启用文书模板", subject=template, federation=federation)
    return template


@transaction.atomic
def retire_template(*, by, template, reason=""):
    """Go back to the form of the federation above, or of the house."""
    template = OfficeTemplate.objects.select_for_update(of=("self",)).get(pk=template.pk)
    if not by.may(Permission.TEMPLATE_MANAGE, template):
        refuse(by=by, verb="retire_template", subject=template)
        raise PermissionDenied("只能停用本级及下级工会的文书模板。")
    if template.retired_at:
        raise ValidationError("该模板已停用。")
    template.retired_at = timezone.now()
    template.save(update_fields=["retired_at"])
    record(by=by, verb="retire", label="停用文书模板", subject=template, reason=reason)
    return template
