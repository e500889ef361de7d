"""Codes to join by: made, printed, shown on a screen on the spot, closed."""

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import Permission
from accounts.views import posted
from membership import onsite
from membership.forms.joining import CodeForm
from membership.joining_terms import terms_at
from membership.models import JoinCode
from membership.services import reviewing
from membership.services.members import pool_of
from orgs.views.refusals import explain
from unions.models import GrassrootsUnion

SIZES = {"10", "20", "50", "100"}


def codes_of(request):
    rows = JoinCode.objects.for_user(request.user, Permission.MEMBER_VIEW)
    return rows.select_related("union", "federation", "organization", "drive", "by")


def address_of(code, **query):
    more = f"?k={query['k']}" if query.get("k") else ""
    return f"{settings.PUBLIC_URL}{reverse('membership:join', args=[code.token])}{more}"


def picture(address, scale=6):
    """The address as a QR code that still reads with a fold or a stain: an SVG data address."""
    return segno.make(address, error="q", micro=False).svg_data_uri(
        scale=scale, border=4, light="#fff"
    )


@require_safe
@never_cache
@login_required
def listing(request):
    user = request.user
    if not user.may_somewhere(Permission.MEMBER_VIEW):
        raise PermissionDenied("您没有查看入会码的权限。")
    rows = codes_of(request)
    union = union_asked(request)
    if union:
        rows = rows.filter(union=union)
    if request.GET.get("state") != "all":
        rows = rows.standing()
    size = request.GET.get("size")
    page = Paginator(rows, int(size) if size in SIZES else 20).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "union": union,
        "all": request.GET.get("state") == "all",
        "may_edit": user.may_somewhere(Permission.MEMBER_EDIT),
    }
    return render(request, "membership/code_list.html", context)


def union_asked(request):
    """The union that the address names, if the person looks after it."""
    said = request.GET.get("union", "")
    if not (said.isdecimal() and len(said) < 18):
        return None
    rows = GrassrootsUnion.objects.for_user(request.user, Permission.MEMBER_VIEW)
    return rows.select_related("federation").filter(pk=int(said)).first()


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def create(request):
    """For the union that the address names; without one, for the holding pool of one's office."""
    heads = request.user.federations_granting(Permission.MEMBER_EDIT)
    if not heads:
        raise PermissionDenied("您没有制作入会码的权限。")
    union = union_asked(request)
    place = union.federation if union else pool_of(heads[0])
    form = CodeForm(posted(request), user=request.user, union=union)
    if request.method == "POST" and form.is_valid():
        given = {name: value for name, value in form.cleaned_data.items() if value is not None}
        try:
            code = reviewing.issue_code(
                by=request.user, union=union, federation=None if union else place, **given
            )
        except ValidationError as refusal:
            explain(form, refusal)
        else:
            return redirect(code)
    context = {
        "form": form,
        "host": union.name if union else f"{place.name}周转库",
        "union": union,
        "days": terms_at(place).code_days,
        "cancel": reverse("membership:join_codes"),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "membership/code_form.html", context, status=status)


@require_safe
@never_cache
@login_required
def one(request, uid):
    code = get_object_or_404(codes_of(request), uid=uid)
    context = {
        "code": code,
        "address": "" if code.rotating else address_of(code),
        "picture": "" if code.rotating else picture(address_of(code), scale=4),
        "may_edit": request.user.may(Permission.MEMBER_EDIT, code),
    }
    return render(request, "membership/code_detail.html", context)


@require_safe
@never_cache
@login_required
def poster(request, uid):
    """A sheet of A4 to print and put up."""
    code = get_object_or_404(codes_of(request), uid=uid)
    if code.rotating:
        return redirect("membership:join_code_screen", uid)
    context = {"code": code, "picture": picture(address_of(code), scale=10)}
    return render(request, "membership/code_poster.html", context)


@require_safe
@never_cache
@login_required
def screen(request, uid):
    """For a screen in the hall: the page fetches the next code by itself."""
    code = get_object_or_404(codes_of(request), uid=uid)
    seconds = terms_at(code.federation).onsite_seconds
    key = onsite.key_of(code) if code.rotating else ""
    context = {
        "code": code,
        "picture": picture(address_of(code, k=key), scale=12),
        "seconds": seconds,
        "again": max(5, seconds // 2),
        "left": max(0, code.quota - code.used),
        "now": timezone.now(),
    }
    return render(request, "membership/code_screen.html", context)


@require_POST
@login_required
def close(request, uid):
    code = get_object_or_404(codes_of(request), uid=uid)
    reviewing.close_code(by=request.user, code=code)
    messages.success(request, "已停用。已提交的申请照常审核。")
    return redirect(code)
