"""Degrees as others give them: maps on the market shift them (GCJ-02, BD-09), we keep CGCS2000.

CGCS2000 and WGS-84 differ by centimetres and count as one here. The shift is public knowledge and
has no closed inverse; stepping back from the shifted place converges to the millimetre in a few
steps, because the shift hardly changes within its own length.
"""

from math import atan2, cos, pi, radians, sin, sqrt

from django.db import models


class Datum(models.TextChoices):
    CGCS2000 = "cgcs2000", "CGCS2000 / WGS-84"
    GCJ02 = "gcj02", "GCJ-02（高德、腾讯）"
    BD09 = "bd09", "BD-09（百度）"


AXIS, FLATNESS = 6_378_245.0, 0.00669342162296594
BAIDU = pi * 3000 / 180


def _waves(x, *parts):
    return sum(height * sin(x * pi * times) for height, times in parts) * 2 / 3


def shift(longitude, latitude):
    """By how many degrees GCJ-02 moves a place."""
    x, y = longitude - 105, latitude - 35
    both = _waves(x, (20, 6), (20, 2))
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + both
    north += _waves(y, (20, 1), (40, 1 / 3), (160, 1 / 12), (320, 1 / 30))
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + both
    east += _waves(x, (20, 1), (40, 1 / 3), (150, 1 / 12), (300, 1 / 30))
    at = radians(latitude)
    root = 1 - FLATNESS * sin(at) ** 2
    meridian = AXIS * (1 - FLATNESS) / (root * sqrt(root)) * pi / 180
    parallel = AXIS / sqrt(root) * cos(at) * pi / 180
    return east / parallel, north / meridian


def to_gcj(longitude, latitude):
    east, north = shift(longitude, latitude)
    return longitude + east, latitude + north


def from_gcj(longitude, latitude):
    x, y = longitude, latitude
    for _ in range(8):
        u, v = to_gcj(x, y)
        x, y = x + longitude - u, y + latitude - v
    return x, y


def bd_to_gcj(longitude, latitude):
    x, y = longitude - 0.0065, latitude - 0.006
    far = sqrt(x * x + y * y) - 0.00002 * sin(y * BAIDU)
    turn = atan2(y, x) - 0.000003 * cos(x * BAIDU)
    return far * cos(turn), far * sin(turn)


def gcj_to_bd(longitude, latitude):
    far = sqrt(longitude**2 + latitude**2) + 0.00002 * sin(latitude * BAIDU)
    turn = atan2(latitude, longitude) + 0.000003 * cos(longitude * BAIDU)
    return far * cos(turn) + 0.0065, far * sin(turn) + 0.006


def to_cgcs(longitude, latitude, datum):
    """A place given in any of them, as we keep it; six places of a degree are a decimetre."""
    at = float(longitude), float(latitude)
    if datum == Datum.BD09:
        at = bd_to_gcj(*at)
    if datum != Datum.CGCS2000:
        at = from_gcj(*at)
    return tuple(round(degrees, 6) for degrees in at)
