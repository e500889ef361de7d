"""`{% load look %}`: the template tags of the design system, all of `unions.look` as one library.

`docs/front.md` shows each one in use. Tags here know nothing of any app's models.
"""

from django import template

from unions.look import charts, figures, forms, lists, numbers, pages

register = template.Library()
for part in (numbers, pages, figures, lists, forms, charts):
    register.tags |= part.register.tags
    register.filters |= part.register.filters
