"""Every address of the product: how to fill it in with things of 渝北, and who may open it."""

from django.urls import URLPattern, get_resolver

from tests.doors import (
    aid,
    bids,
    bulletins,
    calls,
    canvass,
    cases,
    decisions,
    founding,
    house,
    members,
    needs,
    purchases,
    register,
    relief,
    reviews,
    services,
    stations,
    support,
    surveys,
    targets,
    unions,
    wishes,
)
from tests.province import province

APPS = (
    aid,
    bids,
    house,
    register,
    founding,
    cases,
    targets,
    canvass,
    support,
    unions,
    members,
    bulletins,
    purchases,
    needs,
    calls,
    reviews,
    decisions,
    surveys,
    wishes,
    relief,
    services,
    stations,
)
DOORS = {route: door for app in APPS for route, door in app.DOORS.items()}


def furnish(people):
    """``{kind: Thing}``: one of everything, all of it of 渝北 or of 重庆 above it."""
    made = province(
        "50",
        "500112",
        chief=people["cq_organizing"],
        officer=people["yb_organizing"],
        delegate=people["delegate"],
    )
    return made.things


def routes(resolver=None, before=""):
    """Every route as Django writes it, once."""
    found = {}
    for entry in (resolver or get_resolver()).url_patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            found[route] = entry
        else:
            found |= routes(entry, route)
    return found
