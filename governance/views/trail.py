import csv

from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from governance import queries
from governance.filters import EventFilter
from governance.models import TRAIL_VIEW
from governance.paging import slice_by_time
from governance.trail import record
from unions.paging import page_size

MOST_EXPORTED = 100_000
PERSONAL = {"actor", "subject"}
"""Filters that may name a person: that they were used is told, not with whom."""
HEADINGS = ["编号", "时间", "操作人", "工会", "动作", "说明", "对象类型", "对象编号", "对象"]
HEADINGS += ["原因", "请求编号", "封签"]


@require_safe
@never_cache
@login_required
def trail(request):
    """Who did what, when, to what and why: an auditor's territory, anybody else's own acts."""
    chosen = EventFilter(request.GET, queryset=queries.trail(request.user))
    page = slice_by_time(chosen.qs, request.GET.get("cursor", ""), size=page_size(request.GET, 50))
    kept = request.GET.copy()
    for name in ("cursor", "size"):
        kept.pop(name, None)
    return render(
        request,
        "governance/trail.html",
        {
            "filter": chosen,
            "events": page.rows,
            "pages": page.pager,
            "query": kept.urlencode(),
            "auditor": request.user.may_somewhere(TRAIL_VIEW),
        },
    )


@require_safe
@never_cache
@login_required
def event(request, pk):
    found = get_object_or_404(queries.trail(request.user), pk=pk)
    context = {"event": found, "detail": queries.details(found)}
    return render(request, "governance/event.html", context)


@require_safe
@never_cache
@login_required
def export(request):
    """The chosen lines as text that Excel and WPS open, newest first; that it left is recorded."""
    chosen = EventFilter(request.GET, queryset=queries.trail(request.user))
    if not chosen.is_valid():
        raise BadRequest
    with transaction.atomic():
        record(
            by=request.user,
            verb="trail.export",
            label="导出操作轨迹",
            filters={
                name: "…" if name in PERSONAL else str(value)
                for name, value in chosen.form.cleaned_data.items()
                if value
            },
        )
    name = f"操作轨迹_{timezone.localdate():%Y%m%d}.csv"
    response = StreamingHttpResponse(lines(chosen.qs), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def lines(events):
    writer = csv.writer(Echo())
    yield "\ufeff" + writer.writerow(HEADINGS)
    for found in events.order_by("-at", "-pk")[:MOST_EXPORTED].iterator(chunk_size=2000):
        yield writer.writerow([neutral(value) for value in cells(found)])


def cells(found):
    return [
        found.pk,
        timezone.localtime(found.at).isoformat(" ", "seconds"),
        found.actor or "",
        found.federation or "",
        found.verb,
        found.label,
        found.subject_type,
        found.subject_id,
        found.subject_name,
        found.reason,
        found.request_id,
        found.sealed.seal_id if hasattr(found, "sealed") else "",
    ]


def neutral(value):
    """A spreadsheet must not take a text for a formula."""
    text = str(value)
    return f"'{text}" if len(text) > 1 and text[0] in "=+-@\t\r" else text


class Echo:
    def write(self, text):
        return text
