"""What can be done with a station: opened, set right, renamed, housed anew, closed; its people.

Whoever keeps stations (``STATION_EDIT``) does so at their federation and below it.
"""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts.roles import Permission
from governance.trail import record, refuse
from governance.workflow import save
from stations.models import Housing, Station, StationName, StationWorker, StationYear

EDIT = Permission.STATION_EDIT
NOT_YOURS = "只能管理本级及下级工会的站点。"
PLAIN = (
    *("region", "layer", "zone_grade", "host", "address", "longitude", "latitude", "hours"),
    *("phone", "brand", "counter", "windows", "facilities", "area", "capacity", "union"),
    *("established_on", "recorded_from", "opened_on"),
)
"""What is set right in place; the name, the kind, the premises and the end have their own acts."""


def may_keep(by, federation, doing):
    if not by.may_at(EDIT, federation):
        refuse(by=by, verb=doing, subject=federation)
        raise PermissionDenied(NOT_YOURS)


def held(by, station, doing):
    """The station under lock, for one who may keep it."""
    station = Station.objects.select_for_update(of=("self",)).get(pk=station.pk)
    if not by.may(EDIT, station):
        refuse(by=by, verb=doing, subject=station)
        raise PermissionDenied(NOT_YOURS)
    return station


@transaction.atomic
def open_station(*, by, federation, **fields):
    may_keep(by, federation, "open_station")
    station = Station(federation=federation, **fields)
    within(station)
    save(station)
    if station.premises:
        Housing.objects.create(
            station=station, premises=station.premises, valid_from=station.opened_on
        )
    record(by=by, verb="open", label="登记站点", subject=station, kind=station.kind)
    return station


def within(station):
    """A station lies in the territory of the federation that answers for it."""
    home = station.federation.region
    if home and not station.region.path.startswith(home.path):
        raise ValidationError({"region": f"站点应在{home.name}以内。"})


@transaction.atomic
def revise_station(*, by, station, **fields):
    """Set right what is plain about it."""
    station = held(by, station, "revise")
    known = {name: fields[name] for name in PLAIN if name in fields}
    changed = [name for name, value in known.items() if getattr(station, name) != value]
    if not changed:
        return station
    for name in changed:
        setattr(station, name, known[name])
    within(station)
    save(station)
    record(by=by, verb="revise", label="更正站点", subject=station, changed=sorted(changed))
    return station


@transaction.atomic
def rename_station(*, by, station, name, on, kind="", document=""):
    """A new name from a day on, and with it perhaps a new kind: 帮扶中心 to 职工服务中心."""
    station = held(by, station, "rename")
    name, kind = name.strip(), kind or station.kind
    if (name, kind) == (station.name, station.kind):
        raise ValidationError({"name": "名称没有变化。"})
    if on <= station.opened_on or station.closed_on:
        raise ValidationError({"on": "更名日期应在启用之后，已关停的站点不能更名。"})
    if station.names.filter(ended_on__gte=on).exists():
        raise ValidationError({"on": "这一天之后已有更名，请核对日期。"})
    StationName.objects.create(
        station=station, name=station.name, kind=station.kind, ended_on=on, document=document
    )
    before, station.name, station.kind = station.name, name, kind
    save(station)
    record(
        by=by,
        verb="rename",
        label="站点更名",
        subject=station,
        before=before,
        on=on.isoformat(),
        document=document,
    )
    return station


@transaction.atomic
def rehouse_station(*, by, station, premises, on, note=""):
    """What a look at its premises found, from that day on."""
    station = held(by, station, "rehouse")
    last = station.housings.filter(valid_to=None).first()
    if last and last.premises == premises:
        raise ValidationError({"premises": "场地没有变化。"})
    if on < station.opened_on or (last and on <= last.valid_from):
        raise ValidationError({"on": "日期应晚于启用日期和上一次登记的日期。"})
    if last:
        last.valid_to = on
        save(last)
    save(Housing(station=station, premises=premises, valid_from=on, note=note))
    station.premises = premises
    save(station)
    record(by=by, verb="rehouse", label="登记站点场地", subject=station, premises=premises)
    return station


@transaction.atomic
def close_station(*, by, station, on, reason):
    station = held(by, station, "close")
    if station.closed_on:
        raise ValidationError("这个站点已经关停。", code="stale")
    station.closed_on, station.closed_because = on, reason.strip()
    save(station)
    station.housings.filter(valid_to=None, valid_from__lt=on).update(valid_to=on)
    record(by=by, verb="close", label="关停站点", subject=station, reason=reason)
    return station


@transaction.atomic
def report_year(*, by, station, year, **fields):
    """What a station says of a year; said again, it stands corrected."""
    station = held(by, station, "report_year")
    row = StationYear.objects.filter(station=station, year=year).first() or StationYear(
        station=station, year=year
    )
    for name, value in fields.items():
        setattr(row, name, value)
    save(row)
    record(by=by, verb="report_year", label="填报站点年报", subject=station, year=year)
    return row


@transaction.atomic
def post_worker(*, by, station, user, source, starts_on):
    """Somebody begins to work at a station."""
    station = held(by, station, "post_worker")
    worker = StationWorker(station=station, user=user, source=source, starts_on=starts_on)
    save(worker)
    record(by=by, verb="post_worker", label="站点人员上岗", subject=station, source=source)
    return worker


@transaction.atomic
def end_post(*, by, worker, ends_on):
    worker = StationWorker.objects.select_for_update(of=("self",)).get(pk=worker.pk)
    station = held(by, worker.station, "end_post")
    if worker.ends_on:
        raise ValidationError("这个岗位已经结束。", code="stale")
    worker.ends_on = ends_on
    save(worker)
    record(by=by, verb="end_post", label="站点人员离岗", subject=station)
    return worker
