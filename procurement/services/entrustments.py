"""Purchases without a call: named before approval, settled after it, with a notice where the
method is a single source (政府采购法实施条例 38)."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.roles import Permission
from governance.trail import record, refuse
from procurement.models import Entrustment, Project
from procurement.services import budgets
from procurement.workflows.projects import PROJECT
from unions.calendar import add_working_days


def _own(by, project, verb):
    if not by.may(Permission.PURCHASE_EDIT, project):
        refuse(by=by, verb=verb, subject=project)
        raise PermissionDenied("只能办理本级的采购项目。")
    return Project.objects.select_for_update(of=("self",)).get(pk=project.pk)


@transaction.atomic
def name_contractor(*, by, project, basis, amount, contractor, organization=None, **fields):
    """Say to whom, on which ground and for how much; again, as long as it is a draft."""
    project = _own(by, project, "name_contractor")
    if not project.is_direct:
        raise ValidationError("公开征集、招标等方式的承接方由评审产生，不能直接指定。")
    if project.status != Project.Status.DRAFT:
        raise ValidationError("项目已提交，不能更换承接方；请审批人先退回。")
    if amount > project.ceiling:
        raise ValidationError({"amount": f"不能超过最高限价 {project.ceiling:,} 元。"})
    if organization is not None:
        fields |= {"name": organization.name, "credit_code": organization.credit_code or ""}
    row = Entrustment.objects.filter(project=project).first() or Entrustment(project=project)
    values = {"basis": basis, "amount": amount, "contractor": contractor}
    for name, value in {**values, "organization": organization, **fields}.items():
        setattr(row, name, value)
    row.full_clean()
    row.save()
    record(
        by=by,
        verb="name_contractor",
        label="写明承接方",
        subject=project,
        contractor=row.get_contractor_display(),
        amount=str(amount),
    )
    return row


@transaction.atomic
def give_notice(*, by, entrustment):
    """Publish that there is only one source, for as many working days as the rules ask for."""
    project = _own(by, entrustment.project, "give_notice")
    if project.method != Project.Method.SINGLE_SOURCE:
        raise ValidationError("只有单一来源方式需要公示。")
    if project.status != Project.Status.APPROVED:
        raise ValidationError("项目批准后才能公示。")
    row = Entrustment.objects.select_for_update(of=("self",)).get(pk=entrustment.pk)
    if row.notice_from:
        raise ValidationError("已经公示。")
    days = project.rules["single_source_notice_days"]
    row.notice_from = timezone.localdate()
    row.notice_to = add_working_days(row.notice_from, days)
    row.full_clean()
    row.save(update_fields=["notice_from", "notice_to"])
    record(by=by, verb="give_notice", label="公示单一来源", subject=project, working_days=days)
    return row


@transaction.atomic
def settle(*, by, entrustment, on=None):
    """It is theirs: the money is committed, what is left of the ceiling is free."""
    project = _own(by, entrustment.project, "settle")
    on = on or timezone.localdate()
    row = Entrustment.objects.select_for_update(of=("self",)).get(pk=entrustment.pk)
    if project.method == Project.Method.SINGLE_SOURCE and (
        row.notice_to is None or on <= row.notice_to
    ):
        days = project.rules["single_source_notice_days"]
        raise ValidationError(f"单一来源须先公示不少于 {days} 个工作日，期满后才能确定。")
    project = PROJECT.move(project, "settle", by=by)
    row.settled_on = on
    row.save(update_fields=["settled_on"])
    if project.line_id:
        budgets.commit(by=by, project=project, amount=row.amount)
        budgets.release(by=by, project=project, note="限价结余")
    return row


@transaction.atomic
def report_result(*, by, entrustment, result, on, served=None):
    """What came of it."""
    project = _own(by, entrustment.project, "report_result")
    row = Entrustment.objects.select_for_update(of=("self",)).get(pk=entrustment.pk)
    if row.settled_on is None:
        raise ValidationError("尚未确定承接方。")
    if not row.settled_on <= on <= timezone.localdate():
        raise ValidationError({"on": "办结日期在确定承接方之后、今天或以前。"})
    row.result, row.result_on, row.served = result, on, served
    row.full_clean()
    row.save()
    record(by=by, verb="report_result", label="登记委托事项完成情况", subject=project)
    return row
