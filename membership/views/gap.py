"""有党组织的地方就有工会组织: who has a Party organization and no union (ZH-02, CQ-23)."""

from itertools import islice

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.forms import HiddenInput
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.roles import Permission
from jobs.listing import MOST, ordered, page_of, sheet
from jobs.sheets import Column
from membership.gap import in_hand
from membership.services.exports import note_export
from orgs import extensions
from orgs.filters import FilterForm
from orgs.models import Organization
from orgs.selection import found

VIEW = Permission.FOUNDING_VIEW
SORTS = {
    "name": "name",
    "staff": "staff_count",
    "federation": "federation__path",
    "registered": "registered_on",
}
COLUMNS = [
    Column(label="名称", width=36),
    Column(label="统一社会信用代码", width=22),
    Column(label="组织类型", width=20),
    Column(label="责任工会", width=24),
    Column(label="从业人员（人）", kind="whole"),
    Column(label="成立登记日期", kind="date"),
    Column(label="住所", width=40),
    Column(label="建会条件", width=18),
    Column(label="办理情况", width=40),
    Column(label="有党组织自", kind="date"),
    Column(label="无工会（月）", kind="whole"),
    Column(label="列入党建规范", width=12),
]


def asked(request):
    """The gap as its address cuts it down, larger ones first: there the most workers are."""
    query = request.GET.copy()
    query["party_gap"] = "yes"
    rows = found(Organization.objects.for_user(request.user, VIEW), request.user, query)
    return ordered(rows.select_related("federation"), query, SORTS, default="-staff")


@require_safe
@never_cache
@login_required
def party_gap(request):
    if not request.user.may_somewhere(VIEW):
        raise PermissionDenied("您没有查看建会情况的权限。")
    if request.GET.get("party_gap") != "yes":
        query = request.GET.copy()
        query["party_gap"] = "yes"  # so that acts on all of the list find it by its own address
        return redirect(f"{request.path}?{query.urlencode()}")
    page = page_of(asked(request), request.GET)
    conditions = FilterForm(request.GET, user=request.user)
    conditions.fields["party_gap"].widget = HiddenInput()  # what this page is: no condition of it
    return render(
        request,
        "membership/party_gap.html",
        {
            "filter": conditions,
            "page": page,
            "rows": in_hand(page.object_list),
            "acts": extensions.entries(extensions.BatchAct, request.user),
            "may_export": request.user.may_somewhere(Permission.ORG_EXPORT),
        },
    )


@require_POST
@login_required
def party_gap_export(request):
    if not request.user.may_somewhere(Permission.ORG_EXPORT):
        raise PermissionDenied("您没有导出社会组织名单的权限。")
    title = "有党组织无工会的社会组织"
    answer, number = sheet(COLUMNS, lines(asked(request)[:MOST]), title=title)
    note_export(by=request.user, what=title, rows=number)
    return answer


def lines(rows):
    rest = rows.iterator(chunk_size=1_000)
    while some := list(islice(rest, 1_000)):
        for row, judged, doing, party, norms in in_hand(some):
            yield (
                row.name,
                row.credit_code,
                row.get_type_display(),
                row.federation.short_name,
                row.staff_count,
                row.registered_on,
                row.residence,
                judged,
                doing,
                party and party.since,
                party and party.months,
                norms,
            )
