"""Money for aid: what came in, what went out, what is left; and what the public is told."""

from decimal import Decimal

from django.contrib.auth.decorators import login_not_required, login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import Permission
from jobs.idempotency import idempotent
from jobs.listing import MOST, ordered, page_of
from jobs.sheets import Column
from stations.exporting import taken_out
from stations.filters.campaigns import EntryFilter
from stations.forms.funds import BookForm, FundForm, IncomeForm, OutgoForm, PeriodForm
from stations.forms.services import ReasonForm
from stations.models import CampaignAct, Fund, FundEntry, FundStatement
from stations.queries import funds as queries
from stations.services import campaigns
from stations.services import funds as services
from stations.views.asking import asked, given

VIEW, EDIT = Permission.FUND_VIEW, Permission.FUND_EDIT
FORM = "stations/service_form.html"
SORTS = {"on": "on", "amount": "amount"}
COLUMNS = [
    Column(label="日期", kind="date"),
    Column(label="资金", width=30),
    Column(label="收支"),
    Column(label="来源", width=16),
    Column(label="帮扶项目", width=16),
    Column(label="金额（元）", kind="money"),
    Column(label="受助（户）", kind="whole"),
    Column(label="受助（人次）", kind="whole"),
    Column(label="对方单位", width=24),
    Column(label="文号或凭证号", width=20),
    Column(label="摘要", width=40),
]


def seen(request):
    if not request.user.may_somewhere(VIEW):
        raise PermissionDenied("您没有查看帮扶资金的权限。")
    return Fund.objects.for_user(request.user, VIEW).select_related("federation")


@require_safe
@login_required
def fund_list(request):
    """AS-07, A6: the three kinds of source of all that one may see, and the funds."""
    rows = seen(request).prefetch_related("balances").order_by("federation__path", "name")
    entries = FundEntry.objects.for_user(request.user, VIEW)
    page = page_of(rows, request.GET)
    for fund in page:
        fund.sums = sums(fund)
    context = {
        "page": page,
        "families": queries.by_family(entries),
        "total": queries.totals(entries),
        "items": queries.by_item(entries)[:12],
        "waiting": waiting(request).count(),
        "may_edit": bool(request.user.federations_granting(EDIT)),
    }
    return render(request, "stations/fund_list.html", context)


def sums(fund):
    found = {"in": Decimal(0), "out": Decimal(0)}
    for balance in fund.balances.all():
        found["in"] += balance.received
        found["out"] += balance.spent
    return found | {"left": found["in"] - found["out"]}


def found_entries(request, fund):
    rows = FundEntry.objects.for_user(request.user, VIEW).filter(fund=fund)
    rows = rows.select_related("item", "by", "campaign", "reverses", "reversed_by")
    chosen = EntryFilter(request.GET, rows, request=request)
    return chosen, ordered(chosen.qs, request.GET, SORTS, default="-on")


@require_safe
@login_required
def fund(request, uid):
    row = get_object_or_404(seen(request), uid=uid)
    chosen, rows = found_entries(request, row)
    entries = FundEntry.objects.for_user(request.user, VIEW).filter(fund=row)
    context = {
        "fund": row,
        "filter": chosen,
        "page": page_of(rows, request.GET),
        "sources": queries.by_source(entries),
        "items": queries.by_item(entries),
        "total": queries.totals(entries),
        "statements": row.statements.all(),
        "may_edit": row.federation in request.user.federations_granting(EDIT),
    }
    return render(request, "stations/fund_detail.html", context)


@require_POST
@login_required
def fund_export(request, uid):
    row = get_object_or_404(seen(request), uid=uid)
    _, rows = found_entries(request, row)
    lines = (
        (
            *(one.on, row.name, one.get_direction_display(), one.get_source_display()),
            *(one.item.name if one.item else "", one.amount, one.households, one.persons),
            *(one.party, one.document, one.note),
        )
        for one in rows[:MOST]
    )
    return taken_out(COLUMNS, lines, title=f"{row.name}收支", by=request.user)


@require_http_methods(["GET", "POST"])
@login_required
def fund_new(request):
    if not request.user.federations_granting(EDIT):
        raise PermissionDenied("帮扶资金由财务人员管理。")
    form = FundForm(given(request), user=request.user, initial={"opened_on": timezone.localdate()})
    return asked(
        request,
        form,
        lambda told: services.open_fund(by=request.user, **told),
        done="已设立。",
        template=FORM,
        title="设立帮扶资金",
        submit="保存",
        cancel=reverse("stations:funds"),
    )


def own(request, uid):
    row = get_object_or_404(seen(request), uid=uid)
    if row.federation not in request.user.federations_granting(EDIT):
        raise PermissionDenied("只能管理本级的帮扶资金。")
    return row


@require_http_methods(["GET", "POST"])
@login_required
@idempotent
def income(request, uid):
    row = own(request, uid)
    return asked(
        request,
        IncomeForm(given(request), initial={"on": timezone.localdate()}),
        lambda told: services.receive(by=request.user, fund=row, **told),
        done="已登记收入。",
        template=FORM,
        title="登记收入",
        lede=row.name,
        submit="登记",
        cancel=row.get_absolute_url(),
    )


@require_http_methods(["GET", "POST"])
@login_required
@idempotent
def outgo(request, uid):
    row = own(request, uid)
    return asked(
        request,
        OutgoForm(given(request), initial={"on": timezone.localdate()}),
        lambda told: services.spend(by=request.user, fund=row, **told),
        done="已登记支出。",
        template=FORM,
        title="登记支出",
        lede=f"{row.name}。发给建档家庭的由帮扶方案发放，活动中发放的由场次入账，都不在这里登记。",
        submit="登记",
        cancel=row.get_absolute_url(),
    )


@require_http_methods(["GET", "POST"])
@login_required
def reverse_entry(request, uid):
    rows = FundEntry.objects.for_user(request.user, VIEW).select_related("fund", "federation")
    entry = get_object_or_404(rows, uid=uid)
    own(request, entry.fund.uid)
    return asked(
        request,
        ReasonForm(given(request)),
        lambda told: services.reverse(by=request.user, entry=entry, **told),
        done="已冲正。",
        title="冲正资金收支",
        text=f"{entry.on:%Y-%m-%d} {entry}。原分录保留，另记一笔负数。",
        submit="冲正",
        danger=True,
        cancel=entry.get_absolute_url(),
    )


# Campaigns' money


def waiting(request):
    """Days of campaigns whose money is not booked."""
    heads = request.user.federations_granting(EDIT)
    acts = CampaignAct.objects.for_user(request.user, EDIT)
    return acts.filter(campaign__federation__in=heads, money__gt=0, entry=None)


@require_safe
@login_required
def to_book(request):
    if not request.user.federations_granting(EDIT):
        raise PermissionDenied("活动资金由财务人员入账。")
    rows = waiting(request).select_related("campaign__federation", "by").order_by("on", "pk")
    return render(request, "stations/fund_to_book.html", {"page": page_of(rows, request.GET)})


@require_http_methods(["GET", "POST"])
@login_required
def book(request, uid):
    acts = CampaignAct.objects.for_user(request.user, EDIT).select_related("campaign__federation")
    act = get_object_or_404(acts, uid=uid)
    federation = act.campaign.federation
    return asked(
        request,
        BookForm(given(request), user=request.user, federation=federation),
        lambda told: campaigns.book(by=request.user, act=act, **told),
        done="已入账。",
        title="活动资金入账",
        text=f"{act.campaign}，{act}，{act.money:,} 元，受益 {act.persons:,} 人次。",
        submit="入账",
        cancel=reverse("stations:funds_to_book"),
    )


# The public


@require_http_methods(["GET", "POST"])
@login_required
def publish(request, uid):
    row = own(request, uid)
    today = timezone.localdate()
    initial = {"starts_on": today.replace(month=1, day=1), "ends_on": today}
    return asked(
        request,
        PeriodForm(given(request), initial=initial),
        lambda told: services.publish(by=request.user, fund=row, **told),
        done="已公开。",
        title=f"公开“{row.name}”的收支",
        text="公开的是各来源收入、各项目支出、受助人次和结余，不含任何个人信息。",
        submit="公开",
        cancel=row.get_absolute_url(),
    )


@require_http_methods(["GET", "POST"])
@login_required
def withdraw(request, uid):
    rows = FundStatement.objects.for_user(request.user, VIEW).select_related("fund__federation")
    row = get_object_or_404(rows, uid=uid)
    own(request, row.fund.uid)
    return asked(
        request,
        ReasonForm(given(request)),
        lambda told: services.withdraw(by=request.user, statement=row, **told).fund,
        done="已撤回。",
        title="撤回资金公开",
        text=str(row),
        submit="撤回",
        danger=True,
        cancel=row.fund.get_absolute_url(),
    )


@require_safe
@login_not_required
def public_list(request):
    rows = FundStatement.objects.published().select_related("fund__federation")
    return render(request, "stations/public_funds.html", {"page": page_of(rows, request.GET)})


@require_safe
@login_not_required
def public_fund(request, uid):
    rows = FundStatement.objects.published().select_related("fund__federation")
    row = get_object_or_404(rows, uid=uid)
    return render(request, "stations/public_fund.html", {"row": row, "told": row.figures})
