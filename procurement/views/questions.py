"""Answering what is asked about a call, and changing it before all eyes."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.roles import Permission
from procurement.forms.calls import AmendForm, AnswerForm
from procurement.forms.moves import explain, given
from procurement.models import Question
from procurement.services import questions as services
from procurement.views.calls import written

EDIT = Permission.PURCHASE_EDIT


@require_http_methods(["GET", "POST"])
@login_required
def answer(request, uid):
    rows = Question.objects.for_user(request.user, Permission.PURCHASE_VIEW)
    question = get_object_or_404(rows.select_related("call__project"), uid=uid)
    if not request.user.may(EDIT, question):
        raise PermissionDenied("您无权答复这个问题。")
    form = AnswerForm(given(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.answer(by=request.user, question=question, **form.cleaned_data)
        except ValidationError as refusal:
            explain(form, refusal)
        else:
            messages.success(request, "已答复，对所有人公开。")
            return redirect(question.call)
    context = {
        "question": question,
        "call": question.call,
        "form": form,
        "late": services.too_late_to_answer(question.call),
    }
    status = 422 if form.errors else 200
    return render(request, "procurement/question_answer.html", context, status=status)


@require_http_methods(["GET", "POST"])
@login_required
def amend(request, uid):
    call = written(request, uid)
    form = AmendForm(given(request), instance=call)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.amend(by=request.user, call=call, **form.asked)
        except ValidationError as refusal:
            explain(form, refusal)
        else:
            later = "，截止时间已顺延" if made.deadline_after > made.deadline_before else ""
            messages.success(request, f"更正已发布{later}。")
            return redirect(call)
    context = {"call": call, "form": form}
    status = 422 if form.errors else 200
    return render(request, "procurement/call_amend.html", context, status=status)
