from django import template

from governance import queries

register = template.Library()


@register.simple_tag(takes_context=True)
def events_about(context, subject, *others):
    """`{% load trail %}{% events_about organization as entries %}{% timeline entries %}`"""
    return queries.events_about(subject, context["request"].user, *others)


@register.simple_tag(takes_context=True)
def corrections_about(context, row):
    """`{% corrections_about row as notes %}{% include "governance/_corrections.html" %}`"""
    return queries.corrections_about(row, context["request"].user)
