"""Stations that offer something, and who stands at their counters."""

from datetime import date
from itertools import count
from uuid import uuid4

from accounts.roles import Role
from stations.models import ServiceItem, Station, StationWorker
from stations.services import offerings
from tests import make
from tests.everybody import person

serial = count(1)


def item(code="living"):
    return ServiceItem.objects.get(code=code)


def station(code="500112", **over):
    federation = make.federation(code)
    values = {"federation": federation, "region": federation.region, "kind": "aid_station"}
    values |= {"layer": "township", "opened_on": date(2010, 1, 1), "name": f"站点{next(serial)}"}
    return Station.objects.create(**values | over)


def clerk(at):
    """Who works at the station, and nowhere else."""
    user = person(f"clerk-{next(serial)}", at.federation.code, Role.STATION)
    StationWorker.objects.create(station=at, user=user, source="hired", starts_on=date(2020, 1, 1))
    return user


def counter(*codes, at="500112", since=date(2020, 1, 1)):
    """``(station, clerk)`` of one that offers these items."""
    here = station(at)
    officer = make.officer(at, Role.ASSISTANCE)
    for code in codes or ("living", "psychology", "rest"):
        offerings.offer(by=officer, station=here, item=item(code), starts_on=since)
    return here, clerk(here)


def entry(code="psychology", **over):
    return {"uid": uuid4(), "item": item(code), "group": "all", "on": None, **over}
