"""Files to and from other registers: the national database of the federation, civil affairs."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.roles import Permission
from jobs.idempotency import idempotent
from orgs.exchange.formats import completeness, find, formats
from orgs.forms.exchange import ReceiveForm, SendForm
from orgs.imports.batches import hand_in
from orgs.models import ExchangeFile, Organization
from orgs.services import exchange


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
@idempotent
def index(request):
    """Have a file written; what its required columns still lack; files written before."""
    user = request.user
    if not user.may_somewhere(Permission.ORG_EXPORT):
        raise PermissionDenied("您没有报送名册的权限。")
    form = SendForm(request.POST or None, user=user, initial=request.GET.dict())
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = exchange.ask_to_send(by=user, **form.cleaned_data)
            except ValidationError as refusal:
                form.add_error(None, refusal)
            else:
                messages.success(request, "正在后台生成，完成后可在此下载。")
                return redirect(made)
    shown = find(request.GET.get("form", "")) or formats()[0]
    files = ExchangeFile.objects.for_user(user, Permission.ORG_EXPORT)
    files = files.select_related("federation", "by", "job")
    mine = Organization.objects.for_user(user, Permission.ORG_EXPORT)
    return render(
        request,
        "orgs/exchange.html",
        {
            "form": form,
            "shown": shown,
            "formats": formats(),
            "whole": completeness(mine, shown),
            "page": Paginator(files, 20).get_page(request.GET.get("page")),
            "may_receive": user.may_somewhere(Permission.ORG_IMPORT),
        },
        status=status,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@idempotent
def receive(request):
    """Take in a file of a known format; it is compared first, like any list."""
    user = request.user
    if not user.may_somewhere(Permission.ORG_IMPORT):
        raise PermissionDenied("您没有导入名单的权限。")
    form = ReceiveForm(request.POST or None, request.FILES or None, user=user)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return redirect(hand_in(by=user, **form.cleaned_data))
            except ValidationError as refusal:
                form.add_error(None, refusal)
    return render(request, "orgs/exchange_receive.html", {"form": form}, status=status)
