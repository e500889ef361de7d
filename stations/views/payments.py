"""Plans of aid and their payments: drawn up, approved, paid by three persons."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import Permission
from jobs.listing import MOST, ordered, page_of, sheet
from jobs.sheets import Column
from privacy.masks import mask
from stations.filters.cases import PaymentFilter
from stations.forms.cases import PayForm, PlanForm, ReasonForm
from stations.models import AidPayment, AidPlan, Fund
from stations.queries.aid import payments_for
from stations.services import aid
from stations.services.cases import out_of_reach, taken_out
from stations.views.asking import asked, given
from stations.views.cases import case_of

P = Permission
SORTS = {"due": "due_on", "paid": "paid_on", "amount": "amount", "status": "status"}
COLUMNS = [
    *(
        Column(label="档案号"),
        Column(label="帮扶项目"),
        Column(label="第几次", kind="whole"),
        Column(label="资金来源"),
    ),
    *(
        Column(label="金额（元）", kind="money"),
        Column(label="应发日期", kind="date"),
        Column(label="状态"),
    ),
    *(
        Column(label="发放日期", kind="date"),
        Column(label="银行回单号"),
        Column(label="账号后四位"),
    ),
]
SEEING = (P.AID_PAY, P.CASE_VIEW)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def plan(request, uid):
    case = case_of(request, uid, P.CASE_EDIT)

    def do(told):
        aid.plan_aid(by=request.user, case=case, **told)
        return case

    return asked(
        request,
        PlanForm(given(request), user=request.user),
        do,
        done="已拟定帮扶方案，由另一人审批。",
        template="stations/case_form.html",
        title="拟定帮扶方案",
        text="依档帮扶。拟定、审批、发放由三人分别办理。",
        case=case,
        submit="提交审批",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def plan_move(request, uid, verb):
    row = get_object_or_404(
        AidPlan.objects.for_user(request.user, P.CASE_VIEW).select_related("case", "item"), uid=uid
    )
    if verb not in ("approve", "cancel"):
        raise Http404
    if not request.user.may(P.CASE_APPROVE, row):
        raise PermissionDenied("您无权审批帮扶方案。")

    def do(told):
        if verb == "approve":
            aid.approve_plan(by=request.user, plan=row)
        else:
            aid.cancel_plan(by=request.user, plan=row, **told)
        return row.case

    label = "批准帮扶方案" if verb == "approve" else "取消帮扶方案"
    beyond = [finding.words for finding in aid.beyond_cards(row)]
    return asked(
        request,
        ReasonForm(given(request), required=verb == "cancel"),
        do,
        done=f"已{label}。",
        template="stations/case_form.html",
        title=label,
        text=f"{row}，{row.get_source_display()}，分 {row.instalments} 次。{''.join(beyond)}",
        case=row.case,
        submit=label,
        danger=verb == "cancel",
    )


def seen(request):
    """By who pays, and by who keeps the files."""
    if not any(request.user.may_somewhere(permission) for permission in SEEING):
        raise PermissionDenied("您没有查看帮扶发放的权限。")
    return payments_for(request.user).select_related("household", "item", "payer")


@require_safe
@never_cache
@login_required
def listing(request):
    chosen = PaymentFilter(request.GET, seen(request), request=request)
    page = page_of(ordered(chosen.qs, request.GET, SORTS, default="due"), request.GET)
    context = {"filter": chosen, "page": page, "may_pay": request.user.may_somewhere(P.AID_PAY)}
    return render(request, "stations/payment_list.html", context)


@require_POST
@login_required
def export(request):
    chosen = PaymentFilter(request.GET, seen(request), request=request)
    rows = ordered(chosen.qs, request.GET, SORTS, default="due")[:MOST]
    answer, number = sheet(COLUMNS, map(line, rows), title="帮扶发放")
    taken_out(by=request.user, verb="aid.export", label="导出帮扶发放", rows=number)
    return answer


def line(row):
    return (
        row.household.number or "",
        row.item.name,
        row.ordinal,
        row.get_source_display(),
        row.amount,
        row.due_on,
        row.get_status_display(),
        row.paid_on,
        row.receipt,
        mask("bank", row.household.bank_account),
    )


@require_safe
@never_cache
@login_required
def one(request, uid):
    rows = seen(request).select_related("plan__case", "prepared_by", "approved_by")
    row = rows.filter(uid=uid).first()
    if row is None:
        out_of_reach(by=request.user, model=AidPayment, uid=uid)
        raise Http404
    may_pay = request.user.may(P.AID_PAY, row)
    context = {"payment": row, "may_pay": may_pay, "may_look": request.user.may(P.CASE_VIEW, row)}
    return render(request, "stations/payment_detail.html", context)


def payable(request, uid):
    row = get_object_or_404(seen(request), uid=uid)
    if not request.user.may(P.AID_PAY, row):
        raise PermissionDenied("只能发放本级的帮扶资金。")
    return row


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def pay(request, uid):
    """The account is shown whole to who pays, and that it was is written down."""
    row = payable(request, uid)
    account = ""
    if row.status == AidPayment.Status.DUE:
        account = aid.look_at_account(by=request.user, payment=row)

    funds = Fund.objects.for_user(request.user, P.FUND_EDIT).filter(
        federation=row.household.federation_id, closed_on=None
    )
    return asked(
        request,
        PayForm(given(request), funds=funds),
        lambda told: aid.pay(by=request.user, payment=row, **told),
        done="已登记发放。",
        template="stations/payment_pay.html",
        payment=row,
        account=account,
        cancel=reverse("stations:payments"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def bounce(request, uid):
    row = payable(request, uid)

    return asked(
        request,
        ReasonForm(given(request)),
        lambda told: aid.bounce(by=request.user, payment=row, **told),
        done="已登记退回，重新列入待发放。",
        title="登记银行退回",
        text=f"{row.item.name} {row.amount:,} 元，回单号 {row.receipt or '—'}。",
        submit="登记退回",
        cancel=row.get_absolute_url(),
    )
