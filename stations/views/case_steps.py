"""What is done to a case, one page an act."""

from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.roles import Permission
from jobs.idempotency import idempotent
from orgs.views.refusals import explain
from stations import hardship
from stations.case_page import ON_PAGES_OF_THEIR_OWN
from stations.forms.cases import (
    AnswerForm,
    CheckForm,
    HouseholdForm,
    OfficerMemberForm,
    PublishForm,
    ReasonForm,
    RefuseForm,
    VerifyForm,
    VisitForm,
)
from stations.models import PublicityObjection
from stations.services import cases, file_reviews, publicity, visits
from stations.views.asking import asked, given
from stations.views.cases import case_of
from stations.workflows.cases import CASE

EDIT = Permission.CASE_EDIT
FORM = "stations/case_form.html"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
@sensitive_post_parameters()
def household(request, uid):
    case = case_of(request, uid, EDIT)
    form = HouseholdForm(given(request), instance=case.household)
    return asked(
        request,
        form,
        lambda _: cases.change_household(by=request.user, case=case, **form.told),
        done="已修改家庭情况。",
        template=FORM,
        title="家庭情况",
        case=case,
        submit="保存",
    )


def member_of(case, pk):
    return get_object_or_404(case.household.members.all(), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
@sensitive_post_parameters()
def member(request, uid, pk=None):
    case = case_of(request, uid, EDIT)
    row = member_of(case, pk) if pk else None

    def do(told):
        cases.put_member(by=request.user, case=case, member=row, **told)
        return case

    return asked(
        request,
        OfficerMemberForm(given(request), member=row),
        do,
        done="已保存家庭成员。",
        template=FORM,
        title="修改家庭成员" if row else "添加家庭成员",
        case=case,
        submit="保存",
    )


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def member_drop(request, uid, pk):
    case = case_of(request, uid, EDIT)
    row = member_of(case, pk)
    if request.method == "POST":
        try:
            cases.drop_member(by=request.user, case=case, member=row)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            messages.success(request, "已删去。")
        return redirect(case)
    context = {
        "title": f"删去家庭成员（{row.get_relation_display()}）",
        "submit": "删去",
        "danger": True,
        "cancel": case.get_absolute_url(),
    }
    return render(request, "_components/confirm.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def money(request, uid):
    """What was found, line by line, and what it comes to."""
    case = case_of(request, uid, EDIT)
    form = VerifyForm(given(request), case=case)
    return asked(
        request,
        form,
        lambda _: cases.verify_money(by=request.user, case=case, found=form.found),
        done="已核实，重新测算。",
        template="stations/case_money.html",
        case=case,
        verdict=hardship.assessed(case) if case.rules else None,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
@sensitive_post_parameters()
@idempotent
def visit(request, uid):
    """At the door, on a phone; kept in the browser where there is no line."""
    case = case_of(request, uid, EDIT)
    form = VisitForm(given(request), request.FILES or None, case=case)
    if request.method == "POST" and form.is_valid():
        try:
            visits.record_visit(by=request.user, case=case, **form.cleaned_data)
        except ValidationError as refusal:
            explain(form, refusal)
        else:
            messages.success(request, "已登记入户调查。")
            return redirect(case)
    context = {
        "form": form,
        "case": case,
        "members": list(case.household.members.all()),
        "key": uuid4().hex,
    }
    status = 422 if form.errors else 200
    return render(request, "stations/case_visit.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def check(request, uid):
    case = case_of(request, uid, EDIT)
    verdict = hardship.assessed(case) if case.rules else None
    return asked(
        request,
        CheckForm(given(request), case=case, initial={"result": case.check_result}),
        lambda told: cases.record_check(by=request.user, case=case, **told),
        done="已登记核对结果。",
        template=FORM,
        title="登记核对结果",
        text=f"测算为“{verdict.label}”。不由计算机自动决定，请核对后认定。" if verdict else "",
        case=case,
        submit="保存核对结果",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def publish(request, uid):
    case = case_of(request, uid, EDIT)
    head = case.household.head

    def do(told):
        publicity.publish(by=request.user, case=case, **told)
        return case

    return asked(
        request,
        PublishForm(given(request), initial={"unit": head.employer if head else ""}),
        do,
        done="已公示。",
        template=FORM,
        title="公示",
        text="公示只写姓（如“张*”）、工作单位、事项和金额，不能有号码、住址、病情、子女班级。",
        case=case,
        submit="开始公示",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def objection(request, uid):
    row = get_object_or_404(
        PublicityObjection.objects.for_user(request.user, EDIT).select_related("notice__case"),
        uid=uid,
    )
    case = row.notice.case

    def do(told):
        publicity.answer_objection(by=request.user, objection=row, **told)
        return case

    return asked(
        request,
        AnswerForm(given(request)),
        do,
        done="已处理异议。",
        template=FORM,
        title="处理公示异议",
        text=row.said,
        case=case,
        submit="保存处理结果",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def move(request, uid, verb):
    """The moves that ask for no more than a reason."""
    case = case_of(request, uid)
    found = CASE.moves.get(verb)
    if found is None or found.permission is None or verb in ON_PAGES_OF_THEIR_OWN:
        raise Http404
    if not request.user.may(found.permission, case):
        raise PermissionDenied(f"您无权{found.label}。")

    def do(told):
        if verb == "confirm":
            return file_reviews.confirm(by=request.user, case=case)
        return cases.move(by=request.user, case=case, verb=verb, **told)

    form = RefuseForm if verb == "refuse" else ReasonForm
    shown = verb in ("send_back", "refuse")
    return asked(
        request,
        form(given(request), required=found.needs_reason),
        do,
        done=f"已{found.label}。" if not found.label.startswith("不") else f"{found.label}。",
        template=FORM,
        title=found.label,
        text="填写的说明，申请人可以看到；请勿写其他人的信息。" if shown else "",
        case=case,
        submit=found.label,
        danger=verb in ("refuse", "unpublish"),
    )
