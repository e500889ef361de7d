"""Purchases without a call: who does it, the notice of a single source, what came of it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from procurement.forms.moves import explain, given
from procurement.forms.projects import EntrustmentForm, ResultForm
from procurement.models import Entrustment, Project
from procurement.services import entrustments as services
from procurement.views.projects import EDIT, VIEW, answer, seen


def of(request, uid):
    """The project and its entrustment, for whoever works on it."""
    row = get_object_or_404(seen(request), uid=uid)
    if not request.user.may(EDIT, row):
        raise PermissionDenied("只能办理本级的采购项目。")
    found = Entrustment.objects.for_user(request.user, VIEW).filter(project=row)
    return row, found.select_related("project", "organization").first()


@require_http_methods(["GET", "POST"])
@login_required
def contractor(request, uid):
    row, named = of(request, uid)
    form = EntrustmentForm(
        given(request), instance=named, user=request.user, initial={"amount": row.ceiling}
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.name_contractor(by=request.user, project=row, **form.cleaned_data)
        except ValidationError as refusal:
            explain(form, refusal)
        else:
            messages.success(request, "已写明承接方。")
            return redirect(row)
    context = {"form": form, "project": row, "title": "写明承接方", "submit": "保存"}
    context["lede"] = f"{row.get_method_display()}不发布征集公告，须说明由谁承接、依据什么。"
    return answer(request, "procurement/project_act.html", context)


def pressed(request, uid, do, done):
    row, named = of(request, uid)
    try:
        if named is None:
            raise ValidationError("请先写明承接方。")
        do(by=request.user, entrustment=named)
    except ValidationError as refusal:
        messages.error(request, "；".join(refusal.messages))
    else:
        messages.success(request, done)
    return redirect(row)


@require_POST
@login_required
def give_notice(request, uid):
    return pressed(request, uid, services.give_notice, "已公示，公众可以查看。")


@require_POST
@login_required
def settle(request, uid):
    return pressed(request, uid, services.settle, "已确定承接方，预算已转入定标。")


@require_http_methods(["GET", "POST"])
@login_required
def result(request, uid):
    row, named = of(request, uid)
    form = ResultForm(given(request), initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            if named is None:
                raise ValidationError("请先写明承接方。")
            services.report_result(by=request.user, entrustment=named, **form.cleaned_data)
        except ValidationError as refusal:
            explain(form, refusal)
        else:
            messages.success(request, "已登记完成情况。")
            return redirect(row)
    context = {"form": form, "project": row, "title": "登记完成情况", "submit": "保存"}
    return answer(request, "procurement/project_act.html", context)


@require_safe
@login_not_required
def public_notice(request, uid):
    """That there is only one source, for whoever could be another."""
    rows = Entrustment.objects.published().select_related("project__federation", "project__union")
    row = get_object_or_404(rows, project__uid=uid, project__method=Project.Method.SINGLE_SOURCE)
    return render(request, "procurement/public_single_source.html", {"row": row})
