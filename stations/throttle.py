"""How often one address, or one person, may ask: counted before the act, so that attempts count
even where the act is undone."""

from datetime import timedelta

from accounts import lockout

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def here(request, what):
    return f"{what}:{request.META.get('REMOTE_ADDR', '')}"[:80]


def within(*limits):
    """Count these attempts, each ``(key, most, time)``; may they all be made?"""
    return all(lockout.reserve(key, limit=most, within=time) for key, most, time in limits)
