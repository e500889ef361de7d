"""Charts with their table twins, maps and legends."""

import json
from decimal import Decimal
from fractions import Fraction

from django import template

from unions.look.numbers import MISSING, percent, rounded, step_class, thousands

register = template.Library()


@register.inclusion_tag("_components/chart.html")
def chart(kind, data, id, title="", note="", excel="", height="m", unit="", table=True):
    """A chart and its table twin. `kind`: trend, bar, map; `data` as docs/front.md describes."""
    return {
        "kind": kind,
        "data": data,
        "json_id": f"{id}-data",
        "id": id,
        "title": title,
        "note": note,
        "excel": excel,
        "height": height,
        "unit": data.get("unit", unit),
        "table": twin(kind, data) if table else None,
        "review_number": data.get("review_number", "") if kind == "map" else "",
    }


# Where each province stands in a map of tiles: column and row.
TILES = {
    "23": (9, 0), "15": (6, 1), "21": (8, 1), "22": (9, 1), "65": (0, 2), "62": (3, 2),
    "64": (4, 2), "14": (5, 2), "13": (6, 2), "11": (7, 2), "12": (8, 2), "63": (2, 3),
    "61": (4, 3), "41": (5, 3), "37": (7, 3), "54": (1, 4), "51": (3, 4), "50": (4, 4),
    "42": (5, 4), "34": (6, 4), "32": (7, 4), "31": (8, 4), "53": (3, 5), "52": (4, 5),
    "43": (5, 5), "36": (6, 5), "33": (7, 5), "45": (4, 6), "44": (5, 6), "35": (6, 6),
    "71": (8, 6), "46": (4, 7), "82": (5, 7), "81": (6, 7),
}  # fmt: skip
TILE_NAMES = {
    "15": "内蒙古", "23": "黑龙江", "71": "台湾", "81": "香港", "82": "澳门", "65": "新疆",
    "45": "广西", "64": "宁夏", "54": "西藏",
}  # fmt: skip


@register.inclusion_tag("_components/tilemap.html")
def tilemap(items, target=85, label="各省建会率"):
    """Provinces as tiles of one size: no boundary is drawn, and nothing but HTML is needed.

    `items` as of a map chart: code, name, value, url.
    """
    tiles = []
    for item in items:
        code = str(item["code"])[:2]
        if code not in TILES:
            continue
        column, row = TILES[code]
        value = percent(item.get("numerator"), item.get("denominator"))
        if value is None and item.get("value") is not None:
            value = Fraction(str(item["value"]))
        tiles.append(
            {
                "name": TILE_NAMES.get(code) or item["name"].rstrip("省市"),
                "value": MISSING if value is None else rounded(value),
                "css": "r-none" if value is None else step_class(value, target),
                "url": item.get("url", ""),
                "x": column * 60,
                "y": row * 60,
            }
        )
    return {"tiles": tiles, "label": label, "target": target}


@register.inclusion_tag("_components/legend.html")
def rate_legend(target=85, missing=True):
    """What the colours of rates mean, from the deepest teal down."""
    width = 5 if Fraction(str(target)) >= 75 else 10
    edges = [Decimal(str(target)) + n * width for n in range(-3, 3)]
    labels = [f"<{edges[0]}%", *(f"{a}–{b}%" for a, b in zip(edges, edges[1:], strict=False))]
    labels.append(f"≥{edges[-1]}%")
    steps = [{"css": f"r{n}", "label": text, "reached": n == 5} for n, text in enumerate(labels, 1)]
    return {"steps": steps[::-1], "missing": missing}


@register.filter
def as_json(value):
    """For data attributes."""
    return json.dumps(value, ensure_ascii=False, default=str)


def twin(kind, data):
    """Head and rows of the table that says the same as the chart."""
    unit = data.get("unit", "")
    if "series" in data:
        head = [
            data.get("axis", "月份" if kind == "trend" else "名称"),
            *[s["name"] for s in data["series"]],
        ]
        rows = [
            {"cells": [label, *[shown(s["values"][i], unit) for s in data["series"]]], "url": ""}
            for i, label in enumerate(data["labels"])
        ]
        return {"head": head, "rows": rows}
    counted = any("denominator" in item for item in data["items"])
    head = [data.get("axis", "名称"), data.get("measure", "数值")]
    rows = []
    for item in data["items"]:
        cells = [item["name"], shown(item.get("value"), unit)]
        if counted:
            cells += [shown(item.get("numerator"), ""), shown(item.get("denominator"), "")]
        rows.append({"cells": cells, "url": item.get("url", "")})
    labels = data.get("count_labels", ["分子", "分母"]) if counted else []
    return {"head": [*head, *labels], "rows": rows}


def shown(value, unit):
    if value is None:
        return MISSING
    if unit == "%":
        return f"{rounded(Fraction(str(value)))}%"
    return f"{thousands(value)}{unit}"
