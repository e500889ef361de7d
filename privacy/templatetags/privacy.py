from django import template
from django.urls import reverse
from django.utils.html import format_html

from privacy import queries
from privacy.ciphers import Undecipherable
from privacy.fields import EncryptedField
from privacy.masks import mask
from privacy.models import PERSONAL_REVEAL

register = template.Library()


@register.simple_tag(takes_context=True)
def masked(context, row, name, kind=None):
    """`{% masked user "phone" %}`: 138****1234, and a link to see it whole for whoever may ask.

    ``kind`` masks a field that is not encrypted (`{% masked row "name" "name" %}`), without link.
    """
    field = row._meta.get_field(name)
    encrypted = isinstance(field, EncryptedField)
    try:
        value = getattr(row, name)
    except Undecipherable:
        return "（无法解密）"
    if not value:
        return "—"
    text = mask(kind or field.mask, value) if encrypted or kind else mask("hidden", value)
    user = context["request"].user
    if not encrypted or not user.is_authenticated or not user.may_somewhere(PERSONAL_REVEAL):
        return text
    return format_html(
        '<span class="nowrap">{} <a class="button quiet small no-print" href="{}"'
        ' rel="nofollow">查看原文</a></span>',
        text,
        reverse("privacy:reveal", args=[queries.reveal_code(user, row, name)]),
    )


@register.filter
def mask_as(value, kind):
    """`{{ name|mask_as:"name" }}` -> 张*"""
    return mask(kind, value)


@register.simple_tag(takes_context=True)
def name_of(context, row, field):
    """`{% name_of organization "legal_representative" as who %}`: 张三丰, or 张* for most."""
    return queries.name_of(context["request"].user, row, field) or "—"
