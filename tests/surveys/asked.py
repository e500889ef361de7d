"""Surveys for the tests: built, published, answered."""

from django.utils import timezone

from accounts.roles import Role
from surveys import planted
from surveys.models import Response
from surveys.services import building, collecting, entering
from tests import make

SINGLE = [{"label": "是"}, {"label": "否"}]


def researcher(code="32", role=Role.ASSISTANCE):
    return make.officer(code, role)


def begun(by, code="32", blueprint="aid", **over):
    fields = {
        "kind": "research",
        "title": "帮扶服务调研",
        "purpose": "了解帮扶服务的情况。",
        "year": 2014,
        **over,
    }
    return building.begin(by=by, federation=make.federation(code), blueprint=blueprint, **fields)


def published(by, **over):
    return building.publish(by=by, survey=begun(by, **over))


def with_tables(by, **over):
    """The survey of 2014 with all answers of tables 4 and 5."""
    survey = published(by, **over)
    entering.write(survey, survey.current, planted.rows(), Response.Channel.SHEET)
    return survey


def link(by, survey, channel="qr", **over):
    return collecting.open_link(by=by, survey=survey, channel=channel, label="海报", **over)


def small(by, **over):
    """One group, one yes-or-no question and one in words."""
    survey = begun(by, blueprint="", **over)
    building.put_group(by=by, survey=survey, code="all", name="职工")
    building.put_question(
        by=by, survey=survey, code="happy", kind="single", text="满意吗？", options=SINGLE
    )
    building.put_question(
        by=by, survey=survey, code="why", kind="text", text="为什么？", required=False
    )
    return building.publish(by=by, survey=survey)


def answer(at, value="o1", word=None, **more):
    collecting.submit(
        link=at,
        word=word or collecting.ticket_for(at),
        group="all",
        given={"happy": [value], **more},
    )


def today():
    return timezone.localdate()
