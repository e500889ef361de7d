from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import Permission
from jobs.listing import MOST, ordered, page_of, sheet
from jobs.sheets import Column
from membership.filters.subsidies import SubsidyFilter
from membership.forms.moves import ReasonForm, given
from membership.forms.subsidies import ApplyForm, ApproveForm, MoneyForm, PayForm
from membership.models import Subsidy, SubsidyBudget
from membership.services import subsidies as services
from membership.services.exports import note_export
from membership.views.foundings import explain
from membership.workflows.subsidies import SUBSIDY
from orgs.names import fold
from orgs.search import containing
from unions.models import GrassrootsUnion

VIEW, APPLY = Permission.SUBSIDY_VIEW, Permission.SUBSIDY_APPLY
SORTS = {
    "union": "union__name",
    "amount": "amount",
    "status": "status",
    "applied": "applied_at",
    "paid": "paid_on",
}
COLUMNS = [
    Column(label="受补助工会", width=36),
    Column(label="上级工会", width=24),
    Column(label="社会组织", width=36),
    Column(label="补助种类", width=20),
    Column(label="性质"),
    Column(label="预算", width=30),
    Column(label="申请金额（元）", kind="money"),
    Column(label="批准金额（元）", kind="money"),
    Column(label="状态"),
    Column(label="申请人"),
    Column(label="申请日期", kind="date"),
    Column(label="审批人"),
    Column(label="拨付日期", kind="date"),
    Column(label="凭证号"),
    Column(label="用途", width=40),
]


def seen(request):
    rows = Subsidy.objects.for_user(request.user, VIEW)
    return rows.select_related(
        "union__federation", "kind", "budget__federation", "organization", "applicant", "decider"
    )


@require_safe
@login_required
def subsidy_list(request):
    """What was asked for, what is left of the money, and what waits for whom."""
    chosen = SubsidyFilter(request.GET, seen(request), request=request)
    budgets = SubsidyBudget.objects.for_user(request.user, VIEW).select_related("federation")
    return render(
        request,
        "membership/subsidy_list.html",
        {
            "filter": chosen,
            "page": page_of(
                ordered(chosen.qs, request.GET, SORTS, default="-applied"), request.GET
            ),
            "budgets": budgets.order_by("-year", "federation__level", "pk")[:4],
            "may_apply": request.user.may_somewhere(APPLY),
        },
    )


@require_POST
@login_required
def subsidy_export(request):
    if not request.user.may_somewhere(VIEW):
        raise PermissionDenied("您没有查看补助资金的权限。")
    chosen = SubsidyFilter(request.GET, seen(request), request=request)
    rows = ordered(chosen.qs, request.GET, SORTS, default="-applied")
    answer, number = sheet(COLUMNS, map(line, rows[:MOST]), title="补助申请")
    note_export(by=request.user, what="补助申请", rows=number)
    return answer


def line(row):
    return (
        row.union.name,
        row.union.federation.short_name,
        row.organization.name if row.organization else "",
        row.kind.name,
        row.kind.get_nature_display(),
        str(row.budget),
        row.amount,
        row.approved,
        row.get_status_display(),
        str(row.applicant),
        row.applied_at,
        str(row.decider or ""),
        row.paid_on,
        row.voucher,
        row.purpose,
    )


@require_safe
@login_required
def choose_union(request):
    """For which union: found by its name."""
    if not request.user.may_somewhere(APPLY):
        raise PermissionDenied("您没有申请补助的权限。")
    words = fold(request.GET.get("q", ""))
    found = GrassrootsUnion.objects.for_user(request.user, APPLY).filter(dissolved_on=None)
    if len(words) >= 2:
        found = containing(found, words, "name")
    found = found.select_related("federation").order_by("-founded_on", "pk")[:20]
    return render(request, "membership/subsidy_choose.html", {"unions": found, "words": words})


@require_http_methods(["GET", "POST"])
@login_required
def apply_for(request, pk):
    unions = GrassrootsUnion.objects.for_user(request.user, APPLY)
    union = get_object_or_404(unions.select_related("federation"), pk=pk)
    form = ApplyForm(given(request), user=request.user, union=union)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.apply_for(by=request.user, union=union, **form.cleaned_data)
        except ValidationError as refusal:
            explain(form, refusal)
        else:
            messages.success(request, f"已申请 {made.amount:,} 元，等候审批。")
            return redirect(made)
    context = {"form": form, "union": union, "title": "申请补助", "submit": "提交申请"}
    context["cancel"] = reverse("membership:subsidies")
    return answer(request, "membership/subsidy_form.html", context)


def answer(request, template, context):
    return render(request, template, context, status=422 if context["form"].errors else 200)


@require_safe
@login_required
def subsidy(request, uid):
    row = get_object_or_404(seen(request).select_related("payer"), uid=uid)
    moves = SUBSIDY.available(row, request.user)
    for verb in ("approve", "pay"):
        if verb in moves and (why := between_persons(row, request.user, verb)):
            moves[verb][1].append(why)
    budget = request.user.may(VIEW, row.budget)
    union = request.user.may(Permission.FOUNDING_VIEW, row.union)
    context = {
        "row": row,
        "moves": moves,
        "budget_url": budget and row.budget.get_absolute_url(),
        "union_url": union and reverse("membership:union", args=[row.union_id]),
    }
    return render(request, "membership/subsidy_detail.html", context)


def between_persons(row, user, verb):
    """Why this person may not do it, though their office could: told before it is tried."""
    if user.pk == row.applicant_id or (verb == "pay" and user.pk == row.decider_id):
        return "申请、审批、拨付须由不同的人办理。"
    return ""


@require_http_methods(["GET", "POST"])
@login_required
def subsidy_edit(request, uid):
    row = get_object_or_404(seen(request), uid=uid)
    if not request.user.may(APPLY, row):
        raise PermissionDenied("您无权修改这份申请。")
    initial = {"quantity": row.quantity, "amount": row.amount, "purpose": row.purpose}
    form = MoneyForm(given(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.resubmit(by=request.user, subsidy=row, **form.cleaned_data)
        except ValidationError as refusal:
            explain(form, refusal)
        else:
            messages.success(request, "已重新提交。")
            return redirect(row)
    context = {"form": form, "union": row.union, "title": "修改补助申请", "submit": "重新提交"}
    context["cancel"] = row.get_absolute_url()
    return answer(request, "membership/subsidy_form.html", context)


FORMS = {"approve": ApproveForm, "pay": PayForm}


@require_http_methods(["GET", "POST"])
@login_required
def subsidy_move(request, uid, verb):
    row = get_object_or_404(seen(request), uid=uid)
    move = SUBSIDY.moves.get(verb)
    if move is None or verb == "resubmit":
        raise Http404
    if not request.user.may(move.permission, row):
        raise PermissionDenied(f"您无权对“{row}”{move.label}。")
    form = FORMS.get(verb, ReasonForm)(given(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.move_subsidy(by=request.user, subsidy=row, verb=verb, **form.cleaned_data)
        except ValidationError as refusal:
            explain(form, refusal)
        else:
            messages.success(request, f"已{move.label}。")
            return redirect(row)
    context = {
        "title": f"{move.label}：{row.kind.name}",
        "text": f"{row.union.name}，申请 {row.amount:,} 元。",
        "form": form,
        "submit": move.label,
        "cancel": row.get_absolute_url(),
        "danger": verb in ("reject", "cancel", "withdraw"),
    }
    return answer(request, "_components/confirm.html", context)
