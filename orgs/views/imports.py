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
from jobs.sheets import dated
from orgs.forms import ImportForm
from orgs.imports.batches import ROW_OUTCOMES, ask_to_apply, ask_to_read, hand_in
from orgs.imports.columns import LABELS
from orgs.imports.template import write_template
from orgs.imports.workbook import write_error_workbook
from orgs.models import ImportBatch, ImportLine, Organization
from orgs.services.importing import discard_batch
from orgs.views.editing import explain

Status = ImportBatch.Status
SAID = {
    Status.READING: "正在读取和比对。",
    Status.PREVIEW: "已比对，尚未写入。请核对后确认。",
    Status.APPLYING: "正在写入名册。",
    Status.APPLIED: "已写入名册。",
    Status.STOPPED: "已放弃，未写入任何一行。",
    Status.FAILED: "文件未能读取。",
}


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
    batch = get_object_or_404(
        batches(request).select_related("source", "federation", "job"), uid=uid
    )
    outcome = request.GET.get("outcome", "")
    counts = {o: batch.result.get(o, 0) for o in (*ROW_OUTCOMES, "missing")}
    outcome = outcome if counts.get(outcome) else next((o for o, n in counts.items() if n), "new")
    lines = batch.lines.filter(outcome=outcome).select_related("organization")
    page = Paginator(lines.order_by("sheet", "row", "pk"), 50).get_page(request.GET.get("page"))
    without_those_gone(request.user, page)
    tabs = [
        {
            "label": ImportLine.Outcome(o).label,
            "url": f"?outcome={o}",
            "active": o == outcome,
            "count": n,
        }
        for o, n in counts.items()
        if n
    ]
    labels = batch.mapping.get("labels", [])
    columns = batch.mapping.get("columns", {})
    return render(
        request,
        "orgs/import_batch.html",
        {
            "batch": batch,
            "steps": ["上传", "核对", "写入"],
            "step": step(batch),
            "lede": SAID[batch.status],
            "tabs": tabs,
            "outcome": outcome,
            "page": page,
            "lines": [shown(line) for line in page],
            "counts": counts,
            "will": sum(counts[o] for o in ("new", "changed", "renamed", "moved", "revived")),
            "bad": counts["refused"] + counts["suspicious"],
            "mapping": [(at, label, columns.get(str(at), "")) for at, label in enumerate(labels)],
            "fields": LABELS.items(),
        },
    )


def without_those_gone(user, lines):
    """Of organizations that have moved out of reach since, a line says only what the list said."""
    keys = {line.organization_id for line in lines} - {None}
    reach = Organization.objects.for_user(user, Permission.ORG_VIEW)
    seen = set(reach.filter(pk__in=keys).values_list("pk", flat=True))
    for line in lines:
        if line.organization_id not in seen:
            line.organization = None


def shown(line):
    """A line as people read it: what the list says, what would change, what is wrong."""
    names = {"federation_id", "region_id", "federation_assigned"}
    changes = [
        (LABELS.get(name, name), worded(name, before), worded(name, after))
        for name, (before, after) in line.changes.items()
        if name not in names
    ]
    if "region_id" in line.changes:
        changes.append(("所在区划", "", "按名单变更"))
    if "federation_id" in line.changes:
        changes.append(("责任工会", "", "随之变更"))
    known = line.organization
    return {
        "line": line,
        "changes": changes,
        "name": line.values.get("name") or (known.name if known else "—"),
        "code": line.values.get("credit_code") or (known and known.credit_code) or "—",
    }


def worded(name, value):
    """A kept value as people read it: choices by their labels, several parted by “、”."""
    field = Organization._meta.get_field(name)
    if isinstance(value, list):
        return "、".join(dict(field.base_field.choices).get(v, v) for v in value)
    return dict(field.choices or ()).get(value, value)


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
            chosen=[int(key) for key in request.POST.getlist("ids") if key.isdecimal()],
            reason=request.POST.get("reason", "").strip(),
            force=request.POST.get("force") == "1",
        )
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return redirect(batch)


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
    """The rows that were not taken, as a workbook to correct and hand in again."""
    batch = get_object_or_404(batches(request), uid=uid)
    file = BytesIO()
    write_error_workbook(file, batch)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=dated("未通过的行"))


@require_safe
@login_required
def template(request):
    file = BytesIO()
    write_template(file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename="社会组织导入模板.xlsx")
