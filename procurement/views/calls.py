"""Calls for officers: the list, one call with its sections, writing, publishing, ending it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import Permission
from documents.models import Attachment
from documents.services.attachments import upload
from jobs.sheets import Column
from procurement import pages
from procurement.filters.calls import CallFilter
from procurement.forms.calls import CallForm, FileForm, PublishForm, lot_forms
from procurement.forms.moves import ReasonForm, explain, given
from procurement.listing import MOST, ordered, page_of, taken_out
from procurement.models import Call, Project
from procurement.queries.calls import announced
from procurement.services import calls as services
from procurement.terms import weighing
from procurement.workflows.calls import CALL

VIEW, EDIT = Permission.PURCHASE_VIEW, Permission.PURCHASE_EDIT
SORTS = {"title": "title", "published": "published_at", "deadline": "deadline", "status": "status"}
COLUMNS = [
    Column(label="公告标题", width=44),
    Column(label="采购工会", width=24),
    Column(label="购买的群团"),
    Column(label="服务领域", width=16),
    Column(label="资金来源"),
    Column(label="第几次征集", kind="whole"),
    Column(label="最高限价（元）", kind="money"),
    Column(label="发布时间", kind="date"),
    Column(label="截止时间", kind="date"),
    Column(label="状态"),
]
ENDING = ("cancel", "fail")


def seen(request):
    rows = Call.objects.for_user(request.user, VIEW)
    return rows.select_related("project__federation", "project__line", "previous")


def one(request, uid):
    return get_object_or_404(seen(request), uid=uid)


def written(request, uid):
    """The call, for whoever writes it."""
    call = one(request, uid)
    if not request.user.may(EDIT, call):
        raise PermissionDenied("您无权办理这份公告。")
    return call


@require_safe
@login_required
def call_list(request):
    if not request.user.may_somewhere(VIEW):
        raise PermissionDenied("您没有查看购买服务的权限。")
    chosen = CallFilter(request.GET, seen(request).prefetch_related("lots"), request=request)
    context = {
        "filter": chosen,
        "page": page_of(ordered(chosen.qs, request.GET, SORTS, default="-published"), request.GET),
        "told": announced(chosen.qs),
    }
    return render(request, "procurement/call_list.html", context)


@require_POST
@login_required
def call_export(request):
    if not request.user.may_somewhere(VIEW):
        raise PermissionDenied("您没有查看购买服务的权限。")
    chosen = CallFilter(request.GET, seen(request).prefetch_related("lots"), request=request)
    rows = ordered(chosen.qs, request.GET, SORTS, default="-published")[:MOST]
    lines = (
        (
            row.title,
            row.project.federation.short_name,
            row.get_sponsor_display(),
            row.project.get_domain_display(),
            row.project.get_source_display(),
            row.round,
            row.ceiling,
            row.published_at and timezone.localdate(row.published_at),
            row.deadline and timezone.localdate(row.deadline),
            row.get_status_display(),
        )
        for row in rows
    )
    return taken_out(COLUMNS, lines, title="采购公告", by=request.user)


@require_safe
@login_required
def call(request, uid):
    """One call. What bids, experts, decisions show of it they register on ``pages.CALL``."""
    row = one(request, uid)
    moves = CALL.available(row, request.user)
    may_edit = request.user.may(EDIT, row)
    context = {
        "call": row,
        "moves": moves,
        "ending": ENDING,
        "may_edit": may_edit,
        "amendable": may_edit and row.is_open,
        "again": may_edit
        and row.published_at
        and row.status in Call.ENDED
        and not row.project.calls.exclude(status__in=Call.ENDED).exists(),
        "lots": row.lots.all(),
        "reserved": row.project.reserved(),
        "indicators": list(weighing.flattened(row.scheme.get("items", []))),
        "files": Attachment.objects.for_user(request.user, "").of(row).select_related("content"),
        "upload": FileForm() if may_edit and row.status == Call.Status.DRAFT else None,
        "acts": pages.CALL.offered(row, request.user),
        "sections": pages.CALL.shown(row, request.user),
    }
    return render(request, "procurement/call_detail.html", context)


@require_POST
@login_required
def call_new(request, uid):
    """Begin a call from its project: a whole draft, to be read and completed."""
    project = get_object_or_404(Project.objects.for_user(request.user, VIEW), uid=uid)
    try:
        made = services.draft_call(by=request.user, project=project)
    except ValidationError as refusal:
        messages.error(request, "；".join(refusal.messages))
        return redirect(project)
    messages.success(request, "已按模板拟好公告，请核对并补充采购需求和联系方式。")
    return redirect("procurement:call_edit", made.uid)


@require_http_methods(["GET", "POST"])
@login_required
def call_edit(request, uid):
    row = written(request, uid)
    form = CallForm(given(request), instance=row)
    initial = list(row.lots.values("title", "ceiling", "requirement"))
    lots = lot_forms(given(request), initial=initial)
    if request.method == "POST" and form.is_valid() and lots.is_valid():
        try:
            services.revise_call(by=request.user, call=row, lots=lots.filled(), **form.asked)
        except ValidationError as refusal:
            explain(form, refusal)
        else:
            messages.success(request, "已保存。")
            return redirect(row)
    wrong = bool(form.errors or any(lots.errors)) if request.method == "POST" else False
    context = {"call": row, "form": form, "lots": lots, "wrong": wrong}
    return render(request, "procurement/call_form.html", context, status=422 if wrong else 200)


@require_POST
@login_required
def call_file(request, uid):
    """Attach a file to a draft; it is published with it."""
    row = written(request, uid)
    if row.status != Call.Status.DRAFT:
        raise PermissionDenied("公告已经发布，附件不能再加。")
    form = FileForm(request.POST, request.FILES)
    try:
        if not form.is_valid():
            raise ValidationError("请选择文件。")
        upload(
            by=request.user,
            file=form.cleaned_data["file"],
            federation=row.project.federation,
            owner=row,
        )
    except ValidationError as refusal:
        messages.error(request, "；".join(refusal.messages))
    else:
        messages.success(request, "已添加附件。")
    return redirect(row)


@require_http_methods(["GET", "POST"])
@login_required
def call_publish(request, uid):
    """What it will look like, until when it stands, and the act."""
    row = written(request, uid)
    form = PublishForm(given(request), call=row)
    if request.method == "POST" and form.is_valid():
        try:
            services.publish(by=request.user, call=row, **form.cleaned_data)
        except ValidationError as refusal:
            explain(form, refusal)
        else:
            messages.success(request, "公告已发布，任何人都可以看到。")
            return redirect(row)
    context = {
        "call": row,
        "form": form,
        "reasons": CALL.moves["publish"].refusals(row),
        "indicators": list(weighing.flattened(row.scheme.get("items", []))),
        "lots": row.lots.all(),
        "preview": True,
    }
    status = 422 if form.errors else 200
    return render(request, "procurement/call_publish.html", context, status=status)


@require_http_methods(["GET", "POST"])
@login_required
def call_move(request, uid, verb):
    """End it: cancelled or failed, with the reason that everybody will read."""
    if verb not in ENDING:
        raise Http404
    row = written(request, uid)
    move = CALL.moves[verb]
    form = ReasonForm(given(request))
    form.fields["reason"].help_text = "原因随公告公开。" if row.published_at else ""
    if request.method == "POST" and form.is_valid():
        act = services.cancel if verb == "cancel" else services.fail
        try:
            act(by=request.user, call=row, **form.cleaned_data)
        except ValidationError as refusal:
            explain(form, refusal)
        else:
            messages.success(request, f"已{move.label}。")
            return redirect(row)
    context = {
        "title": f"{move.label}：{row.title}",
        "form": form,
        "submit": move.label,
        "cancel": row.get_absolute_url(),
    }
    status = 422 if form.errors else 200
    return render(request, "_components/confirm.html", context, status=status)


@require_POST
@login_required
@transaction.atomic
def call_again(request, uid):
    row = written(request, uid)
    try:
        made = services.call_again(by=request.user, call=row)
    except ValidationError as refusal:
        messages.error(request, "；".join(refusal.messages))
        return redirect(row)
    messages.success(request, f"已复制为第 {made.round} 次征集的草稿。")
    return redirect(made)
