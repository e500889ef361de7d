from django import template

from orgs import checks

register = template.Library()


@register.filter
def check_title(key):
    """What the check of that key is called."""
    return checks.title(key)
