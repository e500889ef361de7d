"""A bulletin's charts, drawn from its own figures: they stand as these do."""

from indicators.bulletins.figures import rate


def _percent(row):
    value = rate(row)
    return None if value is None else float(value * 100)


def trend(figures):
    target, months = figures["target"], figures["months"]
    lines = []
    if target and months:
        label = f"{target['percent']}%{' 左右' if target['about'] else ''}"
        value = float(target["percent"])
        ends = {"from": months[0]["month"], "to": months[-1]["month"]}
        lines = [{**ends, "value": value, "label": label, "short": label}]
    return {
        "labels": [month["month"] for month in months],
        "series": [{"name": "建会率", "values": [_percent(month) for month in months]}],
        "unit": "%",
        "targets": lines,
    }


def ranking(figures):
    items = [
        {
            "name": row["name"],
            "value": _percent(row),
            "numerator": row["n"],
            "denominator": row["d"],
        }
        for row in figures["children"]
        if row["d"]
    ]
    target = figures["target"]
    return {"items": items, "unit": "%"} | ({"target": float(target["percent"])} if target else {})
