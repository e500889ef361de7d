"""Columns of the register for a table of one's own, here or from within OpenRefine."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.roles import Permission
from accounts.services.keys import key_for
from jobs.idempotency import idempotent
from orgs.api.reconcile import PURPOSE
from orgs.forms.appending import AppendForm
from orgs.services.appending import NOT_YOURS, ask_to_append


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@idempotent
def append(request):
    user = request.user
    if not user.may_somewhere(Permission.ORG_EXPORT):
        raise PermissionDenied(NOT_YOURS)
    form = AppendForm(request.POST or None, request.FILES or None, user=user)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            told = form.cleaned_data
            try:
                job = ask_to_append(
                    by=user, file=told["file"], keys=told["columns"], purpose=told["purpose"]
                )
            except ValidationError as refusal:
                form.add_error(None, refusal)
            else:
                messages.success(request, "正在后台比对，完成后可在此下载。")
                return redirect(job)
    return render(request, "orgs/append.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def reconcile_help(request):
    """How to use the register from OpenRefine; on request, an address good for a day."""
    if not request.user.may_somewhere(Permission.ORG_EXPORT):
        raise PermissionDenied(NOT_YOURS)
    address = ""
    if request.method == "POST":
        key = key_for(user=request.user, purpose=PURPOSE, days=1)
        path = reverse("api-reconcile-keyed", args=[key])
        address = request.build_absolute_uri(path)
    return render(request, "orgs/reconcile_help.html", {"address": address})
