"""Campaigns (四送) and other activities: plans, days, what they came to."""

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import Permission
from jobs.idempotency import idempotent
from jobs.listing import MOST, ordered, page_of
from jobs.sheets import Column
from stations.exporting import taken_out
from stations.filters.campaigns import CampaignFilter
from stations.forms.campaigns import ActForm, CampaignForm, GoodsForm, PartnerForm
from stations.forms.services import ReasonForm
from stations.models import Campaign, CampaignAct
from stations.queries import campaigns as queries
from stations.services import campaigns as services
from stations.views.asking import asked, given
from stations.workflows.campaigns import CAMPAIGN

VIEW, EDIT = Permission.SERVICE_VIEW, Permission.SERVICE_EDIT
SORTS = {
    "title": "title",
    "year": "year",
    "federation": "federation__path",
    "starts": "starts_on",
    "persons": "persons",
}
COLUMNS = [
    Column(label="年度", kind="whole"),
    Column(label="种类"),
    Column(label="名称", width=30),
    Column(label="主办工会", width=24),
    Column(label="状态"),
    Column(label="场次", kind="whole"),
    Column(label="志愿者（人次）", kind="whole"),
    Column(label="受益（人次）", kind="whole"),
    Column(label="受益（户）", kind="whole"),
    Column(label="发放资金（元）", kind="money"),
    Column(label="物资折合（元）", kind="money"),
]


def seen(request):
    if not request.user.may_somewhere(VIEW):
        raise PermissionDenied("您没有查看活动的权限。")
    return Campaign.objects.for_user(request.user, VIEW).select_related("federation")


def found(request):
    chosen = CampaignFilter(request.GET, seen(request), request=request)
    rows = queries.with_sums(chosen.qs)
    return chosen, ordered(rows, request.GET, SORTS, default="-starts")


@require_safe
@login_required
def campaign_list(request):
    """AS-09, ZH-12, ZH-15, ZH-16."""
    chosen, rows = found(request)
    context = {
        "filter": chosen,
        "page": page_of(rows, request.GET),
        "kinds": queries.by_kind(chosen.qs),
        "may_edit": bool(request.user.federations_granting(EDIT)),
    }
    return render(request, "stations/campaign_list.html", context)


@require_POST
@login_required
def campaign_export(request):
    _, rows = found(request)
    lines = (
        (
            *(row.year, row.get_kind_display(), row.title, row.federation.short_name),
            *(row.get_status_display(), row.days, row.volunteers, row.persons),
            *(row.households, row.money, row.goods_value),
        )
        for row in rows[:MOST]
    )
    return taken_out(COLUMNS, lines, title="慰问和活动", by=request.user)


@require_safe
@login_required
def campaign(request, uid):
    row = get_object_or_404(queries.with_sums(seen(request)), uid=uid)
    own = row.federation in request.user.federations_granting(EDIT)
    acts = CampaignAct.objects.for_user(request.user, VIEW).filter(campaign=row)
    acts = acts.select_related("organization", "region", "station", "entry")
    context = {
        "campaign": row,
        "partners": row.partners.select_related("organization"),
        "page": page_of(acts.prefetch_related("goods"), request.GET),
        "moves": CAMPAIGN.available(row, request.user) if own else {},
        "may_edit": own,
        "running": row.status == Campaign.Status.RUNNING,
    }
    return render(request, "stations/campaign_detail.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def campaign_new(request):
    if not request.user.federations_granting(EDIT):
        raise PermissionDenied("您没有开展活动的权限。")
    today = timezone.localdate()
    initial = {"year": today.year, "starts_on": today, "kind": request.GET.get("kind")}
    return asked(
        request,
        CampaignForm(given(request), user=request.user, initial=initial),
        lambda told: services.plan(by=request.user, **told),
        done="已登记。",
        template="stations/service_form.html",
        title="筹备活动",
        submit="保存",
        cancel=reverse("stations:campaigns"),
    )


def own(request, uid):
    row = get_object_or_404(seen(request), uid=uid)
    if row.federation not in request.user.federations_granting(EDIT):
        raise PermissionDenied("只能办理本级的活动。")
    return row


@require_http_methods(["GET", "POST"])
@login_required
def campaign_edit(request, uid):
    row = own(request, uid)

    def do(told):
        told.pop("federation", None)
        return services.revise(by=request.user, campaign=own(request, uid), **told)

    return asked(
        request,
        CampaignForm(given(request), instance=row, user=request.user),
        do,
        done="已保存。",
        template="stations/service_form.html",
        title="修改活动",
        submit="保存",
        cancel=row.get_absolute_url(),
    )


@require_http_methods(["GET", "POST"])
@login_required
def campaign_move(request, uid, verb):
    row = own(request, uid)
    move = CAMPAIGN.moves.get(verb)
    if move is None:
        raise Http404
    form = ReasonForm(given(request))
    form.fields["reason"].required = move.needs_reason
    return asked(
        request,
        form,
        lambda told: services.move(by=request.user, campaign=row, verb=verb, **told),
        done=f"已{move.label}。",
        title=f"{move.label}：{row.title}",
        submit=move.label,
        cancel=row.get_absolute_url(),
    )


@require_http_methods(["GET", "POST"])
@login_required
def partner_add(request, uid):
    row = own(request, uid)
    return asked(
        request,
        PartnerForm(given(request), user=request.user),
        lambda told: services.add_partner(by=request.user, campaign=row, **told).campaign,
        done="已列入。",
        title="列入参与的社会组织",
        text=row.title,
        submit="列入",
        cancel=row.get_absolute_url(),
    )


Goods = forms.formset_factory(GoodsForm, extra=3, max_num=20)


@require_http_methods(["GET", "POST"])
@login_required
@idempotent
def act_new(request, uid):
    row = own(request, uid)
    form = ActForm(given(request), user=request.user, initial={"on": timezone.localdate()})
    goods = Goods(given(request), prefix="goods")
    if request.method == "POST" and not goods.is_valid():
        form.add_error(None, "物资有误，请核对。")

    def do(told):
        lines = [line for line in (part.line() for part in goods) if line]
        return services.report(by=request.user, campaign=row, goods=lines, **told).campaign

    return asked(
        request,
        form,
        do,
        done="已登记场次。",
        template="stations/campaign_act.html",
        goods=goods,
        campaign=row,
    )


@require_http_methods(["GET", "POST"])
@login_required
def act_withdraw(request, uid):
    acts = CampaignAct.objects.for_user(request.user, EDIT).select_related("campaign")
    act = get_object_or_404(acts, uid=uid)
    return asked(
        request,
        ReasonForm(given(request)),
        lambda told: services.withdraw(by=request.user, act=act, **told),
        done="已撤回。",
        title="撤回活动场次",
        text=f"{act.campaign}，{act}",
        submit="撤回",
        danger=True,
        cancel=act.campaign.get_absolute_url(),
    )
