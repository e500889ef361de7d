"""Who offers what, and what unions answer when they are asked."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.roles import Permission
from governance.trail import record, refuse
from stations.models import (
    GroupAddition,
    Offering,
    ReturnedItem,
    ServiceReturn,
    ServiceRound,
)
from stations.queries.vitality import served
from stations.services.items import own_services


@transaction.atomic
def offer(*, by, item, federation=None, station=None, starts_on=None, **fields):
    """A station, or a union as a whole, offers an item from a day on."""
    federation = station.federation if station else federation
    if station is None:
        own_services(by, federation, "offer")
    elif not by.may(Permission.SERVICE_EDIT, station):
        refuse(by=by, verb="offer", subject=station)
        raise PermissionDenied("只能维护本级及下级站点的服务。")
    starts_on = starts_on or timezone.localdate()
    if not item.is_active(starts_on):
        raise ValidationError({"item": f"“{item}”在那一天不在用。"})
    if station and station.closed_on and station.closed_on <= starts_on:
        raise ValidationError({"station": "站点已关停。"})
    row = Offering(item=item, federation=federation, station=station, starts_on=starts_on, **fields)
    row.full_clean()
    row.save()
    record(by=by, verb="offer", label="开设服务", subject=row)
    return row


@transaction.atomic
def end_offering(*, by, offering, on, reason):
    if not by.may(Permission.SERVICE_EDIT, offering):
        refuse(by=by, verb="end", subject=offering)
        raise PermissionDenied("只能维护本级及下级的服务。")
    row = Offering.objects.select_for_update(of=("self",)).get(pk=offering.pk)
    if row.ended_on:
        raise ValidationError(f"已于 {row.ended_on:%Y-%m-%d} 停止。")
    row.ended_on = on
    row.full_clean()
    row.save(update_fields=["ended_on"])
    record(by=by, verb="end", label="停止服务", subject=row, reason=reason)
    return row


@transaction.atomic
def open_round(*, by, federation, **fields):
    """Ask those below which items they run and which groups they have taken in."""
    own_services(by, federation, "open_round")
    row = ServiceRound(federation=federation, **fields)
    row.full_clean()
    row.save()
    record(by=by, verb="open", label="发起服务情况填报", subject=row)
    return row


@transaction.atomic
def close_round(*, by, round, reason):
    own_services(by, round.federation, "close_round")
    row = ServiceRound.objects.select_for_update(of=("self",)).get(pk=round.pk)
    if row.closed_on:
        raise ValidationError("填报已经结束。")
    row.closed_on = timezone.localdate()
    row.save(update_fields=["closed_on"])
    record(by=by, verb="close", label="结束服务情况填报", subject=row, reason=reason)
    return row


@transaction.atomic
def answer(*, by, round, federation, station=None, items=None, groups=None):
    """One union's answer, or one of its stations': ``items`` gives for each item how many people
    it reached in the year before (None: not run), ``groups`` for each group taken in the day.
    Answered again, the new answer stands."""
    own_services(by, federation, "answer")
    if not federation.path.startswith(round.federation.path):
        raise ValidationError("这次填报不涉及本单位。")
    if round.closed_on:
        raise ValidationError("填报已经结束。")
    row, fresh = ServiceReturn.objects.select_for_update(of=("self",)).get_or_create(
        round=round, federation=federation, station=station, defaults={"by": by}
    )
    if not fresh:
        row.at, row.by = timezone.now(), by
        row.save(update_fields=["at", "by"])
    if round.asks_items:
        _answer_items(row, items or {})
    if round.asks_groups:
        _answer_groups(row, groups or {})
    record(by=by, verb="answer", label="填报服务情况", subject=round, federation=federation)
    return row


def _answer_items(row, items):
    """An item that reached next to nobody is dormant, whatever was ticked (AS-44). What was told
    is compared with what counters recorded: the larger of both stands."""
    row.lines.all().delete()
    counted = served(row.federation, row.round.on, station=row.station)
    told = {item: persons for item, persons in items.items() if persons is not None}
    ReturnedItem.objects.bulk_create(
        ReturnedItem(
            service_return=row,
            item=item,
            operating=item in told,
            persons=max(told.get(item, 0), counted.get(item.pk, 0)),
            dormant=item in told and max(told[item], counted.get(item.pk, 0)) < item.least_persons,
        )
        for item in items
    )
    running = set(
        Offering.objects.in_force(row.round.on)
        .filter(federation=row.federation, station=row.station)
        .values_list("item", flat=True)
    )
    Offering.objects.bulk_create(
        [
            Offering(
                item=item,
                federation=row.federation,
                station=row.station,
                starts_on=row.round.on - timedelta(days=365),
            )
            for item in told
            if item.pk not in running
        ],
        ignore_conflicts=True,
    )


def _answer_groups(row, groups):
    place = {"federation": row.federation, "station": row.station}
    asked = GroupAddition.objects.filter(**place, added_on__gte=row.round.since)
    asked.filter(added_on__lte=row.round.on).exclude(group__in=groups).delete()
    for group, day in groups.items():
        if not row.round.since <= day <= row.round.on:
            raise ValidationError({f"group_{group}": "日期应在这次填报所问的时段内。"})
        GroupAddition.objects.update_or_create(**place, group=group, defaults={"added_on": day})
