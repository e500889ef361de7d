"""Template tags of the design system: numbers as people read them, and the components of pages.

`docs/front.md` shows each one in use. Tags here know nothing of any app's models.
"""

import json
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.utils import timezone
from django.utils.html import format_html

register = template.Library()

MISSING = "—"
PAGE_SIZES = (10, 20, 50, 100)


# Numbers and dates


def percent(numerator, denominator):
    """The rate in percent, unrounded; None when there is nothing to divide by."""
    if numerator is None or not denominator:
        return None
    return Fraction(numerator) / Fraction(denominator) * 100


def rounded(value, places=1):
    """Half up, as statistics bureaus do; Python's own rounding goes to the even digit."""
    step = Decimal(1).scaleb(-places)
    exact = Fraction(value)
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(step, ROUND_HALF_UP)


@register.simple_tag
def rate(numerator, denominator, unit="%"):
    """`{% rate 3355 3961 %}` -> 84.7%. For display only: targets compare the unrounded fraction."""
    value = percent(numerator, denominator)
    return MISSING if value is None else f"{rounded(value)}{unit}"


@register.simple_tag
def rate_class(numerator, denominator, target=None):
    """The colour step `r1`…`r7` of a rate: sand to r4, teal from r5, turning at the target."""
    value = percent(numerator, denominator)
    return "r-none" if value is None else step_class(value, target)


def step_class(value, target=None):
    target = Fraction(85) if target is None else Fraction(str(target))
    width = 5 if target >= 75 else 10
    steps_from_target = (Fraction(value) - target) // width
    return f"r{min(7, max(1, 5 + int(steps_from_target)))}"


@register.filter
def thousands(value):
    """1234567 -> 1,234,567; None -> —."""
    if value is None or value == "":
        return MISSING
    return f"{value:,}" if isinstance(value, int | float | Decimal) else str(value)


@register.filter
def cndate(value):
    """2026年11月21日; with a time also the hour, in Beijing time."""
    if not value:
        return MISSING
    if isinstance(value, datetime):
        value = timezone.localtime(value) if timezone.is_aware(value) else value
        return f"{value.year}年{value.month}月{value.day}日 {value:%H:%M}"
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    return str(value)


# Words that come from the settings


@register.simple_tag
def product(key):
    """`{% product "name" %}`, "short", "support", "version": settings with a plain fallback."""
    return {
        "name": getattr(settings, "PRODUCT_NAME", "工会联系引导社会组织平台"),
        "short": getattr(settings, "PRODUCT_SHORT_NAME", "工会联系社会组织"),
        "support": getattr(settings, "SUPPORT_TEXT", "请联系本级总工会系统管理员"),
        "version": getattr(settings, "PRODUCT_VERSION", ""),
    }[key]


# Page


@register.simple_block_tag(takes_context=True)
def page_head(context, content, title, lede=""):
    """Heading with the page's actions as its content."""
    return component(
        context,
        "page_head",
        title=title,
        lede=lede,
        actions=content if content.strip() else "",
    )


@register.simple_block_tag(takes_context=True)
def card(context, content, title="", note="", id="", more="", more_label="", css="", live=""):
    """A box around what can be acted on."""
    return component(
        context,
        "card",
        body=content,
        title=title,
        note=note,
        id=id,
        more=more,
        more_label=more_label or "全部",
        css=css,
        live=live,
    )


@register.simple_block_tag(takes_context=True)
def notice(context, content, level="info", title=""):
    """`level`: info, good, caution, bad."""
    return component(context, "notice", body=content, level=level, title=title)


@register.inclusion_tag("_components/messages.html", takes_context=True)
def page_messages(context):
    return {"items": list(context.get("messages") or [])}


@register.inclusion_tag("_components/crumbs.html")
def crumbs(*pairs):
    """`{% crumbs "首页" "/" "重庆市" %}`: label and address by turns, the last without."""
    trail = [
        {"label": pairs[i], "url": pairs[i + 1] if i + 1 < len(pairs) else ""}
        for i in range(0, len(pairs), 2)
    ]
    return {"trail": trail}


@register.inclusion_tag("_components/tabs.html")
def tabs(items, label="分页"):
    """Tabs are links. `items`: [{label, url, active, count?}]."""
    return {"items": [{"count": None, "active": False, **item} for item in items], "label": label}


@register.inclusion_tag("_components/steps.html")
def steps(labels, current):
    """`labels`: list of texts; `current` counts from 1."""
    return {"steps": [(n, label) for n, label in enumerate(labels, 1)], "current": int(current)}


@register.inclusion_tag("_components/empty.html")
def empty(title, why="", url="", do="", level="h2"):
    """Nothing here: why, and the one thing to do."""
    return {"title": title, "why": why, "url": url, "do": do, "level": level}


@register.inclusion_tag("_components/skeleton.html")
def skeleton(lines=3):
    return {"lines": range(int(lines))}


@register.inclusion_tag("_components/icon.html")
def icon(name):
    """search, menu, down, check, plus, download, print, upload, alert, close."""
    return {"name": name}


@register.simple_tag
def mark(text, level="plain"):
    """A status as a word with a small sign. `level`: plain, good, caution, bad, done."""
    return format_html('<span class="mark {}">{}</span>', f"mark-{level}", text)


# Figures


@register.inclusion_tag("_components/figure.html")
def figure(
    label,
    value=None,
    unit="",
    numerator=None,
    denominator=None,
    target=None,
    measure="家",
    href="",
    note="",
    id="",
):
    """A key figure. Give `numerator` and `denominator` for a rate, or `value` with `unit`."""
    lack = None
    if denominator is not None:
        exact = percent(numerator, denominator)
        value = None if exact is None else rounded(exact)
        unit = "%"
        if exact is not None and target is not None and exact < Fraction(str(target)):
            lack = rounded(Fraction(str(target)) - exact)
            lack = f"差 {lack} 点" if lack else "略低于目标"
    return {
        "label": label,
        "value": MISSING if value is None else thousands(value),
        "unit": "" if value is None else unit,
        "numerator": numerator,
        "denominator": denominator,
        "measure": measure,
        "lack": lack,
        "href": href,
        "note": note,
        "id": id,
    }


@register.inclusion_tag("_components/bar.html")
def bar(numerator, denominator, target=None):
    """A rate as a thin bar with the target as a tick."""
    value = percent(numerator, denominator)
    return {
        "width": None if value is None else float(rounded(min(value, Fraction(100)), 2)),
        "short": value is not None and target is not None and value < Fraction(str(target)),
        "target": None if target is None else float(target),
        "text": rate(numerator, denominator),
    }


@register.inclusion_tag("_components/progress.html")
def progress(done, total, label="", state=""):
    """How far a job is. Unknown `total`: None."""
    return {"done": done or 0, "total": total, "label": label, "state": state}


# Details


@register.simple_block_tag(takes_context=True)
def facts(context, content, columns=2):
    """Description list; fill it with `{% fact %}`."""
    return component(context, "facts", body=content, columns=columns)


@register.inclusion_tag("_components/fact.html")
def fact(label, value=None, href="", hint="", wide=False):
    return {
        "label": label,
        "value": MISSING if value is None or value == "" else value,
        "href": href,
        "hint": hint,
        "wide": wide,
    }


@register.inclusion_tag("_components/timeline.html")
def timeline(events):
    """`events`: [{when, who, title, text?, url?, level?}] newest first; objects or dicts."""
    return {"events": [whole(e, "when who title text url level") for e in events]}


# Tables and lists


@register.inclusion_tag("_components/th.html", takes_context=True)
def th(context, label, sort="", num=False, css=""):
    """A column head; with `sort` it orders by that field through `?sort=`."""
    current = query(context).get("sort", "") if sort else ""
    descending = current == f"-{sort}"
    active = current == sort or descending
    following = f"-{sort}" if active and not descending else sort
    return {
        "label": label,
        "sort": sort,
        "aria": ("descending" if descending else "ascending") if active and sort else "",
        "href": changed(context, sort=following, page=None) if sort else "",
        "css": f"{css} num".strip() if num else css,
    }


@register.inclusion_tag("_components/filters.html", takes_context=True)
def filters(context, form, shown=4, search="查询"):
    """The block above a list. `form` is a GET form or a django-filter FilterSet."""
    form = getattr(form, "form", form)
    fields = [field for field in form if not field.is_hidden]
    rest = fields[int(shown) :]
    data = form.data if form.is_bound else {}
    used = [f for f in rest if f.html_name in data and data[f.html_name] not in ("", None)]
    current = query(context)
    own = {f.html_name for f in form}
    kept = [(k, v) for k, v in current.items() if k not in own and k not in ("page", "cursor")]
    return {
        "form": form,
        "first": fields[: int(shown)],
        "rest": rest,
        "open": bool(used),
        "hidden": form.hidden_fields(),
        "kept": [(k, v) for k, v in kept if k in ("sort", "size", "federation", "on", "tab")],
        "reset": path(context),
        "search": search,
    }


@register.inclusion_tag("_components/pager.html", takes_context=True)
def pager(context, page, sizes=PAGE_SIZES, unit="条"):
    """Pager of a Django `Page`, or of keyset pages: {total?, size, next?, previous?}, cursors."""
    if isinstance(page, Page):
        paginator = page.paginator
        numbers = [
            {
                "number": n if isinstance(n, int) else None,
                "href": changed(context, page=n) if isinstance(n, int) else "",
                "current": n == page.number,
            }
            for n in paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
        ]
        return {
            "total": paginator.count,
            "size": paginator.per_page,
            "numbers": numbers if paginator.num_pages > 1 else [],
            "pages": paginator.num_pages,
            "number": page.number,
            "previous": changed(context, page=page.number - 1) if page.has_previous() else "",
            "next": changed(context, page=page.number + 1) if page.has_next() else "",
            "jump": paginator.num_pages > 9,
            **sizes_and_state(context, sizes, paginator.per_page),
            "unit": unit,
        }
    before, after = page.get("previous"), page.get("next")
    return {
        "total": page.get("total"),
        "size": page["size"],
        "numbers": [],
        "pages": None,
        "number": None,
        "previous": changed(context, cursor=before) if before is not None else "",
        "next": changed(context, cursor=after) if after is not None else "",
        "jump": False,
        **sizes_and_state(context, sizes, page["size"]),
        "unit": unit,
    }


def sizes_and_state(context, sizes, current):
    options = sorted({*sizes, current})
    return {
        "sizes": [
            {
                "size": n,
                "current": n == current,
                "href": changed(context, size=n, page=None, cursor=None),
            }
            for n in options
        ],
        "kept": [
            (key, value)
            for key, values in query(context).lists()
            for value in values
            if key not in ("page", "cursor")
        ]
        if hasattr(query(context), "lists")
        else [],
    }


@register.simple_block_tag(takes_context=True)
def batch(context, content, action, total=0, unit="条", method="post"):
    """Bar of acts on the ticked rows; stands above the table and holds the buttons.

    Row boxes: `{% tick row.pk %}` in the table. The view receives `ids` (several) or `all=1`
    with the list's own query in `query`.
    """
    return component(
        context,
        "batch",
        body=content,
        action=action,
        total=total,
        unit=unit,
        method=method,
        query=query(context).urlencode() if hasattr(query(context), "urlencode") else "",
        csrf_token=context.get("csrf_token", ""),
    )


@register.simple_tag
def tick(pk, label="选择此行"):
    """The box of one row; belongs to the batch form by id, so the table stands outside it."""
    return format_html(
        '<input type="checkbox" name="ids" value="{}" form="batch" data-tick aria-label="{}">',
        pk,
        label,
    )


@register.simple_tag
def tick_all():
    """The box in the head that ticks the rows of this page."""
    return format_html('<input type="checkbox" data-tick-all aria-label="{}">', "选择本页全部")


# Forms


@register.inclusion_tag("_components/form.html", takes_context=True)
def form(
    context,
    form,
    submit="保存",
    cancel="",
    action="",
    method="post",
    idempotency_key="",
    draft="",
    css="",
):
    """A whole form: error summary, fields, one button that says the act."""
    return {
        "form": form,
        "fields": [decorated(f) for f in form.visible_fields()],
        "hidden": form.hidden_fields(),
        "errors": collected_errors(form),
        "multipart": form.is_multipart(),
        "submit": submit,
        "cancel": cancel,
        "action": action,
        "method": method,
        "idempotency_key": idempotency_key,
        "draft": draft,
        "css": css,
        "csrf_token": context.get("csrf_token", ""),
    }


@register.inclusion_tag("_components/field.html")
def field(field, hint=None, unit=""):
    """One field with label, hint, unit and errors."""
    return {**decorated(field), **({"hint": hint} if hint is not None else {}), "unit": unit}


@register.inclusion_tag("_components/error_summary.html")
def error_summary(form):
    """Above a hand-made form: what is wrong, each line a link to its field."""
    return {"errors": collected_errors(form)}


def collected_errors(form):
    if not form.is_bound or not form.errors:
        return []
    found = [{"text": text, "id": ""} for text in form.non_field_errors()]
    for bound in form:
        found += [
            {"text": text, "id": bound.id_for_label or f"{bound.auto_id}_0", "label": bound.label}
            for text in bound.errors
        ]
    return [{"label": "", **error} for error in found]


def decorated(bound):
    """What the field template needs."""
    kind = getattr(bound.field.widget, "input_type", "")
    if kind not in ("checkbox", "file") or bound.field.widget.use_fieldset and kind == "checkbox":
        kind = "group" if bound.field.widget.use_fieldset else "plain"
    return {
        "field": bound,
        "kind": kind,
        "label": bound.label,
        "hint": bound.help_text,
        "required": bound.field.required,
        "errors": bound.errors,
        "id": bound.id_for_label,
        "auto_id": bound.auto_id,
        "unit": getattr(bound.field, "unit", ""),
    }


# Charts


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


# Plumbing


def component(context, name, **values):
    inner = context.new(values)
    return context.template.engine.get_template(f"_components/{name}.html").render(inner)


def whole(item, names):
    read = item.get if isinstance(item, dict) else lambda key, _=None: getattr(item, key, _)
    return {name: read(name, None) or "" for name in names.split()}


def query(context):
    request = context.get("request")
    return request.GET if request is not None else {}


def path(context):
    request = context.get("request")
    return request.path if request is not None else ""


def changed(context, **values):
    """The address of this page with some parameters changed; None takes one away."""
    current = query(context)
    current = current.copy() if hasattr(current, "copy") else {}
    for key, value in values.items():
        if value is None:
            current.pop(key, None)
        else:
            current[key] = str(value)
    return f"?{current.urlencode()}" if current else path(context) or "?"
