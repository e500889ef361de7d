"""What open pages are told: which federations a change touched, and no more."""

import json
from datetime import timedelta

import pytest
from django.conf import settings
from redis import Redis

from indicators import services
from indicators.days import as_of
from tests import make


@pytest.fixture
def told(monkeypatch):
    found = []
    monkeypatch.setattr(services.live, "announce", lambda refresh, paths: found.append(list(paths)))
    return found


def test_a_change_names_the_federation_it_touched(
    counted, told, django_capture_on_commit_callbacks
):
    make.organization()
    with django_capture_on_commit_callbacks(execute=True):
        services.fold()
    assert told == [["/0/50/500112/"]]


def test_many_name_what_they_have_in_common(
    counted, told, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(services, "MOST_PATHS", 1)
    make.organization("500112")
    make.organization("500105")
    with django_capture_on_commit_callbacks(execute=True):
        services.fold()
    make.organization("320102")
    make.organization("500105")
    with django_capture_on_commit_callbacks(execute=True):
        services.fold()
        services.advance(on=as_of() + timedelta(days=1))
    assert told == [["/0/50/*"], ["/0/*"], ["/0/*"]]


def test_it_is_said_over_the_broker(counted, django_capture_on_commit_callbacks):
    make.organization()
    with Redis.from_url(settings.REDIS_URL) as broker, broker.pubsub() as ear:
        ear.subscribe(settings.LIVE_CHANNEL)
        ear.get_message(timeout=5)
        with django_capture_on_commit_callbacks(execute=True):
            refresh = services.fold()
        heard = ear.get_message(timeout=5)
    assert json.loads(heard["data"]) == {
        "topic": "indicators",
        "refresh": str(refresh),
        "paths": ["/0/50/500112/"],
    }


def test_a_silent_broker_does_not_stop_the_fold(
    counted, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(services.live, "_client", lambda url: Redis(port=1, socket_timeout=0.1))
    make.organization()
    with django_capture_on_commit_callbacks(execute=True):
        assert services.fold() is not None
