"""``{% load purchases %}``: what all pages of purchasing share."""

from django import template

from procurement import admission, bid_parts
from procurement.tabs import tabs

register = template.Library()


@register.inclusion_tag("_components/tabs.html", takes_context=True)
def purchase_tabs(context, active):
    """`{% purchase_tabs "procurement:projects" %}` below the head of a list page."""
    items = tabs(context["request"].user, active)
    return {"items": [{"count": None, **item} for item in items], "label": "购买服务"}


@register.filter
def condition(rule):
    """A rule of admission in words, with its figure."""
    return admission.words(rule)


@register.filter
def caps(bid_form):
    """`{% for line, percent in call.bid_form|caps %}`: lines of a budget that have a limit."""
    told = (bid_form or {}).get("caps") or {}
    return [(bid_parts.LINES.get(line, line), percent) for line, percent in told.items()]
