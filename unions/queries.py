"""Reads that span models: where a code leads today, who answers for a place, which map shows it."""

from dataclasses import dataclass, field

from django.db import connection
from django.urls import reverse
from django.utils import timezone

from unions.boundaries import boundary_file, boundary_names, shape_code
from unions.models import Federation, Region

# From a code to the division now in force: through a single successor, or, when a division was
# divided or ended without one, to what stood above it. Cut off after 20 steps, in case of a ring.
LIVING = """
    WITH RECURSIVE walk (asked, id, step) AS (
        SELECT region.code, region.id, 0
        FROM unions_region region
        WHERE region.code = ANY(%(codes)s)
        UNION ALL
        SELECT walk.asked, next.id, walk.step + 1
        FROM walk
        JOIN unions_region region ON region.id = walk.id AND region.valid_to <= %(on)s
        CROSS JOIN LATERAL (
            SELECT CASE WHEN count(*) = 1 THEN min(successor_id) ELSE region.parent_id END AS id
            FROM unions_regionsuccession succession
            WHERE predecessor_id = region.id AND successor_id <> region.id AND "on" <= %(on)s
        ) next
        WHERE next.id IS NOT NULL AND walk.step < 20
    ),
    living AS (
        SELECT DISTINCT ON (asked) asked, id FROM walk ORDER BY asked, step DESC
    )
"""


def living_regions(codes, *, on=None):
    """code -> the division in force that it stands for on that day; unknown codes are left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"{LIVING} SELECT asked, id FROM living",  # noqa: S608 - a constant
            {"codes": list(codes), "on": on or timezone.localdate()},
        )
        found = dict(cursor.fetchall())
    regions = Region.objects.in_bulk(set(found.values()))
    return {code: regions[pk] for code, pk in found.items()}


def deepest_territorial_federations(codes, *, on=None):
    """code -> the federation nearest to that place, for many places in one query.

    Streets answer where they have federations, counties where streets have none; a zone's place is
    answered for by the territorial federation around it. Unknown codes are left out.
    """
    federations = Federation.objects.raw(
        f"""
        {LIVING}
        SELECT DISTINCT ON (living.asked) living.asked, federation.*
        FROM living
        JOIN unions_region region ON region.id = living.id
        JOIN unions_region above ON above.code = ANY(string_to_array(region.path, '/'))
        JOIN unions_federation federation ON federation.region_id = above.id
        WHERE federation.kind = 'territorial'
            AND coalesce(federation.valid_from <= %(on)s, true)
            AND coalesce(federation.valid_to > %(on)s, true)
        ORDER BY living.asked, federation.level DESC
        """,  # noqa: S608 - a constant
        {"codes": list(codes), "on": on or timezone.localdate()},
    )
    return {federation.asked: federation for federation in federations}


def deepest_territorial_federation(region, *, on=None):
    """The federation nearest to a place, given as a Region or as its code; None if unknown."""
    code = getattr(region, "code", region)
    return deepest_territorial_federations([code], on=on).get(code)


@dataclass(frozen=True)
class Shape:
    federation: str
    object: str
    code: str


@dataclass(frozen=True)
class Map:
    """How the level below a federation is drawn: which shapes of which file stand for whom.

    ``outline`` is the federation itself, to draw around or instead of its parts; ``line`` the
    national boundary lines that belong on every national map.
    """

    url: str = ""
    shapes: list[Shape] = field(default_factory=list)
    outline: Shape | None = None
    line: str = ""
    without_shape: list[Federation] = field(default_factory=list)


def boundary_url(name):
    url = reverse("unions:boundaries", kwargs={"name": name})
    return f"{url}?v={boundary_file(name).version}"


def map_of(federation, *, on=None):
    """The map of the federations directly below this one, in one query."""
    children = list(
        Federation.objects.children_of(federation)
        .valid(on or timezone.localdate())
        .select_related("region")
    )
    national = federation.level == Federation.Level.NATIONAL and federation.region_id is None
    name = "china" if national else federation.region.code[:2] if federation.region else ""
    if name not in boundary_names():
        return Map(without_shape=children)
    file = boundary_file(name)
    shapes = {child.pk: _shape(child, file) for child in children}
    return Map(
        url=boundary_url(name),
        shapes=[shape for shape in shapes.values() if shape],
        outline=None if national else _outline(federation, file),
        line=boundary_url("line") if national else "",
        without_shape=[child for child in children if not shapes[child.pk]],
    )


OBJECTS = {
    Region.Level.PROVINCE: ("provinces",),
    Region.Level.PREFECTURE: ("cities",),
    Region.Level.COUNTY: ("counties",),
}


def _shape(federation, file):
    """Only a territorial federation has the shape of its division; others would cover it twice."""
    if federation.kind == Federation.Kind.TERRITORIAL:
        return _outline(federation, file)
    return None


def _outline(federation, file):
    for name in OBJECTS.get(federation.region.level, ()):
        code = shape_code(federation.region.code)
        if code in file.shapes.get(name, ()):
            return Shape(federation.code, name, code)
    return None
