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

SIZES = {"10", "20", "50", "100"}
AT_ONCE = 5_000


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


@require_POST
@login_required
def export(request):
    """The rows as filtered, all pages of them: at once, or as a job where there are many."""
    found = behind(request.user, request.GET)
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
