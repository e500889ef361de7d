"""Telling a person what happened to what is theirs. Higher apps own the ways of telling."""

_ways = []


def register(way):
    """``way(user=…, subject=…, text=…, url=…)``: called inside the transaction of the act."""
    if way not in _ways:
        _ways.append(way)
    return way


def tell(*, user, subject, text, url="/accounts/me/"):
    """``url`` is the page of ours that it is about."""
    for way in _ways:
        way(user=user, subject=subject, text=text, url=url)
