"""Every address, opened by everybody. A new address without a line in tests/doors.py fails here.

What is done at a door is undone before the next one: each visit is a savepoint that rolls back.
"""

import re

import pytest

from tests.doors import DOORS, furnish, routes
from tests.everybody import INSIDE, PEOPLE, everybody
from tests.visits import Visitor, plain

pytestmark = pytest.mark.django_db
ROUTES = routes()
KNOWN = [route for route in ROUTES if route in DOORS]
LEADS_TO_LOG_IN = {"accounts/logout/"}
THEIR_OWN = {"accounts_session"}
"""When a session was last used, and what waits in it for the next page."""
METHODS = ("get", "post", "put", "patch", "delete", "options")
ODD = [("get", odd) for odd in ("\x00", "99999999999999999999", "-1", "²", "２０２４")]
ODD += [("post", odd) for odd in ("\x00", "99999999999999999999", "'\"><[]")]
PARAMETERS = re.findall(
    r"\w+",
    """search q federation region type category status coverage eligibility drive on known_on by
    key part page size sort cursor limit state tab since until actor verb subject parent level kind
    ended form new organization next code indicator as_of source columns ids uid name month""",
)


@pytest.fixture
def house():
    """``(people, things)``: everybody, and one of everything in 渝北."""
    people = everybody()
    return people, furnish(people)


def turned_away(answer):
    """Sent to log in, or told to."""
    if answer.status_code == 401:
        return True
    return answer.status_code == 302 and answer["Location"].startswith("/accounts/login/")


def told(wrong):
    return "\n".join(map(str, wrong))


def test_every_address_has_its_line():
    assert sorted(set(ROUTES) - set(DOORS)) == [], "addresses without a line in tests/doors.py"
    assert sorted(set(DOORS) - set(ROUTES)) == [], "lines for addresses that are no more"


@pytest.mark.parametrize("name", PEOPLE)
def test_who_may_open_what(house, name):
    people, things = house
    visitor, wrong = Visitor(people[name]), []
    for route in KNOWN:
        door = DOORS[route]
        address = door.address(route, things)
        method = "post" if door.post else "get"
        answer = visitor.visit(method, address)
        status = answer.status_code
        if name in door.who:
            right = status < 500 and status not in (401, 403)
            right = right and (route in LEADS_TO_LOG_IN or not turned_away(answer))
            right = right or (route == "readyz" and status == 503)
            right = right and (status != 404 or bool(door.things))
        elif name in INSIDE:
            right = status in (403, 404)
        else:
            right = turned_away(answer) or status in (404, 405)
        if method == "get" and visitor.written - THEIR_OWN - door.writes:
            right = False
        if ">-----" in answer.said:  # Django's own word for nothing chosen
            right = False
        if not right:
            wrong.append((route, status, visitor.written))
    assert not wrong, told(wrong)


@pytest.mark.parametrize("name", sorted(INSIDE))
def test_what_is_out_of_sight_looks_absent(house, name):
    """Another's thing and one that does not exist: the same status, the same words (SEC-24)."""
    people, things = house
    visitor, wrong = Visitor(people[name]), []
    for route in KNOWN:
        door = DOORS[route]
        if not door.things or name in door.sees:
            continue
        there, absent = (door.address(route, things, which) for which in ("there", "absent"))
        for method in METHODS if name == "js_organizing" else ("get", "post"):
            answers = [(visitor.visit(method, a), a) for a in (there, absent)]
            first, second = (plain(answer, address) for answer, address in answers)
            if first != second or first[0] not in (200, 403, 404, 405):
                wrong.append((method, route, first[0], second[0]))
    assert not wrong, told(wrong)


@pytest.mark.parametrize("name", ["anonymous", "cq_organizing", "system_admin"])
def test_nothing_is_done_without_its_token(house, name):
    """A page of somebody else cannot make this browser act."""
    people, things = house
    visitor, wrong = Visitor(people[name], enforce_csrf_checks=True), []
    for route in KNOWN:
        address = DOORS[route].address(route, things)
        for method in ("post", "put", "patch", "delete"):
            answer = visitor.visit(method, address)
            expected = (401, 403, 405) if route.startswith("api/") else (403, 405)
            if route == "csp-report/":
                expected = (400, 405)
            if "key" in DOORS[route].things:  # the key in its address is its token
                expected += (200,)
            if answer.status_code not in expected or visitor.written - THEIR_OWN:
                wrong.append((method, route, answer.status_code, visitor.written))
    assert not wrong, told(wrong)


@pytest.mark.parametrize("name", ["anonymous", "cq_organizing"])
def test_odd_questions_break_nothing(house, name):
    people, things = house
    visitor, wrong = Visitor(people[name]), []
    for route in (r for r in KNOWN if name in DOORS[r].who):
        address = DOORS[route].address(route, things)
        for method, odd in ODD:
            answer = visitor.visit(method, address, data=dict.fromkeys(PARAMETERS, odd))
            if answer.status_code >= 500 and route != "readyz":
                wrong.append((method, route, odd, answer.status_code))
    assert not wrong, told(wrong)


ODD_NAMES = ["%00", "99999999999999999999", "-1", "%F0%9F%92%A5", "..%2f..", "A" * 300]


@pytest.mark.parametrize("name", ["anonymous", "cq_organizing"])
def test_odd_addresses_break_nothing(house, name):
    people, _ = house
    visitor, wrong = Visitor(people[name]), []
    for route in KNOWN:
        for odd in ODD_NAMES:
            address = "/" + re.sub(r"[\\^$]", "", re.sub(r"<[^>]+>|\(.*?\)", odd, route))
            if DOORS[route].things and visitor.visit("get", address).status_code >= 500:
                wrong.append((route, odd))
    assert not wrong, told(wrong)


@pytest.mark.parametrize("name", ["cq_organizing", "system_admin"])
def test_a_password_alone_opens_nothing(house, name):
    """Without the second factor that the office asks for, no door opens but those to set it up."""
    people, things = house
    visitor, opened = Visitor(people[name], factors=1), set()
    for route in KNOWN:
        door = DOORS[route]
        if "anonymous" in door.who:
            continue
        answer = visitor.visit("get", door.address(route, things))
        if answer.status_code == 200:
            opened.add(route)
    assert opened <= {
        "accounts/session/",
        "accounts/again/",
        "accounts/me/security/",
        "accounts/me/security/enrol/",
        "accounts/me/factors/totp/",
        "accounts/me/factors/passkeys/add/",
        "accounts/me/factors/codes/renew/",
    }
