"""What of services, campaigns and money stands on the pages of others: a station's page, the inbox,
what the public reads."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from accounts import homes, navigation
from accounts.panels import Act, Panel
from accounts.roles import Permission, Role
from communications import inbox, showcase
from communications.inbox import Tasks
from communications.showcase import Section
from stations.models import CampaignAct, FundStatement, Offering, ServiceReturn, ServiceRound
from stations.pages import STATION
from stations.queries import counters
from stations.queries.vitality import with_served

VIEW, EDIT, RECORD = Permission.SERVICE_VIEW, Permission.SERVICE_EDIT, Permission.SERVICE_RECORD
MONEY = Permission.FUND_EDIT


def offered(station, user):
    rows = Offering.objects.for_user(user, VIEW).in_force()
    rows = rows.filter(Q(station=station) | Q(station=None, federation=station.federation_id))
    return {"rows": with_served(rows).select_related("item").order_by("item__order")}


def open_another(station, user):
    if not user.may(EDIT, station):
        return None
    return "开设服务", f"{reverse('stations:offering_new')}?station={station.uid}"


def done(station, user):
    today = timezone.localdate()
    rows = counters.delivered(station.federation, today - timedelta(days=364), today, by="item")
    rows = list(rows.filter(station=station))
    return {"rows": rows, "today": counters.today(station)} if rows else None


def all_records(station, user):
    return "全部记录", f"{reverse('stations:records')}?station={station.uid}"


PANELS = (
    Panel(
        key="offers",
        title="服务项目",
        template="stations/_station_offers.html",
        context=offered,
        permission=VIEW,
        more=open_another,
        order=60,
    ),
    Panel(
        key="done",
        title="近一年的服务",
        template="stations/_station_done.html",
        context=done,
        permission=VIEW,
        more=all_records,
        order=70,
    ),
)
COUNTER = Act(key="counter", label="登记服务", url="stations:counter", permission=RECORD, order=60)


def money_to_book(user):
    """Given on days of campaigns of one's own house, reported by others."""
    heads = user.federations_granting(MONEY)
    rows = CampaignAct.objects.for_user(user, MONEY)
    rows = rows.filter(campaign__federation__in=heads, money__gt=0, entry=None).exclude(by=user)
    return rows.select_related("campaign").order_by("on", "pk")


def rounds_to_answer(user):
    """Open rounds that a house of one's own has not answered; those one asks oneself are answered
    by those below."""
    heads = list(user.federations_granting(EDIT))
    if not heads:
        return ServiceRound.objects.none()
    mine = ServiceReturn.objects.filter(round=OuterRef("pk"), federation__in=heads, station=None)
    rows = ServiceRound.objects.for_user(user, VIEW).filter(closed_on=None)
    above = {code for head in heads for code in head.path.strip("/").split("/")[:-1]}
    rows = rows.filter(federation__code__in=above).exclude(Exists(mine))
    return rows.select_related("federation").order_by("due_on", "pk")


TASKS = (
    Tasks(
        key="campaign_money",
        label="活动资金待入账",
        rows=money_to_book,
        template="stations/_task_money.html",
        permission=MONEY,
        unit="场",
        more=lambda user: reverse("stations:funds_to_book"),
    ),
    Tasks(
        key="service_rounds",
        label="服务情况待填报",
        rows=rounds_to_answer,
        template="stations/_task_round.html",
        permission=EDIT,
        unit="次",
        more=lambda user: reverse("stations:rounds"),
    ),
)


def told_lately():
    rows = FundStatement.objects.published().select_related("fund__federation")[:5]
    return {"rows": rows} if rows else None


SECTION = Section(
    key="funds",
    title="帮扶资金公开",
    template="stations/_public_funds.html",
    context=told_lately,
    more="stations:public_funds",
    order=45,
)


def declare():
    STATION.add(*PANELS, COUNTER)
    inbox.register(*TASKS)
    showcase.register(SECTION)
    homes.register("stations:counters", homes.holds(Role.STATION), order=30)
    navigation.register("登记服务", "stations:counters", Permission.STATION_WORK, order=61)
