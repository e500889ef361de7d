"""Who keeps the key of a call, taking one's part home, and the ceremony that opens the bids."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, login_required
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import Permission
from accounts.views import posted
from orgs.views.refusals import explain
from procurement import receipts
from procurement.forms.bids import HoldersForm, KeyFileForm
from procurement.models import Call, KeyShare
from procurement.queries import bids as reads
from procurement.queries.keys import calls_of, may_hold
from procurement.services import keys, opening
from procurement.showing_bids import disposition

P = Permission
LARGEST = 10_000


def seen(request, uid):
    """The call, for those who hold a key of it or look on the purchase."""
    rows = calls_of(request.user).select_related("project__federation")
    return get_object_or_404(rows, uid=uid)


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def call_keys(request, uid):
    """Everything about the key of one call on one page: named, taken, brought, opened."""
    call = seen(request, uid)
    needed, among = keys.rule_of(call)
    form = HoldersForm(posted(request), people=may_hold(call), among=among)
    if request.method == "POST" and form.is_valid():
        try:
            holders = list(form.cleaned_data["holders"])
            if request.POST.get("reason") is not None:
                reason = request.POST["reason"]
                keys.replace(by=request.user, call=call, holders=holders, reason=reason)
            else:
                keys.name_holders(by=request.user, call=call, holders=holders)
        except ValidationError as refused:
            explain(form, refused)
        else:
            messages.success(request, "已指定保管人，请他们登录领取各自的密钥文件。")
            return redirect("procurement:call_keys", uid)
    standing = list(keys.standing(call).prefetch_related("shares__holder"))
    for key in standing:
        key.here = opening.here(key, timezone.now()).count()
    taken = any(share.taken_at for key in standing for share in key.shares.all())
    now = timezone.now()
    context = {
        "call": call,
        "keys": standing,
        "needed": needed,
        "among": among,
        "lacking": keys.lacking(call),
        "form": form,
        "may_name": request.user.may(P.PURCHASE_EDIT, call)
        and call.status in (Call.Status.DRAFT, Call.Status.PUBLISHED),
        "taken": taken,
        "is_over": call.deadline is not None and call.deadline <= now,
        "together": now - opening.TOGETHER,
        "known": reads.told_before_opening(call),
        "file_form": KeyFileForm(),
    }
    status = 422 if form.errors else 200
    return render(request, "procurement/call_keys.html", context, status=status)


def share_of(request, pk):
    rows = KeyShare.objects.for_user(request.user, P.KEY_HOLD).filter(holder=request.user)
    return get_object_or_404(rows.select_related("key__call"), pk=pk)


@require_POST
@never_cache
@login_required
def take(request, pk):
    """The file, once. The answer is the only place where it ever is."""
    share = share_of(request, pk)
    try:
        name, text = keys.take(by=request.user, share=share)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect("procurement:call_keys", share.key.call.uid)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response.headers["Content-Disposition"] = disposition(name)
    return response


@require_POST
@login_required
def bring(request, pk):
    share = share_of(request, pk)
    back = redirect("procurement:call_keys", share.key.call.uid)
    form = KeyFileForm(request.POST, request.FILES)
    if not form.is_valid() or form.cleaned_data["file"].size > LARGEST:
        messages.error(request, "请选择领取时保存的开标密钥文件。")
        return back
    try:
        text = form.cleaned_data["file"].read().decode("utf-8", "replace")
        key = opening.bring(by=request.user, share=share, text=text)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return back
    if key.opened_at:
        messages.success(request, "已开标。申报内容已打开，回执摘要已公开。")
        return redirect("procurement:call_bids", share.key.call.uid)
    messages.success(request, "已交出，等待其他保管人到场。")
    return back


@require_safe
@login_not_required
def receipt_check(request):
    """How to check a receipt without this server, for anybody."""
    context = {"public_key": receipts.public_key()}
    return render(request, "procurement/receipt_check.html", context)


@require_safe
@login_not_required
def receipt_script(request):
    path = settings.BASE_DIR / "docs" / "verify_receipt.py"
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)


@require_safe
@login_not_required
def published(request, uid):
    """For anybody, after the opening: what was handed in, by number, time and digest."""
    call = get_object_or_404(Call.objects.published(), uid=uid)
    rows = reads.published_receipts(call)
    if not rows:
        raise Http404
    context = {"call": call, "rows": rows, "public_key": receipts.public_key()}
    return render(request, "procurement/public_receipts.html", context)
