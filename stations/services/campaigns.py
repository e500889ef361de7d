"""Campaigns: planned by a union, carried out on many days, with organizations and volunteers."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.roles import Permission
from governance.trail import record, refuse
from stations.models import (
    Campaign,
    CampaignAct,
    CampaignGoods,
    CampaignPartner,
    FundEntry,
    ServiceItem,
)
from stations.services import funds
from stations.services.items import own_services
from stations.workflows.campaigns import CAMPAIGN

ITEM_OF = {"school": "school", "warmth": "living", "jobs": "placement"}
"""Under which item money given in a kind of campaign is counted; the others under 其他."""


@transaction.atomic
def plan(*, by, federation, partners=(), **fields):
    own_services(by, federation, "plan")
    row = Campaign(federation=federation, **fields)
    row.full_clean()
    row.save()
    for organization in partners:
        CampaignPartner.objects.create(campaign=row, organization=organization)
    record(by=by, verb="plan", label="筹备活动", subject=row)
    return row


@transaction.atomic
def revise(*, by, campaign, **fields):
    row = _own(by, campaign, "revise")
    if row.status in (Campaign.Status.FINISHED, Campaign.Status.CANCELLED):
        raise ValidationError(f"活动{row.get_status_display()}，不能再修改。")
    for name, value in fields.items():
        setattr(row, name, value)
    row.full_clean()
    row.save()
    record(by=by, verb="revise", label="修改活动", subject=row)
    return row


def move(*, by, campaign, verb, reason=""):
    return CAMPAIGN.move(campaign, verb, by=by, reason=reason)


@transaction.atomic
def add_partner(*, by, campaign, organization, does=""):
    """A social organization takes part (ZH-16)."""
    row = CampaignPartner(
        campaign=_own(by, campaign, "add_partner"), organization=organization, does=does
    )
    row.full_clean()
    row.save()
    record(by=by, verb="add_partner", label="列入参与组织", subject=row.campaign)
    return row


@transaction.atomic
def report(*, by, campaign, goods=(), **fields):
    """One day at one place. Money that was given is booked by another, of the finance office."""
    campaign = _own(by, campaign, "report")
    if campaign.status != Campaign.Status.RUNNING:
        raise ValidationError(f"活动{campaign.get_status_display()}，开展中才能登记场次。")
    act = CampaignAct(campaign=campaign, by=by, **fields)
    if not campaign.starts_on <= act.on <= timezone.localdate():
        raise ValidationError({"on": "日期应在活动开始之后，不晚于今天。"})
    if not (act.persons or act.households or act.volunteers):
        raise ValidationError({"persons": "请填写受益人次、户数或志愿者人次。"})
    act.full_clean()
    act.save()
    for line in goods:
        row = CampaignGoods(act=act, **line)
        row.full_clean()
        row.save()
    record(by=by, verb="report", label="登记活动场次", subject=campaign, persons=act.persons)
    return act


@transaction.atomic
def book(*, by, act, fund, source):
    """Money given on a day goes out of a fund of the house, so that it counts among its aid, and
    once: who reported it does not book it (职责分离)."""
    act = CampaignAct.objects.select_for_update(of=("self",)).get(pk=act.pk)
    federation = act.campaign.federation
    if federation not in by.federations_granting(Permission.FUND_EDIT):
        refuse(by=by, verb="book", subject=act.campaign)
        raise PermissionDenied("只能由主办工会的财务人员入账。")
    if act.by_id == by.pk:
        refuse(by=by, verb="book", subject=act.campaign)
        raise ValidationError("登记场次和入账须由不同的人办理。", code="own")
    if not act.money or FundEntry.objects.filter(act=act).exists():
        raise ValidationError("这一场没有待入账的资金。")
    if fund.federation_id != federation.pk:
        raise ValidationError({"fund": "只能从主办工会的资金支出。"})
    entry = funds.book(
        by=by,
        fund=fund,
        source=source,
        amount=act.money,
        item=ServiceItem.objects.get(code=ITEM_OF.get(act.campaign.kind, "other")),
        on=act.on,
        campaign=act.campaign,
        act=act,
        households=act.households,
        persons=act.persons,
        note=f"{act.campaign.title}：{act.place}"[:200],
    )
    record(by=by, verb="book", label="活动资金入账", subject=act.campaign, amount=str(act.money))
    return entry


@transaction.atomic
def withdraw(*, by, act, reason):
    """A mistaken day is taken back, its money with it."""
    campaign = _own(by, act.campaign, "withdraw")
    if campaign.status != Campaign.Status.RUNNING:
        raise ValidationError("活动已结束，先继续登记再更正。")
    if not reason.strip():
        raise ValidationError({"reason": "请填写撤回的原因。"})
    if FundEntry.objects.filter(act=act).exists():
        raise ValidationError("这一场发放的资金已经入账，不能撤回。")
    record(by=by, verb="withdraw", label="撤回活动场次", subject=campaign, reason=reason)
    act.delete()
    return campaign


def _own(by, campaign, verb):
    """Locked, so that what is reported while it ends comes before or after."""
    row = Campaign.objects.select_for_update(of=("self",)).get(pk=campaign.pk)
    if row.federation not in by.federations_granting(Permission.SERVICE_EDIT):
        refuse(by=by, verb=verb, subject=row)
        raise PermissionDenied("只能办理本级的活动。")
    return row
