"""Findings of comparisons: those of one's own house, looked into and handled one by one."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import Permission
from governance.trail import record
from jobs.listing import MOST, ordered, page_of, sheet
from jobs.sheets import Column
from stations.filters.relief import MatchFilter
from stations.forms.legal import WhyForm
from stations.forms.relief import HandleForm
from stations.models import ReliefMatch
from stations.queries.relief import counts_of
from stations.services import matching as services
from stations.views.asking import asked, given
from stations.views.cards import parts

CHECK = Permission.RELIEF_CHECK
SORTS = {"found": "found_on", "union": "union_amount", "other": "other_amount", "year": "year"}
TITLES = [
    Column(label="种类", width=16),
    Column(label="依据", width=34),
    Column(label="救助类别"),
    Column(label="年度", kind="whole"),
    Column(label="责任工会", width=24),
    Column(label="工会帮扶（元）", kind="money"),
    Column(label="其他救助（元）", kind="money"),
    Column(label="标准（元）", kind="money"),
    Column(label="发现日期", kind="date"),
    Column(label="状态"),
    Column(label="处理结果", width=30),
    Column(label="处理说明", width=40),
    Column(label="处理日期", kind="date"),
]


def seen(request):
    rows = ReliefMatch.objects.for_user(request.user, CHECK)
    return rows.select_related("federation", "household", "handled_by")


def may_check(request):
    if not request.user.may_somewhere(CHECK):
        raise PermissionDenied("您没有核对救助名单的权限。")


def chosen(request):
    found = MatchFilter(request.GET, seen(request), request=request)
    return found, ordered(found.qs, request.GET, SORTS, default="-found")


@require_safe
@never_cache
@login_required
def listing(request):
    may_check(request)
    found, rows = chosen(request)
    context = {
        "filter": found,
        "page": page_of(rows.select_related("row"), request.GET),
        "counts": counts_of(seen(request)),
        "parts": parts(request.user, "stations:matches"),
    }
    return render(request, "stations/match_list.html", context)


@require_POST
@login_required
@transaction.atomic
def export(request):
    """Without names: the list says what was found, not of whom."""
    may_check(request)
    lines = (
        (
            *(m.get_kind_display(), m.get_ground_display(), m.get_need_display(), m.year),
            *(m.federation.short_name, m.union_amount, m.other_amount, m.standard, m.found_on),
            *(m.get_status_display(), m.get_outcome_display(), m.note, m.handled_on),
        )
        for m in chosen(request)[1][:MOST]
    )
    answer, number = sheet(TITLES, lines, title="救助核对线索")
    house = request.user.federations_granting(CHECK)[0]
    record(
        by=request.user,
        verb="matches.export",
        label="导出核对线索",
        federation=house,
        rows=number,
    )
    return answer


@require_safe
@never_cache
@login_required
def one(request, uid):
    match = get_object_or_404(seen(request).select_related("row__sheet"), uid=uid)
    services.note_reading(by=request.user, match=match)
    case = None
    if match.household_id:
        case = match.household.cases.for_user(request.user, Permission.CASE_VIEW).first()
    return render(request, "stations/match_detail.html", {"match": match, "case": case})


@require_http_methods(["GET", "POST"])
@login_required
def handle(request, uid):
    match = get_object_or_404(seen(request), uid=uid)
    return asked(
        request,
        HandleForm(given(request), kind=match.kind),
        lambda said: services.handle(by=request.user, match=match, **said),
        done="处理结果已登记。",
        title=f"处理：{match}",
        text="登记核实的结果。个案和帮扶不会因此自动改变，需要调整的另行办理。",
        submit="登记结果",
        cancel=match.get_absolute_url(),
    )


@require_http_methods(["GET", "POST"])
@login_required
def reopen(request, uid):
    match = get_object_or_404(seen(request), uid=uid)
    return asked(
        request,
        WhyForm(given(request)),
        lambda said: services.reopen(by=request.user, match=match, **said),
        done="已重新列入待处理。",
        title=f"重新处理：{match}",
        submit="重新处理",
        cancel=match.get_absolute_url(),
    )
