"""Memberships on the way from one union to another."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import Permission
from accounts.views import posted
from membership.forms.members import DeclineForm, TransferFilter, TransferForm
from membership.member_listing import Shown
from membership.models import Transfer
from membership.services import transfers
from membership.views.members import asking, editable
from orgs.views.refusals import explain

SIZES = {"10", "20", "50", "100"}


def within_reach(request):
    rows = Transfer.objects.for_user(request.user, Permission.MEMBER_VIEW)
    return rows.select_related(
        *("member__federation", "from_union", "to_union", "from_federation"),
        *("to_federation", "answering", "asked_by", "decided_by"),
    )


@require_safe
@never_cache
@login_required
def listing(request):
    user = request.user
    if not user.may_somewhere(Permission.MEMBER_VIEW):
        raise PermissionDenied("您没有查看会籍转接的权限。")
    form = TransferFilter(request.GET or None)
    state = form.cleaned_data["state"] if form.is_bound and form.is_valid() else ""
    rows = within_reach(request)
    if not state:
        heads = user.federations_granting(Permission.MEMBER_EDIT)
        rows = rows.waiting().filter(answering__in=heads).exclude(asked_by=user)
    elif state != "all":
        rows = rows.filter(status=state)
    rows = rows.order_by("-asked_at", "-pk") if state else rows.order_by("due_on", "pk")
    size = request.GET.get("size")
    page = Paginator(rows, int(size) if size in SIZES else 20).get_page(request.GET.get("page"))
    lines = [(row, Shown(row.member)) for row in page]
    context = {"filter": form, "page": page, "lines": lines}
    return render(request, "membership/transfer_list.html", context)


@require_safe
@never_cache
@login_required
def one(request, uid):
    transfer = get_object_or_404(within_reach(request), uid=uid)
    context = {
        "transfer": transfer,
        "line": Shown(transfer.member),
        "may_answer": transfers.may_answer(request.user, transfer),
        "may_withdraw": transfers.may_withdraw(request.user, transfer),
    }
    return render(request, "membership/transfer_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def ask(request, uid):
    """Let one's member go to another union, or move them among one's own."""
    member = editable(request, uid)
    form = TransferForm(posted(request), user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            made = transfers.ask(by=request.user, member=member, **form.cleaned_data)
        except ValidationError as refused:
            explain(form, refused)
        else:
            messages.success(request, f"{made.get_status_display()}。")
            return redirect(made)
    return asking(request, member, form, "转接会籍", "提出转接")


@require_POST
@login_required
def accept(request, uid):
    return act(request, uid, transfers.accept, "会籍已转接，会龄连续计算。")


@require_POST
@login_required
def withdraw(request, uid):
    return act(request, uid, transfers.take_back, "已撤回。")


def act(request, uid, service, said):
    transfer = get_object_or_404(within_reach(request), uid=uid)
    try:
        service(by=request.user, transfer=transfer)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, said)
    return redirect(transfer)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def decline(request, uid):
    transfer = get_object_or_404(within_reach(request), uid=uid)
    if not transfers.may_answer(request.user, transfer):
        raise PermissionDenied(transfers.NOT_TO_ANSWER)
    form = DeclineForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            transfers.decline(by=request.user, transfer=transfer, **form.cleaned_data)
        except ValidationError as refused:
            explain(form, refused)
        else:
            messages.success(request, "已答复对方：不同意转接。")
            return redirect(transfer)
    context = {
        "title": "不同意转接",
        "form": form,
        "submit": "不同意转接",
        "danger": True,
        "cancel": transfer.get_absolute_url(),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "_components/confirm.html", context, status=status)
