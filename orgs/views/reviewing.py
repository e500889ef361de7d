"""The officer's side of a correction: what waits, and each value beside what the register says."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import Permission
from accounts.views import posted
from orgs.correctable import on_register, shown, stamp
from orgs.forms.claims import ReasonForm
from orgs.forms.corrections import CorrectionFilter, DecideForm
from orgs.models import CorrectionRequest
from orgs.services import corrections
from orgs.views.corrections import in_order, proposals_of
from orgs.views.delegates import tabs
from orgs.views.refusals import explain
from orgs.workflows import CORRECTION
from unions.paging import page_size


def within_reach(request):
    if not request.user.may_somewhere(Permission.ORG_EDIT):
        raise PermissionDenied("您没有审核资料更正的权限，可请本级工会基层工作部办理。")
    rows = CorrectionRequest.objects.for_user(request.user, Permission.ORG_EDIT)
    return rows.select_related(
        "organization__federation", "organization__region", "by", "decided_by"
    )


@require_safe
@never_cache
@login_required
def listing(request):
    form = CorrectionFilter(request.GET or None)
    state = form.cleaned_data["state"] if form.is_bound and form.is_valid() else ""
    rows = within_reach(request)
    if state != "all":
        rows = rows.filter(status=state or CorrectionRequest.Status.SUBMITTED)
    rows = rows.order_by("due_on", "pk") if not state else rows.order_by("-submitted_at", "-pk")
    page = Paginator(rows, page_size(request.GET)).get_page(request.GET.get("page"))
    context = {"filter": form, "page": page, "tabs": tabs(request.user, "corrections:list")}
    return render(request, "orgs/corrections/list.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def review(request, uid):
    """Each value: what the register says, what is asked, the papers, yes or no and why."""
    row = get_object_or_404(within_reach(request), uid=uid)
    form = DecideForm(posted(request), request=row, proposals=in_order(row))
    if request.method == "POST" and form.is_valid():
        try:
            corrections.decide(
                by=request.user,
                request=row,
                choices=form.choices(),
                as_of=form.cleaned_data["as_of"],
                seen=form.seen(),
            )
        except ValidationError as refused:
            if getattr(refused, "code", "") == "stale":
                messages.error(request, " ".join(refused.messages))
                fresh = within_reach(request).get(pk=row.pk)
                form = DecideForm(request=fresh, proposals=in_order(fresh))
                return page(request, fresh, form, status=409)
            form.refuse(refused)
        else:
            messages.success(request, f"更正申请 {row.number} 已办结。")
            return redirect("corrections:review", row.uid)
    return page(request, row, form, status=422 if form.errors else 200)


def page(request, row, form, status):
    organization, lines = row.organization, proposals_of(row)
    for line in lines:
        name = line["proposal"].field
        now = on_register(organization, name)
        line["now"] = shown(name, now)
        line["moved"] = row.status == row.Status.SUBMITTED and now != line["proposal"].before
        line["seen"] = stamp(now)
        line["take"], line["why"] = form[f"take-{name}"], form[f"why-{name}"]
    moves = CORRECTION.available(row, request.user)
    context = {
        "correction": row,
        "organization": organization,
        "lead": lead(row, len(lines)),
        "lines": lines,
        "form": form,
        "to_decide": "decide" in moves,
        "may_return": "send_back" in moves,
    }
    return render(request, "orgs/corrections/review.html", context, status=status)


def lead(row, count):
    """What it is about and how it stands, in a sentence."""
    asked = f"申请更正 {count} 项，{row.get_status_display()}"
    if row.status != row.Status.SUBMITTED:
        return f"{asked}。"
    late = "，已超期" if row.overdue else ""
    return f"{asked}，应于{row.due_on.month}月{row.due_on.day}日前办结{late}。"


@require_http_methods(["GET", "POST"])
@login_required
def send_back(request, uid):
    row = get_object_or_404(within_reach(request), uid=uid)
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            corrections.send_back(by=request.user, request=row, **form.cleaned_data)
        except ValidationError as refused:
            explain(form, refused)
        else:
            messages.success(request, f"更正申请 {row.number} 已退回补正。")
            return redirect("corrections:review", row.uid)
    context = {
        "title": f"退回更正申请 {row.number}",
        "text": "社会组织看到原因，修改后重新提交；时限重新起算。",
        "submit": "退回补正",
        "cancel": f"/corrections/{row.uid}/",
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "_components/confirm.html", context, status=status)
