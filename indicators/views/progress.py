"""How a drive goes at a federation, and the organizations that would close its gap."""

from tempfile import TemporaryFile

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.roles import Permission
from indicators import services
from indicators.pace import Projection
from indicators.progress import progress, shortest_list, side_by_side
from indicators.viewpoint import viewpoint
from jobs.sheets import Column, dated, write_table
from membership.models import Drive
from membership.priorities import advised_form, criteria, reasons, rules
from orgs.models import Organization

SIZES = {"10", "20", "50", "100"}
COLUMNS = [
    Column(label="次序", kind="whole"),
    Column(label="名称", width=36),
    Column(label="统一社会信用代码", width=22),
    Column(label="责任工会", width=26),
    Column(label="从业人员（人）", kind="whole"),
    Column(label="得分", kind="whole"),
    Column(label="排在此处的理由", width=60),
    Column(label="建议形式", width=14),
]


def place(request, code):
    """The drive and from where it is looked at; 404 to those who do not read the drive."""
    look = viewpoint(request.user, request.GET)
    drives = Drive.objects.for_user(request.user, Permission.DASHBOARD_VIEW)
    return get_object_or_404(drives.select_related("federation"), code=code), look


@require_safe
@never_cache
@login_required
def drive_progress(request, code):
    drive, look = place(request, code)
    page = {"drive": drive, "look": look, "day": look.day, "method": Projection.WORDS}
    page["may_read_drive"] = request.user.may_somewhere(Permission.FOUNDING_VIEW)
    if look.day:
        page |= progress(drive, look.federation, look.day, look.refresh)
        page |= listed(request, drive, look, page["lacking"])
        page["beside"] = side_by_side(
            request.user, Permission.DASHBOARD_VIEW, look.federation, look.day
        )
        page["records"] = {
            part: reverse("indicators:records") + look.link(code="C1", part=part, drive=drive.code)
            for part in ("numerator", "denominator", "gap")
        }
        page["percent"] = page["aim"] and float(page["aim"].standing.wanted * 100)
        page["chart"] = {"items": page["weeks"], "unit": "家", "axis": "周起", "measure": "净增"}
        for one in page["led"]:
            part = {"by": "segment", "key": one["segment"].code, "drive": drive.code}
            link = look.link(code="C1", part="denominator", **part)
            one["url"] = reverse("indicators:records") + link
        for row in page["children"]:
            if not row["own"]:
                row["url"] = look.link(row["code"])
    return render(request, "indicators/progress.html", page)


def listed(request, drive, look, lacking):
    """The shortest list as a person may read it, a page of it, with reasons and ranks."""
    rows, most = shortest_list(drive, look.federation, look.day, lacking)
    reach = Organization.objects.for_user(request.user, Permission.ORG_VIEW)
    seen = rows.filter(pk__in=reach.order_by().values("pk"))
    size = request.GET.get("size")
    pages = Paginator(seen[:most], int(size) if size in SIZES else 20)
    page = pages.get_page(request.GET.get("page"))
    weighed = criteria(look.federation, look.day)
    return {
        "page": page,
        "rows": list(explained(page.object_list, look, weighed, first=page.start_index())),
        "criteria": weighed,
        "rules": rules(look.federation, look.day)["name"],
        "may_export": request.user.may_at(Permission.ORG_EXPORT, look.federation),
        "may_judge": request.user.may_at(Permission.FOUNDING_VIEW, look.federation),
    }


def explained(organizations, look, weighed, *, first=1):
    for rank, org in enumerate(organizations, first):
        yield {
            "rank": rank,
            "org": org,
            "reasons": reasons(org, weighed),
            "form": advised_form(org, look.federation, look.day),
        }


@require_POST
@login_required
def export(request, code):
    """The whole of the list as a workbook; what leaves the house is written down."""
    drive, look = place(request, code)
    if not request.user.may_at(Permission.ORG_EXPORT, look.federation):
        raise PermissionDenied("您没有导出社会组织名单的权限。")
    if look.day is None:
        raise Http404("还没有算出数据。")
    lacking = progress(drive, look.federation, look.day, look.refresh)["lacking"]
    found, most = shortest_list(drive, look.federation, look.day, lacking)
    reach = Organization.objects.for_user(request.user, Permission.ORG_VIEW)
    found = found.filter(pk__in=reach.order_by().values("pk"))[:most]
    weighed = criteria(look.federation, look.day)
    title = f"{look.federation.short_name}优先建会名单"
    file = TemporaryFile()  # noqa: SIM115 - the response closes it
    number = write_table(
        file,
        COLUMNS,
        (
            (
                row["rank"],
                row["org"].name,
                row["org"].credit_code,
                row["org"].counted_federation,
                row["org"].staff_count,
                row["org"].points,
                "；".join(f"{words}（{points} 分）" for points, words in row["reasons"]),
                row["form"],
            )
            for row in explained(found, look, weighed)
        ),
        sheet="名单",
        title=title,
    )
    services.note_priorities_export(
        by=request.user, drive=drive, federation=look.federation, on=look.day, rows=number
    )
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=dated(title))
