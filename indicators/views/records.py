"""查看构成: the organizations behind a figure, as many as the figure says."""

from tempfile import TemporaryFile

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.roles import Permission
from indicators import exports, services
from indicators.behind import behind, chosen, ordered
from indicators.subjects import ORGANIZATIONS
from jobs.sheets import Column, write_table

SIZES = {"10", "20", "50", "100"}
AT_ONCE = 5_000
MOST_OF_OTHERS = 50_000


@require_safe
@never_cache
@login_required
def listing(request):
    key, federation = request.GET.get("key"), request.GET.get("federation")
    if request.GET.get("by") == "child" and key and key != federation:
        query = request.GET.copy()
        query["federation"] = key
        del query["by"], query["key"]
        return redirect(f"{request.path}?{query.urlencode()}")
    found = behind(request.user, request.GET)
    if found.subject is not ORGANIZATIONS:
        return _others(request, found)
    form, seen, rows = chosen(request.user, request.GET, found)
    size = request.GET.get("size")
    pages = Paginator(ordered(request.GET, rows), int(size) if size in SIZES else 20)
    page = pages.get_page(request.GET.get("page"))
    listed = pages.count if rows is seen else seen.count()
    return render(
        request,
        "indicators/records.html",
        {
            "found": found,
            "look": found.look,
            "filter": form,
            "page": page,
            "rows": exports.described(page.object_list, found.day),
            "listed": listed,
            "narrowed": rows is not seen and pages.count != listed,
            "out_of_sight": found.number - listed,
            "may_export": request.user.may_at(Permission.ORG_EXPORT, found.look.federation),
        },
    )


def _others(request, found):
    """Unions, tasks or members behind a figure."""
    subject, federation = found.subject, found.look.federation
    if not request.user.may_at(subject.permission, federation):
        raise PermissionDenied(f"您没有查看{subject.name}的权限。")
    size = request.GET.get("size")
    rows = found.rows.order_by(*subject.order).select_related(*subject.related)
    page = Paginator(rows, int(size) if size in SIZES else 20).get_page(request.GET.get("page"))
    return render(
        request,
        "indicators/subjects.html",
        {
            "found": found,
            "look": found.look,
            "page": page,
            "rows": subject.described(page.object_list),
            "may_export": request.user.may_at(subject.export_permission, federation),
        },
    )


@require_POST
@login_required
def export(request):
    """The rows as filtered, all pages of them: at once, or as a job where there are many."""
    found = behind(request.user, request.GET)
    if found.subject is not ORGANIZATIONS:
        return _export_others(request, found)
    if not request.user.may_at(Permission.ORG_EXPORT, found.look.federation):
        raise PermissionDenied("您没有导出社会组织名单的权限。")
    rows = chosen(request.user, request.GET, found)[2]
    if rows.count() > AT_ONCE:
        job = services.ask_for_records(
            by=request.user, title=found.title, query=request.GET.urlencode()
        )
        return redirect(job)
    file = TemporaryFile()  # noqa: SIM115 - the response closes it
    number = exports.write(file, ordered(request.GET, rows), found.day, title=found.title)
    services.note_export(by=request.user, found=found, rows=number)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=exports.dated(found.title))


def _export_others(request, found):
    subject, federation = found.subject, found.look.federation
    if not request.user.may_at(subject.export_permission, federation):
        raise PermissionDenied(f"您没有导出{subject.name}名单的权限。")
    file = TemporaryFile()  # noqa: SIM115 - the response closes it
    rows = found.rows.order_by(*subject.order).select_related(*subject.related)[:MOST_OF_OTHERS]
    columns = [Column(label=label, width=30) for label in subject.columns]
    lines = ([text for _, text in row["cells"]] for row in subject.described(rows))
    number = write_table(file, columns, lines, sheet="构成", title=found.title)
    services.note_export(by=request.user, found=found, rows=number)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=exports.dated(found.title))
