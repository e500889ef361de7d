"""What became of it: followed by number and the end of the telephone, set right, taken back, rated;
and the wall, on which anybody may hold something against a household."""

import json

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from orgs.views.refusals import explain
from stations.forms.aid import ObjectionForm, OwnDataForm, RatingForm, StatusForm
from stations.models import Case, Publicity
from stations.queries.aid import on_the_wall, steps_of
from stations.services import applying, publicity
from stations.throttle import DAY, HOUR, here, within
from stations.views.aid import OPENED, helper, opened, said, too_many
from stations.views.asking import given

ASKED_BY_ADDRESS, ASKED_BY_NUMBER, OBJECTIONS_BY_ADDRESS = 120, 10, 20
MOST_SHOWN = 200
S = Case.Status
HEADINGS = {
    S.DRAFT: "还没有提交",
    S.SUBMITTED: "正在初审",
    S.VISITING: "等待入户调查",
    S.CHECKING: "正在核对家庭经济状况",
    S.VERIFIED: "准备公示",
    S.PUBLIC: "正在公示",
    S.FILED: "已建档，正在拟定帮扶方案",
    S.AIDING: "正在帮扶",
    S.REVIEWING: "正在年审",
    S.CLOSED: "已脱困撤档",
    S.REFUSED: "没有批准建档",
    S.RETURNED: "需要补正",
    S.WITHDRAWN: "已撤回",
}


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_not_required
def status(request):
    form = StatusForm(given(request), initial={"number": request.GET.get("number", "")[:20]})
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["number"].strip().upper()
        limits = (here(request, "aid asked"), ASKED_BY_ADDRESS, HOUR)
        if not within(limits, (f"aid asked:{number}", ASKED_BY_NUMBER, HOUR)):
            return too_many(request)
        case = applying.shown_to(**form.cleaned_data)
        if case is not None:
            request.session[OPENED] = case.number
            return redirect("stations:aid_mine")
        form.add_error(None, "没有查到。请核对受理编号和手机后四位。")
    code = 422 if form.errors else 200
    return render(request, "stations/aid_status.html", {"form": form}, status=code)


@require_safe
@never_cache
@login_not_required
def mine(request):
    case = opened(request)
    if case is None:
        return redirect("stations:aid_status")
    context = {
        "case": case,
        "heading": HEADINGS[case.status],
        "steps": steps_of(case),
        "open": case.status in applying.OPEN_TO_APPLICANT,
        "may_rate": applying.may_rate(case),
        "may_withdraw": case.status not in (*Case.OVER, *Case.ON_FILE),
    }
    return render(request, "stations/aid_mine.html", context)


@require_POST
@login_not_required
def withdraw(request):
    case = opened(request)
    if case is None:
        return redirect("stations:aid_status")
    try:
        applying.withdraw(by=helper(request), case=case)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, "已撤回申请和同意。")
    return redirect("stations:aid_mine")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_not_required
def rate(request):
    case = opened(request)
    if case is None:
        return redirect("stations:aid_status")
    form = RatingForm(given(request))
    if request.method == "POST" and form.is_valid():
        try:
            applying.rate(by=helper(request), case=case, **form.cleaned_data)
        except ValidationError as refused:
            explain(form, refused)
        else:
            messages.success(request, "谢谢您的评价。")
            return redirect("stations:aid_mine")
    code = 422 if form.errors else 200
    return render(request, "stations/aid_rate.html", {"form": form}, status=code)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_not_required
@sensitive_post_parameters()
def own_data(request):
    """A copy of all that is kept of the household (PIPL 45)."""
    case = opened(request)
    if case is None:
        return redirect("stations:aid_status")
    form = OwnDataForm(given(request))
    if request.method == "POST" and form.is_valid():
        if not within((f"aid data:{case.number}", ASKED_BY_NUMBER, HOUR)):
            return too_many(request)
        found = applying.own_data(case=case, **form.cleaned_data)
        if found is not None:
            text = json.dumps(found, ensure_ascii=False, indent=2, default=str)
            answer = HttpResponse(text, content_type="application/json; charset=utf-8")
            answer["Content-Disposition"] = 'attachment; filename="my-aid.json"'
            return answer
        form.add_error("id_tail", "与提交时所填的不符。")
    code = 422 if form.errors else 200
    return render(request, "stations/aid_data.html", {"form": form}, status=code)


@require_safe
@login_not_required
def wall(request):
    """Households whose publicity runs today: 张*, unit, what for."""
    words = request.GET.get("q", "").strip()[:30]
    rows = list(on_the_wall(words)[:MOST_SHOWN])
    return render(request, "stations/aid_wall.html", {"rows": rows, "words": words})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_not_required
def object_to(request, uid):
    notice = get_object_or_404(
        Publicity.objects.public().select_related("case__household__federation"), uid=uid
    )
    form = ObjectionForm(given(request))
    if request.method == "POST" and form.is_valid():
        if not within((here(request, "aid objection"), OBJECTIONS_BY_ADDRESS, DAY)):
            return too_many(request)
        try:
            publicity.object_to(by=helper(request), notice=notice, **form.cleaned_data)
        except ValidationError as refused:
            explain(form, refused)
        else:
            return said(request, "已收到您的异议", "由公示的工会核查处理。")
    code = 422 if form.errors else 200
    context = {"form": form, "notice": notice}
    return render(request, "stations/aid_object.html", context, status=code)
