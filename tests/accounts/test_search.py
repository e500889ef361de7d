"""The box at the top of every page: everything one may see, and nothing else."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from communications.services import draft_notice, move_notice
from tests import make
from unions.models import GrassrootsUnion

pytestmark = pytest.mark.django_db
SEARCH = "/search/"


@pytest.fixture
def things():
    organization = make.organization("500112", name="渝北区阳光协会")
    union = GrassrootsUnion.objects.create(
        name="阳光协会工会委员会", federation=make.federation("500112")
    )
    chief = make.officer("50", Role.LEADER)
    notice = draft_notice(
        by=chief,
        federation=make.federation("50"),
        title="阳光行动通知",
        body="请各级工会知悉。",
        audience="subtree",
    )
    move_notice(by=chief, notice=notice, verb="publish")
    return organization, union, notice


def words(answer):
    return answer.content.decode()


def looked(client, user, typed, **more):
    client.force_login(user)
    return words(client.get(SEARCH, {"q": typed, **more}))


def test_everything_within_reach_by_kind(client, things):
    page = looked(client, make.officer("500112"), "阳光")
    for told in ("渝北区阳光协会", "阳光协会工会委员会", "阳光行动通知"):
        assert told in page
    for label in ("社会组织", "基层工会", "通知"):
        assert f"<h2>{label}</h2>" in page


@pytest.mark.parametrize("typed", ["ybqyg", "ygxh", "渝北区阳先协会", "陽光協會"])
def test_as_people_type(client, things, typed):
    assert "渝北区阳光协会" in looked(client, make.officer("500112"), typed)


def test_pages_of_the_menu_federations_and_people(client):
    officer = make.officer("50", name="欧阳建国")
    assert 'href="/organizations/"' in looked(client, officer, "社会组织")
    assert "federation=500112" in looked(client, officer, "渝北区")
    assert "欧阳建国" in looked(client, make.officer("50"), "欧阳")
    assert "欧阳建国</a>" not in looked(client, make.officer("50", Role.FINANCE), "欧阳")


def test_the_stranger_next_door_and_the_outsider_learn_nothing(client, things):
    """Neither a hit nor a count: the page is the same as for words that mean nothing."""
    for user in (make.officer("32"), make.officer("500113"), make.officer("500112", Role.EXPERT)):
        page = looked(client, user, "阳光协会", part="1")
        other = looked(client, user, "无人协会", part="1")
        assert "渝北区阳光" not in page
        assert page.replace("阳光协会", "") == other.replace("无人协会", "")


def test_what_drops_down_is_the_same_without_the_frame(client, things):
    part = looked(client, make.officer("500112"), "阳光", part="1")
    assert "渝北区阳光协会" in part
    assert "<html" not in part
    assert looked(client, make.officer("500112"), "阳", part="1").strip() == ""
    assert "没有找到" in looked(client, make.officer("500112"), "无此名", part="1")


def test_the_box_stands_on_every_page_and_works_without_scripts(client):
    client.force_login(make.officer("50"))
    page = words(client.get("/organizations/"))
    assert '<form class="search-box" action="/search/" method="get" role="search"' in page
    client.logout()
    assert "search-box" not in words(client.get("/accounts/login/"))
    assert client.get(SEARCH, {"q": "阳光"}).status_code == 302


def test_more_than_a_few_lead_to_the_list(client):
    for n in range(7):
        make.organization(name=f"阳光第{n}协会")
    page = looked(client, make.officer("50"), "阳光")
    assert "/organizations/?search=%E9%98%B3%E5%85%89" in page
    assert page.count("阳光第") == 5


def test_as_many_queries_for_fifty_as_for_one(client):
    make.organization(name="阳光协会")
    user = make.officer("50")
    looked(client, user, "阳光")
    with CaptureQueriesContext(connection) as one:
        client.get(SEARCH, {"q": "阳光"})
    for n in range(49):
        make.organization(name=f"阳光第{n}协会")
    with CaptureQueriesContext(connection) as fifty:
        client.get(SEARCH, {"q": "阳光"})
    assert len(fifty) == len(one)
