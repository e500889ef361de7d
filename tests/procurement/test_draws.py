import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.roles import Permission, Role
from orgs.models import Tie
from procurement import drawing
from procurement.models import Conflict, Draw, PanelSeat
from procurement.services import draws, panels
from tests import make
from tests.procurement import calling, reviewed

pytestmark = pytest.mark.django_db
SCRIPT = Path(__file__).parents[2] / "docs" / "replay_draw.py"


@pytest.fixture
def buyer():
    return calling.buyer()


def replayed(told):
    answer = subprocess.run(
        [sys.executable, str(SCRIPT)], input=json.dumps(told), capture_output=True, text=True
    )
    assert answer.returncode == 0, answer.stderr
    return answer.stdout.split()


def published_record(call):
    call.status = "proposed"
    call.save(update_fields=["status"])
    return draws.record_of(Draw.objects.select_related("panel__call").get(panel__call=call))


def test_anyone_can_replay_a_draw_with_its_replacements(buyer):
    """The published record and twenty lines give the same list; two left and were replaced."""
    reviewed.pool(20)
    call = reviewed.opened(buyer)
    reviewed.drawn(buyer, call, least={"front_line": 1})
    first, second, *_ = reviewed.seats(call)
    panels.declare(by=first.expert.user, seat=first, clear=False, signed=True, grounds=["relative"])
    panels.excuse(by=buyer, seat=second, code="absent", reason="出差")
    told = published_record(call)
    assert len(told["result"]) == 5
    assert len(told["steps"]) == 2
    assert replayed(told) == told["result"] == drawing.replay(told)
    told["frozen"]["pool"].pop()
    with pytest.raises(AssertionError, match="not what was sealed"):
        replayed(told)


def test_two_thousand_draws_are_flat():
    pool = [[f"{n:02d}", "scholar"] for n in range(60)]
    conditions = {"size": 5, "least": {}, "share": {"kinds": [], "least": 0}}
    hits = dict.fromkeys((name for name, _ in pool), 0)
    for n in range(2_000):
        for name in drawing.fill(drawing.order(pool, "seed", str(n)), [], {}, conditions):
            hits[name] += 1
    expected = 2_000 * 5 / 60
    assert sum((h - expected) ** 2 / expected for h in hits.values()) < 87.2  # 59 degrees, 99 %


def test_conditions_hold_whatever_the_order():
    pool = sorted([f"{n:02d}", kind] for n, kind in enumerate(["scholar"] * 9 + ["front_line"] * 9))
    conditions = {
        "size": 5,
        "least": {"front_line": 1},
        "share": {"kinds": ["scholar"], "least": 4},
    }
    kinds = dict(pool)
    for n in range(50):
        seated = drawing.fill(drawing.order(pool, "seed", str(n)), [], {}, conditions)
        assert sorted(kinds[one] for one in seated) == ["front_line"] + ["scholar"] * 4


def test_what_is_sealed_cannot_be_drawn_too_early_nor_by_others(buyer):
    reviewed.pool()
    call = calling.published(buyer)
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(ValidationError, match="今天以后"):
        reviewed.sealed(buyer, call, public_on=timezone.localdate(), at=None)
    draw = reviewed.sealed(buyer, call, public_on=tomorrow, at=None)
    with pytest.raises(ValidationError, match="开标之后"):
        draws.draw_panel(by=buyer, draw=draw, public_value="1")
    call.status = "opened"
    call.save(update_fields=["status"])
    with pytest.raises(ValidationError, match="届时再抽取"):
        draws.draw_panel(by=buyer, draw=draw, public_value="1")
    with pytest.raises(PermissionDenied):
        draws.draw_panel(by=calling.buyer("32"), draw=draw, public_value="1")
    with pytest.raises(ValidationError, match="单数"):
        draws.conditions_of(call, size=6, least={})
    with pytest.raises(ValidationError, match="不少于 5 人"):
        draws.conditions_of(call, size=3, least={})


def test_whoever_is_bound_to_a_bidder_is_passed_over_and_a_namesake_may_be_kept(buyer):
    reviewed.pool(14)
    call = reviewed.opened(buyer)
    bidder = call.lots.get().bids.first().organization
    namesake, employed, *_ = experts = reviewed.pool(3, person_name="某同名")[:1] + reviewed.pool(
        2, employer=bidder.name
    )
    Tie.objects.create(
        organization=bidder,
        person_name="某同名",
        kind="council",
        post="理事",
        starts_on=timezone.localdate() - timedelta(days=900),
        ended_on=timezone.localdate() - timedelta(days=30),
    )
    tomorrow = timezone.localdate() + timedelta(days=1)
    draw = reviewed.sealed(buyer, call, public_on=tomorrow, at=None)
    barring = draws.screen_pool(by=buyer, draw=draw)
    assert barring[str(namesake.uid)] == "tie"
    assert barring[str(employed.uid)] == "employer"
    finding = Conflict.objects.get(draw=draw, expert=namesake)
    assert "某同名" not in finding.path
    draws.overrule(by=buyer, conflict=finding, reason="身份证号不同，不是同一人")
    after = draws.draw_panel(
        by=buyer, draw=draw, public_value="7", at=timezone.now() + timedelta(days=2)
    )
    assert str(namesake.uid) not in after.conflicts
    assert not {s.expert_id for s in reviewed.seats(call)} & {e.pk for e in experts[1:]}


def test_an_old_post_cools_down():
    from procurement.conflicts import edges

    [expert] = reviewed.pool(1, person_name="某前理事")
    bidder = make.organization()
    bidder = type(bidder).objects.prefetch_related("aliases").get(pk=bidder.pk)
    tie = Tie.objects.create(
        organization=bidder,
        person_name="某前理事",
        kind="council",
        post="理事",
        starts_on=timezone.localdate() - timedelta(days=3000),
        ended_on=timezone.localdate() - timedelta(days=3 * 365),
    )
    assert [edge.ground for edge in edges([expert], [bidder])] == ["tie"]
    Tie.objects.filter(pk=tie.pk).update(ended_on=timezone.localdate() - timedelta(days=3 * 366))
    assert edges([expert], [bidder]) == []


def test_the_list_is_secret_until_the_result(buyer):
    """Leaders, finance and audit read along, but not who sits on a panel that is at work."""
    reviewed.pool()
    call = reviewed.opened(buyer)
    reviewed.drawn(buyer, call)
    [seat, *others] = reviewed.seats(call)
    leader = make.officer("50", Role.LEADER)
    seen = PanelSeat.objects
    assert seen.for_user(buyer, Permission.PURCHASE_EDIT).count() == 5
    assert not seen.for_user(leader, Permission.PURCHASE_VIEW).exists()
    assert not seen.for_user(buyer, Permission.PURCHASE_VIEW).exists()
    assert not seen.published().exists()
    assert list(seen.for_user(seat.expert.user, Permission.BID_SCORE)) == [seat]
    assert "seed" not in draws.record_of(Draw.objects.get())
    published_record(call)
    assert seen.for_user(leader, Permission.PURCHASE_VIEW).count() == 5
    assert seen.published().count() == 5
