"""Stations as drawings: the circle around somebody who looks for one, and the spread of a whole
network. Both are plain SVG, drawn by the server of what it has; no map service is asked.

Shapes of divisions are drawn only with a review number (``MAP_REVIEW_NUMBER``): without one a
drawing of points is no map, and says so.
"""

import json
from collections import Counter
from functools import cache
from math import cos, radians, sqrt
from os.path import commonprefix

from django.conf import settings
from django.db.models import Max, Min

from stations.standards import walk
from unions.boundaries import boundary_file, boundary_names, shape_code
from unions.models import Region

WIDTH = 1_000
EACH = 600
"""Up to so many stations are drawn one by one, more in bundles of a grid."""
COLUMNS = 90
METRES = 111_195
"""Of a degree of latitude."""


def circle(here, near):
    """The 15-minute circle: the numbered dots of ``near`` around the middle, and how many of them
    are within; those farther out stand at the rim."""
    minutes, reach = walk()
    size, middle = 300, 150
    scale = (middle - 40) / reach
    dots = []
    for number, found in enumerate(near, 1):
        east = (float(found.station.longitude) - here[0]) * METRES * cos(radians(here[1]))
        north = (float(found.station.latitude) - here[1]) * METRES
        far = sqrt(east * east + north * north)
        cut = min(1, reach * 1.2 / far) if far else 1
        dots.append(
            {
                "number": number,
                "x": round(middle + east * scale * cut),
                "y": round(middle - north * scale * cut),
                "within": found.metres <= reach,
            }
        )
    return {
        "dots": dots,
        "size": size,
        "middle": middle,
        "rim": middle - 40,
        "minutes": minutes,
        "reach": reach,
        "within": sum(dot["within"] for dot in dots),
    }


def drawn(rows, region):
    """The spread of ``rows``, on the shapes below a division (None: the nation) where those may be
    shown."""
    every = rows.filter(longitude__isnull=False).order_by().values_list("longitude", "latitude")
    at = [(float(x), float(y)) for x, y in every]
    shapes = outlines(region) if settings.MAP_REVIEW_NUMBER else []
    frame = at + [point for ring in shapes for point in ring]
    if not frame:
        return None
    west, east = min(x for x, _ in frame), max(x for x, _ in frame)
    south, north = min(y for _, y in frame), max(y for _, y in frame)
    narrow = cos(radians((south + north) / 2))
    scale = WIDTH / max((east - west) * narrow, (north - south), 0.01)

    def put(point):
        return round((point[0] - west) * narrow * scale), round((north - point[1]) * scale)

    return {
        "width": max(1, round((east - west) * narrow * scale)),
        "height": max(1, round((north - south) * scale)),
        "dots": dots([put(point) for point in at]),
        "paths": [path(map(put, ring)) for ring in shapes],
        "count": len(at),
        "bundled": len(at) > EACH,
        "review_number": settings.MAP_REVIEW_NUMBER,
    }


def on_a_map(rows):
    """``rows`` on the shapes of the division that holds them all; None where maps are not shown."""
    if not settings.MAP_REVIEW_NUMBER:
        return None
    placed = rows.filter(longitude__isnull=False).order_by()
    ends = placed.aggregate(first=Min("region__path"), last=Max("region__path"))
    if not ends["first"]:
        return None
    # What the first path and the last begin with, all between them begin with.
    codes = commonprefix([*ends.values()]).rpartition("/")[0].split("/")
    above = Region.objects.filter(code__in=codes, level__lte=Region.Level.COUNTY)
    return drawn(rows, above.order_by("level").last())


def dots(points):
    """``(x, y, radius, how many)``: each by itself, or bundled by area."""
    if len(points) <= EACH:
        return [(x, y, 4, 1) for x, y in points]
    step = WIDTH // COLUMNS
    cells = Counter((x // step, y // step) for x, y in points)
    most = max(cells.values())
    return [
        (x * step + step // 2, y * step + step // 2, round(1.5 + 7 * sqrt(n / most), 1), n)
        for (x, y), n in sorted(cells.items())
    ]


def path(points):
    """An outline as relative steps, the shortest way to write it; steps of nothing are left out."""
    said, last = [], None
    for x, y in points:
        if last is None:
            said.append(f"M{x} {y}l")
        elif (x, y) != last:
            said.append(f"{x - last[0]} {y - last[1]} ")
        last = x, y
    return "".join(said).strip() + "z"


def outlines(region):
    """Rings of degrees: the divisions directly below one (None: the nation), or its own shape."""
    name, level = (region.code[:2], region.level) if region else ("china", 0)
    if name not in boundary_names():
        return []
    shapes = decoded(name)
    if level == 0:
        return [ring for rings in shapes["provinces"].values() for ring in rings]
    if level == Region.Level.PROVINCE and len(shapes.get("cities", ())) > 2:  # no municipality
        return [ring for rings in shapes["cities"].values() for ring in rings]
    own, counties = shape_code(region.code), shapes.get("counties", {})
    if level == Region.Level.COUNTY:
        return counties.get(own, [])
    start = region.code[:4] if level == Region.Level.PREFECTURE else region.code[:2]
    return [ring for code, rings in counties.items() if code.startswith(start) for ring in rings]


@cache
def decoded(name):
    """``{object: {code: [ring of degrees]}}`` of a file of boundaries."""
    told = json.loads(boundary_file(name).content)
    (across, down), (left, low) = told["transform"]["scale"], told["transform"]["translate"]
    arcs = []
    for arc in told["arcs"]:
        x = y = 0
        line = []
        for east, north, *_ in arc:
            x, y = x + east, y + north
            line.append((left + x * across, low + y * down))
        arcs.append(line)

    def ring(numbers):
        line = []
        for number in numbers:
            part = arcs[number] if number >= 0 else arcs[~number][::-1]
            line += part[1:] if line else part
        return line

    def rings(shape):
        if shape["type"] == "Polygon":
            return [ring(numbers) for numbers in shape["arcs"]]
        if shape["type"] == "MultiPolygon":
            return [ring(numbers) for polygon in shape["arcs"] for numbers in polygon]
        return []

    return {
        layer: {shape["properties"]["code"]: rings(shape) for shape in shapes["geometries"]}
        for layer, shapes in told["objects"].items()
    }
