"""The number beside 待办 in the frame of every page, kept for a minute.

The keeper may be down; then the number is worked out each time, and no page fails over it.
"""

import structlog
from django.core.cache import cache

log = structlog.get_logger(__name__)
SECONDS = 60


def _key(user):
    return f"inbox-count:{user.pk}"


def kept(user, work_out):
    """The number as kept, or worked out now and kept."""
    try:
        number = cache.get(_key(user))
    except Exception as down:
        log.warning("count not kept", error=type(down).__name__)
        return work_out()
    if number is None:
        number = work_out()
        keep(user, number)
    return number


def keep(user, number):
    _try(cache.set, _key(user), number, SECONDS)


def forget(user):
    """The next page works it out anew."""
    _try(cache.delete, _key(user))


def _try(act, *args):
    try:
        act(*args)
    except Exception as down:
        log.warning("count not kept", error=type(down).__name__)
