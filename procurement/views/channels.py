"""Codes by which needs are told: made, printed, closed."""

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import Permission
from procurement.forms.moves import explain, given
from procurement.forms.needs import ChannelForm
from procurement.listing import page_of
from procurement.models import NeedChannel
from procurement.services import needs as services
from procurement.views.needs import may_look, parts

VIEW, EDIT = Permission.NEED_VIEW, Permission.NEED_EDIT


def seen(request):
    rows = NeedChannel.objects.for_user(request.user, VIEW).select_related("federation", "by")
    return rows.annotate(told=Count("needs")).order_by("-created_at", "-pk")


def address_of(channel):
    return f"{settings.PUBLIC_URL}{reverse('procurement:tell', args=[channel.token])}"


def picture(address, scale=6):
    """The address as a QR code that still reads with a fold or a stain: an SVG data address."""
    return segno.make(address, error="q", micro=False).svg_data_uri(
        scale=scale, border=4, light="#fff"
    )


@require_safe
@never_cache
@login_required
def listing(request):
    may_look(request)
    rows = seen(request)
    every = request.GET.get("state") == "all"
    context = {
        "page": page_of(rows if every else rows.standing(), request.GET),
        "all": every,
        "parts": parts(request.user, "procurement:need_channels"),
        "may_edit": request.user.may_somewhere(EDIT),
    }
    return render(request, "procurement/channel_list.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def create(request):
    if not request.user.federations_granting(EDIT):
        raise PermissionDenied("您没有制作征集码的权限。")
    form = ChannelForm(given(request), user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            channel = services.open_channel(by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            explain(form, refusal)
        else:
            return redirect(channel)
    context = {
        "form": form,
        "title": "制作需求征集码",
        "text": "职工扫码后不用登录，填一段话就能提出需求。",
        "submit": "制作",
        "cancel": reverse("procurement:need_channels"),
    }
    status = 422 if form.errors else 200
    return render(request, "_components/confirm.html", context, status=status)


@require_safe
@never_cache
@login_required
def one(request, uid):
    channel = get_object_or_404(seen(request), uid=uid)
    address = address_of(channel)
    context = {
        "channel": channel,
        "address": address,
        "picture": picture(address, scale=4),
        "may_edit": request.user.may(EDIT, channel),
    }
    return render(request, "procurement/channel_detail.html", context)


@require_safe
@never_cache
@login_required
def poster(request, uid):
    """A sheet of A4 to print and put up."""
    channel = get_object_or_404(seen(request), uid=uid)
    context = {"channel": channel, "picture": picture(address_of(channel), scale=10)}
    return render(request, "procurement/channel_poster.html", context)


@require_POST
@login_required
def close(request, uid):
    channel = get_object_or_404(seen(request), uid=uid)
    services.close_channel(by=request.user, channel=channel)
    messages.success(request, "已停用。已提出的需求照常办理。")
    return redirect(channel)
