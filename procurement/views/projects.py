"""Projects of purchase: the list, the plan, one project with the sections that others fill."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import Permission
from jobs.sheets import Column
from procurement import pages, rules
from procurement.filters.projects import ProjectFilter
from procurement.forms.moves import ReasonForm, explain, given
from procurement.forms.projects import ProjectForm, RemarkForm
from procurement.lawfulness import warnings
from procurement.listing import MOST, ordered, page_of, taken_out
from procurement.models import BudgetLine, NeedTopic, Project
from procurement.services import projects as services
from procurement.services.budgets import held
from procurement.tabs import tabs
from procurement.workflows.projects import PROJECT

P = Permission
VIEW, EDIT = P.PURCHASE_VIEW, P.PURCHASE_EDIT
SORTS = {
    "title": "title",
    "ceiling": "ceiling",
    "status": "status",
    "starts": "starts_on",
    "created": "created_at",
}
COLUMNS = [
    Column(label="项目名称", width=40),
    Column(label="采购工会", width=24),
    Column(label="采购主体", width=30),
    Column(label="方向"),
    Column(label="服务领域", width=16),
    Column(label="资金来源"),
    Column(label="经费渠道"),
    Column(label="采购方式"),
    Column(label="最高限价（元）", kind="money"),
    Column(label="服务开始", kind="date"),
    Column(label="服务结束", kind="date"),
    Column(label="适用规则", width=30),
    Column(label="状态"),
    Column(label="下一步", width=24),
    Column(label="经办人"),
]
PRESSED = ("submit", "confirm", "approve", "settle")


def seen(request):
    rows = Project.objects.for_user(request.user, VIEW)
    return rows.select_related("federation", "union", "line", "by")


def answer(request, template, context):
    return render(request, template, context, status=422 if context["form"].errors else 200)


@require_safe
@login_required
def project_list(request):
    """What is bought, with which money, and what comes next."""
    if not request.user.may_somewhere(VIEW):  # the menu leads here; other parts are other rights
        if others := tabs(request.user, ""):
            return redirect(others[0]["url"])
        raise PermissionDenied("您没有查看购买服务的权限。")
    chosen = ProjectFilter(request.GET, seen(request), request=request)
    page = page_of(ordered(chosen.qs, request.GET, SORTS, default="-created"), request.GET)
    steps = pages.next_steps(list(page.object_list))
    lines = BudgetLine.objects.for_user(request.user, VIEW).select_related("federation")
    context = {
        "filter": chosen,
        "page": page,
        "rows": [(row, steps.get(row.pk, "")) for row in page.object_list],
        "lines": lines.order_by("-year", "federation__path", "-amount", "pk")[:4],
        "may_plan": bool(request.user.federations_granting(EDIT)),
    }
    return render(request, "procurement/project_list.html", context)


@require_POST
@login_required
def project_export(request):
    if not request.user.may_somewhere(VIEW):
        raise PermissionDenied("您没有查看购买服务的权限。")
    chosen = ProjectFilter(request.GET, seen(request), request=request)
    rows = list(ordered(chosen.qs, request.GET, SORTS, default="-created")[:MOST])
    steps = pages.next_steps(rows)
    lines = (line(row, steps.get(row.pk, "")) for row in rows)
    return taken_out(COLUMNS, lines, title="采购项目", by=request.user)


def line(row, step):
    return (
        row.title,
        row.federation.short_name,
        row.buyer_name,
        row.get_direction_display(),
        row.get_domain_display(),
        row.get_source_display(),
        row.route,
        row.get_method_display(),
        row.ceiling,
        row.starts_on,
        row.ends_on,
        row.rules.get("name", ""),
        row.get_status_display(),
        step,
        str(row.by),
    )


@require_safe
@login_required
def project(request, uid):
    """One purchase. What calls, experts, decisions show of it they add to ``pages.PROJECT``."""
    row = get_object_or_404(
        seen(request).select_related("measure", "confirmer", "approver"), uid=uid
    )
    moves = {
        verb: (move, [*why, *between_persons(row, request.user, verb)])
        for verb, (move, why) in PROJECT.available(row, request.user).items()
        if verb not in ("call", "settle")
    }
    context = {
        "project": row,
        "moves": moves,
        "pressed": PRESSED,
        "acts": pages.PROJECT.offered(row, request.user),
        "sections": pages.PROJECT.shown(row, request.user),
        "warnings": warnings(row),
        "step": pages.next_steps([row]).get(row.pk, ""),
        "may_edit": row.status == Project.Status.DRAFT and request.user.may(EDIT, row),
    }
    return render(request, "procurement/project_detail.html", context)


def between_persons(row, user, verb):
    """Why this person may not, though their office could: told before it is tried."""
    if verb not in ("confirm", "approve"):
        return []
    if user.pk == row.by_id or (verb == "approve" and user.pk == row.confirmer_id):
        return ["编制、核预算、审批须由不同的人办理。"]
    return []


@require_http_methods(["GET", "POST"])
@login_required
def project_new(request):
    if not request.user.federations_granting(EDIT):
        raise PermissionDenied("您没有编制采购项目的权限。")
    return plan(request, None)


@require_http_methods(["GET", "POST"])
@login_required
def project_edit(request, uid):
    row = get_object_or_404(seen(request), uid=uid)
    if not request.user.may(EDIT, row):
        raise PermissionDenied("只能修改本级的采购项目。")
    return plan(request, row)


def plan(request, row):
    """The form of a plan; with “check” it says what the law says and saves nothing."""
    form = ProjectForm(
        given(request),
        instance=row,
        user=request.user,
        initial=asked_by(request) if not row else {},
    )
    told = warnings(row) if row and request.method == "GET" else []
    if request.method == "POST" and form.is_valid():
        fields = dict(form.cleaned_data)
        try:
            if "check" in request.POST:
                told = looked_at(request.user, row, fields)
            elif row is None:
                made = services.begin(by=request.user, **fields)
                messages.success(request, "已编制项目，核对后提交。")
                return redirect(made)
            else:
                fields.pop("federation")
                made = services.change(by=request.user, project=row, **fields)
                messages.success(request, "已修改项目。")
                return redirect(made)
        except ValidationError as refusal:
            explain(form, refusal)
    context = {
        "form": form,
        "project": row,
        "warnings": told,
        "checked": "check" in request.POST and not form.errors,
        "title": "修改项目" if row else "编制采购项目",
        "cancel": row.get_absolute_url() if row else reverse("procurement:projects"),
    }
    return answer(request, "procurement/project_form.html", context)


def asked_by(request):
    """What a plan begins with that is made of a topic of needs."""
    try:
        topic = NeedTopic.objects.for_user(request.user, P.NEED_VIEW).get(
            uid=request.GET.get("topic") or None, status=NeedTopic.Status.SUITABLE
        )
    except (NeedTopic.DoesNotExist, ValidationError):
        return {}
    told = {"title": topic.title, "domain": topic.domain, "summary": topic.summary}
    return {**told, "topics": [topic.pk]}


def looked_at(user, row, fields):
    """What would be warned of, if it were saved like this."""
    fields = {name: value for name, value in fields.items() if name != "topics"}
    seen_as = Project(by=user, **fields)
    if row is not None:
        seen_as.pk, seen_as.created_at = row.pk, row.created_at
    seen_as.rules = rules.freeze(
        federation=seen_as.federation, source=seen_as.source, on=timezone.localdate()
    )
    return warnings(seen_as)


@require_http_methods(["GET", "POST"])
@login_required
def project_move(request, uid, verb):
    row = get_object_or_404(seen(request), uid=uid)
    move = PROJECT.moves.get(verb)
    if move is None or move.permission is None or verb in ("call", "settle"):
        raise Http404
    if not request.user.may(move.permission, row):
        raise PermissionDenied(f"您无权对“{row}”{move.label}。")
    form = (ReasonForm if move.needs_reason else RemarkForm)(given(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.move(by=request.user, project=row, verb=verb, **form.cleaned_data)
        except ValidationError as refusal:
            explain(form, refusal)
        else:
            messages.success(request, f"已{move.label}。")
            return redirect(row)
    context = {
        "title": f"{move.label}：{row.title}",
        "text": f"{row.get_source_display()}，{row.get_method_display()}，"
        f"最高限价 {row.ceiling:,} 元。",
        "items": [f"{w.text}（{w.cite}）" for w in warnings(row)],
        "form": form,
        "submit": move.label,
        "cancel": row.get_absolute_url(),
        "danger": move.needs_reason,
    }
    return answer(request, "_components/confirm.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def project_rest(request, uid):
    """Finance gives back what an award left over."""
    row = get_object_or_404(seen(request), uid=uid)
    if not request.user.may(Permission.PURCHASE_BUDGET, row):
        raise PermissionDenied("只能办理本级的采购预算。")
    rest = held(row)["reserved"]
    if request.method == "POST":
        try:
            services.free_rest(by=request.user, project=row)
        except ValidationError as refusal:
            messages.error(request, "；".join(refusal.messages))
        else:
            messages.success(request, f"已退回 {rest:,} 元。")
        return redirect(row)
    context = {
        "title": f"退回定标结余：{row.title}",
        "text": f"项目还占用 {rest:,} 元没有定标。退回后可用于其他项目；"
        "承接方放弃、递补的金额较高时，须重新安排预算。",
        "submit": "退回结余",
        "cancel": row.get_absolute_url(),
    }
    return render(request, "_components/confirm.html", context)
