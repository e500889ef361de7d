"""Where needs are told: a form in the open behind a QR code, and an organization's workspace."""

from datetime import timedelta
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts import lockout
from accounts.roles import Permission
from jobs.idempotency import idempotent
from orgs.models import Organization
from privacy.queries import notice_for
from procurement.forms.moves import explain, given
from procurement.forms.needs import TellForm, ToldForm
from procurement.listing import page_of
from procurement.models import Need
from procurement.services import needs as services

HOUR = timedelta(hours=1)
POSTS = 300
"""A whole workplace tells its needs from one address within the hour."""
LARGEST = 16 * 1024


def within(request, what, most):
    """Count this attempt; may it be made?"""
    key = f"{what}:{request.META.get('REMOTE_ADDR', '')}"[:80]
    return lockout.reserve(key, limit=most, within=HOUR)


def said(request, title, text, status):
    context = {"title": title, "text": text}
    return render(request, "procurement/tell_said.html", context, status=status)


def too_many(request):
    page = said(request, "请稍后再试", "短时间内的提交或查询太多，请一小时后再试。", 429)
    page["Retry-After"] = "3600"
    return page


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_not_required
@sensitive_post_parameters()
def tell(request, token):
    channel = services.channel_of(token)
    if channel is None:
        return said(request, "征集码无效", "请核对网址，或向工会索取新的征集码。", 404)
    if channel.state != "征集中":
        return said(request, "征集已结束", services.CLOSED, 410)
    if request.method == "POST":
        if int(request.headers.get("Content-Length") or 0) > LARGEST:
            return said(request, "内容过大", "请回到表单，只填写需要的内容。", 413)
        if not within(request, "need told", POSTS):
            return too_many(request)
        return hand_in(request, channel)
    return show(request, channel, TellForm(channel=channel))


@idempotent
def hand_in(request, channel):
    """A double tap, or one more try after the line broke, gets the first answer."""
    form = TellForm(request.POST, channel=channel)
    if form.is_valid():
        try:
            need = services.tell(channel=channel, **form.cleaned_data)
        except ValidationError as refused:
            explain(form, refused)
        else:
            return redirect("procurement:need_told", need.number)
    return show(request, channel, form)


def show(request, channel, form):
    key = uuid4().hex if form.errors else request.POST.get("idempotency_key") or uuid4().hex
    context = {"channel": channel, "form": form, "key": key}
    status = 422 if form.errors else 200
    return render(request, "procurement/tell_form.html", context, status=status)


@require_safe
@never_cache
@login_not_required
def told(request, number):
    """What became of a need, for whoever knows its number: it cannot be guessed."""
    need = services.told_under(number)
    if need is None:
        return said(request, "没有查到", "请核对受理编号。", 404)
    return render(request, "procurement/tell_received.html", {"need": need})


@require_safe
@login_not_required
def notice(request):
    context = {"notice": notice_for(services.PURPOSE)}
    return render(request, "procurement/tell_notice.html", context)


def own(request, permission=Permission.OWN_NEED_TELL):
    """Organizations a person speaks for, and may tell needs in the name of."""
    return Organization.objects.for_user(request.user, permission).order_by("name", "pk")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
@idempotent
def portal(request):
    """What an organization has passed on, and a form for one more."""
    organizations = list(own(request).select_related("federation", "region")[:100])
    if not organizations:
        raise PermissionDenied("您没有代表社会组织报送职工需求的权限。")
    asked = request.GET.get("organization", "")
    organization = next((o for o in organizations if str(o.uid) == asked), organizations[0])
    form = ToldForm(given(request))
    if request.method == "POST" and form.is_valid():
        try:
            need = services.tell_for(
                by=request.user, organization=organization, **form.cleaned_data
            )
        except ValidationError as refused:
            explain(form, refused)
        else:
            messages.success(request, f"已报送，受理编号 {need.number}。")
            return redirect(f"{request.path}?organization={organization.uid}")
    rows = Need.objects.for_user(request.user, Permission.OWN_NEED_TELL)
    rows = rows.filter(organization=organization).select_related("topic")
    context = {
        "organization": organization,
        "others": [o for o in organizations if o.pk != organization.pk],
        "form": form,
        "key": uuid4().hex,
        "page": page_of(rows.order_by("-told_at", "-pk"), request.GET),
    }
    status = 422 if form.errors else 200
    return render(request, "procurement/portal_needs.html", context, status=status)
