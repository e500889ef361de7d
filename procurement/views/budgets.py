"""Money for purchases: lines with what is taken of them, and how they were worked out."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import Permission
from jobs.sheets import Column
from procurement.filters.projects import BudgetFilter
from procurement.forms.headcount import HeadcountForm, ServiceForm
from procurement.forms.moves import explain, given
from procurement.forms.projects import BudgetForm, ChangeBudgetForm
from procurement.listing import MOST, ordered, page_of, taken_out
from procurement.models import BudgetEntry, BudgetLine, HeadcountBasis
from procurement.services import budgets as services
from procurement.services import headcount
from procurement.views.projects import VIEW, answer

KEEP = Permission.PURCHASE_BUDGET
SORTS = {
    "year": "year",
    "federation": "federation__path",
    "amount": "amount",
    "left": "left",
}
COLUMNS = [
    Column(label="工会", width=24),
    Column(label="年度", kind="whole"),
    Column(label="资金来源"),
    Column(label="预算科目", width=30),
    Column(label="预算（元）", kind="money"),
    Column(label="项目占用（元）", kind="money"),
    Column(label="已定标未付（元）", kind="money"),
    Column(label="已支付（元）", kind="money"),
    Column(label="可用（元）", kind="money"),
    Column(label="依据文件", width=40),
]


def keeper(request):
    if not request.user.federations_granting(KEEP):
        raise PermissionDenied("采购预算由财务人员管理。")


def viewer(request):
    if not request.user.may_somewhere(VIEW):
        raise PermissionDenied("您没有查看购买服务的权限。")


def lines(request):
    viewer(request)
    rows = BudgetLine.objects.for_user(request.user, VIEW).select_related("federation")
    return BudgetFilter(request.GET, rows.with_left(), request=request)


@require_safe
@login_required
def budget_list(request):
    chosen = lines(request)
    return render(
        request,
        "procurement/budget_list.html",
        {
            "filter": chosen,
            "page": page_of(ordered(chosen.qs, request.GET, SORTS, default="-year"), request.GET),
            "may_keep": bool(request.user.federations_granting(KEEP)),
        },
    )


@require_POST
@login_required
def budget_export(request):
    rows = ordered(lines(request).qs, request.GET, SORTS, default="-year")[:MOST]
    told = (
        (
            *(row.federation.short_name, row.year, row.get_source_display(), row.name),
            *(row.amount, row.reserved, row.committed, row.paid, row.free, row.basis),
        )
        for row in rows
    )
    return taken_out(COLUMNS, told, title="采购预算", by=request.user)


@require_safe
@login_required
def budget(request, pk):
    rows = BudgetLine.objects.for_user(request.user, VIEW).select_related("federation")
    row = get_object_or_404(rows, pk=pk)
    entries = BudgetEntry.objects.for_user(request.user, VIEW).filter(line=row)
    return render(
        request,
        "procurement/budget_detail.html",
        {
            "budget": row,
            "page": page_of(entries.select_related("project", "by"), request.GET),
            "headcount": HeadcountBasis.objects.for_user(request.user, VIEW)
            .filter(line=row)
            .first(),
            "may_keep": request.user.may(KEEP, row),
        },
    )


@require_http_methods(["GET", "POST"])
@login_required
def budget_new(request):
    keeper(request)
    form = BudgetForm(
        given(request), user=request.user, initial={"year": timezone.localdate().year}
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = services.set_line(by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            explain(form, refusal)
        else:
            messages.success(request, f"已登记{made}预算。")
            return redirect(made)
    cancel = reverse("procurement:budgets")
    context = {"form": form, "title": "登记采购预算", "submit": "保存", "cancel": cancel}
    return answer(request, "procurement/budget_form.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def budget_change(request, pk):
    rows = BudgetLine.objects.for_user(request.user, VIEW).select_related("federation")
    row = get_object_or_404(rows, pk=pk)
    if not request.user.may(KEEP, row):
        raise PermissionDenied("只能调整本级的预算。")
    form = ChangeBudgetForm(given(request), initial={"amount": row.amount})
    if request.method == "POST" and form.is_valid():
        try:
            services.change_line(by=request.user, line=row, **form.cleaned_data)
        except ValidationError as refusal:
            explain(form, refusal)
        else:
            messages.success(request, "预算已调整。")
            return redirect(row)
    context = {"form": form, "title": "调整预算", "submit": "保存"}
    context |= {"cancel": row.get_absolute_url(), "lede": f"{row}，已占用 {row.taken:,} 元。"}
    return answer(request, "procurement/budget_form.html", context)


# Heads times a standard

Services = forms.formset_factory(ServiceForm, extra=5, max_num=20)


@require_http_methods(["GET", "POST"])
@login_required
def headcount_new(request):
    """From heads to a budget and the services it buys; “看结果” reckons and keeps nothing."""
    keeper(request)
    form = HeadcountForm(
        given(request), user=request.user, initial={"year": timezone.localdate().year}
    )
    parts, worked = Services(given(request), prefix="services"), None
    if request.method == "POST" and form.is_valid() and parts.is_valid():
        bought = [part.cleaned_data for part in parts if part.cleaned_data.get("name")]
        try:
            if "check" in request.POST:
                worked = reckoned(form.cleaned_data, bought)
            else:
                made = headcount.work_out(by=request.user, services=bought, **form.cleaned_data)
                messages.success(request, f"已核定 {made.amount:,} 元。")
                return redirect(made)
        except ValidationError as refusal:
            explain(form, refusal)
    context = {"form": form, "parts": parts, "worked": worked}
    context["cancel"] = reverse("procurement:budgets")
    status = 422 if form.errors or (parts.is_bound and not parts.is_valid()) else 200
    return render(request, "procurement/headcount_form.html", context, status=status)


def reckoned(told, bought):
    amount = headcount.worth(heads=told["heads"], standard=told["standard"], share=told["share"])
    services = headcount.priced(bought, amount)
    planned = sum(headcount.Decimal(service["amount"]) for service in services)
    return {"amount": amount, "services": services, "planned": planned, "left": amount - planned}


@require_safe
@login_required
def headcount_list(request):
    viewer(request)
    rows = HeadcountBasis.objects.for_user(request.user, VIEW)
    rows = rows.select_related("federation", "line", "by")
    context = {
        "page": page_of(rows, request.GET),
        "may_keep": bool(request.user.federations_granting(KEEP)),
    }
    return render(request, "procurement/headcount_list.html", context)


@require_safe
@login_required
def headcount_one(request, pk):
    rows = HeadcountBasis.objects.for_user(request.user, VIEW)
    row = get_object_or_404(rows.select_related("federation", "line", "by"), pk=pk)
    spent = row.line.projects.for_user(request.user, VIEW) if row.line_id else ()
    return render(request, "procurement/headcount_detail.html", {"row": row, "projects": spent})
