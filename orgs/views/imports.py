"""A list on its way in: handed over, read by a job, looked at by class, written or put aside."""

from io import BytesIO

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import Permission
from jobs.idempotency import idempotent
from jobs.services import enqueue
from jobs.sheets import dated
from orgs.forms import ImportForm
from orgs.forms.sources import RevertForm
from orgs.imports.batches import ROW_OUTCOMES, ask_to_apply, ask_to_read, hand_in
from orgs.imports.columns import LABELS
from orgs.imports.showing import (
    classes_of,
    columns_of,
    lines_of,
    page_with,
    without_those_gone,
    worded,
)
from orgs.imports.template import write_template
from orgs.imports.workbook import write_error_workbook, write_whole_workbook
from orgs.models import ImportBatch
from orgs.services.importing import APPLIES, confirm_lines, decide_class, discard_batch
from orgs.services.reverting import ask_to_revert, may_revert
from orgs.views.editing import explain
from unions.paging import page_size

Status = ImportBatch.Status
SAID = {
    Status.READING: "正在读取和比对。",
    Status.PREVIEW: "已比对，尚未写入。请核对后确认。",
    Status.APPLYING: "正在写入名册。",
    Status.APPLIED: "已写入名册。",
    Status.STOPPED: "已放弃，未写入任何一行。",
    Status.FAILED: "文件未能读取。",
    Status.REVERTING: "正在撤销。",
    Status.REVERTED: "已撤销：这份名单写入的内容已恢复原值。",
}
PER_PAGE = 50
MOST_AT_ONCE = 10_000
NOT_TO_REVERT = "只能撤销已写入的名单；超过二十四小时，或不是您导入的，须有撤销导入的权限。"


def step(batch):
    """Which of the three steps the list has come to."""
    return {Status.READING: 1, Status.FAILED: 1, Status.PREVIEW: 2}.get(batch.status, 3)


def batches(request):
    return ImportBatch.objects.for_user(request.user, Permission.ORG_IMPORT)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def index(request):
    """Hand over a list; below it, the lists of one's own territory."""
    if not request.user.may_somewhere(Permission.ORG_IMPORT):
        raise PermissionDenied("您没有导入名单的权限。")
    form = ImportForm(request.POST or None, request.FILES or None, user=request.user)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                batch = hand_in(by=request.user, **form.cleaned_data)
            except ValidationError as refusal:
                explain(form, refusal)
            else:
                return redirect(batch)
    page = Paginator(batches(request).select_related("source", "federation", "by"), 20)
    context = {"form": form, "page": page.get_page(request.GET.get("page"))}
    return render(request, "orgs/import_index.html", context, status=status)


@require_safe
@never_cache
@login_required
def batch_page(request, uid):
    """A list in its classes, a page of lines of one class, and what may be done with it."""
    batch = get_object_or_404(
        batches(request).select_related("source", "federation", "job"), uid=uid
    )
    classes = classes_of(batch)
    asked = batch.lines.filter(pk=number_in(request, "line")).first()
    outcome = asked.outcome if asked else request.GET.get("outcome", "")
    outcome = outcome if outcome in classes else next(iter(classes), "")
    lines = lines_of(batch, outcome)
    size = page_size(request.GET, PER_PAGE)
    number = page_with(lines, asked, size) if asked else request.GET.get("page")
    page = Paginator(lines, size).get_page(number)
    without_those_gone(request.user, page)
    counts = {o: batch.result.get(o, 0) for o in ROW_OUTCOMES}
    will = {o: n for o, n in counts.items() if o in APPLIES and n and o not in batch.held}
    confirmed = batch.lines.filter(confirmed=True).count() if batch.open else 0
    return render(
        request,
        "orgs/import_batch.html",
        {
            "batch": batch,
            "steps": ["上传", "核对", "写入"],
            "step": step(batch),
            "lede": SAID[batch.status],
            "classes": list(classes.values()),
            "tabs": [
                {**c, "url": f"?outcome={o}", "active": o == outcome} for o, c in classes.items()
            ],
            "outcome": outcome,
            "part": classes.get(outcome),
            "page": page,
            "lines": worded(page, request.user),
            "asked": asked,
            "will": sum(will.values()) + confirmed,
            "confirmed": confirmed,
            "bad": counts["refused"] + counts["suspicious"],
            "mapping": columns_of(batch),
            "fields": LABELS.items(),
            "may_revert": may_revert(request.user, batch) and not batch.working,
        },
    )


def number_in(request, name):
    said = request.GET.get(name, "")
    return int(said) if said.isdecimal() and len(said) < 19 else None


@require_POST
@login_required
def remap(request, uid):
    """Columns set right by a person: the file is read again with them."""
    batch = get_object_or_404(batches(request), uid=uid)
    columns = {
        key.removeprefix("column-"): value
        for key, value in request.POST.items()
        if key.startswith("column-") and value in LABELS
    }
    try:
        first = int(request.POST.get("header", 1))
        last = max(first, int(request.POST.get("header_last") or first))
        mapping = {"sheet": request.POST.get("sheet", ""), "header": [first, last]}
        same = batch.mapping.get("header") == mapping["header"]
        if same and batch.mapping.get("sheet") == mapping["sheet"]:
            mapping["columns"] = columns
        ask_to_read(by=request.user, batch=batch, mapping=mapping)
    except (ValidationError, ValueError) as refusal:
        messages.error(request, getattr(refusal, "messages", ["请填写表头所在的行号。"])[0])
    return redirect(batch)


@require_POST
@login_required
@idempotent
def apply(request, uid):
    batch = get_object_or_404(batches(request), uid=uid)
    try:
        ask_to_apply(
            by=request.user,
            batch=batch,
            chosen=keys_in(request, "ids"),
            reason=request.POST.get("reason", "").strip(),
            force=request.POST.get("force") == "1",
        )
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return redirect(batch)


@require_POST
@login_required
def decide(request, uid):
    """Let a class be written, or hold it back."""
    batch = get_object_or_404(batches(request), uid=uid)
    outcome, hold = request.POST.get("outcome", ""), request.POST.get("hold") == "1"
    try:
        decide_class(by=request.user, batch=batch, outcome=outcome, hold=hold)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return redirect(f"{batch.get_absolute_url()}?outcome={outcome if outcome in APPLIES else ''}")


@require_POST
@login_required
def confirm(request, uid):
    """Doubtful lines of one page, looked at one by one."""
    batch = get_object_or_404(batches(request), uid=uid)
    shown, confirmed = keys_in(request, "shown"), keys_in(request, "ids")
    try:
        confirm_lines(by=request.user, batch=batch, shown=shown, confirmed=confirmed)
        messages.success(request, f"已保存本页的核对：{len(confirmed)} 行随本次写入。")
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    page = number_in(request, "page") or 1
    return redirect(f"{batch.get_absolute_url()}?outcome=suspicious&page={page}")


def keys_in(request, name):
    keys = request.POST.getlist(name)
    return [int(key) for key in keys if key.isdecimal() and len(key) < 19]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def revert(request, uid):
    """Take a written list back, after asking once and for a reason."""
    batch = get_object_or_404(batches(request).select_related("source"), uid=uid)
    if not may_revert(request.user, batch):
        raise PermissionDenied(
            "这份名单不能由您撤销：只能撤销已写入的名单，超过二十四小时须有撤销权限。"
        )
    form = RevertForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                ask_to_revert(by=request.user, batch=batch, **form.cleaned_data)
            except ValidationError as refusal:
                explain(form, refusal)
            else:
                return redirect(batch)
    context = {
        "title": f"撤销名单：{batch.file_name}",
        "text": "这份名单写入的内容将逐栏恢复原值。",
        "items": [
            f"这份名单共写入 {batch.result.get('written', 0):,} 行。",
            "写入以后由他人改动的、其他来源也这样说的内容保持不变，撤销后逐条列出。",
            "只见于这份名单、此后无人使用的社会组织将从名册移除；名单本身和操作记录保留。",
        ],
        "form": form,
        "submit": "撤销这份名单",
        "cancel": batch.get_absolute_url(),
    }
    return render(request, "_components/confirm.html", context, status=status)


@require_POST
@login_required
def discard(request, uid):
    batch = get_object_or_404(batches(request), uid=uid)
    try:
        discard_batch(by=request.user, batch=batch)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return redirect(batch)
    messages.success(request, "名单已放弃，未写入任何一行。")
    return redirect("orgs:imports")


@require_safe
@never_cache
@login_required
def errors(request, uid):
    """The rows that were not taken, as a workbook to correct and hand in again; with ``rows=all``
    the whole sheet as it came, a long one by a job."""
    batch = get_object_or_404(batches(request), uid=uid)
    whole = request.GET.get("rows") == "all" and batch.file and batch.result.get("rows")
    if whole and batch.result["rows"] > MOST_AT_ONCE:
        return redirect(
            enqueue(
                by=request.user,
                kind="orgs.error_workbook",
                title=f"标出错处：{batch.file_name}",
                arguments={"batch": batch.pk},
            )
        )
    file = BytesIO()
    (write_whole_workbook if whole else write_error_workbook)(file, batch)
    file.seek(0)
    return FileResponse(
        file, as_attachment=True, filename=dated("名单（错处标红）" if whole else "未通过的行")
    )


@require_safe
@login_required
def template(request):
    file = BytesIO()
    write_template(file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename="社会组织导入模板.xlsx")
