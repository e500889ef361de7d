"""A delegate's way to bids: the calls, what was handed in, what can still be done with it."""

import json

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import Permission
from orgs.models import Organization
from procurement import admission
from procurement.forms.bids import CopyForm
from procurement.models import Bid, BidDraft, Call
from procurement.models.bids import slot_of
from procurement.queries import bids as reads
from procurement.services import bids, drafts
from procurement.showing_bids import as_file, shown

EDIT, VIEW = Permission.OWN_BID_EDIT, Permission.OWN_BID_VIEW
BUYER = ("project__federation", "project__union")
LARGEST_COPY = 5 * 1024 * 1024


def own(request, permission=VIEW):
    rows = Organization.objects.for_user(request.user, permission)
    return rows.select_related("federation", "region").order_by("name", "pk")


@require_safe
@never_cache
@login_required
def calls(request):
    """Calls that take bids, those that end first above."""
    get_object_or_404(own(request)[:1])
    rows = Call.objects.open().select_related("project__federation").order_by("deadline", "pk")
    page = Paginator(rows, 20).get_page(request.GET.get("page"))
    return render(request, "procurement/portal_calls.html", {"page": page})


@require_safe
@never_cache
@login_required
def call(request, uid):
    """One call, seen as one's own organization: may it bid, how far is its bid."""
    row = get_object_or_404(Call.objects.published().select_related(*BUYER), uid=uid)
    organizations = list(own(request)[:100])
    if not organizations:
        raise Http404
    asked = request.GET.get("organization", "")
    chosen = next((o for o in organizations if str(o.uid) == asked), organizations[0])
    findings = admission.examine(chosen, row)
    context = {
        "call": row,
        "organization": chosen,
        "others": [one for one in organizations if one.pk != chosen.pk],
        "findings": findings,
        "barred": any(finding.bars for finding in findings),
        "lots": [state_of(request.user, lot, chosen) for lot in row.lots.all()],
        "may_edit": request.user.may(EDIT, chosen),
        "is_open": row.is_open,
        "may_ask": row.takes_questions,
        "copy_form": CopyForm(),
    }
    return render(request, "procurement/portal_call.html", context)


def state_of(user, lot, organization):
    """A lot with the organization's draft and its bid that counts."""
    slot = slot_of(lot.pk, organization.pk)
    mine = {"lot": lot, "slot": slot}
    return {
        "lot": lot,
        "draft": BidDraft.objects.for_user(user, EDIT).filter(**mine).first(),
        "bid": Bid.objects.for_user(user, VIEW).latest().filter(**mine).first(),
    }


def lot_of(request, uid, number):
    row = get_object_or_404(Call.objects.published(), uid=uid)
    asked = request.POST.get("organization", "")
    organization = next((o for o in own(request, EDIT)[:100] if str(o.uid) == asked), None)
    if organization is None:
        raise Http404
    lots = row.lots.select_related("call__project")
    return get_object_or_404(lots, number=number), organization


@require_POST
@login_required
def begin(request, uid, number):
    lot, organization = lot_of(request, uid, number)
    try:
        draft = drafts.begin(by=request.user, lot=lot, organization=organization)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect("procurement:portal_call", uid)
    return redirect(draft)


@require_POST
@login_required
def begin_from_copy(request, uid, number):
    """Replace a bid: from the copy its bidder kept, for nobody here can read what was handed in."""
    lot, organization = lot_of(request, uid, number)
    form = CopyForm(request.POST, request.FILES)
    try:
        if not form.is_valid() or form.cleaned_data["copy"].size > LARGEST_COPY:
            raise ValidationError("请选择提交前下载的申报副本。")
        copy = json.loads(form.cleaned_data["copy"].read())
        draft, gone = drafts.from_copy(
            by=request.user, lot=lot, organization=organization, copy=copy
        )
    except (ValueError, UnicodeDecodeError):
        messages.error(request, "这不是申报副本文件。")
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, "已按副本填好，请修改后重新提交；提交后以新的一稿为准。")
        if gone:
            messages.warning(request, f"这些附件已不在服务器上，请重新上传：{'、'.join(gone)}。")
        return redirect(draft)
    return redirect("procurement:portal_call", uid)


@require_safe
@never_cache
@login_required
def mine(request):
    """What is in hand, and what was handed in."""
    get_object_or_404(own(request)[:1])
    related = ("lot__call__project",)
    drafts_ = BidDraft.objects.for_user(request.user, EDIT).select_related(*related)
    rows = Bid.objects.for_user(request.user, VIEW).latest().select_related(*related)
    page = Paginator(rows.order_by("-submitted_at", "-pk"), 20).get_page(request.GET.get("page"))
    context = {"drafts": drafts_[:20], "page": page}
    return render(request, "procurement/portal_bids.html", context)


def bid_of(request, uid, permission=VIEW):
    rows = Bid.objects.for_user(request.user, permission).select_related("lot__call__project")
    return get_object_or_404(rows, uid=uid)


@require_safe
@never_cache
@login_required
def bid(request, uid):
    """The result: number, time, what was handed in by its digest, and what can still be done."""
    row = bid_of(request, uid)
    organization = reads.organization_of(row)
    newest = Bid.objects.for_user(request.user, VIEW).filter(lot=row.lot, slot=row.slot).latest()
    context = {
        "bid": row,
        "lot": row.lot,
        "call": row.lot.call,
        "organization": organization,
        "receipt": reads.receipt_of(row),
        "newest": newest.first(),
        "is_open": row.lot.call.is_open,
        "may_edit": request.user.may(EDIT, row),
        "outdated": reads.outdated_by_keys(row),
        "shown": shown(row.lot.call, row.content["parts"]) if row.technical else [],
        "files": row.content["files"],
    }
    return render(request, "procurement/portal_bid.html", context)


@require_safe
@never_cache
@login_required
def receipt(request, uid):
    row = bid_of(request, uid)
    return as_file(reads.receipt_of(row), f"申报回执-{row.number}.json")


@require_http_methods(["GET", "POST"])
@login_required
def change(request, uid, verb):
    """Take it back, or say that it still holds."""
    row = bid_of(request, uid, EDIT)
    if verb not in CHANGES:
        raise Http404
    act, said, ask = CHANGES[verb]
    if request.method == "POST":
        try:
            act(by=request.user, bid=row)
        except ValidationError as refused:
            messages.error(request, " ".join(refused.messages))
        else:
            messages.success(request, said)
        return redirect("procurement:portal_bid", row.uid)
    back = reverse("procurement:portal_bid", args=[row.uid])
    return render(request, "_components/confirm.html", {**ask, "cancel": back})


CHANGES = {
    "withdraw": (
        bids.withdraw,
        "申报已撤回，开标时不会打开。",
        {
            "title": "撤回申报？",
            "text": "撤回后本单位对该标段没有有效申报；截止时间前可以凭副本重新提交。",
            "submit": "撤回申报",
            "danger": True,
        },
    ),
    "confirm": (
        bids.confirm,
        "已确认：申报在公告变更后仍然有效。",
        {
            "title": "确认申报仍然有效？",
            "text": "公告在提交之后有实质性变更。不需要修改的，请确认；要改的，请凭副本重新提交。",
            "submit": "确认仍然有效",
        },
    ),
}
