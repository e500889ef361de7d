"""The map of a dashboard: shapes of the level below, with the figures of those who answer there."""

from django.conf import settings

from unions.boundaries import boundary_file
from unions.models import Federation
from unions.queries import map_of


def map_data(page, link):
    """Data for ``{% chart "map" … %}``; None where the level below has no shapes.

    ``link(code)`` is the address of a federation's own dashboard.
    """
    federation = page["federation"]
    found = map_of(federation)
    if not found.shapes:
        return None
    rows = {child["code"]: child for child in page["children"]}
    target = page["sentence"]["target"] or 85
    drawn = [shape for shape in found.shapes if shape.federation in rows]
    return {
        "topology": found.url,
        "shapes": _shapes(federation, found),
        "line": found.line or None,
        "target": target,
        "step": step_of([row["percent"] for row in rows.values()], target),
        "unit": "%",
        "measure": "建会率",
        "axis": "工会",
        "count_labels": ["已建会", "具备条件"],
        "items": [_item(rows[shape.federation], shape, link) for shape in drawn],
        "review_number": settings.MAP_REVIEW_NUMBER,
    }


def step_of(values, target):
    """How many points one colour spans: the finest that still tells nine in ten apart."""
    known = [value for value in values if value is not None]
    steps = [step for step in (2, 5, 10) if target + 2 * step < 100] or [1]
    for step in steps:
        inside = [v for v in known if target - 4 * step <= v < target + 3 * step]
        if len(inside) >= 0.9 * len(known):
            return step
    return steps[-1]


def _item(child, shape, link):
    lacking = child["lacking"]
    return {
        "code": child["code"],
        "shape": shape.code,
        "name": child["short_name"],
        "value": child["percent"],
        "numerator": child["numerator"] if child["denominator"] else None,
        "denominator": child["denominator"] or None,
        "note": f"离目标还差 {lacking} 家" if lacking else "",
        "url": link(child["code"]),
    }


def _shapes(federation, found):
    """``{object: codes}`` to draw; None for all of an object.

    A province is drawn whole: also what of its prefectures has no federation of its own, but for
    the collective division (…90) whose counties answer to the province and are drawn one by one.
    """
    wanted = {}
    for shape in found.shapes:
        wanted.setdefault(shape.object, set()).add(shape.code)
    if "provinces" in wanted:
        return {"provinces": None}
    if federation.level == Federation.Level.PROVINCE and "cities" in wanted:
        name = found.url.split("?")[0].rstrip("/").rsplit("/", 1)[1].split(".")[0]
        whole = boundary_file(name).shapes["cities"]
        if len(wanted["cities"]) > len(wanted.get("counties", ())):
            wanted["cities"] |= {code for code in whole if not code.endswith("9000")}
    return {name: sorted(codes) for name, codes in wanted.items()}
