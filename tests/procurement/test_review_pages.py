from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from procurement.models import Draw, Expert, Panel, Review, Score
from procurement.services import draws
from tests import make
from tests.procurement import calling, reviewed

pytestmark = pytest.mark.django_db


@pytest.fixture
def buyer():
    return calling.buyer()


def address(name, *args):
    return reverse(f"procurement:{name}", args=args)


def read(client, name, *args):
    return client.get(address(name, *args)).content.decode()


def test_the_pool_is_kept_on_pages(client, buyer):
    """SC-09: a pool of five kinds of member, found by kind, field and name, paused, taken out."""
    client.force_login(buyer)
    page = client.get(address("expert_new"))
    for kind in Expert.Kind:
        assert kind.label in page.content.decode()
    entered = {
        "federation": make.federation("50").pk,
        "person_name": "某教授",
        "kind": "scholar",
        "domains": ["legal", "skills"],
        "employer": "某大学",
        "phone": "13812345678",
        "starts_on": "2024-01-01",
    }
    assert client.post(address("expert_new"), {**entered, "phone": "12"}).status_code == 422
    assert client.post(address("expert_new"), entered).status_code == 302
    row = Expert.objects.get()
    posted = {"unit": "某服务中心", "post": "理事", "starts_on": "2022-01-01"}
    client.post(address("expert_post_add", row.uid), posted)
    page = client.get(row.get_absolute_url()).content.decode()
    assert "某服务中心" in page
    assert "13812345678" not in page
    for query in ("search=某教授", "domain=skills", "kind=scholar", "standing=active&search=大学"):
        assert "某大学" in client.get(f"{address('experts')}?{query}").content.decode()
    assert "某大学" not in client.get(f"{address('experts')}?domain=health").content.decode()
    client.post(address("expert_move", row.uid, "suspend"), {"reason": "正在接受调查"})
    row.refresh_from_db()
    assert row.standing == "suspended"
    assert client.post(address("experts_export")).status_code == 200
    client.force_login(calling.buyer("32"))
    assert client.get(row.get_absolute_url()).status_code == 404


def test_from_the_seal_to_the_result_on_pages(client, buyer):
    """ACF-15: sealed, drawn, declared, scored, summed and closed, each by whoever may."""
    reviewed.pool()
    call = reviewed.opened(buyer)
    reviewed.qualify(call, buyer)
    client.force_login(buyer)
    tomorrow = timezone.localdate() + timedelta(days=1)
    sealing = {"size": "5", "public_source": "下一期开奖号码", "public_on": tomorrow}
    even = client.post(address("panel_seal", call.uid), {**sealing, "size": "6"})
    assert "单数" in even.content.decode()
    assert client.post(address("panel_seal", call.uid), sealing).status_code == 302
    draw = Draw.objects.get()
    client.post(address("draw_screen", draw.uid))
    page = client.post(address("draw_now", draw.uid), {"public_value": "7"}, follow=True)
    assert "届时再抽取" in page.content.decode()
    draws.draw_panel(by=buyer, draw=draw, public_value="7", at=timezone.now() + timedelta(days=2))
    seats = reviewed.seats(call)
    panel_page = client.get(address("panel", call.uid)).content.decode()
    assert seats[0].expert.employer in panel_page
    client.force_login(make.officer("50", Role.LEADER))
    assert seats[0].expert.employer not in read(client, "panel", call.uid)

    for seat in seats:
        client.force_login(seat.expert.user)
        page = client.get(address("declare", seat.pk)).content.decode()
        assert call.lots.get().bids.first().organization.name in page
        assert "需求分析第" not in page
        client.post(address("declare", seat.pk), {"clear": "1", "signed": "on"})
    client.force_login(buyer)
    closes = timezone.localtime() + timedelta(days=2)
    begun = client.post(
        address("panel_begin", call.uid), {"closes_at": closes.strftime("%Y-%m-%dT%H:%M")}
    )
    assert begun.status_code == 302
    me, other = seats[0].expert.user, seats[1]
    client.force_login(me)
    mine = seats[0].reviews.first()
    assert "需求分析第" in client.get(address("review", mine.pk)).content.decode()
    assert client.get(address("review", other.reviews.first().pk)).status_code == 404
    code = call.scheme["items"][0]["children"][0]["code"]
    saved = client.post(address("review_save", mine.pk), {f"points-{code}": "４.5"})
    assert saved.json()["sum"] == "已评 1/17 项，合计 90.00 分" or saved.json()["sum"].startswith(
        "已评 1/"
    )
    assert Score.objects.get(review=mine).points == Decimal("4.5")
    wrong = client.post(address("review_save", mine.pk), {f"points-{code}": "9"})
    assert (wrong.status_code, list(wrong.json()["refusals"])) == (422, [code])
    assert client.post(address("review", mine.pk), {"hand_in": "1"}).status_code == 422
    assert client.get(address("scores", call.uid)).status_code == 404
    reviewed.hand_in_all(call)
    assert "评分分析" in client.get(address("scores", call.uid)).content.decode()  # the chair
    client.force_login(other.expert.user)
    assert client.get(address("scores", call.uid)).status_code == 404
    client.force_login(buyer)
    assert client.get(address("scores", call.uid)).status_code == 200
    client.post(address("panel_close", call.uid), {"report": "意见一致"})
    assert Panel.objects.get().status == "closed"
    client.logout()
    told = client.get(address("public_draw_record", draw.uid)).json()
    assert "seed" not in told
    assert told["commitment"] == draw.commitment
    assert (
        seats[0].expert.employer
        not in client.get(address("public_draw", draw.uid)).content.decode()
    )
    call.refresh_from_db()
    call.status = "proposed"
    call.save(update_fields=["status"])
    assert client.get(address("public_draw_record", draw.uid)).json()["result"]
    assert (
        seats[0].expert.person_name in client.get(address("public_draw", draw.uid)).content.decode()
    )


def test_the_desk_asks_the_same_whatever_the_number_of_sheets(
    client, buyer, django_assert_max_num_queries
):
    call = reviewed.scoring(buyer, bidders=6)
    client.force_login(reviewed.seats(call)[0].expert.user)
    with django_assert_max_num_queries(40):
        page = client.get("/reviews/").content.decode()
    assert page.count("desk-name") == 6
    assert Review.objects.count() == 30
