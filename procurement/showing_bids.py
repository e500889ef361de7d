"""A bid as it is read: on the check page, and by officers and experts after the opening."""

import json

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from procurement import bid_parts


def shown(call, parts):
    """The parts as they are read: ``[{"part", "facts" or "columns" and "rows", "budget"}]``."""
    found = []
    for one in bid_parts.parts_of(call):
        values = parts.get(one.key) or {}
        told = {"part": one}
        if one.kind == "table":
            told["budget"] = bid_parts.budget_of({"budget": values})
        elif one.in_rows:
            told["columns"] = [field.label for field in one.fields]
            told["rows"] = [
                [(field.label, row.get(field.key, "")) for field in one.fields]
                for row in values.get("rows", [])
            ]
        else:
            told["facts"] = [(field.label, values.get(field.key, "")) for field in one.fields]
            if one.kind == "unit":
                known = bid_parts.KNOWN.items()
                told["facts"][:0] = [(label, values.get(key, "")) for key, label in known]
        found.append(told)
    return found


def as_file(paper, name):
    text = json.dumps(paper, ensure_ascii=False, indent=1)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response.headers["Content-Disposition"] = disposition(name)
    return response


def disposition(name):
    return content_disposition_header(True, name)
