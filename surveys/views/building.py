"""The builder: groups, questions, quotas and readings of a survey's draft."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from surveys.forms.answering import AnswerForm
from surveys.forms.building import GroupForm, QuestionForm, QuotaForm, ReadingForm
from surveys.forms.refusals import explain, given
from surveys.questionnaire import Questionnaire
from surveys.services import building
from surveys.views.surveys import EDIT, RELEASE, survey_at


def back_to(survey):
    return reverse("surveys:build", args=[survey.uid])


def drafted(request, uid):
    """A survey one may work on, and its draft."""
    survey = survey_at(request, uid, EDIT)
    if survey.draft is None:
        raise Http404
    return survey, survey.draft


def filled(request, form, do, survey, *, done, back="", **context):
    """A form of the builder, and where one goes after it."""
    back = back or back_to(survey)
    if request.method == "POST" and form.is_valid():
        try:
            do(form.cleaned_data)
        except ValidationError as refusal:
            explain(form, refusal)
        else:
            messages.success(request, done)
            return redirect(back)
    context = {"form": form, "cancel": back, "submit": "保存", **context}
    status = 422 if form.errors else 200
    return render(request, "_components/confirm.html", context, status=status)


@require_safe
@never_cache
@login_required
def build(request, uid):
    survey = survey_at(request, uid)
    version = survey.latest
    sheet = Questionnaire(version)
    names = {group.code: group.name for group in sheet.groups}
    questions = [
        {
            "question": question,
            "groups": [names[code] for code in question.groups if code in names],
            "before": sheet.by_code.get(question.asked_if),
        }
        for question in sheet.questions
    ]
    may_edit = request.user.may(EDIT, survey)
    context = {
        "survey": survey,
        "version": version,
        "groups": sheet.groups,
        "questions": questions,
        "may_edit": may_edit and version.published_at is None,
        "may_amend": may_edit and survey.draft is None and survey.status != "closed",
        "may_release": request.user.may(RELEASE, survey) and version.published_at is None,
        "quotas": [(names.get(q.group, q.group), q) for q in survey.quotas.all()],
        "readings": [(names.get(r.group, r.group), r) for r in survey.readings.all()],
        "may_set": may_edit,
    }
    return render(request, "surveys/build.html", context)


@require_safe
@never_cache
@login_required
def preview(request, uid):
    """What a respondent will see; it sends nothing."""
    survey = survey_at(request, uid)
    sheet = Questionnaire(survey.latest)
    if not sheet.groups:
        return redirect(back_to(survey))
    asked = request.GET.get("group", "")
    group = sheet.group(asked) or sheet.groups[0]
    context = {
        "survey": survey,
        "version": survey.latest,
        "form": AnswerForm(sheet=sheet, group=group.code),
        "tabs": [
            {
                "label": g.name,
                "url": f"?group={g.code}",
                "active": g.code == group.code,
                "count": None,
            }
            for g in sheet.groups
        ],
    }
    return render(request, "surveys/preview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def group(request, uid, code=""):
    survey, version = drafted(request, uid)
    found = get_object_or_404(version.groups.all(), code=code) if code else None
    form = GroupForm(given(request), instance=found)
    return filled(
        request,
        form,
        lambda fields: building.put_group(by=request.user, survey=survey, group=found, **fields),
        survey,
        done="已保存调查对象。",
        title="调查对象",
        text="一类人答同样的题，分别统计。",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def question(request, uid, code=""):
    survey, version = drafted(request, uid)
    found = get_object_or_404(version.questions.all(), code=code) if code else None
    form = QuestionForm(given(request), instance=found, version=version)
    return filled(
        request,
        form,
        lambda fields: building.put_question(
            by=request.user, survey=survey, question=found, **fields
        ),
        survey,
        done="已保存题目。",
        title="编辑题目" if found else "添加题目",
    )


@require_POST
@login_required
def drop(request, uid, what, code):
    survey, version = drafted(request, uid)
    parts = {"groups": version.groups, "questions": version.questions}
    part = get_object_or_404(parts[what].all(), code=code)
    return done(request, survey, lambda: building.drop(by=request.user, survey=survey, part=part))


@require_POST
@login_required
def shift(request, uid, code):
    survey, version = drafted(request, uid)
    found = get_object_or_404(version.questions.all(), code=code)
    up = request.POST.get("way") == "up"
    return done(
        request,
        survey,
        lambda: building.shift(by=request.user, survey=survey, question=found, up=up),
    )


def done(request, survey, act):
    try:
        act()
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect(back_to(survey))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def quota(request, uid):
    survey = survey_at(request, uid, EDIT)
    return filled(
        request,
        QuotaForm(given(request), survey=survey),
        lambda fields: building.put_quota(by=request.user, survey=survey, **fields),
        survey,
        done="已设定配额。",
        title="配额",
        text="收满后，这一类的人打开问卷会看到名额已满。",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def reading(request, uid, pk=None):
    survey = survey_at(request, uid, EDIT)
    found = get_object_or_404(survey.readings.all(), pk=pk) if pk else None
    initial = {}
    if found:
        initial = {name: getattr(found, name) for name in ("kind", "name", "group", "base")}
        initial["options"] = [f"{found.question}.{option}" for option in found.options]
    return filled(
        request,
        ReadingForm(given(request), survey=survey, initial=initial),
        lambda fields: building.put_reading(
            by=request.user, survey=survey, reading=found, **fields
        ),
        survey,
        done="已设定读数。",
        title="读数",
        text="说明一个数怎样从答卷中得出：哪一题、哪几项、占哪些人。",
    )


@require_POST
@login_required
def drop_reading(request, uid, pk):
    survey = survey_at(request, uid, EDIT)
    found = get_object_or_404(survey.readings.all(), pk=pk)
    return done(
        request,
        survey,
        lambda: building.drop_reading(by=request.user, survey=survey, reading=found),
    )
