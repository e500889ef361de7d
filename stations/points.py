"""Where stations are: points of the database, and how far it is from one to another.

``PointField`` is PostgreSQL's own point type; ``flattened`` is what a GiST index finds the nearest
of in one scan (``nearest_first``). It flattens the globe as nautical charts do, which keeps
directions and, around any one place, distances in proportion; metres are told by ``metres``.
"""

from math import asin, cos, degrees, log, pi, radians, sin, sqrt, tan

from django.db import models
from django.db.models import F, Func, Value
from django.db.models.functions import Cast, Degrees, Ln, Radians, Tan

EARTH = 6_371_008.8
"""Mean radius in metres."""


class PointField(models.Field):
    """A point of the plane; read as PostgreSQL writes it, and written by the database alone."""

    description = "点"

    def db_type(self, connection):
        return "point"


def flattened(longitude="longitude", latitude="latitude"):
    """The expression by which the database flattens a row's degrees."""
    north = Radians(Cast(F(latitude), models.FloatField()))
    return Func(
        Cast(F(longitude), models.FloatField()),
        Degrees(Ln(Tan(Value(pi / 4) + north / Value(2.0)))),
        function="point",
        output_field=PointField(),
    )


def flat(longitude, latitude):
    """The same of a pair in hand."""
    return float(longitude), degrees(log(tan(pi / 4 + radians(float(latitude)) / 2)))


class Nearness(Func):
    """``place <-> point(x, y)``, which the index answers in order."""

    output_field = models.FloatField()

    def __init__(self, column, x, y):
        super().__init__(F(column))
        self.x, self.y = x, y

    def as_sql(self, compiler, connection):
        column, values = compiler.compile(self.source_expressions[0])
        return f"({column} <-> point(%s, %s))", [*values, self.x, self.y]


def nearest_first(longitude, latitude):
    """An ordering by nearness to a place: ``rows.order_by(nearest_first(106.63, 29.72))``."""
    return Nearness("place", *flat(longitude, latitude)).asc()


def metres(one, other):
    """Between two ``(longitude, latitude)``, along the ground."""
    (x, y), (u, v) = (tuple(map(radians, map(float, pair))) for pair in (one, other))
    half = sin((v - y) / 2) ** 2 + cos(y) * cos(v) * sin((u - x) / 2) ** 2
    return 2 * EARTH * asin(sqrt(half))
