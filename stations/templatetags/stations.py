"""``{% load stations %}``: what all pages of stations and aid share."""

from django import template

from stations.tabs import tabs

register = template.Library()


@register.inclusion_tag("_components/tabs.html", takes_context=True)
def station_tabs(context, active):
    """`{% station_tabs "stations:stations" %}` below the head of a list page."""
    items = tabs(context["request"].user, active)
    return {"items": [{"count": None, **item} for item in items], "label": "站点与帮扶"}
