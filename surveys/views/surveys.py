"""Surveys as officers see them: the list, one of them, from its draft to its end."""

import re

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import Permission
from governance.trail import record
from jobs.listing import ordered, page_of, sheet
from jobs.sheets import Column
from surveys import blueprints
from surveys.filters.surveys import SurveyFilter
from surveys.forms.building import AboutForm, BeginForm, ReasonForm
from surveys.forms.refusals import explain, given
from surveys.models import Survey
from surveys.queries.results import Results
from surveys.services import building, collecting
from surveys.workflows.surveys import SURVEY

VIEW, EDIT, RELEASE = Permission.SURVEY_VIEW, Permission.SURVEY_EDIT, Permission.SURVEY_RELEASE
UID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SORTS = {
    "title": "title",
    "year": "year",
    "closes": "closes_on",
    "answers": "answered",
    "created": "created_at",
}


def seen(request):
    rows = Survey.objects.for_user(request.user, VIEW)
    return rows.select_related("federation", "union", "by")


def survey_at(request, uid, permission=None):
    """One that the person sees, and may work on if a permission is named."""
    survey = get_object_or_404(seen(request), uid=uid)
    if permission and not request.user.may(permission, survey):
        raise PermissionDenied("您无权办理这份问卷。")
    return survey


def listed(request):
    if not request.user.may_somewhere(VIEW):
        raise PermissionDenied("您没有查看问卷的权限。")
    rows = seen(request).with_answers()
    found = SurveyFilter(request.GET, rows, request=request)
    return found, ordered(found.qs, request.GET, SORTS, default="-created")


@require_safe
@never_cache
@login_required
def listing(request):
    found, rows = listed(request)
    context = {
        "page": page_of(rows, request.GET),
        "filter": found,
        "may_edit": request.user.may_somewhere(EDIT),
    }
    return render(request, "surveys/survey_list.html", context)


COLUMNS = [
    Column(label="标题", width=40),
    Column(label="类别"),
    Column(label="主办工会", width=24),
    Column(label="年度", kind="whole"),
    Column(label="状态"),
    Column(label="截止日期", kind="date"),
    Column(label="答卷", kind="whole"),
]


@require_POST
@login_required
@transaction.atomic
def export(request):
    _, rows = listed(request)
    lines = (
        (
            survey.title,
            survey.get_kind_display(),
            survey.federation.name,
            survey.year,
            survey.get_status_display(),
            survey.closes_on,
            survey.answered,
        )
        for survey in rows[:10_000]
    )
    answer, number = sheet(COLUMNS, lines, title="问卷清单")
    head = request.user.federations_granting(VIEW)[0]
    record(
        by=request.user, verb="surveys.export", label="导出问卷清单", federation=head, rows=number
    )
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def begin(request):
    """From a blueprint, like another survey, or from nothing."""
    if not request.user.federations_granting(EDIT):
        raise PermissionDenied("您没有编制问卷的权限。")
    blueprint = request.GET.get("from", "")
    blueprint = blueprint if blueprint in blueprints.every() else ""
    like = request.GET.get("like", "")
    source = seen(request).filter(uid=like).first() if UID.fullmatch(like) else None
    form = BeginForm(given(request), user=request.user, blueprint=blueprint, source=source)
    if request.method == "POST" and form.is_valid():
        start = {"blueprint": blueprint, "source": source}
        try:
            survey = building.begin(by=request.user, **start, **form.cleaned_data)
        except ValidationError as refusal:
            explain(form, refusal)
        else:
            return redirect("surveys:build", survey.uid)
    context = {
        "form": form,
        "blueprints": blueprints.choices(),
        "blueprint": blueprint,
        "source": source,
    }
    status = 422 if form.errors else 200
    return render(request, "surveys/survey_new.html", context, status=status)


@require_safe
@never_cache
@login_required
def one(request, uid):
    survey = survey_at(request, uid)
    user = request.user
    may_edit, may_release = user.may(EDIT, survey), user.may(RELEASE, survey)
    results = Results(survey)
    context = {
        "survey": survey,
        "may_edit": may_edit,
        "may_release": may_release,
        "may_begin": user.may_somewhere(EDIT),
        "version": survey.latest,
        "draft": survey.draft,
        "people": results.people,
        "total": results.total,
        "on_their_way": survey.envelopes.count(),
        "least": results.rule.batch,
        "links": survey.links.select_related("place", "survey")[:50],
        "quotas": survey.quotas.all(),
        "fieldwork": survey.fieldwork.select_related("by")[:50],
        "versions": survey.versions.exclude(published_at=None).order_by("-number"),
        "names": {g.code: g.name for g in results.groups},
    }
    return render(request, "surveys/survey_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def edit(request, uid):
    survey = survey_at(request, uid, EDIT)
    form = AboutForm(given(request), instance=survey, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            building.revise(by=request.user, survey=survey, **form.cleaned_data)
        except ValidationError as refusal:
            explain(form, refusal)
        else:
            messages.success(request, "已保存。")
            return redirect(survey)
    context = {
        "form": form,
        "title": "修改问卷说明",
        "text": "改的是标题、说明和期限；题目在“编题”里改。",
        "submit": "保存",
        "cancel": survey.get_absolute_url(),
    }
    status = 422 if form.errors else 200
    return render(request, "_components/confirm.html", context, status=status)


def confirmed(request, survey, do, *, done, form=None, **context):
    """A page that asks once, and does it."""
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            do(**(form.cleaned_data if form else {}))
        except ValidationError as refusal:
            if form is None:
                messages.error(request, " ".join(refusal.messages))
                return redirect(survey)
            explain(form, refusal)
        else:
            messages.success(request, done)
            return redirect(survey)
    context = {"form": form, "cancel": survey.get_absolute_url(), **context}
    status = 422 if form and form.errors else 200
    return render(request, "_components/confirm.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def publish(request, uid):
    survey = survey_at(request, uid, RELEASE)
    return confirmed(
        request,
        survey,
        lambda: building.publish(by=request.user, survey=survey),
        done="已发布。题目从此固定，要改须修订成新的一版。",
        title="发布问卷",
        text=survey.title,
        items=[
            "发布后题目固定，不能再改；修订会成为新的一版。",
            "发布后可以制作填写地址和二维码。",
        ],
        submit="发布",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def close(request, uid):
    survey = survey_at(request, uid, EDIT)
    return confirmed(
        request,
        survey,
        lambda: collecting.close(by=request.user, survey=survey),
        done="已结束收集。",
        title="结束收集",
        text=survey.title,
        items=["不再接收答卷，尚在途中的一并入库。"],
        submit="结束收集",
        danger=True,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def reopen(request, uid):
    survey = survey_at(request, uid, SURVEY.moves["reopen"].permission)
    return confirmed(
        request,
        survey,
        lambda reason: collecting.reopen(by=request.user, survey=survey, reason=reason),
        done="已继续收集。",
        form=ReasonForm(given(request)),
        title="继续收集",
        text=survey.title,
        submit="继续收集",
    )


@require_POST
@login_required
def show(request, uid):
    """Make the results public, or take them back."""
    survey = survey_at(request, uid, RELEASE)
    public = request.POST.get("public") == "1"
    try:
        collecting.show(by=request.user, survey=survey, public=public)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, "汇总结果已公开。" if public else "已撤回公开的结果。")
    return redirect(survey)


@require_POST
@login_required
def amend(request, uid):
    survey = survey_at(request, uid, EDIT)
    try:
        building.amend(by=request.user, survey=survey)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(survey)
    messages.success(request, "已复制成新的一版，发布之前答的仍是原来的一版。")
    return redirect(reverse("surveys:build", args=[survey.uid]))
