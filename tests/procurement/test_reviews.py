from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.roles import Permission, Role
from governance.models import Event
from procurement.models import Bid, Panel, Review, ScoreChange
from procurement.queries.reviews import leaves_of, obstacles, ranking
from procurement.queries.sheets import beside
from procurement.services import panels, reviews
from tests import make
from tests.procurement import calling, reviewed

pytestmark = pytest.mark.django_db
SCORE = Permission.BID_SCORE


@pytest.fixture
def buyer():
    return calling.buyer()


def test_nothing_is_seen_before_the_declaration_and_the_window(buyer):
    reviewed.pool()
    call = reviewed.opened(buyer)
    reviewed.qualify(call, buyer)
    reviewed.drawn(buyer, call)
    first, *others = reviewed.seats(call)
    panel = Panel.objects.get(call=call)
    closes = timezone.now() + timedelta(days=1)
    with pytest.raises(ValidationError, match="未作回避声明"):
        panels.begin(by=buyer, panel=panel, closes_at=closes)
    reviewed.declared(call)
    assert not Bid.objects.for_user(first.expert.user, SCORE).exists()
    panels.begin(by=buyer, panel=panel, closes_at=closes)
    assert Bid.objects.for_user(first.expert.user, SCORE).count() == 3
    Panel.objects.update(opens_at=closes - timedelta(days=3), closes_at=closes - timedelta(days=2))
    assert not Bid.objects.for_user(first.expert.user, SCORE).exists()
    assert not Review.objects.for_user(first.expert.user, SCORE).exists()


def test_an_expert_sees_own_sheets_alone_and_the_house_none_before_the_last(buyer):
    call = reviewed.scoring(buyer)
    first, second, *_ = reviewed.seats(call)
    mine = Review.objects.for_user(first.expert.user, SCORE)
    assert {row.seat_id for row in mine} == {first.pk}
    with pytest.raises(PermissionDenied):
        reviews.write(by=second.expert.user, review=mine[0], comment="不是我的")
    leader = make.officer("50", Role.LEADER)
    for who, permission in ((buyer, "purchase_edit"), (leader, "purchase_view")):
        assert not Review.objects.for_user(who, permission).exists()
    stranger = reviewed.pool(1)[0].user
    assert not Bid.objects.for_user(stranger, SCORE).exists()
    reviewed.hand_in_all(call)
    assert Review.objects.for_user(buyer, "purchase_edit").count() == 15
    assert not Review.objects.for_user(leader, "purchase_view").exists()


def test_a_sheet_is_handed_in_whole_and_then_stays(buyer):
    """ACF-15: the scheme's items, a comment where it is due, the reason for a cell without score;
    every change of points is kept."""
    call = reviewed.scoring(buyer)
    seat = reviewed.seats(call)[0]
    who, review = seat.expert.user, seat.reviews.first()
    reviewed.fill(review, Decimal("0.8"))
    code = call.scheme["items"][0]["children"][0]["code"]
    with pytest.raises(ValidationError, match="0 和 5 之间"):
        reviews.write(by=who, review=review, cells={code: {"points": Decimal(6)}})
    reviews.write(by=who, review=review, cells={code: {"points": Decimal(5), "comment": ""}})
    with pytest.raises(ValidationError, match="请写评语"):
        reviews.hand_in(by=who, review=review)
    reviews.write(by=who, review=review, cells={code: {"points": None}})
    with pytest.raises(ValidationError, match="不评分的理由"):
        reviews.hand_in(by=who, review=review)
    reviews.write(by=who, review=review, cells={code: {"abstains": "申报书缺页"}})
    reviews.hand_in(by=who, review=review)
    with pytest.raises(ValidationError, match="不能修改"):
        reviews.write(by=who, review=review, comment="再想想")
    kept = ScoreChange.objects.filter(review=review, item=code).order_by("pk")
    assert [row.after for row in kept] == [Decimal(4), Decimal(5), None]


def test_from_sheets_to_a_ranking_and_the_end(buyer):
    call = reviewed.scoring(buyer)
    given = [[80, 70, 60], [82, 71, 60], [84, 72, 60], [86, 73, 60], [90, 50, 60]]
    reviewed.hand_in_all(call, lambda s, b: Decimal(given[s][b]) / 100)
    [lot] = ranking(call)
    assert [(row.total, row.rank) for row in lot.rows] == [
        (Decimal("84.00"), 1),
        (Decimal("71.00"), 2),
        (Decimal("60.00"), 3),
    ]
    panel = Panel.objects.get(call=call)
    assert panel.status == "explaining"
    reviews.close(by=buyer, panel=panel, report="评审意见一致。")
    call.refresh_from_db()
    assert call.status == "reviewed"
    assert not obstacles(call)


def test_who_is_far_from_the_others_explains_first(buyer):
    call = reviewed.scoring(buyer)
    reviewed.hand_in_all(call, lambda s, b: Decimal("0.5") if s == 0 and b == 0 else Decimal("0.8"))
    panel = Panel.objects.get(call=call)
    with pytest.raises(ValidationError, match="尚未说明"):
        reviews.close(by=buyer, panel=panel)
    seat = reviewed.seats(call)[0]
    far, near, *_ = seat.reviews.order_by("bid")
    with pytest.raises(ValidationError, match="偏差不大"):
        reviews.explain(by=seat.expert.user, review=near, explanation="没有")
    reviews.explain(by=seat.expert.user, review=far, explanation="缺少本地数据。")
    reviews.close(by=buyer, panel=panel)


def test_scores_are_bound_to_the_revision(buyer):
    """A bid that says something else now has to be scored anew before anybody decides."""
    call = reviewed.scoring(buyer)
    reviewed.hand_in_all(call)
    old = call.lots.get().bids.first()
    reviewed.bid(call, old.organization, slot=old.slot, revision=2)
    reviewed.qualify(call, buyer)
    panel = Panel.objects.get(call=call)
    assert "须重新评审" in obstacles(call)[0]
    with pytest.raises(ValidationError, match="须重新评审"):
        reviews.close(by=buyer, panel=panel)
    reviews.rescore(by=buyer, panel=panel, reason="补正后内容有变更")
    for seat in reviewed.seats(call):
        [sheet] = seat.reviews.filter(locked_at=None)
        reviewed.fill(sheet, Decimal("0.8"))
        reviews.hand_in(by=seat.expert.user, review=sheet)
    assert not obstacles(call)


def test_who_withdraws_while_scoring_is_replaced_and_counts_no_more(buyer):
    call = reviewed.scoring(buyer)
    seat = reviewed.seats(call)[0]
    reviewed.fill(seat.reviews.first(), Decimal("0.8"))
    panels.withdraw(by=seat.expert.user, seat=seat, grounds=["relative"])
    assert not Review.objects.for_user(seat.expert.user, SCORE).exists()
    [new] = [one for one in reviewed.seats(call) if not hasattr(one, "declaration")]
    assert not new.reviews.exists()
    panels.declare(by=new.expert.user, seat=new, clear=True, signed=True)
    assert new.reviews.count() == 3
    assert sum(one.is_chair for one in reviewed.seats(call)) == 1


def test_the_trail_does_not_tell_who_sits_on_the_panel(buyer):
    """What experts do is told by the numbers of the pool, until the end and after it."""
    call = reviewed.scoring(buyer)
    reviewed.hand_in_all(call, lambda seat, bid: 0.3 if seat == 0 else 0.9)
    far = call.panel.seats.order_by("pk").first()
    mine = Review.objects.for_user(far.expert.user, SCORE).filter(seat=far).first()
    reviews.explain(by=far.expert.user, review=mine, explanation="测算不足")
    told = Event.objects.filter(verb__in=("panelseat.declare", "review.hand_in", "review.explain"))
    assert told.count() == 5 + 15 + 1
    people = [seat.expert.user_id for seat in reviewed.seats(call)]
    assert not Event.objects.filter(actor__in=people).exists()
    names = {seat.expert.person_name for seat in reviewed.seats(call)}
    assert not any(name in event.subject_name for event in told for name in names)


def test_the_sheets_on_a_bid_are_read_side_by_side(buyer):
    """Points, words and how often they were changed; what was not given is no nought."""
    call = reviewed.scoring(buyer)
    seat = reviewed.seats(call)[0]
    sheet = seat.reviews.order_by("bid").first()
    leaf = leaves_of(call)[0]["code"]
    reviews.write(by=seat.expert.user, review=sheet, cells={leaf: {"points": Decimal(1)}})
    reviewed.hand_in_all(call)
    found = beside(call, sheet.bid)
    first = next(line for line in found.lines if line.item["code"] == leaf)
    assert [cell.points for cell in first.cells] == [Decimal(4)] * 5
    assert [cell.changed for cell in first.cells] == [1, 0, 0, 0, 0]
    assert (first.mean, first.remarks[0]) == (4, ("1、2、3、4、5", "见申报书"))
    assert found.totals == [80] * 5
