"""Every address, opened by everybody. A new address without a line in tests/doors fails here.

``DOOR=founding/ pytest tests/test_every_door.py`` opens only those whose address says so.
What is done at a door is undone before the next one: each visit is a savepoint that rolls back.
"""

import os
import re
from html import unescape

import pytest
from django.db import transaction
from django.urls import Resolver404, resolve

from tests.doors import DOORS, furnish, routes
from tests.everybody import INSIDE, PEOPLE, everybody
from tests.visits import Visitor, plain

pytestmark = pytest.mark.django_db
ROUTES = routes()
KNOWN = [r for r in ROUTES if r in DOORS and re.search(os.environ.get("DOOR", ""), r)]
LEADS_TO_LOG_IN = {"accounts/logout/"}
THEIR_OWN = {"accounts_session"}
"""When a session was last used, and what waits in it for the next page."""
TRIED = {"js_organizing": ("get", "post")}
"""The next-door officer also acts, others look."""
OUTSIDERS = ("js_organizing", "delegate", "expert", "station")
"""One of each side from whom most is hidden; the others come in drills."""
ODD = ("\x00", "99999999999999999999", "-1", "²", "'\"><[]")
PARAMETERS = re.findall(
    r"\w+",
    """search q federation region type category status coverage eligibility drive on known_on by
    key part page size sort cursor limit state tab since until actor verb subject parent level kind
    ended form new organization next code indicator as_of source columns ids uid name month""",
)


def in_drills(values):
    return [pytest.param(value, marks=pytest.mark.drill) for value in values]


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker):
    """``(people, things)``: everybody, and one of everything in 渝北. Furnished once for all who
    come, since every visit is taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        people = everybody()
        yield people, furnish(people)
        transaction.set_rollback(True)


def turned_away(answer):
    """Sent to log in, or told to."""
    if answer.status_code == 401:
        return True
    return answer.status_code == 302 and answer["Location"].startswith("/accounts/login/")


def told(wrong):
    return "\n".join(map(str, wrong))


def test_every_address_has_its_line():
    assert sorted(set(ROUTES) - set(DOORS)) == [], "addresses without a line in tests/doors"
    assert sorted(set(DOORS) - set(ROUTES)) == [], "lines for addresses that are no more"


LIKE_OTHERS = ("partner", "supervisor", "security_admin")
"""They stand at other desks than those who come on every run, before the same closed doors."""


@pytest.mark.parametrize("one_in", [3, *in_drills([1])])
@pytest.mark.parametrize(
    "name", [*(p for p in PEOPLE if p not in LIKE_OTHERS), *in_drills(LIKE_OTHERS)]
)
def test_who_may_open_what(house, name, one_in):
    """Everybody opens all that is open to them. Of the doors closed to them they try one in three
    on every run, each in another turn, so that several stand before each door; all in drills."""
    people, things = house
    visitor, wrong, links = Visitor(people[name]), [], {}
    turn, one_in = PEOPLE.index(name), 1 if os.environ.get("DOOR") else one_in
    for n, route in enumerate(KNOWN):
        door = DOORS[route]
        if name not in door.who and (n + turn) % one_in:
            continue
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
        if status == 200 and "html" in answer.get("Content-Type", ""):
            links |= {shown: route for shown in LINK.findall(answer.said) if shown not in links}
    wrong += leads_nowhere(visitor, name, links, follow=one_in == 1)
    assert not wrong, told(wrong)


LINK = re.compile(r'<a [^>]*href="(/[^"#]*)')


def leads_nowhere(visitor, name, links, follow):
    """Of ``{link: where it stands}`` those that lead to nothing this person may see. Followed are
    the ways to doors that are closed to them, except with a thing of their own; in drills others,
    too, one to each address of every page."""
    seen = set()
    for link, place in links.items():
        address = unescape(link)
        try:
            route = resolve(address.partition("?")[0]).route
        except Resolver404:
            yield "leads nowhere", address, place
            continue
        if place.startswith("public/") and route == "portal/":
            continue  # the way for bidders stands on pages for anybody
        closed = route in DOORS and name not in DOORS[route].who
        if (closed or follow) and (route, place) not in seen:
            seen.add((route, place))
            if visitor.visit("get", address).status_code >= 400:
                yield "leads to nothing", address, place


@pytest.mark.parametrize("name", [*OUTSIDERS, *in_drills(sorted(INSIDE - set(OUTSIDERS)))])
def test_what_is_out_of_sight_looks_absent(house, name):
    """Another's thing and one that does not exist: the same status, the same words (SEC-24)."""
    people, things = house
    visitor, wrong = Visitor(people[name]), []
    for route in KNOWN:
        door = DOORS[route]
        if not door.things or name in door.sees:
            continue
        there, absent = (door.address(route, things, which) for which in ("there", "absent"))
        for method in TRIED.get(name, ("get",)):
            answers = [(visitor.visit(method, a), a) for a in (there, absent)]
            first, second = (plain(answer, address) for answer, address in answers)
            if first != second or first[0] not in (200, 403, 404, 405):
                wrong.append((method, route, first[0], second[0]))
    assert not wrong, told(wrong)


@pytest.mark.parametrize("name", ["anonymous", "cq_organizing", *in_drills(["system_admin"])])
def test_nothing_is_done_without_its_token(house, name):
    """A page of somebody else cannot make this browser act."""
    people, things = house
    visitor, wrong = Visitor(people[name], enforce_csrf_checks=True), []
    for route in KNOWN:
        address = DOORS[route].address(route, things)
        answer = visitor.visit("post", address)
        expected = (401, 403, 405) if route.startswith("api/") else (403, 405)
        if route == "csp-report/":
            expected = (400, 405)
        if "key" in DOORS[route].things:  # the key in its address is its token
            expected += (200,)
        if answer.status_code not in expected or visitor.written - THEIR_OWN:
            wrong.append((route, answer.status_code, visitor.written))
    assert not wrong, told(wrong)


@pytest.mark.parametrize("name", ["anonymous", "cq_organizing"])
def test_odd_questions_break_nothing(house, name):
    """Every parameter at once, each odd in another way at each address."""
    people, things = house
    visitor, wrong = Visitor(people[name]), []
    for n, route in enumerate(r for r in KNOWN if name in DOORS[r].who):
        address = DOORS[route].address(route, things)
        odd = {p: ODD[(n + i) % len(ODD)] for i, p in enumerate(PARAMETERS)}
        for method in ("get", "post"):
            answer = visitor.visit(method, address, data=odd)
            if answer.status_code >= 500 and route != "readyz":
                wrong.append((method, route, odd, answer.status_code))
    assert not wrong, told(wrong)


ODD_NAMES = ["%00", "99999999999999999999"]


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


@pytest.mark.parametrize("name", ["cq_organizing", *in_drills(["system_admin"])])
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
