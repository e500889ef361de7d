"""The sections of a station's page that belong to the station itself."""

from django.db.models import Q
from django.urls import reverse

from accounts import searching
from accounts.panels import Panel
from accounts.roles import Permission
from accounts.searching import Findable, Hit
from communications import inbox
from communications.inbox import Tasks
from communications.showcase import Section
from stations.models import Linkage, StandardCheck, Station
from stations.pages import STATION

VIEW, RATE = Permission.STATION_VIEW, Permission.STATION_RATE


def past(station, user):
    names, housings = list(station.names.all()), list(station.housings.all())
    return {"names": names, "housings": housings} if names or housings else None


def quality(station, user):
    return {
        "checks": station.checks.select_related("by", "confirmed_by")[:5],
        "stars": station.stars.select_related("by")[:5],
        "honours": station.honours.all(),
    }


def around(station, user):
    linked = Q(station=station)
    if station.kind in Station.CENTRES:  # a centre stands for its federation
        linked |= Q(federation=station.federation_id, station=None)
    rows = {
        "linkages": list(Linkage.objects.standing().filter(linked)),
        "outlets": list(station.outlets.open_on()),
        "benefits": list(station.benefits.filter(ends_on=None)),
    }
    return rows if any(rows.values()) else None


def people(station, user):
    workers = list(station.workers.current().select_related("user"))
    return {"workers": workers, "may_end": user.may(Permission.STATION_EDIT, station)}


def years(station, user):
    rows = list(station.years.all()[:6])
    return {"years": rows} if rows else None


def declare():
    STATION.add(
        *(
            Panel(
                key=key,
                title=title,
                template=f"stations/_station_{key}.html",
                context=context,
                permission=VIEW,
                order=order,
            )
            for key, title, context, order in (
                ("past", "名称和场地沿革", past, 20),
                ("quality", "规范化和星级", quality, 30),
                ("around", "部门联动、优惠网点和权益", around, 40),
                ("people", "站点人员", people, 50),
                ("years", "历年情况", years, 80),
            )
        )
    )
    inbox.register(CHECKS)
    searching.register(FINDABLE)


def to_confirm(user):
    """Checks made by others that wait to be settled, at the person's own federations and below."""
    rows = StandardCheck.objects.for_user(user, RATE).filter(confirmed_at=None)
    return rows.exclude(by=user).select_related("station").order_by("checked_on", "pk")


CHECKS = Tasks(
    key="station_checks",
    label="待核定的规范化检查",
    rows=to_confirm,
    template="stations/_task_check.html",
    permission=RATE,
    unit="次",
    order=70,
)


def found(user, words, most):
    rows = Station.objects.for_user(user, VIEW).filter(name__contains=words)
    rows = rows.select_related("federation").order_by("name", "pk")
    return [Hit(s.name, s.get_absolute_url(), s.federation.short_name) for s in rows[:most]]


FINDABLE = Findable(
    key="stations",
    label="站点",
    find=found,
    permissions=(VIEW,),
    more=lambda user, words: f"{reverse('stations:stations')}?search={words}",
    order=65,
)


def on_public_page():
    """What stands of stations under 公开信息."""
    count = Station.objects.public().count()
    return {"count": count} if count else None


SECTION = Section(
    key="stations",
    title="工会站点",
    template="stations/_public_stations.html",
    context=on_public_page,
    more="stations:find",
    order=20,
)
