"""Valkey, seen directly: is it there, which workers live, what is told to open pages."""

import json
from functools import cache

import redis
from django.conf import settings

HEARTBEAT = "liaison:worker:"
HEARTBEAT_SECONDS = 30


def broker():
    return client(settings.REDIS_URL)


@cache
def client(url):
    return redis.Redis.from_url(url, socket_timeout=3, socket_connect_timeout=3)


def say_alive(worker, queues):
    broker().set(f"{HEARTBEAT}{worker}", ",".join(queues), ex=HEARTBEAT_SECONDS)


def fall_silent(worker="*"):
    """A worker stops; or, before any starts, what killed ones have left."""
    for key in list(broker().scan_iter(f"{HEARTBEAT}{worker}")):
        broker().delete(key)


def living_queues():
    keys = list(broker().scan_iter(f"{HEARTBEAT}*"))
    values = broker().mget(keys) if keys else []
    return {queue for value in values if value for queue in value.decode().split(",")}


def publish(message):
    """Tell open pages that something is new; lost when the broker is down, and that is fine."""
    try:
        broker().publish(settings.LIVE_CHANNEL, json.dumps(message))
    except redis.RedisError:
        return False
    return True
