"""What leaves the database: word to open pages, and mail."""

import json

import redis
from django.conf import settings
from django.db import transaction

from accounts.sessions import public_name


def logged_out(session_keys):
    """After the commit: streams of these sessions close. Without a broker they close by themselves
    within five minutes, and every other request asks the database anyway."""
    names = [public_name(key) for key in session_keys]
    transaction.on_commit(lambda: publish([{"topic": "logout", "session": n} for n in names]))


def rights_changed(user):
    """After the commit: the person's open streams end, and come back with the rights of now."""
    keys = user.sessions.values_list("pk", flat=True)
    names = [public_name(key) for key in keys]
    transaction.on_commit(lambda: publish([{"topic": "again", "session": n} for n in names]))


def publish(messages):
    try:
        broker = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2)
        with broker:
            for message in messages:
                broker.publish(settings.LIVE_CHANNEL, json.dumps(message))
    except redis.RedisError:
        return False
    return True


_outbox = []


def register_outbox(way):
    """``way(user=…, to=…, subject=…, text=…)``: writes the mail down in the transaction of the act;
    it leaves after the commit, and waits while the broker or the mail server is away."""
    _outbox[:] = [way]


def mail(*, subject, text, user=None, to=""):
    """To a person's own address, or ``to`` somebody without an account."""
    _outbox[0](user=user, to=to, subject=subject, text=text)
