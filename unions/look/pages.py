"""The frame of a page and what stands in it."""

from django import template
from django.conf import settings
from django.utils.html import format_html

from unions.look.context import component, whole
from unions.look.numbers import MISSING

register = template.Library()


@register.simple_tag
def product(key):
    """`{% product "name" %}`, "short", "support", "version": settings with a plain fallback."""
    return {
        "name": getattr(settings, "PRODUCT_NAME", "工会联系引导社会组织平台"),
        "short": getattr(settings, "PRODUCT_SHORT_NAME", "工会联系社会组织"),
        "support": getattr(settings, "SUPPORT_TEXT", "请联系本级总工会系统管理员"),
        "version": getattr(settings, "PRODUCT_VERSION", ""),
    }[key]


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


NARROW, WIDE, GAP, LETTER = 400, 580, 20, 15
"""Pixels of the bar for the main menu, at 1181 and at 1366; of an entry's edges, of a letter."""


@register.inclusion_tag("_components/main_nav.html")
def main_nav(navigation):
    """The main menu in the bar: what does not fit stands under 更多. Some fit on wide windows
    alone: they are in both places, and the style sheet shows the one."""
    used, bar, wide, more = 0, [], [], []
    for item in navigation:
        used += GAP + LETTER * len(item["label"])
        (bar if used <= NARROW else wide if used <= WIDE else more).append(item)
    return {
        "bar": bar,
        "wide": wide,
        "narrow": apart(wide),
        "more": apart(more),
        "active": any(item["active"] for item in more),
    }


def apart(items):
    """Entries of the menu with those of a group each for itself."""
    return [one for item in items for one in item.get("within", [item])]


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
