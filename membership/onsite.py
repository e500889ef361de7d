"""Codes on a screen: each holds for a minute, so that only who stands there can open the form.

The key is worked out of the code's number and the minute; nothing is stored. Who came in time gets
a ticket, good for as long as filling in the form takes.
"""

import hmac
import time
from hashlib import sha256

from django.conf import settings
from django.utils.crypto import constant_time_compare

from membership.joining_terms import terms_at
from privacy import signing

PURPOSE = "membership.onsite"


def key_of(code, *, at=None, back=0):
    """The key of the stretch of time in which ``at`` lies, or of one before it."""
    step = int((at or time.time()) // terms_at(code.federation).onsite_seconds) - back
    secret = f"{PURPOSE}:{settings.SECRET_KEY}".encode()
    return hmac.new(secret, f"{code.slug}:{step}".encode(), sha256).hexdigest()[:12]


def in_time(code, key, *, at=None):
    """Is it the present key, or one that was shown a moment ago?"""
    backs = range(terms_at(code.federation).onsite_grace + 1)
    return any(constant_time_compare(key, key_of(code, at=at, back=back)) for back in backs)


def ticket_for(code):
    return signing.sign(PURPOSE, code.slug, minutes=terms_at(code.federation).form_minutes)


def admits(code, ticket):
    """Does the ticket let its holder hand in the form? Codes on paper ask for none."""
    if not code.rotating:
        return True
    try:
        return signing.read(PURPOSE, ticket) == code.slug
    except signing.BadCode:
        return False
