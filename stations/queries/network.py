"""The network in tables: table 1 (domain 7.4), density and unevenness, idle plates, the nearest."""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from django.db.models import (
    BooleanField,
    CharField,
    Count,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    Sum,
    Value,
)
from django.utils import timezone

from stations import standards
from stations.hours import is_open, minute_now
from stations.models import Offering, StandardCheck, StarRating, Station, UseDay, Workforce
from stations.points import metres

NEAREST = 10
LAYERS = {
    Station.Layer.ZONE: "开发区（工业园区）中心（站）",
    Station.Layer.TOWNSHIP: "乡镇（街道）站",
    Station.Layer.VILLAGE: "村（社区）站（点）",
    Station.Layer.ENTERPRISE: "企业站（点）",
}
GRADED = (Station.ZoneGrade.NATIONAL, Station.ZoneGrade.PROVINCIAL)


@dataclass(frozen=True)
class Line:
    """A layer on a day and two years before; ``of_which`` lines are parts and never added."""

    key: str
    label: str
    count: int
    before: int
    of_which: bool = False

    @property
    def added(self):
        return self.count - self.before


def two_years_before(day):
    """As the tally reckons it: what opened on 29 February is two years old on the 28th."""
    try:
        return day.replace(year=day.year - 2)
    except ValueError:
        return date(day.year - 2, 2, 28)


def opened_by(day, prefix=""):
    return Q(**{f"{prefix}opened_on__lte": day}) & (
        Q(**{f"{prefix}closed_on": None}) | Q(**{f"{prefix}closed_on__gt": day})
    )


def table_one(rows, on):
    """Table 1 of ``rows`` (all stations within reach), by layer, in one query."""
    then = two_years_before(on)
    found = {
        (row["layer"], row["zone_grade"]): (row["now"], row["then"])
        for row in rows.below_county()
        .order_by()
        .values("layer", "zone_grade")
        .annotate(now=Count("pk", filter=opened_by(on)), then=Count("pk", filter=opened_by(then)))
    }

    def line(key, label, wanted, of_which=False):
        counts = [pair for place, pair in found.items() if wanted(*place)]
        return Line(key, label, sum(n for n, _ in counts), sum(b for _, b in counts), of_which)

    lines = []
    for layer, label in LAYERS.items():
        lines.append(line(layer, label, lambda at, grade, layer=layer: at == layer))
        if layer == Station.Layer.ZONE:
            lines.append(line("graded", "其中省级以上", lambda at, grade: grade in GRADED, True))
    lines.append(line("all", "合计", lambda at, grade: True))
    return lines


def group_network(rows, on):
    """Centres of the group organizations by layer, their points, the Tibetan stations (SC-01)."""
    K, L = Station.Kind, Station.Layer
    rows = rows.filter(opened_by(on), kind__in=Station.GROUP).order_by()
    found = rows.values("kind", "layer").annotate(n=Count("pk"))
    told = {(row["kind"], row["layer"]): row["n"] for row in found}
    lines = [
        (f"{layer.label}群团组织社会服务中心", told.get((K.GROUP_CENTRE, layer), 0))
        for layer in (L.PROVINCE, L.CITY, L.COUNTY)
    ]
    lines += [
        (kind.label, sum(n for (at, _), n in told.items() if at == kind))
        for kind in (K.GROUP_POINT, K.TIBETAN_STATION)
    ]
    return lines


@dataclass(frozen=True)
class Place:
    """How thick the stations stand below one federation."""

    code: str
    name: str
    stations: int
    below: int
    workers: int

    @property
    def per_ten_thousand(self):
        return Fraction(self.stations * 10_000, self.workers) if self.workers else None


def density(rows, federation, on):
    """``(places, unevenness)``: the federations directly below, and how unlike they are."""
    depth = len(federation.path.split("/"))

    def below(path):
        return Func(
            F(path),
            Value("/"),
            Value(depth, IntegerField()),
            function="split_part",
            output_field=CharField(),
        )

    inside = rows.filter(opened_by(on), federation__path__startswith=federation.path).order_by()
    counts = {
        row["at"]: (row["n"], row["low"])
        for row in inside.annotate(at=below("federation__path"))
        .values("at")
        .annotate(
            n=Count("pk"),
            low=Count("pk", filter=Q(layer__in=Station.BELOW_COUNTY, kind__in=Station.AIDING)),
        )
    }
    workers = Workforce.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=on),
        valid_from__lte=on,
        federation__path__startswith=federation.path,
    )
    people = dict(
        workers.order_by()
        .annotate(at=below("federation__path"))
        .values_list("at")
        .annotate(n=Sum("workers"))
    )
    names = dict(federation.children.order_by("code").values_list("code", "short_name"))
    names[""] = "本级直属"
    places = [
        Place(code, name, *counts.get(code, (0, 0)), people.get(code, 0))
        for code, name in names.items()
        if code in counts or code in people
    ]
    return places, unevenness([place for place in places if place.code and place.workers])


def unevenness(places):
    """How far from alike: the thickest over the thinnest, and the Gini coefficient of stations over
    workers (0: everywhere the same; 1: all in one place). None with nothing to compare."""
    if len(places) < 2 or not any(place.stations for place in places):
        return None
    ranked = sorted(places, key=lambda place: place.per_ten_thousand)
    workers, stations = (sum(getattr(p, n) for p in ranked) for n in ("workers", "stations"))
    area = below = Fraction(0)
    for place in ranked:
        share = Fraction(place.stations, stations)
        area += Fraction(place.workers, workers) * (2 * below + share)
        below += share
    return {
        "gini": 1 - area,
        "thinnest": ranked[0],
        "thickest": ranked[-1],
        "times": ranked[-1].per_ten_thousand / ranked[0].per_ten_thousand
        if ranked[0].stations
        else None,
    }


def idle(rows, on=None):
    """Stations that record services and served nobody for a year (S9)."""
    on = on or timezone.localdate()
    since = on - timedelta(days=standards.plate_days())
    served = UseDay.objects.filter(station=OuterRef("pk"), day__gt=since, day__lte=on)
    quiet = rows.filter(opened_by(on), recorded_from__lte=since, opened_on__lte=since)
    return quiet.filter(~Exists(served))


def with_standing(rows):
    """Each with the stars it was given last (``rated``) and what the last settled check came to
    (``passed``)."""
    stars = StarRating.objects.filter(station=OuterRef("pk")).order_by("-year")
    checks = StandardCheck.objects.filter(station=OuterRef("pk")).exclude(confirmed_at=None)
    checks = checks.order_by("-checked_on", "-pk")
    return rows.annotate(
        rated=Subquery(stars.values("stars")[:1]),
        passed=Subquery(checks.values("passed")[:1], output_field=BooleanField(null=True)),
    )


def with_offers(rows):
    """Each with what it offers today."""
    offers = Offering.objects.in_force().select_related("item").order_by("item__name", "pk")
    return rows.prefetch_related(Prefetch("offerings", offers, to_attr="offered"))


@dataclass(frozen=True)
class Near:
    """A station as far as somebody stands from it; ``open`` is None where nobody knows."""

    station: Station
    metres: float | None
    open: bool | None

    @property
    def words(self):
        if self.metres is None:
            return ""
        if self.metres < 1_000:
            return f"{max(10, round(self.metres, -1)):.0f} 米"
        return f"{self.metres / 1_000:.1f} 公里"


def nearest(rows, longitude, latitude, most=NEAREST, now=None):
    """The nearest of ``rows`` in one scan of the index. A few more are asked for and ranked by the
    metres of the ground: the index measures on a flattened globe."""
    here, minute = (longitude, latitude), minute_now(now)
    found = [
        Near(row, metres(here, (row.longitude, row.latitude)), is_open(row.hours, minute))
        for row in rows.nearest(*here)[: most + 5]
    ]
    return sorted(found, key=lambda near: near.metres)[:most]


def told(rows, now=None):
    """The same of rows in hand, from nowhere in particular."""
    minute = minute_now(now)
    return [Near(station, None, is_open(station.hours, minute)) for station in rows]
