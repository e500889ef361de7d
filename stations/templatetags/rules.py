"""``{% load rules %}``: rule cards in words, sums kept as text."""

from decimal import Decimal

from django import template

from stations import cards
from stations.models import RuleCard

register = template.Library()


@register.filter
def force(card):
    return RuleCard.Force(card.force).label


@register.filter
def term_label(row):
    """What a card is about."""
    return cards.terms()[row.term].label


@register.filter
def card_words(row):
    """不高于 2 倍"""
    return cards.as_card(row).words


@register.filter
def sum_of(text):
    """A sum of money that evidence keeps as text."""
    return Decimal(text) if text else None
