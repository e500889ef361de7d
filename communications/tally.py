"""Numbers that may be a little old: the one beside 待办 in every page's frame, and long counts.

The keeper may be down; then they are worked out each time, and no page fails over it.
"""

import structlog
from django.core.cache import cache

log = structlog.get_logger(__name__)
SECONDS = 60
LONG, LONG_SECONDS = 200, 300
"""From so many on, a count of tasks may be this old; below, what is done goes at once."""


def _key(user, what="all"):
    return f"inbox-count:{what}:{user.pk}"


def kept(user, work_out):
    """The number in the frame, as kept or worked out now."""
    number = _read(_key(user))
    if number is None:
        number = work_out()
        keep(user, number)
    return number


def keep(user, number):
    _try(cache.set, _key(user), number, SECONDS)


def forget(user):
    """The next page works it out anew."""
    _try(cache.delete, _key(user))


def long_count(user, what, work_out):
    """A count of one kind of task; kept for a while when it is long and so costs time."""
    number = _read(_key(user, what))
    if number is None:
        number = work_out()
        if number >= LONG:
            _try(cache.set, _key(user, what), number, LONG_SECONDS)
    return number


def _read(key):
    return _try(cache.get, key)


def _try(act, *args):
    try:
        return act(*args)
    except Exception as down:
        log.warning("count not kept", error=type(down).__name__)
        return None
