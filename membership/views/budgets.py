"""The money for subsidies and the rules by which it is given."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import Permission
from jobs.listing import ordered, page_of
from membership.forms.moves import given
from membership.forms.subsidies import BudgetForm, ChangeBudgetForm, KindForm
from membership.models import SubsidyBudget, SubsidyKind
from membership.services import subsidies as services
from membership.views.foundings import explain
from membership.views.subsidies import SORTS, VIEW, answer, seen

PAY = Permission.SUBSIDY_PAY
ORDERS = {"year": "year", "federation": "federation__path", "amount": "amount", "left": "left"}
KIND_ORDERS = {"name": "name", "federation": "federation__path", "since": "starts_on"}


def keeper(request):
    if not request.user.federations_granting(PAY):
        raise PermissionDenied("补助预算和种类由财务人员管理。")


@require_safe
@login_required
def budget_list(request):
    rows = SubsidyBudget.objects.for_user(request.user, VIEW)
    rows = ordered(
        rows.select_related("federation").with_left(), request.GET, ORDERS, default="-year"
    )
    return render(
        request,
        "membership/budget_list.html",
        {
            "page": page_of(rows, request.GET),
            "may_keep": request.user.federations_granting(PAY),
        },
    )


@require_safe
@login_required
def budget(request, pk):
    rows = SubsidyBudget.objects.for_user(request.user, VIEW).select_related("federation")
    row = get_object_or_404(rows, pk=pk)
    taken = ordered(seen(request).filter(budget=row), request.GET, SORTS, default="-applied")
    return render(
        request,
        "membership/budget_detail.html",
        {
            "budget": row,
            "page": page_of(taken, request.GET),
            "may_keep": request.user.may(PAY, row),
        },
    )


@require_http_methods(["GET", "POST"])
@login_required
def budget_new(request):
    keeper(request)
    form = BudgetForm(given(request), user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.set_budget(by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            explain(form, refusal)
        else:
            messages.success(request, f"已登记{made}预算。")
            return redirect(made)
    cancel = reverse("membership:budgets")
    context = {"form": form, "title": "登记补助预算", "submit": "保存", "cancel": cancel}
    return answer(request, "membership/subsidy_form.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def budget_change(request, pk):
    rows = SubsidyBudget.objects.for_user(request.user, VIEW).select_related("federation")
    row = get_object_or_404(rows, pk=pk)
    if not request.user.may(PAY, row):
        raise PermissionDenied("只能调整本级的预算。")
    form = ChangeBudgetForm(given(request), initial={"amount": row.amount})
    if request.method == "POST" and form.is_valid():
        try:
            services.change_budget(by=request.user, budget=row, **form.cleaned_data)
        except ValidationError as refusal:
            explain(form, refusal)
        else:
            messages.success(request, "预算已调整。")
            return redirect(row)
    context = {"form": form, "title": "调整预算", "submit": "保存"}
    context |= {"cancel": row.get_absolute_url(), "lede": f"{row}，已占用 {row.taken:,} 元。"}
    return answer(request, "membership/subsidy_form.html", context)


@require_safe
@login_required
def kind_list(request):
    rows = SubsidyKind.objects.for_user(request.user, VIEW)
    rows = ordered(
        rows.select_related("federation"), request.GET, KIND_ORDERS, default="federation"
    )
    keeping = {federation.pk for federation in request.user.federations_granting(PAY)}
    context = {"page": page_of(rows, request.GET), "keeping": keeping}
    return render(request, "membership/kind_list.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def kind_new(request):
    keeper(request)
    form = KindForm(given(request), user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.begin_kind(by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            explain(form, refusal)
        else:
            messages.success(request, f"已设立“{made}”。")
            return redirect("membership:kinds")
    cancel = reverse("membership:kinds")
    context = {"form": form, "title": "设立补助种类", "submit": "保存", "cancel": cancel}
    return answer(request, "membership/subsidy_form.html", context)


@require_POST
@login_required
def kind_end(request, pk):
    rows = SubsidyKind.objects.for_user(request.user, VIEW).select_related("federation")
    row = get_object_or_404(rows, pk=pk)
    if not request.user.may(PAY, row):
        raise PermissionDenied("只能停用本级设立的补助种类。")
    try:
        services.end_kind(by=request.user, kind=row)
    except ValidationError as refusal:
        messages.error(request, "；".join(refusal.messages))
    else:
        messages.success(request, f"“{row}”已停用。")
    return redirect("membership:kinds")
