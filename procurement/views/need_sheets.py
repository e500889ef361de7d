"""Tables of needs: handed over, looked at, written or put aside."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import Permission
from procurement import need_list
from procurement.forms.moves import explain
from procurement.forms.needs import SheetForm
from procurement.listing import page_of, workbook
from procurement.models import Need, NeedSheet, ServiceDomain, WorkerGroup
from procurement.services import need_sheets as services
from procurement.views.needs import parts

EDIT = Permission.NEED_EDIT
FIRST = 50


def seen(request):
    rows = NeedSheet.objects.for_user(request.user, EDIT)
    return rows.select_related("federation", "by")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def listing(request):
    """Hand over a table; below, those within reach."""
    if not request.user.may_somewhere(EDIT):
        raise PermissionDenied("您没有导入职工需求的权限。")
    posted = request.POST if request.method == "POST" else None
    form = SheetForm(posted, request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(services.hand_in(by=request.user, **form.cleaned_data))
        except ValidationError as refused:
            explain(form, refused)
    context = {
        "form": form,
        "page": page_of(seen(request).defer("rows", "errors"), request.GET),
        "headings": list(need_list.LABELS.values()),
        "parts": parts(request.user, "procurement:need_sheets"),
    }
    status = 422 if form.errors else 200
    return render(request, "procurement/sheet_list.html", context, status=status)


@require_safe
@never_cache
@login_required
def one(request, uid):
    sheet = get_object_or_404(seen(request), uid=uid)
    context = {
        "sheet": sheet,
        "rows": [(row["row"], shown(row["fields"])) for row in sheet.rows[:FIRST]],
        "errors": sheet.errors[: 4 * FIRST],
        "written": sheet.count - sheet.refused,
    }
    return render(request, "procurement/sheet_detail.html", context)


def shown(fields):
    return {
        "text": fields["text"],
        "domain": ServiceDomain(fields["domain"]).label,
        "group": WorkerGroup(fields.get("group", "staff")).label,
        "people": fields.get("people", 1),
        "priority": Need.Priority(fields.get("priority", "normal")).label,
    }


@require_safe
@login_required
def template(request):
    """An empty table with the right headings, to be filled in."""
    if not request.user.may_somewhere(EDIT):
        raise PermissionDenied("您没有导入职工需求的权限。")
    columns = [column for column in need_list.TITLES if column.label in TEMPLATE]
    return workbook(columns, [], title="职工需求导入模板")[0]


TEMPLATE = {*need_list.LABELS.values()}


@require_POST
@login_required
def settle(request, uid, verb):
    sheet = get_object_or_404(seen(request), uid=uid)
    try:
        if verb == "apply":
            written = services.apply_sheet(by=request.user, sheet=sheet)
            messages.success(request, f"已写入 {written:,} 条需求。")
        else:
            services.discard_sheet(by=request.user, sheet=sheet)
            messages.success(request, "已放弃这张表。")
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect(sheet)
