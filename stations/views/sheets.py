"""Lists of stations: handed over, looked at, written, put aside, taken back."""

from io import BytesIO

import xlsxwriter
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import Permission
from jobs.forms import ColumnsForm
from jobs.listing import page_of
from jobs.sheets import columns_of, dated
from orgs.views.refusals import explain
from stations import sheet_reading
from stations.forms.sheets import SheetForm
from stations.models import StationLine, StationSheet
from stations.services import sheets as services
from stations.sheet_template import write_template
from stations.views.stations import parts

EDIT = Permission.STATION_EDIT
Outcome = StationLine.Outcome
STEPS = ["上传", "核对", "写入"]
ACTS = {
    "apply": services.ask_to_apply,
    "revert": services.ask_to_revert,
    "discard": services.discard_sheet,
}


def may_import(request):
    if not request.user.may_somewhere(EDIT):
        raise PermissionDenied("您没有导入站点的权限。")


def seen(request):
    rows = StationSheet.objects.for_user(request.user, EDIT)
    return rows.select_related("federation", "by", "job")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def listing(request):
    """Hand over a list; below, those within reach."""
    may_import(request)
    posted = request.POST if request.method == "POST" else None
    form = SheetForm(posted, request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(services.hand_in(by=request.user, **form.cleaned_data))
        except ValidationError as refusal:
            explain(form, refusal)
    context = {
        "form": form,
        "page": page_of(seen(request), request.GET),
        "headings": list(sheet_reading.LABELS.values()),
        "parts": parts("stations:sheets", request.user),
    }
    status = 422 if form.errors else 200
    return render(request, "stations/sheet_list.html", context, status=status)


@require_safe
@never_cache
@login_required
def one(request, uid):
    sheet = get_object_or_404(seen(request), uid=uid)
    classes = [o for o in Outcome if sheet.result.get(o)]
    chosen = request.GET.get("outcome", "")
    chosen = chosen if chosen in classes else next(iter(classes), "")
    lines = sheet.lines.filter(outcome=chosen).select_related("station")
    context = {
        "sheet": sheet,
        "steps": STEPS,
        "step": {"reading": 1, "failed": 1, "preview": 2}.get(sheet.status, 3),
        "tabs": [
            {
                "label": o.label,
                "url": f"?outcome={o}",
                "active": o == chosen,
                "count": sheet.result[o],
            }
            for o in classes
        ],
        "page": (page := page_of(lines, request.GET)),
        "lines": [(line, changed(line), hints(line)) for line in page],
        "writable": sheet.result.get("new", 0) + sheet.result.get("changed", 0),
        "columns": columns_of(sheet.mapping),
        "fields": sheet_reading.LABELS.items(),
    }
    return render(request, "stations/sheet_detail.html", context)


def changed(line):
    """``(column, before, after)`` of each value that a line changes."""
    told = sheet_reading.shown
    return [
        (sheet_reading.LABELS[name], told(name, kept), told(name, said))
        for name, (kept, said) in line.changes.items()
    ]


def hints(line):
    """What to write where a line was wrong, each once."""
    said = (sheet_reading.HINTS.get(error["field"], "") for error in line.errors)
    return list(dict.fromkeys(filter(None, said)))


@require_POST
@login_required
def remap(request, uid):
    """Columns set right by a person: the file is read again with them."""
    sheet = get_object_or_404(seen(request), uid=uid)
    form = ColumnsForm(request.POST, labels=sheet_reading.LABELS)
    try:
        if not form.is_valid():
            raise ValidationError(next(iter(form.errors.values()))[0])
        services.ask_to_read(by=request.user, sheet=sheet, mapping=form.mapping())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect(sheet)


@require_safe
@never_cache
@login_required
def errors(request, uid):
    """The rows that were not taken, as a workbook to correct and hand in again."""
    sheet = get_object_or_404(seen(request), uid=uid)
    file = BytesIO()
    services.write_error_workbook(file, sheet)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=dated("站点表（未通过的行）"))


@require_safe
@login_required
def template(request):
    may_import(request)
    file = BytesIO()
    write_template(xlsxwriter.Workbook(file))
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename="站点导入模板.xlsx")


@require_POST
@login_required
def settle(request, uid, verb):
    sheet = get_object_or_404(seen(request), uid=uid)
    try:
        ACTS[verb](by=request.user, sheet=sheet)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect(sheet)
