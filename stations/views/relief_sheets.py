"""Lists of other departments: handed over, looked at, taken for comparison or put aside."""

from io import BytesIO

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import Permission
from jobs.forms import ColumnsForm
from jobs.listing import page_of, sheet
from jobs.sheets import Column, columns_of, dated
from orgs.views.refusals import explain
from stations import relief_list
from stations.forms.relief import ReliefSheetForm
from stations.models import ReliefRow, ReliefSheet
from stations.services import relief_sheets as services
from stations.views.asking import given
from stations.views.cards import parts

CHECK = Permission.RELIEF_CHECK
STEPS = ["上传", "核对", "写入"]
MOST = 100
"""Errors that a page lists; the workbook has all that are kept."""


def seen(request):
    rows = ReliefSheet.objects.for_user(request.user, CHECK)
    return rows.select_related("federation", "by", "job").defer("wrong")


def may_check(request):
    if not request.user.may_somewhere(CHECK):
        raise PermissionDenied("您没有核对救助名单的权限。")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def listing(request):
    """Hand over a list; below, those of one's own house."""
    may_check(request)
    form = ReliefSheetForm(given(request), request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(services.hand_in(by=request.user, **form.cleaned_data))
        except ValidationError as refused:
            explain(form, refused)
    context = {
        "form": form,
        "page": page_of(seen(request).defer("errors"), request.GET),
        "headings": list(relief_list.LABELS.values()),
        "parts": parts(request.user, "stations:relief_sheets"),
    }
    status = 422 if form.errors else 200
    return render(request, "stations/relief_sheet_list.html", context, status=status)


@require_safe
@never_cache
@login_required
def one(request, uid):
    row = get_object_or_404(seen(request), uid=uid)
    lines = ReliefRow.objects.for_user(request.user, CHECK).filter(sheet=row)
    context = {
        "sheet": row,
        "steps": STEPS,
        "step": {"reading": 1, "failed": 1, "preview": 2}.get(row.status, 3),
        "page": page_of(lines.select_related("federation").order_by("row"), request.GET),
        "good": row.count - row.refused,
        "errors": [
            {**e, "hint": relief_list.HINTS.get(e.get("field"), "")} for e in row.errors[:MOST]
        ],
        "most": MOST,
        "columns": columns_of(row.mapping),
        "fields": relief_list.LABELS.items(),
    }
    return render(request, "stations/relief_sheet_detail.html", context)


@require_safe
@login_required
def template(request):
    """The columns we would like to receive, with a row as a sample."""
    may_check(request)
    columns = [Column(label=label, width=18) for label in relief_list.LABELS.values()]
    sample = (
        *("（示例）张三丰", "11010519491231002X", "生活", "城乡低保", "9600"),
        *("2026-01-01", "2026-12-31", "是", "某某公司", "", ""),
    )
    return sheet(columns, [sample], title="救助名单导入模板")[0]


@require_POST
@login_required
def remap(request, uid):
    """Columns set right by a person: the file is read again with them."""
    row = get_object_or_404(seen(request), uid=uid)
    form = ColumnsForm(request.POST, labels=relief_list.LABELS)
    try:
        if not form.is_valid():
            raise ValidationError(next(iter(form.errors.values()))[0])
        services.ask_to_read(by=request.user, sheet=row, mapping=form.mapping())
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect(row)


@require_POST
@login_required
def errors(request, uid):
    """The rows that were not taken, as a workbook to correct and hand in again."""
    row = get_object_or_404(seen(request), uid=uid)
    file = BytesIO()
    services.write_error_workbook(by=request.user, file=file, sheet=row)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=dated("救助名单（有误的行）"))


@require_POST
@login_required
def settle(request, uid, verb):
    row = get_object_or_404(seen(request), uid=uid)
    try:
        if verb == "apply":
            services.ask_to_apply(by=request.user, sheet=row)
            messages.success(request, "名单已写入，正在与困难职工档案核对。")
        else:
            services.discard(by=request.user, sheet=row)
            messages.success(request, "已放弃这份名单。")
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect(row)
