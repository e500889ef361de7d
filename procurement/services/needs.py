"""Needs come in by five ways and are looked at by officers."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from accounts.roles import Permission
from governance.trail import record, refuse
from privacy import signing
from privacy.services import give_consent
from procurement import clusters
from procurement.models import Need, NeedChannel
from procurement.need_rules import rule_at
from procurement.workflows.needs import NEED

PURPOSE = "procurement-need"
CLOSED = "这次征集已结束。有需要的，请直接联系工会。"


def keep(**fields):
    """A need with what it says looked over, written down beside those like it."""
    fields["text"] = fields["text"].strip()
    need = Need(**fields)
    need.folded = clusters.folded(need.text)
    need.full_clean(
        exclude=["by", "federation", "channel", "organization", "sheet", "region"],
        validate_unique=False,  # its numbers were just drawn
        validate_constraints=False,
    )
    need.alike = clusters.nearest(need)
    need.save()
    return need


def channel_of(token):
    """The channel whose address somebody holds, or None; bent ones never reach the database."""
    try:
        slug = signing.unseal("procurement.need", token)
    except signing.BadCode:
        return None
    return NeedChannel.objects.select_related("federation__region").filter(slug=slug).first()


@transaction.atomic
def tell(*, channel, by=None, phone="", agreed=False, **fields):
    """A worker tells a need by a form in the open, without saying who they are. A telephone number
    is kept only with their consent."""
    if channel.state != "征集中":
        raise ValidationError(CLOSED, code="over")
    source = Need.Source.STATION if channel.station else Need.Source.FORM
    need = keep(
        channel=channel,
        federation=channel.federation,
        region=channel.federation.region,
        station=channel.station,
        source=source,
        phone=phone,
        **{**fields, "domain": channel.domain or fields.get("domain", "")},
    )
    if phone:
        give_consent(by=None, person=need, purpose=PURPOSE, channel="扫码提出需求", ticked=agreed)
    record(by=by, verb="tell", label="提出需求", subject=need, source=source)
    return need


@transaction.atomic
def tell_for(*, by, organization, **fields):
    """An organization passes on what the workers it serves need."""
    if not by.may(Permission.OWN_NEED_TELL, organization):
        refuse(by=by, verb="tell_need", subject=organization)
        raise PermissionDenied("您没有代表该组织报送需求的权限。")
    need = keep(
        by=by,
        organization=organization,
        federation=organization.federation,
        region=organization.region or organization.federation.region,
        source=Need.Source.ORGANIZATION,
        **fields,
    )
    record(by=by, verb="tell", label="报送需求", subject=need)
    return need


@transaction.atomic
def write_down(*, by, federation, region=None, station="", **fields):
    """An officer writes down what was said to them, or at a station."""
    may_gather(by, federation)
    need = keep(
        by=by,
        federation=federation,
        region=region or federation.region,
        station=station.strip(),
        source=Need.Source.STATION if station.strip() else Need.Source.OFFICER,
        **fields,
    )
    record(by=by, verb="write_down", label="登记需求", subject=need, source=need.source)
    return need


def may_gather(by, federation):
    if not by.may_at(Permission.NEED_EDIT, federation):
        refuse(by=by, verb="gather_needs", subject=federation)
        raise PermissionDenied("只能为本级及下级工会登记需求。")


@transaction.atomic
def grade(*, by, need, **fields):
    """An officer sets right what a need is about: domain, group, region, people, priority. Its
    words stay as they were told."""
    need = Need.objects.select_for_update(of=("self",)).get(pk=need.pk)
    if not by.may(Permission.NEED_EDIT, need):
        refuse(by=by, verb="grade", subject=need)
        raise PermissionDenied("您无权整理这条需求。")
    changed = {name: value for name, value in fields.items() if getattr(need, name) != value}
    if not changed:
        return need
    for name, value in changed.items():
        setattr(need, name, value)
    if "domain" in changed:
        need.alike = None if need.repeats.exists() else clusters.nearest(need)
    need.full_clean()
    need.save()
    record(by=by, verb="grade", label="整理需求", subject=need, changed=sorted(changed))
    return need


@transaction.atomic
def move_need(*, by, need, verb, reason=""):
    """Answer a need at once, put it aside, take it up again. The teller reads the reason."""
    answer = "" if verb == "reopen" else reason.strip()[:300]
    return NEED.move(need, verb, by=by, reason=reason, answer=answer)


@transaction.atomic
def open_channel(*, by, federation, expires_at, **fields):
    """A code to hang up: whoever scans it can tell what they need."""
    may_gather(by, federation)
    longest = rule_at(federation).channel_days
    if (expires_at - timezone.now()).days > longest:
        raise ValidationError({"expires_at": f"最长 {longest} 天。"}, code="too_long")
    channel = NeedChannel(federation=federation, expires_at=expires_at, by=by, **fields)
    channel.full_clean(exclude=["by", "federation"])
    channel.save()
    record(by=by, verb="open", label="制作需求征集码", subject=channel)
    return channel


@transaction.atomic
def close_channel(*, by, channel):
    channel = NeedChannel.objects.select_for_update(of=("self",)).get(pk=channel.pk)
    if not by.may(Permission.NEED_EDIT, channel):
        refuse(by=by, verb="close", subject=channel)
        raise PermissionDenied("只能停用本级及下级工会的征集码。")
    if channel.closed_at is None:
        channel.closed_at = timezone.now()
        channel.save(update_fields=["closed_at"])
        record(by=by, verb="close", label="停用需求征集码", subject=channel)
    return channel


def weight_of(rows):
    """``(how many needs, of how many people)``."""
    told = rows.aggregate(people=Sum("people"))
    return rows.count(), told["people"] or 0


def told_under(number):
    """The need of whoever holds its receipt, or None."""
    rows = Need.objects.select_related("federation", "topic")
    return rows.filter(number=number.strip().upper()[:20]).first()
