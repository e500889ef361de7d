"""The worker's side, on a phone and without an account: the form behind a code, a receipt, and what
became of it. The same pages come after the same work, whoever is a member of what."""

import json
from datetime import timedelta
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import lockout
from accounts.views import posted
from jobs.idempotency import idempotent
from membership import onsite
from membership.forms.joining import AmendForm, JoinForm, OwnDataForm, StatusForm
from membership.joining_terms import terms_at
from membership.models import Application
from membership.services import joining
from orgs.views.refusals import explain
from privacy.queries import notice_for
from unions.calendar import add_working_days
from unions.models import Federation

OPENED = "join_opened"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
POSTS_BY_ADDRESS, POSTS_BY_PERSON, ASKED_BY_ADDRESS, ASKED_BY_NUMBER = 1_200, 20, 120, 10
"""A whole workplace joins from one address within the hour; a number is one person's to ask for."""
LARGEST = 16 * 1024


def here(request, what):
    return f"{what}:{request.META.get('REMOTE_ADDR', '')}"[:80]


def within(*limits):
    """Count these attempts; may they all be made?"""
    return all(lockout.reserve(key, limit=most, within=time) for key, most, time in limits)


def said(request, title, text, status, **more):
    return render(
        request, "membership/join_said.html", {"title": title, "text": text, **more}, status=status
    )


def too_many(request):
    page = said(request, "请稍后再试", "短时间内的提交或查询太多，请一小时后再试。", 429)
    page["Retry-After"] = "3600"
    return page


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_not_required
@sensitive_post_parameters()
def join(request, token):
    code = joining.code_of(token)
    if code is None:
        return said(request, "入会码无效", "请核对网址，或向工会索取新的入会码。", 404)
    if request.method == "POST":
        if int(request.headers.get("Content-Length") or 0) > LARGEST:
            return said(request, "内容过大", "请回到表单，只填写需要的内容。", 413)
        if not may_post(request):
            return too_many(request)
        return hand_in(request, code)
    if code.state in ("已停用", "已过期"):
        return said(request, "入会码已失效", joining.OVER, 410)
    ticket = ""
    if code.rotating:
        if not onsite.in_time(code, request.GET.get("k", "")):
            return said(request, "请重新扫码", "请在现场重新扫描屏幕上的二维码。", 403)
        ticket = onsite.ticket_for(code)
    return show(request, code, JoinForm(code=code), ticket)


def may_post(request):
    """Counted before the transaction of the act: attempts count even where the act is undone, and
    those of one address do not wait for each other."""
    person = Application.index_of(request.POST.get("id_number", "")[:60])[:40]
    limits = [(here(request, "join post"), POSTS_BY_ADDRESS, HOUR)]
    return within(*limits, (f"join post:{person}", POSTS_BY_PERSON, DAY))


@idempotent
def hand_in(request, code):
    """A double tap, or one more try after the line broke, gets the first answer."""
    ticket = request.POST.get("ticket", "")
    if not onsite.admits(code, ticket):
        return said(request, "请重新扫码", "填写时间过长，请在现场重新扫描屏幕上的二维码。", 403)
    form = JoinForm(request.POST, code=code)
    if form.is_valid():
        given = dict(form.cleaned_data)
        try:
            application = joining.submit(code=code, ticked=given.pop("agreed"), **given)
        except ValidationError as refused:
            explain(form, refused)
        else:
            return redirect("membership:join_received", application.number)
    return show(request, code, form, ticket)


def show(request, code, form, ticket):
    context = {
        "code": code,
        "form": form,
        "ticket": ticket,
        "key": request.POST.get("idempotency_key") or uuid4().hex,
        "days": terms_at(code.federation).review_days,
    }
    if form.errors:
        context["key"] = uuid4().hex
    status = 422 if form.errors else 200
    return render(request, "membership/join_form.html", context, status=status)


@require_safe
@never_cache
@login_not_required
def received(request, number):
    """A receipt for any number: the page does not look whether there is one."""
    days = terms_at(Federation.objects.public().get(code="0")).review_days
    context = {"number": number[:20], "due": add_working_days(timezone.localdate(), days)}
    return render(request, "membership/join_received.html", context)


@require_safe
@login_not_required
def notice(request):
    return render(request, "membership/join_notice.html", {"notice": notice_for(joining.PURPOSE)})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_not_required
def status(request):
    """Ask by receipt and the end of one's telephone number."""
    form = StatusForm(posted(request), initial={"number": request.GET.get("number", "")[:20]})
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["number"].strip().upper()
        limits = [(here(request, "join asked"), ASKED_BY_ADDRESS, HOUR)]
        if not within(*limits, (f"join asked:{number}", ASKED_BY_NUMBER, HOUR)):
            return too_many(request)
        application = joining.shown_to(**form.cleaned_data)
        if application is not None:
            request.session[OPENED] = application.number
            return redirect("membership:join_mine")
        form.add_error(None, "没有查到。请核对受理编号和手机后四位。")
    status = 422 if form.errors else 200
    return render(request, "membership/join_status.html", {"form": form}, status=status)


def opened(request):
    return joining.opened(number=request.session.get(OPENED, ""))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_not_required
@sensitive_post_parameters()
def mine(request):
    """What became of it; sent back, it is set right here."""
    application = opened(request)
    if application is None:
        return redirect("membership:join_status")
    returned = application.status == Application.Status.RETURNED
    initial = {name: getattr(application, name) for name in ("name", "id_type", "worker")}
    initial["employer"] = application.employer
    form = AmendForm(posted(request), code=application.code, initial=initial) if returned else None
    if request.method == "POST" and returned and form.is_valid():
        if not may_post(request):
            return too_many(request)
        try:
            joining.resubmit(application=application, **form.cleaned_data)
        except ValidationError as refused:
            explain(form, refused)
        else:
            messages.success(request, "已重新提交，等待审核。")
            return redirect("membership:join_mine")
    status = application.status
    context = {
        "application": application,
        "form": form,
        "may_withdraw": status in (Application.Status.SUBMITTED, Application.Status.RETURNED),
        "leaving": application.member and application.member.leave_asked_on,
    }
    return render(
        request, "membership/join_mine.html", context, status=422 if form and form.errors else 200
    )


@require_POST
@login_not_required
def withdraw(request):
    """The consent taken back, and with it the application; of a member, the wish to leave."""
    application = opened(request)
    if application is None:
        return redirect("membership:join_status")
    try:
        joining.take_back_consent(application=application)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, "已撤回同意。")
    return redirect("membership:join_mine")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_not_required
def own_data(request):
    """A copy of all that is kept of oneself (PIPL 45)."""
    application = opened(request)
    if application is None:
        return redirect("membership:join_status")
    form = OwnDataForm(posted(request))
    if request.method == "POST" and form.is_valid():
        if not within((f"join data:{application.number}", ASKED_BY_NUMBER, HOUR)):
            return too_many(request)
        found = joining.own_data(application=application, **form.cleaned_data)
        if found is not None:
            text = json.dumps(found, ensure_ascii=False, indent=2)
            answer = HttpResponse(text, content_type="application/json; charset=utf-8")
            answer["Content-Disposition"] = 'attachment; filename="my-membership.json"'
            return answer
        form.add_error("id_tail", "与提交时所填的不符。")
    status = 422 if form.errors else 200
    return render(request, "membership/join_data.html", {"form": form}, status=status)
