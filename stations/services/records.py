"""Services at a counter: kept once however often they are sent, counted by the day as they come."""

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from accounts.roles import Permission
from governance.trail import record, refuse
from stations.models import ServiceDay, ServiceItem, ServiceRecord, Station, UseDay
from stations.queries.counters import offered_at

BACK = timedelta(days=31)
"""So far back a counter may still send what waited there for the network."""
MOST = 500
"""So many entries in one sending."""


def _may_record(by, station, verb):
    if not by.may(Permission.SERVICE_RECORD, station):
        refuse(by=by, verb=verb, subject=station)
        raise PermissionDenied("只能在本人所在或本级管理的站点登记服务。")


@transaction.atomic
def record_services(*, by, station, entries):
    """Keep what a counter sends: ``(kept, refused)``, where ``kept`` are records, also those that
    had come before, and ``refused`` is ``{uid: ValidationError}``.

    An entry is a dict of a record's columns; its ``uid`` was made at the counter. Those who record
    at one station wait for one another, so that a sending which comes twice at once finds itself.
    """
    _may_record(by, station, "record")
    if len(entries) > MOST:
        raise ValidationError(f"一次最多发送 {MOST} 条。")
    station = Station.objects.select_for_update(of=("self",), no_key=True).get(pk=station.pk)
    uids = [entry["uid"] for entry in entries]
    known = {row.uid: row for row in ServiceRecord.objects.filter(uid__in=uids)}
    made, kept, refused = [], [], {}
    for entry in entries:
        before = known.get(entry["uid"])
        if before is not None and before.station_id == station.pk:
            kept.append(before)
            continue
        try:
            if before is not None:
                raise ValidationError("这个编号已用于别的站点。")
            row = _checked(by, station, entry)
        except ValidationError as refusal:
            refused[entry["uid"]] = refusal
            continue
        known[row.uid] = row
        made.append(row)
    if made:
        keep(made)
        record(by=by, verb="record", label="登记服务", subject=station, records=len(made))
    return kept + made, refused


def record_service(*, by, station, **entry):
    """One of them."""
    kept, refused = record_services(by=by, station=station, entries=[entry])
    if refused:
        raise next(iter(refused.values()))
    return kept[0]


def _checked(by, station, entry):
    today = timezone.localdate()
    row = ServiceRecord(station=station, federation_id=station.federation_id, by=by, **entry)
    row.on = row.on or today
    if row.on > today:
        raise ValidationError({"on": "服务日期不能晚于今天。"})
    if row.on < today - BACK:
        raise ValidationError({"on": f"只能补登 {BACK.days} 天以内的服务。"})
    if row.on < station.opened_on or (station.closed_on and row.on >= station.closed_on):
        raise ValidationError({"on": "站点在那一天没有开放。"})
    if row.item_id not in _offered(station, row.on):
        raise ValidationError({"item": f"本站点在那一天没有提供“{row.item}”。"})
    if row.item.unit == ServiceItem.Unit.PERSON_TIME:
        row.quantity = row.persons
    if not (1 <= row.persons <= 10_000 and row.quantity > 0):
        raise ValidationError({"persons": "人次应在 1 至 10,000 之间，数量应大于零。"})
    row.clean_fields(exclude=["station", "federation", "item", "by", "uid"])
    return row


def _offered(station, on):
    """Kept on the station in hand, so that a sending of many asks once a day."""
    kept = station.__dict__.setdefault("_offered", {})
    if on not in kept:
        kept[on] = set(offered_at(station, on).values_list("pk", flat=True))
    return kept[on]


def keep(rows):
    """Checked records with their sums, as part of another act."""
    ServiceRecord.objects.bulk_create(rows)
    _add_to_days(rows)
    UseDay.objects.bulk_create(
        [
            UseDay(station_id=station, day=day)
            for station, day in sorted({(row.station_id, row.on) for row in rows})
        ],
        ignore_conflicts=True,
    )


def _add_to_days(rows):
    sums = defaultdict(lambda: [0, 0, Decimal(0)])
    for row in rows:
        found = sums[row.station_id, row.federation_id, row.on, row.item_id, row.group]
        found[0] += 1
        found[1] += row.persons
        found[2] += Decimal(row.quantity)
    keys = sorted(sums)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO stations_serviceday AS d
                (station_id, federation_id, "on", item_id, "group", records, persons, quantity)
            SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::date[], %s::bigint[], %s::text[],
                %s::int[], %s::int[], %s::numeric[])
            ON CONFLICT (station_id, "on", item_id, "group") DO UPDATE SET
                records = d.records + EXCLUDED.records, persons = d.persons + EXCLUDED.persons,
                quantity = d.quantity + EXCLUDED.quantity
            """,
            [
                list(column)
                for column in zip(*(key + tuple(sums[key]) for key in keys), strict=True)
            ],
        )


@transaction.atomic
def void(*, by, service, reason):
    """A mistaken record counts no more; it stays to be seen, with who took it back and why."""
    station = Station.objects.select_for_update(of=("self",), no_key=True).get(
        pk=service.station_id
    )
    _may_record(by, station, "void")
    if not reason.strip():
        raise ValidationError({"reason": "请填写作废的原因。"})
    row = ServiceRecord.objects.select_for_update(of=("self",)).get(pk=service.pk)
    if row.voided_at:
        raise ValidationError("这条记录已经作废。")
    row.voided_at, row.voided_by, row.void_reason = timezone.now(), by, reason.strip()[:100]
    row.save(update_fields=["voided_at", "voided_by", "void_reason"])
    ServiceDay.objects.filter(
        station=row.station_id, on=row.on, item=row.item_id, group=row.group
    ).update(
        records=F("records") - 1,
        persons=F("persons") - row.persons,
        quantity=F("quantity") - row.quantity,
    )
    if not ServiceDay.objects.filter(station=station, on=row.on, records__gt=0).exists():
        UseDay.objects.filter(station=station, day=row.on).delete()
    record(by=by, verb="void", label="作废服务记录", subject=row, reason=reason)
    return row
