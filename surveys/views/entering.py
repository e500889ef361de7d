"""Answers brought in by officers: from paper, one after the other, and from tables."""

from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jobs.listing import page_of, sheet
from surveys import answer_list
from surveys.forms.building import ReasonForm
from surveys.forms.collecting import FieldworkForm, PaperForm, SheetForm, VoidForm
from surveys.forms.refusals import explain, given
from surveys.questionnaire import Questionnaire
from surveys.services import entering
from surveys.services import fieldwork as services
from surveys.views.building import filled
from surveys.views.surveys import EDIT, survey_at

FIRST = 50


def collecting(request, uid):
    """A survey with a published version, for somebody who may work on it; else where to go."""
    survey = survey_at(request, uid, EDIT)
    if survey.status == survey.Status.COLLECTING:
        return survey, None
    messages.error(request, entering.NOT_NOW)
    return survey, redirect(survey)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def paper(request, uid):
    """One sheet after the other; the group and place of the last one stay."""
    survey, elsewhere = collecting(request, uid)
    if elsewhere:
        return elsewhere
    questions = Questionnaire(survey.current)
    asked = request.POST.get("group") or request.GET.get("group", "")
    group = questions.group(asked) or questions.groups[0]
    initial = {"place": request.GET.get("place", "")[:60]}
    form = PaperForm(
        given(request), sheet=questions, group=group.code, survey=survey, initial=initial
    )
    if request.method == "POST":
        form.is_valid()
        place = form.cleaned_data.get("place")
        refused = form.errors.get("place")
        form.errors.clear()
        if refused:
            form.add_error("place", refused.as_data())
        try:
            if refused:
                raise ValidationError({})
            entering.enter_paper(
                by=request.user,
                survey=survey,
                paper=form.data.get("paper", "")[:20],
                group=group.code,
                ownership=form.ownership,
                place=place,
                given=form.given,
            )
        except ValidationError as refusal:
            explain(form, refusal)
        else:
            messages.success(request, f"已录入 {form.data.get('paper', '')}。")
            code = place.code if place else ""
            return redirect(f"{request.path}?group={group.code}&place={code}")
    context = {
        "survey": survey,
        "form": form,
        "group": group,
        "tabs": [
            {
                "label": g.name,
                "url": f"?group={g.code}",
                "active": g.code == group.code,
                "count": None,
            }
            for g in questions.groups
        ],
    }
    status = 422 if form.errors else 200
    return render(request, "surveys/paper.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def void(request, uid):
    """A sheet of paper entered wrongly."""
    survey = survey_at(request, uid, EDIT)
    return filled(
        request,
        VoidForm(given(request)),
        lambda fields: entering.void_paper(by=request.user, survey=survey, **fields),
        survey,
        back=reverse("surveys:paper", args=[survey.uid]),
        done="已作废，可以重新录入。",
        title="作废录错的纸质问卷",
        submit="作废",
    )


def sheets_of(request, uid):
    survey = survey_at(request, uid, EDIT)
    return survey, survey.sheets.select_related("survey", "by")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def sheets(request, uid):
    """Hand over a table; below, those that were."""
    survey, rows = sheets_of(request, uid)
    form = SheetForm(given(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(entering.hand_in(by=request.user, survey=survey, **form.cleaned_data))
        except ValidationError as refusal:
            explain(form, refusal)
    context = {
        "survey": survey,
        "form": form,
        "page": page_of(rows.defer("rows", "errors"), request.GET),
        "key": uuid4().hex,
    }
    status = 422 if form.errors else 200
    return render(request, "surveys/sheet_list.html", context, status=status)


@require_safe
@login_required
def template(request, uid):
    """An empty table with the right headings and, below them, what may be filled in."""
    survey = survey_at(request, uid, EDIT)
    questions = Questionnaire(survey.latest)
    answer, _ = sheet(
        answer_list.columns(questions), [], title="答卷导入模板", about=answer_list.about(questions)
    )
    return answer


@require_safe
@never_cache
@login_required
def one(request, uid, sheet_uid):
    survey, rows = sheets_of(request, uid)
    found = get_object_or_404(rows, uid=sheet_uid)
    questions = Questionnaire(survey.latest)
    names = {group.code: group.name for group in questions.groups}
    told = [
        (row["row"], row["paper"], names.get(row["group"], row["group"]), len(row["answers"]))
        for row in found.rows[:FIRST]
    ]
    context = {
        "survey": survey,
        "sheet": found,
        "rows": told,
        "errors": found.errors[: 4 * FIRST],
        "written": found.count - found.refused,
    }
    return render(request, "surveys/sheet_detail.html", context)


@require_POST
@login_required
def settle(request, uid, sheet_uid, verb):
    survey, rows = sheets_of(request, uid)
    found = get_object_or_404(rows, uid=sheet_uid)
    try:
        if verb == "apply":
            number = entering.apply_sheet(by=request.user, sheet=found)
            messages.success(request, f"已写入 {number:,} 份答卷。")
        else:
            entering.discard_sheet(by=request.user, sheet=found)
            messages.success(request, "已放弃。")
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("surveys:sheet", survey.uid, found.uid)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def withdraw(request, uid, sheet_uid):
    survey, rows = sheets_of(request, uid)
    found = get_object_or_404(rows, uid=sheet_uid)
    return filled(
        request,
        ReasonForm(given(request)),
        lambda fields: entering.withdraw_sheet(by=request.user, sheet=found, **fields),
        survey,
        back=found.get_absolute_url(),
        done="已撤销，这张表写入的答卷都已删去。",
        title="撤销写入",
        text=found.file_name,
        submit="撤销写入",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def fieldwork(request, uid, work_uid=None):
    """Visits, forums and joint meetings beside the forms (CQ-02)."""
    survey = survey_at(request, uid, EDIT)
    found = get_object_or_404(survey.fieldwork.all(), uid=work_uid) if work_uid else None
    form = FieldworkForm(given(request), instance=found)
    return filled(
        request,
        form,
        lambda fields: services.note(by=request.user, survey=survey, fieldwork=found, **fields),
        survey,
        back=reverse("surveys:survey", args=[survey.uid]),
        done="已登记调研活动。",
        title="调研活动",
        text="实地调研、座谈会、联席会议、访谈的情况，写进调研报告。",
    )
