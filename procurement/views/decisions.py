from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import Permission
from documents.models import Paper
from documents.models.papers import VIEW as PAPER_VIEW
from procurement.forms.deciding import MeetingForm, StageForm
from procurement.forms.moves import ReasonForm, given
from procurement.models import Award, Bid, Call, Decision, Objection
from procurement.queries import decisions as queries
from procurement.services import awards
from procurement.services import decisions as services
from procurement.views.asking import act, ask
from procurement.workflows.decisions import DECISION

VIEW, EDIT = Permission.PURCHASE_VIEW, Permission.PURCHASE_EDIT
ACTS = {
    "submit": services.submit,
    "return": services.send_back,
    "approve": services.approve,
    "conclude": awards.conclude,
    "redo": services.redo,
}
RANKED = (Call.Status.REVIEWED, Call.Status.PROPOSED, Call.Status.AWARDED)


def call_of(request, uid):
    rows = Call.objects.for_user(request.user, VIEW).select_related("project__federation")
    return get_object_or_404(rows, uid=uid)


def address(call):
    return reverse("procurement:decision", args=[call.uid])


@require_safe
@never_cache
@login_required
def one(request, uid):
    """The meeting on a call: who was scored how, what is proposed, what it comes to."""
    call, user = call_of(request, uid), request.user
    decisions = Decision.objects.for_user(user, VIEW).select_related("editor", "approver")
    decision = decisions.filter(call=call).first()
    may_edit = user.may(EDIT, call)
    drafting = decision is None or decision.status == Decision.Status.DRAFT
    found = Award.objects.for_user(user, VIEW).filter(lot__call=call)
    objections = Objection.objects.for_user(user, VIEW).filter(call=call)
    context = {
        "call": call,
        "project": call.project,
        "decision": decision,
        "lots": queries.candidates(call) if call.status in RANKED else [],
        "totals": queries.totals(decision) if decision else None,
        "preference": queries.preference_words(call.project),
        "prefers": queries.prefers_union(call.project),
        "awards": found.select_related("lot", "bid__organization"),
        "objections": objections.select_related("organization"),
        "moves": DECISION.available(decision, user) if decision else {},
        "may_edit": may_edit and drafting and call.status == Call.Status.REVIEWED,
        "may_withdraw": may_edit,
        "papers": papers(user, decision, found),
    }
    return render(request, "procurement/decision_detail.html", context)


def papers(user, decision, awards):
    """The announcement and the notices of award."""
    if decision is None:
        return []
    mine = Paper.objects.for_user(user, PAPER_VIEW)
    found = list(mine.about(decision))
    first = awards.first()
    return found + list(mine.about(first, *awards.values_list("pk", flat=True)) if first else [])


def editable(request, uid):
    call = call_of(request, uid)
    if not request.user.may(EDIT, call):
        raise PermissionDenied("您无权审定这次采购。")
    return call


@require_http_methods(["GET", "POST"])
@login_required
def meeting(request, uid):
    """The meeting and its minutes."""
    call = editable(request, uid)
    decision = Decision.objects.for_user(request.user, VIEW).filter(call=call).first()
    initial = {"met_on": timezone.localdate()}
    if decision:
        initial = {name: getattr(decision, name) for name in ("met_on", "attendees", "minutes")}
    return ask(
        request,
        MeetingForm(given(request), initial=initial),
        lambda fields: services.draft_decision(by=request.user, call=call, **fields),
        done="会议已登记，请逐个标段拟立项。",
        back=address(call),
        title="登记审定会议",
        text=call.title,
        submit="保存",
    )


@require_http_methods(["GET", "POST"])
@login_required
def stage(request, uid, bid):
    """Propose a bid for its lot."""
    call = editable(request, uid)
    bids = Bid.objects.for_user(request.user, VIEW).select_related("lot", "organization")
    bid = get_object_or_404(bids.filter(lot__call=call), uid=bid)
    decision = get_object_or_404(Decision.objects.for_user(request.user, VIEW), call=call)
    lot = next((c for c in queries.candidates(call) if c.lot.pk == bid.lot_id), None)
    row = lot and next((r for r in lot.rows if r.bid.pk == bid.pk), None)
    initial = {"amount": row.suggested or row.amount} if row else {}
    if row and row.preferred:
        initial["reason"] = "名次并列，同等条件下优先已建会的组织"
    return ask(
        request,
        StageForm(given(request), initial=initial),
        lambda fields: services.stage(by=request.user, decision=decision, bid=bid, **fields),
        done="已列入拟立项。",
        back=address(call),
        title="拟立项",
        text=f"{bid.lot}：{bid.organization}"
        + (f"，第 {row.rank} 名，{row.score} 分，申报 {row.amount:,.2f} 元" if row else ""),
        submit="拟立项",
    )


@require_POST
@login_required
def unstage(request, uid):
    award = get_object_or_404(
        Award.objects.for_user(request.user, VIEW).select_related("lot__call", "decision"), uid=uid
    )
    if not request.user.may(EDIT, award):
        raise PermissionDenied("您无权审定这次采购。")
    return act(
        request,
        lambda: services.unstage(by=request.user, award=award),
        done="已取消。",
        back=address(award.lot.call),
    )


@require_http_methods(["GET", "POST"])
@login_required
def move(request, uid, verb):
    """Ask for approval, give it, award, or go back to the table."""
    call = call_of(request, uid)
    decision = get_object_or_404(
        Decision.objects.for_user(request.user, VIEW).select_related("call"), call=call
    )
    if verb not in ACTS:
        raise Http404
    step = DECISION.moves[verb]
    if not request.user.may(step.permission, decision):
        raise PermissionDenied(f"您无权对“{decision}”{step.label}。")
    told = queries.totals(decision)
    items = [f"拟立项合计 {told.staged:,.2f} 元，项目占用预算 {told.held:,.2f} 元"]
    items += step.refusals(decision) if decision.status in step.sources else []
    form = ReasonForm(given(request), required=step.needs_reason)
    if not step.needs_reason:
        del form.fields["reason"]
    return ask(
        request,
        form,
        lambda fields: ACTS[verb](by=request.user, decision=decision, **fields),
        done=f"已{step.label}。",
        back=address(call),
        title=step.label,
        text=str(decision),
        items=items,
        submit=step.label,
    )


@require_http_methods(["GET", "POST"])
@login_required
def withdraw(request, uid):
    """A winner gives up."""
    award = get_object_or_404(
        Award.objects.for_user(request.user, VIEW).select_related(
            "lot__call__project", "bid__organization"
        ),
        uid=uid,
    )
    if not request.user.may(EDIT, award):
        raise PermissionDenied("您无权登记放弃立项。")
    return ask(
        request,
        ReasonForm(given(request)),
        lambda fields: awards.withdraw(by=request.user, award=award, **fields),
        done="已登记放弃；后一名次已拟递补，请送审。",
        back=address(award.lot.call),
        title="登记放弃立项",
        text=f"{award.lot}：{award.bid.organization}，{award.amount:,.2f} 元",
        items=["由后一名次递补，重新审批、公示；已定标的预算退回项目占用"],
        submit="登记放弃",
        danger=True,
    )
