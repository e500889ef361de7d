"""``{% load services %}``: what the pages of services share."""

from decimal import Decimal

from django import template

from stations.tabs import service_tabs as parts
from unions.look.numbers import yuan

register = template.Library()


@register.inclusion_tag("_components/tabs.html", takes_context=True)
def service_tabs(context, active):
    """`{% service_tabs "stations:items" %}` below the tabs of stations."""
    items = parts(context["request"].user, active)
    return {"items": [{"count": None, **item} for item in items], "label": "服务"}


@register.filter
def told(amount):
    """Money of a published statement, kept there as text."""
    return f"{Decimal(amount):,}"


@register.filter
def told_yuan(amount):
    return yuan(Decimal(amount))
