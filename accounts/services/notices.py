"""Telling a person what happened to their account. Higher apps own the ways of telling."""

_ways = []


def register(way):
    """``way(user=…, subject=…, text=…)``: called inside the transaction of the act."""
    if way not in _ways:
        _ways.append(way)
    return way


def tell(*, user, subject, text):
    for way in _ways:
        way(user=user, subject=subject, text=text)
