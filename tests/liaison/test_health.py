"""Alive, ready, counted."""

import pytest
from django.conf import settings

from jobs.models import Job
from liaison.broker import broker, fall_silent, say_alive
from tests.servers import flush


@pytest.fixture
def workers(db, servers):
    say_alive("live@here", ["live"])
    say_alive("work@here", ["work"])
    say_alive("clock", ["clock"])
    yield
    flush(servers.redis_url)


def test_alive_without_database(client):
    assert client.get("/healthz").content == b"ok"


def test_ready_when_all_answer(client, workers):
    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {
        "ready": True,
        "database": "ok",
        "broker": "ok",
        "worker": "ok",
        "clock": "ok",
    }


def test_not_ready_when_a_queue_has_no_worker(client, workers):
    broker().delete("liaison:worker:live@here")

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["worker"] == "down"
    assert answer.json()["database"] == "ok"


def test_not_ready_before_the_clock_is_heard(client, workers):
    """Nothing would fold what is saved."""
    fall_silent("clock")

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["clock"] == "down"
    assert answer.json()["worker"] == "ok"


def test_not_ready_without_broker(client, workers, monkeypatch):
    monkeypatch.setattr(settings, "REDIS_URL", "redis://127.0.0.1:1/0")

    assert client.get("/readyz").json()["broker"] == "down"


def test_metrics_name_routes_parts_and_what_piles_up(client, workers):
    client.get("/healthz")
    Job.objects.create(kind="export", title="导出", state=Job.State.QUARANTINED)

    page = client.get("/metrics").content.decode()

    assert 'liaison_requests_total{method="GET",route="healthz",status="200"}' in page
    assert 'liaison_up{part="worker"} 1.0' in page
    assert 'liaison_jobs{state="quarantined"} 1.0' in page
    assert "liaison_marked_organizations 0.0" in page


@pytest.mark.parametrize(
    "headers", [{"REMOTE_ADDR": "203.0.113.9"}, {"HTTP_X_FORWARDED_FOR": "127.0.0.1"}]
)
def test_metrics_are_internal(client, headers):
    assert client.get("/metrics", **headers).status_code == 404


def test_metrics_with_the_token(client, workers, monkeypatch):
    monkeypatch.setattr(settings, "METRICS_TOKEN", "t0ken")
    outside = {"REMOTE_ADDR": "203.0.113.9"}

    right = client.get("/metrics", HTTP_AUTHORIZATION="Bearer t0ken", **outside)
    wrong = client.get("/metrics", HTTP_AUTHORIZATION="Bearer other", **outside)

    assert (right.status_code, wrong.status_code) == (200, 404)
