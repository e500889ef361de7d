"""The organizing officer of 江苏 learns nothing of 重庆, by whatever door.

Everything is asked twice, once with 重庆 at work and once with 重庆 empty, with the very same
addresses: whatever can be told apart tells something. And no word of 重庆's is ever read.
"""

from itertools import product

import pytest
from django.core.cache import cache
from django.db import transaction

from indicators import services as figures
from membership import onsite
from tests import make
from tests.doors import DOORS, routes
from tests.everybody import person
from tests.founding import SCOPE
from tests.province import province
from tests.visits import Visitor, plain

pytestmark = pytest.mark.django_db
MARK = "巴渝记"
EVERYBODYS = ("public/", "api/v1/^public/", "metrics", "accounts/me/factors/", "accounts/link/")
EVERYBODYS += ("portal/invitation/", "claim/", "join/", "needs/", "api/v1/reconcile/key/")
EVERYBODYS += ("aid/", "s/", "api/v1/^tenders/", "portal/objections/")
"""What 重庆 tells everybody, counters, pages with a new secret each time, links that are keys."""
ASKABLE = ("api/v1/", "organizations/", "trail/", "documents/", "drives/", "accounts/people/")
ASKABLE += (
    "delegates/",
    "members/",
    "claims/",
    "corrections/",
    "communications/",
    "jobs/",
    "dashboard/",
    "indicators/",
    "unions/",
)
KNOWN = [r for r in routes() if r in DOORS and not r.startswith(EVERYBODYS)]
LISTS = [route for route in KNOWN if not DOORS[route].things and not DOORS[route].post]
ONES = [route for route in KNOWN if DOORS[route].things]


class Next:
    """江苏 with its officer, and 重庆 as it was before it was emptied again."""

    def __init__(self):
        self.home = province("32", "320102", "江南记")
        self.stranger = person("js-organizing", "32", "organizing")
        self.visitor = Visitor(self.stranger)
        self.before = transaction.savepoint()
        self.there = province("50", "500112", MARK)
        self.marks = [m for m in self.there.marks if m]
        figures.rebuild()
        self.at_work = True

    def empty(self):
        """重庆 has never done anything."""
        transaction.savepoint_rollback(self.before)
        figures.rebuild()
        self.at_work = False

    def ask(self, questions):
        """``{question: (status, text)}``; with 重庆 at work no mark of its own may be read."""
        cache.clear()
        found = {}
        for method, address, fields in questions:
            answer = self.visitor.visit(method, address, **fields)
            question = f"{method} {address} {fields}"
            assert answer.status_code < 500 or address == "/readyz", question
            found[question] = plain(answer)
            if self.at_work:
                said = [m for m in self.marks if m in answer.said and m not in question]
                assert not said, f"{question}: {said}"
        return found

    def same_without(self, questions):
        """The same answers, whether or not 重庆 is there."""
        questions = list(questions)
        with_them = self.ask(questions)
        self.empty()
        without = self.ask(questions)
        told = [q for q in with_them if with_them[q] != without[q]]
        assert not told, f"{difference(told[0], with_them, without)}\n{len(told)}: {told[:20]}"


def difference(question, some, other):
    first, second = (str(answers[question]) for answers in (some, other))
    at = next((n for n, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), 0)
    start = max(0, at - 150)
    return f"{question}\n  {first[start : at + 150]}\n  {second[start : at + 150]}"


@pytest.fixture
def next_door(monkeypatch):
    """Codes on a screen change by the minute, whoever is at work: here they stand still."""
    monkeypatch.setattr(onsite, "key_of", lambda code, **when: "held still")
    return Next()


def test_lists_and_pages_say_the_same(next_door):
    """Every address without a parameter, and every one about something of 重庆's."""
    there, home = next_door.there.things, next_door.home.things
    questions = [("get", "/" + route.replace("^", "").replace("$", ""), {}) for route in LISTS]
    for route in ONES:
        door = DOORS[route]
        questions.append(("get", door.address(route, home), {}))
        questions.append(("get", door.address(route, there), {}))
    next_door.same_without(questions)


@pytest.mark.drill
def test_asking_for_them_by_name_finds_nothing(next_door):
    """Searches, filters, sorts and figures with 重庆's names, codes and numbers in them."""
    org, things = next_door.there.org, next_door.there.things
    drive = things["drive"].there
    asked = [
        *(dict.fromkeys(("search", "q"), word) for word in (org.name, org.credit_code, MARK)),
        dict.fromkeys(("federation", "region", "child"), "500112"),
        {"code": drive, "drive": f"{drive}:A", "organization": str(org.uid)},
        {
            "actor": next_door.there.officer.username,
            "subject": f"orgs.organization:{org.pk}",
            "series": f"{make.federation('50').short_name}工发",
        },
    ]
    lists = [route for route in LISTS if route.startswith(ASKABLE)]
    questions = [("get", address(route), {"data": data}) for route in lists for data in asked]
    next_door.same_without(questions)


def address(route):
    return "/" + route.replace("^", "").replace("$", "")


def test_figures_of_others_do_not_exist(next_door):
    """The nation's figures, and 重庆's by every way of asking, are as absent as nobody's."""
    ways = [
        {},
        {"on": "2023-12-31"},
        {"known_on": "2024-01-01"},
        {"on": "2023-12-31", "known_on": "2023-12-31"},
        {"drive": "50-2024"},
        *({"by": by} for by in ("child", "type", "month", "source", "segment", "form", "reason")),
    ]
    pages = ["/dashboard/", "/screen/", "/indicators/", "/indicators/C1/", "/dashboard/records/"]
    pages += ["/indicators/C1/table.xlsx", "/api/v1/indicators/C1/", "/api/v1/indicators/R1/"]
    pages += ["/api/v1/indicators/C1/records/"]
    visitor = next_door.visitor
    for page, way in product(pages, ways):
        answers = [
            visitor.visit("get", page, data={**way, "federation": code})
            for code in ("0", "50", "500112", "99")
        ]
        told = {plain(a, "=50", "=500112", "=0", "=99") for a in answers}
        assert len(told) == 1, (page, way)
        assert answers[0].status_code == 404
    own = visitor.visit("get", "/api/v1/indicators/R1/", data={"by": "child"}).json()
    assert {row["key"][:2] for row in own["rows"]} == {"32"}


def test_acting_on_what_is_theirs_is_acting_on_nothing(next_door):
    """Keys, codes and names of 重庆's in every form that takes some."""
    there, home = next_door.there, next_door.home
    org, own = there.org, f"/organizations/{home.org.uid}"
    confirm = {"step": "confirm", "digest": "x", "decision": "eligible", "as_of": "2024-01-01"}
    posts = [
        ("/founding/assess/", {"ids": [org.pk], **confirm}),
        ("/founding/assess/", {"all": "1", "query": f"search={org.credit_code}"}),
        ("/founding/cover/", {"ids": [org.pk, home.org.pk], "form": "joint"}),
        ("/organizations/export/", {"ids": [org.pk]}),
        ("/organizations/export/", {"all": "1", "query": f"search={MARK}"}),
        ("/organizations/export/", {"all": "1", "query": ""}),
        ("/dashboard/records/export/?code=R1", {}),
        (f"{own}/coverage/?form=joint", {"union": there.union.pk, "as_of": "2024-01-01"}),
        (f"{own}/coverage/?form=joint&q={there.union.name}", {}),
        (f"{own}/coverage/?form=joint", {"union": home.union.pk, "instead_of": 1}),
        (f"{own}/federation/", {"federation": "500112", "on": "2024-01-01", "reason": "试一试"}),
        ("/organizations/new/", {"name": "新组织", "type": "52", "federation": "500112"}),
        ("/delegates/new/", {"organization": org.credit_code, "name": "某", "username": "new-one"}),
        ("/delegates/new/", {"organization": org.name, "name": "某", "username": "new-one"}),
        ("/accounts/people/new/", {"federation": "500112", "role": "street", "name": "某"}),
        ("/communications/notices/new/", {"federation": make.federation("50").pk, "title": "某"}),
        ("/communications/notifications/read/", {"id": there.officer.notifications.get().pk}),
        (f"/accounts/offices/{own_office(home)}/deputize/", {"deputy": there.officer.pk}),
        (f"/accounts/offices/{own_office(home)}/hand-over/", {"to": there.officer.pk}),
        ("/drives/new/", new_drive(there.things["drive"].there)),
    ]
    json = {"content_type": "application/json"}
    calls = [
        (f"/api/v1{own}/coverage/", {"form": "joint", "union": there.union.pk}),
        ("/api/v1/notifications/read/", {"ids": [there.officer.notifications.get().pk]}),
        ("/api/v1/organizations/", {"name": "新组织", "type": "52", "federation": "500112"}),
        (f"/api/v1/organizations/{org.uid}/", {"name": "改名"}),
    ]
    questions = [("post", where, {"data": data}) for where, data in posts]
    questions += [(m, w, {"data": d, **json}) for w, d in calls for m in ("post", "patch")]
    next_door.same_without(questions)


def own_office(home):
    return home.officer.appointments.get().pk


def new_drive(code):
    return {
        "code": code,
        "name": "某行动",
        "basis": "某文",
        "federation": make.federation("32").pk,
        "starts_on": "2024-01-01",
        "counted_forms": "joint",
        "segment-TOTAL_FORMS": "1",
        "segment-INITIAL_FORMS": "0",
        "segment-0-code": "A",
        "segment-0-name": "某类",
        "segment-0-type": SCOPE["segments"][0]["any of"]["type"],
        "target-TOTAL_FORMS": "0",
        "target-INITIAL_FORMS": "0",
    }


def test_live_pages_hear_nothing(next_door, monkeypatch, django_capture_on_commit_callbacks):
    """What changes in 重庆 is not even announced to 江苏; what changes at home is."""
    from indicators import live
    from liaison.events import Stream
    from orgs.services import update_organization

    told = []
    monkeypatch.setattr(live, "announce", lambda refresh, paths: told.append({"paths": paths}))
    grant = next_door.visitor.visit("get", "/events/grant/").json()
    stream = Stream(grant["session"], grant["paths"])
    for place, hears in ((next_door.there, False), (next_door.home, True)):
        with django_capture_on_commit_callbacks(execute=True):
            update_organization(
                by=place.officer, organization=place.org, status="suspended", reason="核查"
            )
            figures.fold(wait=True)
        assert [stream.may_hear(message) for message in told] == [hears]
        told.clear()


def test_the_stamp_of_the_figures_is_the_nations(next_door):
    """All one may gather from it is that somewhere in the nation figures were counted anew."""
    before = next_door.visitor.visit("get", "/api/v1/indicators/C1/").json()
    figures.rebuild()
    after = next_door.visitor.visit("get", "/api/v1/indicators/C1/").json()
    assert before.pop("refresh_id") != after.pop("refresh_id")
    assert before == after
