"""Legal holds: what is kept from being purged or erased, by whom and why."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from privacy import services
from privacy.forms import HoldForm, LiftForm
from privacy.models import HOLD_MANAGE, RETENTION_VIEW, LegalHold
from privacy.views.answers import explain


def may_manage(request):
    if not request.user.may_somewhere(HOLD_MANAGE):
        raise PermissionDenied("您没有设定、解除法律保全的权限。")


@require_safe
@never_cache
@login_required
def listing(request):
    user = request.user
    if not user.may_somewhere(RETENTION_VIEW):
        raise PermissionDenied("您没有查看法律保全的权限。")
    rows = LegalHold.objects.for_user(user, RETENTION_VIEW)
    if request.GET.get("state") != "all":
        rows = rows.standing()
    rows = rows.select_related("federation", "placed_by", "lifted_by")
    return render(
        request,
        "privacy/holds.html",
        {
            "page": Paginator(rows, 20).get_page(request.GET.get("page")),
            "all": request.GET.get("state") == "all",
            "may_manage": user.may_somewhere(HOLD_MANAGE),
        },
    )


@require_http_methods(["GET", "POST"])
@login_required
def place(request):
    may_manage(request)
    form = HoldForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        given = {name: values[name] for name in ("row", "reason", "document", "until")}
        try:
            services.place_hold(by=request.user, **given)
        except ValidationError as refusal:
            explain(form, refusal)
        else:
            messages.success(request, "已设定法律保全，自即刻起不清理、不清除。")
            return redirect("privacy:holds")
    status = 422 if form.errors else 200
    return render(request, "privacy/hold_form.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
@login_required
def lift(request, pk):
    may_manage(request)
    hold = get_object_or_404(LegalHold.objects.for_user(request.user, HOLD_MANAGE), pk=pk)
    form = LiftForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.lift_hold(by=request.user, hold=hold, **form.cleaned_data)
        except ValidationError as refusal:
            explain(form, refusal)
        else:
            messages.success(request, "已解除法律保全。")
            return redirect("privacy:holds")
    context = {
        "title": f"解除对“{hold}”的法律保全？",
        "text": "解除后，超过保存期限的内容在下一次夜间清理时删除，无法恢复。",
        "form": form,
        "submit": "解除保全",
        "cancel": reverse("privacy:holds"),
    }
    status = 422 if form.errors else 200
    return render(request, "_components/confirm.html", context, status=status)
