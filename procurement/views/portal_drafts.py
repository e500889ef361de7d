"""The draft of a bid: part by part, its files, all of it once more, and handing it in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import Permission
from accounts.views import posted
from procurement import bid_parts
from procurement.forms.bids import PartForm
from procurement.models import Bid, BidDraft
from procurement.services import bid_files, bids, drafts
from procurement.showing_bids import as_file, shown

EDIT, VIEW = Permission.OWN_BID_EDIT, Permission.OWN_BID_VIEW
DONE, AMEND, EMPTY = ("已完成", "good"), ("需修改", "bad"), ("待填写", "")


def draft_of(request, uid):
    rows = BidDraft.objects.for_user(request.user, EDIT)
    return get_object_or_404(rows.select_related("lot__call__project"), uid=uid)


def states_of(draft, kept=None, current=None):
    """The parts, how far each is, and where."""
    kept = kept or drafts.content(draft)
    found = []
    for part in bid_parts.parts_of(draft.lot.call):
        values = kept["parts"].get(part.key)
        wrong = bid_parts.faults(part, values or {}, draft.lot)
        begun = bool(kept.get("versions", {}).get(part.key)) or bool(values and not wrong)
        if part.kind == "files":
            state = (f"{draft.files.count()} 个", "")
        else:
            state = DONE if not wrong else AMEND if begun else EMPTY
        url = reverse("procurement:portal_part", args=[draft.uid, part.key])
        found.append(
            {"part": part, "state": state[0], "level": state[1], "url": url}
            | {"current": part == current, "wrong": wrong}
        )
    return found


@require_safe
@never_cache
@login_required
def draft(request, uid):
    row = draft_of(request, uid)
    context = {
        "draft": row,
        "lot": row.lot,
        "call": row.lot.call,
        "organization": drafts.organization_of(row),
        "parts": states_of(row),
    }
    return render(request, "procurement/portal_draft.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def part(request, uid, key):
    """One topic. What was typed is kept as it stands, by the button or every few seconds."""
    row = draft_of(request, uid)
    parts = {one.key: one for one in bid_parts.parts_of(row.lot.call)}
    this = parts.get(key)
    if this is None:
        raise Http404
    kept = drafts.content(row)
    values = kept["parts"].get(key) or {}
    form = PartForm(posted(request), part=this, values=values)
    if request.method == "POST":
        try:
            seen = int(request.POST.get("seen") or 0)
            saved = drafts.save(
                by=request.user, draft=row, part=key, values=values | form.typed, seen=seen
            )
        except (ValidationError, ValueError) as refused:
            words = " ".join(getattr(refused, "messages", ["请刷新页面。"]))
            if "X-Autosave" in request.headers:
                return JsonResponse({"refused": words}, status=409)
            form.show([("", words)])
        else:
            if "X-Autosave" in request.headers:
                now = timezone.localtime().strftime("%H:%M:%S")
                return JsonResponse({"seen": saved, "saved": now})
            return redirect(after(request, row, list(parts), key))
    elif "check" in request.GET:
        form.show(bid_parts.faults(this, values, row.lot))
    budget = bid_parts.budget_of({"budget": form.typed}) if this.kind == "table" else None
    context = {
        "draft": row,
        "lot": row.lot,
        "call": row.lot.call,
        "organization": drafts.organization_of(row),
        "part": this,
        "form": form,
        "values": values,
        "parts": states_of(row, kept, this),
        "number": list(parts).index(key) + 1,
        "known": [(label, values.get(name)) for name, label in bid_parts.KNOWN.items()],
        "seen": kept.get("versions", {}).get(key, 0),
        "budget": budget,
        "caps": list(bid_parts.caps_of(budget, row.lot)) if budget else [],
        "files": files_of(row),
        "piece": bid_files.PIECE,
        "largest": bid_files.MOST_BYTES,
        "apart": len(bids.documents(row)) > 1,
    }
    status = 422 if form.errors and request.method == "POST" else 200
    return render(request, "procurement/portal_part.html", context, status=status)


def files_of(draft):
    return [{"row": file, **bid_files.described(file)} for file in draft.files.all()]


def after(request, draft, keys, key):
    if request.POST.get("then") == "check":
        return reverse("procurement:portal_check", args=[draft.uid])
    following = keys.index(key) + 1
    if request.POST.get("then") == "list" or following == len(keys):
        return draft.get_absolute_url()
    return reverse("procurement:portal_part", args=[draft.uid, keys[following]])


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def check(request, uid):
    """All of it once more, then the one act that counts. Who asks again, because the answer was
    lost, is led to what he handed in: it bears the draft's number."""
    row = BidDraft.objects.for_user(request.user, EDIT).filter(uid=uid).first()
    if row is None:
        return redirect("procurement:portal_bid", handed_in(request, uid).uid)
    wrong = ""
    if request.method == "POST":
        try:
            digest = request.POST.get("digest", "")
            return redirect(
                "procurement:portal_bid",
                bids.submit(by=request.user, draft=row, digest=digest).uid,
            )
        except ValidationError as refused:
            wrong = " ".join(refused.messages)
            if Bid.objects.for_user(request.user, VIEW).filter(uid=uid).exists():
                return redirect("procurement:portal_bid", uid)  # a second click came first
    sent = bids.documents(row)
    kept = drafts.content(row)
    context = {
        "draft": row,
        "lot": row.lot,
        "call": row.lot.call,
        "organization": drafts.organization_of(row),
        "parts": states_of(row, kept),
        "shown": shown(row.lot.call, kept["parts"]),
        "files": files_of(row),
        "digest": bids.digest_of(sent),
        "wrong": wrong,
        "is_open": row.lot.call.is_open,
    }
    context["ready"] = not any(one["wrong"] for one in context["parts"])
    return render(request, "procurement/portal_check.html", context, status=422 if wrong else 200)


def handed_in(request, uid):
    return get_object_or_404(Bid.objects.for_user(request.user, VIEW), uid=uid)


@require_safe
@never_cache
@login_required
def copy(request, uid):
    """The signed copy: for the bidder's own files, and to replace the bid with."""
    row = draft_of(request, uid)
    return as_file(bids.copy_of(row), f"申报副本-{row.lot.call.title}.json")


@require_http_methods(["GET", "POST"])
@login_required
def discard(request, uid):
    row = draft_of(request, uid)
    if request.method == "POST":
        drafts.discard(by=request.user, draft=row)
        messages.success(request, "草稿已删除，附件一并删除。")
        return redirect("procurement:portal_call", row.lot.call.uid)
    context = {
        "title": "删除这份草稿？",
        "text": "草稿和已上传的附件一并删除，不能恢复；已提交的申报不受影响。",
        "submit": "删除草稿",
        "cancel": row.get_absolute_url(),
        "danger": True,
    }
    return render(request, "_components/confirm.html", context)


@require_POST
@login_required
def attach(request, uid):
    """Begin a file: told of by script, or sent whole by a browser without."""
    row = draft_of(request, uid)
    back = reverse("procurement:portal_part", args=[row.uid, "files"])
    price = request.POST.get("envelope") == "price"
    try:
        if whole := request.FILES.get("file"):
            bid_files.upload(by=request.user, draft=row, upload=whole, price=price)
            return redirect(back)
        name, size = request.POST.get("name", ""), int(request.POST.get("size") or 0)
        file = bid_files.begin(by=request.user, draft=row, name=name, size=size, price=price)
    except (ValidationError, ValueError) as refused:
        words = " ".join(getattr(refused, "messages", ["请选择文件。"]))
        if "name" in request.POST:
            return JsonResponse({"refused": words}, status=422)
        messages.error(request, words)
        return redirect(back)
    url = reverse("procurement:portal_piece", args=[row.uid, file.uid])
    return JsonResponse({"url": url, "received": 0}, status=201)


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def piece(request, uid, file):
    """How much of it is here; or its next piece, as the raw body of the request."""
    row = get_object_or_404(draft_of(request, uid).files, uid=file)
    if request.method == "POST":
        try:
            offset = int(request.GET.get("offset", ""))
            row = bid_files.receive(by=request.user, file=row, offset=offset, piece=request.body)
        except bid_files.Elsewhere as elsewhere:
            return JsonResponse({"received": elsewhere.received}, status=409)
        except ValidationError as refused:
            return JsonResponse({"refused": " ".join(refused.messages)}, status=422)
        except ValueError:
            raise Http404 from None
    return JsonResponse({"received": row.received, "done": row.done_at is not None})


@require_POST
@login_required
def detach(request, uid, file):
    row = draft_of(request, uid)
    bid_files.remove(by=request.user, file=get_object_or_404(row.files, uid=file))
    return redirect("procurement:portal_part", row.uid, "files")
