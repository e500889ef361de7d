"""Divisions with the federations that answer for them, and made-up places inside their shapes."""

from typing import NamedTuple

from stations.drawing import decoded
from unions.boundaries import shape_code
from unions.models import Federation, Region


class Place(NamedTuple):
    number: int
    code: str
    name: str
    region: int
    federation: int
    county: str
    """What its county is called in short, for the names of firms."""


def below(province, level):
    """The real divisions of a level, each with the nearest federation of a county or above."""
    regions = Region.objects.filter(
        path__startswith=f"/{province}/",
        level=level,
        pseudo=False,
        statistical_only=False,
        valid_to=None,
    )
    heads = Federation.objects.filter(region__path__startswith=f"/{province}/", kind="territorial")
    answering = {
        code: (key, short)
        for code, key, short in heads.exclude(level=Federation.Level.STREET).values_list(
            "region__code", "pk", "short_name"
        )
    }
    found = []
    for key, code, name, path in regions.order_by("code").values_list("pk", "code", "name", "path"):
        line = [answering[part] for part in path.strip("/").split("/") if part in answering]
        if line:
            found.append(Place(len(found), code, name, key, line[-1][0], line[-1][1]))
    return found


class Points:
    """Places inside the shapes of a province, drawn by lot; towns keep the one they were given."""

    def __init__(self, province, lots):
        self.shapes, self.lots, self.kept = decoded(province), lots, {}

    def rings(self, code):
        own = shape_code(code[:6])
        for layer in ("counties", "cities"):
            if own in self.shapes.get(layer, ()):
                return self.shapes[layer][own]
        return self.rings(code[:4]) if len(code) > 4 else next(iter(self.shapes["cities"].values()))

    def inside(self, place):
        ring = max(self.rings(place.code), key=len)
        west, east = min(x for x, _ in ring), max(x for x, _ in ring)
        south, north = min(y for _, y in ring), max(y for _, y in ring)
        for _ in range(50):
            at = self.lots.uniform(west, east), self.lots.uniform(south, north)
            if within(at, ring):
                return at
        return ring[0]

    def near(self, place, spread):
        """Around the middle of a place, which stays where it is."""
        if place.region not in self.kept:
            self.kept[place.region] = self.inside(place)
        x, y = self.kept[place.region]
        return x + self.lots.uniform(-spread, spread), y + self.lots.uniform(-spread, spread)


def within(point, ring):
    """Is the point inside the ring? It is if a ray to the east crosses the ring an odd number of
    times."""
    x, y = point
    inside, (u, v) = False, ring[-1]
    for a, b in ring:
        if (b > y) != (v > y) and x < (u - a) * (y - b) / (v - b) + a:
            inside = not inside
        u, v = a, b
    return inside
