"""The stream to open pages, from the real web process: who hears what, and until when."""

import asyncio
import http.client
import json
import socket
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import Appointment, User
from accounts.roles import Role
from liaison import events
from liaison.broker import broker, publish
from liaison.events import LiveStreams
from liaison.processes import wait_until
from unions.models import Federation

pytestmark = pytest.mark.django_db(transaction=True)

CHONGQING = {"topic": "indicators", "refresh": "R-1", "paths": ["/0/50/500112/"]}
JIANGSU = {"topic": "indicators", "refresh": "R-2", "paths": ["/0/32/3201/"]}


class Stream:
    """One open /events/, read line by line."""

    def __init__(self, site, cookies):
        self.connection = http.client.HTTPConnection(urlsplit(site).netloc, timeout=60)
        pairs = "; ".join(f"{name}={morsel.value}" for name, morsel in cookies.items())
        self.connection.request("GET", "/events/", headers={"Cookie": pairs})
        self.answer = self.connection.getresponse()
        self.status = self.answer.status

    def next(self):
        """The next message; None at the end of the stream."""
        for line in self.answer:
            if line.startswith(b"data: "):
                return json.loads(line.removeprefix(b"data: "))
        return None

    def close(self):
        self.connection.sock.shutdown(socket.SHUT_RDWR)
        self.connection.close()


def log_in(code, name):
    user = User.objects.create(username=name, name=name)
    Appointment.objects.create(
        user=user, federation=Federation.objects.get(code=code), role=Role.LEADER
    )
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def listen(site):
    opened = []

    def open_stream(client):
        stream = Stream(site, client.cookies)
        opened.append(stream)
        assert stream.status == 200
        return stream

    yield open_stream
    for stream in opened:
        stream.connection.close()


def test_each_hears_of_their_own_subtree_only(listen):
    nation = listen(log_in("0", "leader"))
    chongqing = listen(log_in("50", "cq"))
    stranger = listen(log_in("32", "js"))

    publish(CHONGQING)
    publish(JIANGSU)

    assert nation.next() == {"topic": "indicators", "refresh": "R-1"}
    assert nation.next() == {"topic": "indicators", "refresh": "R-2"}
    assert chongqing.next() == {"topic": "indicators", "refresh": "R-1"}
    assert stranger.next() == {"topic": "indicators", "refresh": "R-2"}  # and not R-1 before it


def test_what_is_about_everybody_below_is_heard_by_everybody_below(listen):
    county, stranger = listen(log_in("500112", "yb")), listen(log_in("32", "js"))

    publish({"topic": "indicators", "refresh": "R-1", "paths": ["/0/50/"]})
    publish({"topic": "indicators", "refresh": "R-2", "paths": ["/0/50/*"]})
    publish({"topic": "indicators", "refresh": "R-3", "paths": ["/0/*"]})

    assert county.next()["refresh"] == "R-2"
    assert county.next()["refresh"] == "R-3"
    assert stranger.next()["refresh"] == "R-3"


def test_message_says_topic_and_refresh_and_nothing_else(listen):
    stream = listen(log_in("50", "cq"))

    publish({**CHONGQING, "organization": "某协会", "value": 12})

    assert set(stream.next()) == {"topic", "refresh"}


def test_nonsense_from_the_broker_is_passed_over(listen):
    stream = listen(log_in("50", "cq"))

    broker().publish(settings.LIVE_CHANNEL, "nonsense")
    broker().publish(settings.LIVE_CHANNEL, "[]")
    publish(CHONGQING)

    assert stream.next()["refresh"] == "R-1"


def test_log_out_ends_the_stream_of_that_session_only(listen):
    leaving, staying = log_in("50", "cq"), log_in("50", "cq-two")
    ended, kept = listen(leaving), listen(staying)

    leaving.post("/accounts/logout/")
    publish(CHONGQING)

    assert ended.next()["topic"] == "logout"
    assert ended.next() is None
    assert kept.next()["refresh"] == "R-1"


def test_stranger_is_refused(site):
    assert Stream(site, {}).status == 401


def test_person_without_office_hears_nothing(listen):
    client = Client()
    client.force_login(User.objects.create(username="nobody", name="nobody"))
    office = listen(log_in("50", "cq"))
    listen(client)

    publish(CHONGQING)

    assert office.next()["refresh"] == "R-1"
    assert client.get("/events/grant/").json()["paths"] == []


def test_leaving_releases_the_stream(site, listen):
    def open_streams():
        connection = http.client.HTTPConnection(urlsplit(site).netloc, timeout=60)
        connection.request("GET", "/metrics")
        page = connection.getresponse().read().decode()
        return float(page.split("liaison_live_streams ")[-1].split()[0])

    assert wait_until(lambda: open_streams() == 0, 10)
    stream = listen(log_in("50", "cq"))
    assert open_streams() == 1

    stream.close()

    assert wait_until(lambda: open_streams() == 0, 10)


def test_grant_asks_for_log_in(client, db):
    assert client.get("/events/grant/").status_code == 302


def test_streams_end_with_the_day(monkeypatch, time_machine):
    """An office held through today is none tomorrow; the page comes back and is asked about."""
    time_machine.move_to("2026-11-02T23:59:59.9+08:00", tick=False)
    assert 0 < events.until_tomorrow() < 0.2
    time_machine.move_to("2026-11-02T12:00:00+08:00", tick=False)
    assert events.until_tomorrow() == 12 * 3600
    monkeypatch.setattr(events, "until_tomorrow", lambda: 0.05)
    said = []

    async def send(message):
        said.append(message)

    async def life():
        await asyncio.wait_for(LiveStreams(None).write(events.Stream("s", ["/0/"]), send), 5)

    with ThreadPoolExecutor(1) as aside:  # a browser's loop may be running in this thread
        aside.submit(asyncio.run, life()).result()
    assert said[-1] == {"type": "http.response.body", "body": b""}
