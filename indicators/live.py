"""Telling open pages that figures have changed, over Valkey; pages then ask again through scope."""

import json
from functools import cache

import redis
import structlog
from django.conf import settings

log = structlog.get_logger(__name__)


def announce(refresh, paths):
    """Publish a Refresh and the paths of the federations it touched; one that ends in ``*`` stands
    for all below. A page that misses it is still right when it is next opened, so a broker that is
    down is logged and not raised."""
    message = {"topic": "indicators", "refresh": str(refresh), "paths": list(paths)}
    try:
        _client(settings.REDIS_URL).publish(settings.LIVE_CHANNEL, json.dumps(message))
    except redis.RedisError as problem:
        log.warning("not announced", refresh=str(refresh), problem=str(problem))


@cache
def _client(url):
    return redis.Redis.from_url(url, socket_timeout=1, socket_connect_timeout=1)
