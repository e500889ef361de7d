"""G12: a dashboard's figures over the API, against a view that only asks the database for 1."""

import logging

from django.db import connection
from django.test import Client
from django.test.utils import override_settings
from rest_framework.test import APIClient

from accounts.models import Appointment, User
from accounts.roles import Role
from bench.ground import Line, in_turns, say
from unions.models import Federation

RUNS = 40


def leader():
    user, made = User.objects.get_or_create(username="bench", defaults={"name": "测量"})
    if made:
        Appointment.objects.create(
            user=user, federation=Federation.objects.get(code="0"), role=Role.LEADER
        )
    return user


def measure(ground):
    say("G12 serving …")
    logging.disable(logging.WARNING)
    with override_settings(
        ROOT_URLCONF="bench.urls", ALLOWED_HOSTS=["testserver"], SECURE_SSL_REDIRECT=False
    ):
        anyone, officer = Client(), APIClient()
        officer.force_authenticate(leader())

        def get(path, times=RUNS, client=anyone):
            def act():
                for _ in range(times):
                    answer = client.get(path)
                    assert answer.status_code == 200, (path, answer.status_code)

            return act

        for path in ("/bench/one/", "/bench/children/", "/bench/overview/"):
            get(path, 3)()
        taken = in_turns(
            3,
            one=get("/bench/one/"),
            children=get("/bench/children/"),
            api=get("/api/v1/indicators/C1/?federation=0&by=child", client=officer),
            overview=get("/bench/overview/"),
            live=get("/bench/live/", 1),
        )
    connection.close()
    rate = {name: (1 if name == "live" else RUNS) / taken[name] for name in taken}
    for what, name, limit in (
        ("31 provinces and the nation from the cells, as JSON", "children", 0.3),
        ("the same as the API's figure, by=child", "api", None),
        ("all data of a dashboard page, as JSON", "overview", None),
    ):
        yield Line(
            "G12",
            what,
            rate[name],
            rate["one"],
            "a view of SELECT 1",
            "≥ 0.3×" if limit else "–",
            unit="req/s",
            higher_is_better=True,
            limit=limit,
        )
    yield Line(
        "G12",
        "31 provinces and the nation from the cells, as JSON",
        rate["children"],
        rate["live"],
        "live aggregate over facts",
        "≥ 50×",
        unit="req/s",
        higher_is_better=True,
        limit=50,
    )
