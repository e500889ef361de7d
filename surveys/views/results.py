"""What a survey found, on pages and as reports."""

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from governance.trail import record
from jobs.sheets import dated
from surveys import report
from surveys.queries import counting
from surveys.queries.comparing import compared
from surveys.queries.results import Results
from surveys.queries.veiling import veil_cuts
from surveys.views.surveys import survey_at

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCUMENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def cuts_of(results):
    """``[(value, label)]`` of what the groups can be cut by."""
    found = [("", "按对象"), ("ownership", "按企业所有制"), ("place", "按所在地")]
    found.append(("channel", "按渠道"))
    return found + [
        (q.code, f"按答案：{q.text}") for q in results.questions if q.kind in ("single", "scale")
    ]


@require_safe
@never_cache
@login_required
def results(request, uid):
    """Every question with its shares; ``by`` cuts the groups further (cross-tables)."""
    survey = survey_at(request, uid)
    whole = Results(survey)
    known = dict(cuts_of(whole))
    by = request.GET.get("by", "")
    by = by if by in known else ""
    found = veil_cuts(Results(survey, by)) if by else whole
    context = {
        "survey": survey,
        "results": found,
        "by": by,
        "cuts": cuts_of(whole),
        "earlier": counting.in_series(survey)[:10],
    }
    return render(request, "surveys/results.html", context)


@require_safe
@never_cache
@login_required
def words(request, uid, code):
    """Answers in words, without their writers, in no order that tells anything."""
    survey = survey_at(request, uid)
    found = next((q for q in Results(survey).questions if q.code == code), None)
    if found is None or found.kind != "text":
        raise Http404
    context = {"survey": survey, "question": found, "words": counting.words(survey, code)}
    return render(request, "surveys/words.html", context)


@require_safe
@never_cache
@login_required
def compare(request, uid):
    """This survey beside another of its series."""
    survey = survey_at(request, uid)
    others = list(counting.in_series(survey)[:20])
    asked = request.GET.get("with", "")
    other = next((o for o in others if str(o.uid) == asked), others[0] if others else None)
    context = {
        "survey": survey,
        "others": others,
        "other": other,
        "rows": compared(Results(survey), Results(other)) if other else [],
    }
    return render(request, "surveys/compare.html", context)


@require_POST
@login_required
@transaction.atomic
def take_out(request, uid, kind):
    """The report as a workbook or a document; that it left the house is written down."""
    survey = survey_at(request, uid)
    found = Results(survey)
    if not found.sheet:
        raise Http404
    make, suffix, mime = {
        "xlsx": (report.workbook, ".xlsx", WORKBOOK),
        "docx": (report.document, ".docx", DOCUMENT),
    }[kind]
    answer = HttpResponse(make(found), content_type=mime)
    name = dated(f"{survey.title}调查报告", suffix)
    answer["Content-Disposition"] = content_disposition_header(True, name)
    record(by=request.user, verb="export", label="导出调查报告", subject=survey, form=kind)
    return answer
