"""A worker asks for aid on a phone, without an account: where, who, the family, the money, a look
at it all, and in. A station worker fills in the same pages for somebody at the counter."""

from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jobs.idempotency import idempotent
from orgs.views.refusals import explain
from privacy.queries import notice_for
from stations import hardship
from stations.forms.aid import MemberForm, MoneyForm, YouForm
from stations.models import HouseholdMember
from stations.queries.aid import station_to_apply_at
from stations.services import applying
from stations.throttle import DAY, HOUR, here, within
from stations.views.asking import given
from unions.models import Federation

OPENED = "aid_opened"
POSTS_BY_ADDRESS, POSTS_BY_PERSON = 300, 10
MOST_FOUND = 20


def said(request, title, text, status=200):
    context = {"title": title, "text": text}
    return render(request, "stations/aid_said.html", context, status=status)


def too_many(request):
    page = said(request, "请稍后再试", "短时间内的提交或查询太多，请一小时后再试。", 429)
    page["Retry-After"] = "3600"
    return page


def helper(request):
    """Who is logged in, if anybody is."""
    return request.user if request.user.is_authenticated else None


def filling_in(request, federation, station):
    """Who fills it in for the worker, if anybody does."""
    user = helper(request)
    return user if user and applying.may_help(user, federation, station) else None


@require_safe
@login_not_required
def where(request):
    """By the name of the county or district, since not every phone has a map."""
    words = request.GET.get("q", "").strip()[:30]
    found = []
    if words:
        rows = Federation.objects.public().filter(name__contains=words, valid_to=None)
        found = rows.filter(level=Federation.Level.COUNTY, kind="territorial")[:MOST_FOUND]
    return render(request, "stations/aid_where.html", {"words": words, "found": found})


def place(request):
    """``(federation, station)`` that the address names. Raises Http404."""
    asked = request.POST if request.method == "POST" else request.GET
    if uid := asked.get("station", "")[:40]:
        station = station_to_apply_at(uid)
        if station is None:
            raise Http404
        return station.federation, station
    rows = Federation.objects.public().filter(valid_to=None, level__gte=Federation.Level.PROVINCE)
    return get_object_or_404(rows, code=asked.get("at", "")[:40]), None


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_not_required
@sensitive_post_parameters()
def you(request):
    """The first page; what it takes in begins a draft."""
    if not {"at", "station"} & {*request.GET, *request.POST}:
        return redirect("stations:aid_where")
    federation, station = place(request)
    if request.method == "POST":
        number = HouseholdMember.index_of(request.POST.get("id_number", "")[:60])[:40]
        limits = (here(request, "aid post"), POSTS_BY_ADDRESS, HOUR)
        if not within(limits, (f"aid post:{number}", POSTS_BY_PERSON, DAY)):
            return too_many(request)
        return begin(request, federation, station)
    return show_you(request, federation, station, YouForm())


@idempotent
def begin(request, federation, station):
    form = YouForm(request.POST)
    if form.is_valid():
        told = dict(form.cleaned_data)
        ticked = told.pop("agreed") and told.pop("agreed_apart")
        try:
            by = filling_in(request, federation, station)
            case = applying.begin(
                by=by, federation=federation, station=station, ticked=ticked, **told
            )
        except ValidationError as refused:
            explain(form, refused)
        else:
            request.session[OPENED] = case.number
            return redirect("stations:aid_family")
    return show_you(request, federation, station, form)


def show_you(request, federation, station, form):
    context = {
        "form": form,
        "house": applying.house_of(federation),
        "federation": federation,
        "station": station,
        "key": uuid4().hex,
    }
    status = 422 if form.errors else 200
    return render(request, "stations/aid_you.html", context, status=status)


@require_safe
@login_not_required
def notice(request):
    context = {"notice": notice_for(applying.PURPOSE)}
    return render(request, "stations/aid_notice.html", context)


def opened(request):
    return applying.opened(number=request.session.get(OPENED, ""))


def in_hand(request):
    """The case that this browser fills in, or None if there is none to fill in."""
    case = opened(request)
    if case is None or case.status not in applying.OPEN_TO_APPLICANT:
        return None
    if case.opened_by_id and case.opened_by_id != getattr(helper(request), "pk", None):
        raise PermissionDenied("这份申请由站点代办，请到站点继续填写。")
    return case


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_not_required
@sensitive_post_parameters()
def family(request):
    """Who lives in the household, one by one."""
    case = in_hand(request)
    if case is None:
        return redirect("stations:aid_status")
    form = MemberForm(given(request))
    if request.method == "POST" and form.is_valid():
        try:
            applying.add_member(by=helper(request), case=case, **form.cleaned_data)
        except ValidationError as refused:
            explain(form, refused)
        else:
            return redirect("stations:aid_family")
    members = list(case.household.members.all())
    context = {"form": form, "case": case, "members": members}
    status = 422 if form.errors else 200
    return render(request, "stations/aid_family.html", context, status=status)


@require_POST
@login_not_required
def drop(request, ordinal):
    """Take somebody out again, by the place in the list."""
    case = in_hand(request)
    if case is None:
        return redirect("stations:aid_status")
    others = list(case.household.members.filter(is_head=False))
    if ordinal < len(others):
        applying.drop_member(by=helper(request), case=case, member=others[ordinal])
    return redirect("stations:aid_family")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_not_required
@sensitive_post_parameters()
def money(request):
    """What comes in and what cannot be avoided, by the year."""
    case = in_hand(request)
    if case is None:
        return redirect("stations:aid_status")
    known = {line.kind: line.declared or None for line in case.lines.all()}
    known |= {"cause": case.cause, "statement": case.statement}
    form = MoneyForm(given(request), initial=known)
    if request.method == "POST" and form.is_valid():
        told = {name: form.cleaned_data[name] for name in ("cause", "statement")}
        try:
            applying.tell_money(by=helper(request), case=case, amounts=form.amounts, **told)
        except ValidationError as refused:
            explain(form, refused)
        else:
            return redirect("stations:aid_check")
    context = {"form": form, "case": case}
    status = 422 if form.errors else 200
    return render(request, "stations/aid_money.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_not_required
def check(request):
    """All of it once more, then in."""
    case = in_hand(request)
    if case is None:
        return redirect("stations:aid_status")
    if request.method == "POST":
        try:
            applying.submit(by=helper(request), case=case)
        except ValidationError as refused:
            for sentence in refused.messages:
                messages.error(request, sentence)
            return redirect("stations:aid_check")
        return redirect("stations:aid_received")
    lines = [line for line in case.lines.all() if line.declared]
    members = list(case.household.members.all())
    context = {"case": case, "members": members, "lines": lines}
    return render(request, "stations/aid_check.html", context)


@require_safe
@never_cache
@login_not_required
def received(request):
    case = opened(request)
    if case is None or not case.submitted_at:
        return redirect("stations:aid_status")
    days = hardship.term(case, "first_review_days")
    return render(request, "stations/aid_received.html", {"case": case, "days": days})
