"""Needs beside what serves them, who bought from whom, and the guide to purchases."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.roles import Permission
from governance.places import federation_choices
from jobs.sheets import Column
from procurement import catalogue
from procurement.listing import SIZES, taken_out
from procurement.models import Project, ServiceDomain
from procurement.need_rules import focus_at
from procurement.queries import matching as matched
from procurement.queries import supply as supplied
from procurement.views.needs import may_look, parts
from unions.models import Federation

COLUMNS = [
    Column(label="类别", width=30),
    Column(label="需求条数", kind="whole"),
    Column(label="涉及人数", kind="whole"),
    Column(label="待处理", kind="whole"),
    Column(label="适宜购买的主题", kind="whole"),
    Column(label="采购项目", kind="whole"),
    Column(label="项目金额（元）", kind="money"),
    Column(label="可承接的社会组织", kind="whole"),
    Column(label="提示", width=24),
]
MATCHES = [
    Column(label="购买工会", width=30),
    Column(label="承接方", width=36),
    Column(label="承接方类型", width=16),
    Column(label="项目", width=40),
    Column(label="服务领域", width=18),
    Column(label="采购方式", width=14),
    Column(label="金额（元）", kind="money"),
    Column(label="日期", kind="date"),
    Column(label="需求涉及人数", kind="whole"),
    Column(label="实际服务人次", kind="whole"),
]


def place_of(request, permission):
    """The federation the address asks for, within reach; else one's own."""
    heads = request.user.federations_granting(permission)
    if not heads:
        raise PermissionDenied("您没有查看的权限。")
    code = request.GET.get("federation", "")
    found = Federation.objects.public().filter(code=code).first() if code else None
    reached = found and any(found.path.startswith(head.path) for head in heads)
    return found if reached else heads[0]


def way_of(request):
    way = request.GET.get("by", "domain")
    return way if way in supplied.WAYS else "domain"


@require_safe
@never_cache
@login_required
def supply(request):
    may_look(request)
    place, way = place_of(request, Permission.NEED_VIEW), way_of(request)
    rows = supplied.compare(request.user, place, way)
    first, source = focus_at(place)
    context = {
        "place": place,
        "places": federation_choices(request.user, Permission.NEED_VIEW, place.code)[1:],
        "way": way,
        "word": supplied.WAYS[way],
        "ways": supplied.WAYS.items(),
        "rows": rows,
        "needs": sum(row.needs for row in rows),
        "people": sum(row.people for row in rows),
        "short": [row for row in rows if row.short],
        "focus": [ServiceDomain(value).label for value in first],
        "focus_source": source,
        "parts": parts(request.user, "procurement:supply"),
    }
    return render(request, "procurement/supply.html", context)


@require_POST
@login_required
def supply_export(request):
    may_look(request)
    place, way = place_of(request, Permission.NEED_VIEW), way_of(request)
    rows = supplied.compare(request.user, place, way)
    lines = (
        (
            *(row.label, row.needs, row.people, row.waiting, row.topics),
            *(row.projects, row.money, row.organizations, row.short),
        )
        for row in rows
    )
    title = f"供需对照（按{supplied.WAYS[way]}）"
    return taken_out(COLUMNS, lines, title=title, by=request.user)


def matches_of(request):
    place = place_of(request, Permission.PURCHASE_VIEW)
    domain = request.GET.get("domain", "")
    domain = domain if domain in ServiceDomain.values else ""
    return place, domain, matched.matches(request.user, place, domain)


@require_safe
@never_cache
@login_required
def matching(request):
    place, domain, found = matches_of(request)
    size = SIZES.get(request.GET.get("size"), 20)
    context = {
        "place": place,
        "places": federation_choices(request.user, Permission.PURCHASE_VIEW, place.code)[1:],
        "domain": domain,
        "domains": ServiceDomain.choices,
        "sums": matched.summed(found),
        "page": Paginator(found, size).get_page(request.GET.get("page")),
    }
    return render(request, "procurement/matching.html", context)


@require_POST
@login_required
def matching_export(request):
    _, _, found = matches_of(request)
    lines = (
        (
            *(m.buyer, m.contractor, m.kind, m.project.title, m.project.get_domain_display()),
            *(m.way, m.amount, m.on, m.needs, m.served),
        )
        for m in found
    )
    return taken_out(MATCHES, lines, title="购买对接表", by=request.user)


@require_safe
@login_required
def guide(request):
    """What may be bought, how, and how lawfully (CQ-18)."""
    user = request.user
    if not (
        user.may_somewhere(Permission.NEED_VIEW) or user.may_somewhere(Permission.PURCHASE_VIEW)
    ):
        raise PermissionDenied("您没有查看购买服务的权限。")
    grouped = {}
    for activity in catalogue.activities().values():
        grouped.setdefault(activity.domain_label, []).append(activity)
    context = {"guide": catalogue.guide(), "grouped": grouped.items(), "contents": Project.Content}
    return render(request, "procurement/guide.html", context)
