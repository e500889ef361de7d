"""Arranging a list for oneself, and sharing a view of it."""

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.lists import Arranged
from accounts.models import ListChoice, SavedView
from governance.trail import record
from unions.paging import SIZES

MOST_VIEWS = 50


def arrange(*, by, name, **chosen):
    """Keep ``columns``, ``dense``, ``size`` or ``opens_with`` of one's own list. What is private
    taste leaves no line in the trail."""
    ListChoice.objects.update_or_create(user=by, listing=name, defaults=chosen)


def remember_size(*, by, arranged: Arranged):
    """The size asked for in the address is the size of the next visit."""
    if arranged.size != arranged.choice.size and arranged.size in SIZES:
        arrange(by=by, name=arranged.list.name, size=arranged.size)


@transaction.atomic
def save_view(*, by, listing, name, query, federation=None, begin=False):
    """Keep conditions under a name; the same name again replaces them."""
    own = SavedView.objects.filter(owner=by, listing=listing)
    if own.exclude(name=name).count() >= MOST_VIEWS:
        raise ValidationError(f"最多保存 {MOST_VIEWS} 个视图，请先删除不用的。")
    view = own.filter(name=name).first() or SavedView(owner=by, listing=listing, name=name)
    view.query, view.federation = query, federation
    view.full_clean()
    view.save()
    if federation is not None:
        record(by=by, verb="list.share", label="共享列表视图", subject=federation, view=name)
    if begin:
        arrange(by=by, name=listing, opens_with=view)
    return view


@transaction.atomic
def drop_view(*, by, view):
    view.delete()
