"""Signed codes for QR codes and links: they say what they are for, until when, and cannot be bent.

    code = signing.sign("membership.join", {"union": 5}, days=90)
    signing.read("membership.join", code)          -> {"union": 5}

A code for one purpose is nothing for another. It carries no secret: whoever holds it can read it.
Keys are Django's SECRET_KEY and its fallbacks. What may be used once is the business of whoever
reads it (keep ``signing.digest(code)`` under a unique constraint).
"""

import hashlib
import time

from django.core import signing

FOREVER = None


class BadCode(ValueError):
    """Bent, for another purpose, or past its time. The text says which, for the user."""


def sign(purpose, value, *, seconds=0, minutes=0, days=0, forever=False):
    """A text safe in an address. One of the times must be said, or ``forever``."""
    lasts = seconds + 60 * minutes + 86400 * days
    if not lasts and not forever:
        raise TypeError("say how long the code is good for")
    until = FOREVER if forever else int(time.time()) + lasts
    return signing.dumps([until, value], salt=f"privacy.{purpose}", compress=True)


def read(purpose, code):
    """What was signed. Raises BadCode."""
    try:
        until, value = signing.loads(code, salt=f"privacy.{purpose}")
    except (signing.BadSignature, ValueError, TypeError) as wrong:
        raise BadCode("链接无效，请核对后重试，或重新获取。") from wrong
    if until is not FOREVER and until < time.time():
        raise BadCode("链接已过期，请重新获取。")
    return value


def seal(purpose, name):
    """A short code for a row that itself says how long and how often it opens anything: the same
    code each time it is printed."""
    return signing.Signer(sep=".", salt=f"privacy.{purpose}").sign(name)


def unseal(purpose, code):
    """The name that was sealed. Raises BadCode."""
    try:
        return signing.Signer(sep=".", salt=f"privacy.{purpose}").unsign(code)
    except signing.BadSignature as wrong:
        raise BadCode("链接无效，请核对后重试，或重新获取。") from wrong


def digest(code):
    """By which a used code is remembered without keeping the code."""
    return hashlib.sha256(code.encode()).hexdigest()
