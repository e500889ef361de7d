"""The officer's side of a claim: what waits, and one beside what the register says."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import Duty, Permission
from accounts.views import posted
from documents.models import Attachment
from orgs.forms.claims import ApproveForm, ClaimFilter, ReasonForm
from orgs.models import Claim, Organization
from orgs.services import claims
from orgs.views.delegates import tabs
from orgs.views.refusals import explain
from orgs.workflows import CLAIM
from unions.paging import page_size


def within_reach(request):
    if not request.user.may_somewhere(Permission.DELEGATE_MANAGE):
        raise PermissionDenied("您没有审核组织认领的权限，可请本级工会基层工作部办理。")
    rows = Claim.objects.for_user(request.user, Permission.DELEGATE_MANAGE)
    return rows.select_related("organization__federation", "federation", "decided_by")


@require_safe
@never_cache
@login_required
def listing(request):
    form = ClaimFilter(request.GET or None)
    state = form.cleaned_data["state"] if form.is_bound and form.is_valid() else ""
    rows = within_reach(request)
    if state != "all":
        rows = rows.filter(status=state or Claim.Status.SUBMITTED)
    rows = rows.order_by("due_on", "pk") if not state else rows.order_by("-submitted_at", "-pk")
    page = Paginator(rows, page_size(request.GET)).get_page(request.GET.get("page"))
    context = {"filter": form, "page": page, "tabs": tabs(request.user, "claims:list")}
    return render(request, "orgs/claims/list.html", context)


@require_safe
@never_cache
@login_required
def review(request, uid):
    claim = get_object_or_404(within_reach(request), uid=uid)
    return page(request, claim)


def page(request, claim, status=200):
    known = claim.organization
    rows = Organization.objects.for_user(request.user, Permission.DELEGATE_MANAGE)
    others = within_reach(request).filter(credit_code=claim.credit_code).exclude(pk=claim.pk)
    return render(
        request,
        "orgs/claims/review.html",
        {
            "claim": claim,
            "heading": f"认领：{known.name}" if known else f"认领：{claim.credit_code}",
            "lede": f"{claim.number}，{claim.get_status_display()}{due(claim)}。",
            "known": known,
            "came": None if known else rows.filter(credit_code=claim.credit_code).first(),
            "papers": Attachment.objects.for_user(request.user, "").of(claim),
            "speaking": known.delegates.current().select_related("user") if known else [],
            "others": others.order_by("-submitted_at")[:10],
            "moves": CLAIM.available(claim, request.user),
        },
        status=status,
    )


def due(claim):
    if claim.status != Claim.Status.SUBMITTED:
        return ""
    late = "，已超期" if claim.overdue else ""
    return f"，应于{claim.due_on.month}月{claim.due_on.day}日前办结{late}"


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def act(request, uid, verb):
    """Approve, send back or refuse; the last two say why, and the applicant reads it."""
    claim = get_object_or_404(within_reach(request), uid=uid)
    move = CLAIM.moves.get(verb)
    if move is None or move.permission is None:
        return redirect(claim)
    if verb == "approve":
        initial = {"duty": Duty.OPERATOR if managed(claim) else Duty.MANAGER}
        form = ApproveForm(posted(request), initial=initial)
    else:
        form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        do = {"approve": claims.approve, "send_back": claims.send_back, "refuse": claims.refuse}
        try:
            do[verb](by=request.user, claim=claim, **form.cleaned_data)
        except ValidationError as refused:
            if getattr(refused, "code", "") == "stale":
                messages.error(request, " ".join(refused.messages))
                return page(request, within_reach(request).get(pk=claim.pk), status=409)
            explain(form, refused)
        else:
            messages.success(request, f"{claim}：{move.label}。")
            return redirect(claim)
    context = {
        "title": f"{move.label}：{claim}",
        "text": TEXTS[verb],
        "submit": move.label,
        "cancel": claim.get_absolute_url(),
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "_components/confirm.html", context, status=status)


def managed(claim):
    known = claim.organization
    return bool(known) and known.delegates.current().filter(duty=Duty.MANAGER).exists()


TEXTS = {
    "approve": "通过后，申请人凭一次性链接为自己开设账号，只能看到和更正本组织的资料。",
    "send_back": "申请人凭受理编号和手机后四位看到原因，补正后重新提交；时限重新起算。",
    "refuse": "申请人凭受理编号和手机后四位看到原因。",
}
