"""Published calls, for anybody, without log-in."""

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from procurement import pages
from procurement.filters.calls import PublicCallFilter
from procurement.forms.calls import AskForm
from procurement.forms.moves import explain, given
from procurement.listing import ordered, page_of
from procurement.models import Call
from procurement.queries.calls import announced, files_of
from procurement.services import questions
from procurement.terms import weighing
from procurement.views.telling import too_many, within

ASKED = 30
"""Questions from one address within an hour."""

SORTS = {"published": "published_at", "deadline": "deadline"}


def published():
    rows = Call.objects.published().select_related("project__federation", "project__union")
    return rows.select_related("previous").prefetch_related("lots")


@login_not_required
@require_safe
def public_calls(request):
    """All calls that were ever published, with their number and sum (SC-02)."""
    chosen = PublicCallFilter(request.GET, published(), request=request)
    page = page_of(ordered(chosen.qs, request.GET, SORTS, default="-published"), request.GET)
    context = {"filter": chosen, "page": page, "told": announced(chosen.qs)}
    return render(request, "procurement/public_calls.html", context)


@login_not_required
@require_safe
def public_call(request, uid):
    call = get_object_or_404(published(), uid=uid)
    address = settings.PUBLIC_URL + reverse("procurement:public_call", args=[call.uid])
    code = segno.make(address, error="m", micro=False)
    context = {
        "call": call,
        "lots": call.lots.all(),
        "indicators": list(weighing.flattened(call.scheme.get("items", []))),
        "files": files_of(call),
        "sections": pages.CALL.public(call),
        "takes_questions": call.takes_questions,
        "address": address,
        "picture": code.svg_data_uri(scale=3, border=4, light="#fff"),
    }
    return render(request, "procurement/public_call.html", context)


@login_not_required
@require_safe
def public_file(request, uid, file):
    call = get_object_or_404(Call.objects.published(), uid=uid)
    attachment = get_object_or_404(files_of(call), uid=file)
    content = attachment.content
    if not content.may_leave:
        return render(request, "documents/held.html", {"attachment": attachment}, status=409)
    response = FileResponse(
        content.file.open("rb"),
        as_attachment=True,
        filename=attachment.name,
        content_type=content.media_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@login_not_required
@require_http_methods(["GET", "POST"])
def ask(request, uid):
    """A question, answered to all; nobody learns who asked."""
    if request.method == "POST" and not within(request, "call asked", ASKED):
        return too_many(request)
    return put(request, uid, by=None)


@login_required
@require_http_methods(["GET", "POST"])
def portal_ask(request, uid):
    """The same for a delegate; the record keeps who it was, closed."""
    if not request.user.delegate_permissions:
        raise PermissionDenied("请用社会组织经办代表的账号提问，或在公告页上提问。")
    return put(request, uid, by=request.user)


def put(request, uid, by):
    call = get_object_or_404(Call.objects.published(), uid=uid)
    form = AskForm(given(request))
    if request.method == "POST" and form.is_valid():
        try:
            questions.ask(by=by, call=call, text=form.cleaned_data["text"])
        except ValidationError as refusal:
            explain(form, refusal)
        else:
            messages.success(request, "已收到。答复后和问题一起在公告页公开。")
            return redirect("procurement:public_call", call.uid)
    context = {"call": call, "form": form, "takes_questions": call.takes_questions}
    status = 422 if form.errors else 200
    return render(request, "procurement/public_ask.html", context, status=status)
