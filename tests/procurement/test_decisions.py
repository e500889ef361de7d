"""From the scores to the award."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.roles import Role
from documents.models import Paper
from membership.models import Coverage
from procurement.models import Award, BudgetLine, Call, Project
from procurement.queries import decisions as queries
from procurement.services import awards, bans, decisions, objections
from tests import make
from tests.procurement import deciding


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel("2026-11-16 10:00 +0800", tick=False) as clock:
        yield clock


@pytest.fixture
def people(db):
    return make.officer("50", Role.PROCUREMENT), make.officer("50", Role.LEADER)


@pytest.fixture
def reviewed(people, monkeypatch):
    """A call with three bids that were scored: 90, 85, 55."""
    call = deciding.call(deciding.project(by=people[0]))
    bids = [deciding.bid(call, total=total) for total in ("480000", "470000", "400000")]
    deciding.passed(call, people[0])
    deciding.panel(call)
    deciding.ranked(monkeypatch, call, (bids[0], 1, "90"), (bids[1], 2, "85"), (bids[2], 3, "55"))
    return call, bids


def staged(people, call, bid, amount="450000", **more):
    decision = decisions.draft_decision(
        by=people[0], call=call, met_on=date(2026, 11, 16), minutes="会议同意。", attendees="三人"
    )
    decisions.stage(by=people[0], decision=decision, bid=bid, amount=Decimal(amount), **more)
    return decision


def public(people, call, bid, **more):
    decision = staged(people, call, bid, **more)
    decision = decisions.submit(by=people[0], decision=decision)
    return decisions.approve(by=people[1], decision=decision)


def money(call):
    line = BudgetLine.objects.get(pk=call.project.line_id)
    return line.reserved, line.committed


def test_the_whole_way(people, reviewed, monday):
    """The meeting, the leader's word, five working days with the experts' names, the award, the
    money, the letters to winner and losers."""
    (officer, leader), (call, bids) = people, reviewed
    decision = staged(people, call, bids[0])
    assert queries.totals(decision).left == Decimal("50000")
    decision = decisions.submit(by=officer, decision=decision)
    with pytest.raises(PermissionDenied):
        decisions.approve(by=officer, decision=decision)
    decision = decisions.approve(by=leader, decision=decision)
    assert (decision.publicity_from, decision.publicity_to) == (
        date(2026, 11, 16),
        date(2026, 11, 23),
    )
    assert len(decision.experts) == 3
    with pytest.raises(ValidationError, match="2026-11-23"):
        awards.conclude(by=officer, decision=decision)
    monday.move_to("2026-11-24 09:00 +0800")
    decision = awards.conclude(by=officer, decision=decision)
    assert money(call) == (Decimal("50000"), Decimal("450000"))
    award = Award.objects.get()
    assert (award.status, award.noticed_on, award.rank) == ("awarded", date(2026, 11, 24), 1)
    assert Call.objects.get(pk=call.pk).status == "awarded"
    assert Project.objects.get(pk=call.project_id).status == "awarded"
    assert Paper.objects.get(kind="award-notice").addressee == bids[0].organization.name
    told = set(Paper.objects.filter(kind="regret-notice").values_list("addressee", flat=True))
    assert told == {b.organization.name for b in bids[1:]}


def test_who_staged_it_does_not_approve_it(people, reviewed):
    """Segregation (domain.md 6.3): also somebody who holds both offices."""
    call, bids = reviewed
    decision = decisions.submit(by=people[0], decision=staged(people, call, bids[0]))
    people[0].appointments.create(
        federation=make.federation("50"), role=Role.LEADER, starts_on=date(2020, 1, 1)
    )
    officer = type(people[0]).objects.get(pk=people[0].pk)
    with pytest.raises(PermissionDenied, match="拟稿人"):
        decisions.approve(by=officer, decision=decision)


def test_what_cannot_be_proposed(people, reviewed):
    call, bids = reviewed
    with pytest.raises(ValidationError, match="合格线"):
        staged(people, call, bids[2], "400000")
    with pytest.raises(ValidationError, match="没有选第一名"):
        staged(people, call, bids[1])
    with pytest.raises(ValidationError, match="申报金额"):
        staged(people, call, bids[0], "490000")
    bans.ban(
        by=people[1],
        federation=make.federation("50"),
        organization=bids[0].organization,
        cause="collusion",
        evidence="两份申报出自一人",
        decision_number="渝工购〔2026〕3号",
        starts_on=date(2026, 11, 1),
        ends_on=date(2027, 10, 31),
    )
    with pytest.raises(ValidationError, match="渝工购〔2026〕3号"):
        staged(people, call, bids[0])


def test_the_next_in_rank_follows_a_winner_who_withdraws(people, reviewed, monday):
    (officer, _), (call, bids) = people, reviewed
    decision = public(people, call, bids[0])
    monday.move_to("2026-11-24 09:00 +0800")
    awards.conclude(by=officer, decision=decision)
    with pytest.raises(ValidationError, match="原因"):
        awards.withdraw(by=officer, award=Award.objects.get(), reason=" ")
    following = awards.withdraw(by=officer, award=Award.objects.get(), reason="人员不足")
    assert (following.bid, following.status) == (bids[1], "proposed")
    assert money(call) == (Decimal("500000"), Decimal("0"))
    decision = following.decision
    decision.refresh_from_db()
    assert decision.status == "draft"
    decision = decisions.submit(by=officer, decision=decision)
    decision = decisions.approve(by=people[1], decision=decision)
    monday.move_to("2026-12-02 09:00 +0800")
    awards.conclude(by=officer, decision=decision)
    assert money(call) == (Decimal("30000"), Decimal("470000"))
    decisions.redo(by=officer, decision=decision, reason="再议")
    with pytest.raises(ValidationError, match="已放弃"):
        staged(people, call, bids[0])


def test_all_equal_a_union_comes_first_with_union_money_alone(people, monkeypatch):
    """ACF-14, domain.md 4.1: the rule is there with union money, absent with fiscal money, and
    the page says why either way."""
    for source, first in (("union", 1), ("fiscal", 0)):
        call = deciding.call(deciding.project(by=people[0], source=source))
        bids = [deciding.bid(call) for _ in range(3)]
        Coverage.objects.create(
            organization=bids[1].organization,
            union=make.union(),
            form="joint",
            valid_from=date(2024, 1, 1),
        )
        deciding.passed(call, people[0])
        deciding.ranked(
            monkeypatch, call, (bids[0], 1, "90"), (bids[1], 1, "90"), (bids[2], 3, "80")
        )
        (lot,) = queries.candidates(call)
        assert lot.recommended.bid == bids[first]
        words = queries.preference_words(call.project)
        assert ("同等条件下，优先" in words) == (source == "union")
        assert ("差别待遇" in words) == (source == "fiscal")


@pytest.fixture
def objection(people, reviewed):
    call, bids = reviewed
    decision = public(people, call, bids[0])
    delegate = make.delegate(bids[1].organization).user
    row = objections.raise_objection(
        by=delegate,
        call=call,
        kind="objection",
        organization=bids[1].organization,
        text="评分有误",
        known_on=date(2026, 11, 16),
    )
    return decision, row, delegate


def test_an_objection_suspends_the_award_until_it_is_answered(people, objection, monday):
    decision, row, delegate = objection
    assert row.due_on == date(2026, 11, 25)  # seven working days
    monday.move_to("2026-11-24 09:00 +0800")
    with pytest.raises(ValidationError, match="1 件质疑"):
        awards.conclude(by=people[0], decision=decision)
    objections.answer(by=people[0], objection=row, outcome="rejected", text="经复核无误。")
    assert Paper.objects.get(kind="objection-answer").status == "issued"
    assert awards.conclude(by=people[0], decision=decision).status == "concluded"


def test_an_objection_that_holds_sends_it_back_to_the_table(people, objection, reviewed):
    decision, row, delegate = objection
    objections.answer(by=people[0], objection=row, outcome="upheld", text="属实", effect="redo")
    decision.refresh_from_db()
    assert (decision.status, Award.objects.get().status) == ("draft", "revoked")
    assert Call.objects.get(pk=decision.call_id).status == "reviewed"


def test_each_kind_has_its_clock(people, objection, monday):
    """3, 7, 7 and 15 working days by the frozen rules; the complaint goes to the union above."""
    decision, row, delegate = objection
    call, org = row.call, row.organization
    asking = {"by": delegate, "call": call, "organization": org, "text": "？"}
    query = objections.raise_objection(kind="query", known_on=date(2026, 11, 16), **asking)
    assert query.due_on == date(2026, 11, 19)
    with pytest.raises(ValidationError, match="期满后"):
        objections.raise_objection(
            kind="complaint", follows=row, known_on=date(2026, 11, 16), **asking
        )
    objections.answer(by=people[0], objection=row, outcome="rejected", text="无误")
    monday.move_to("2026-12-07 09:00 +0800")  # the fifteenth working day after the answer
    complaint = objections.raise_objection(
        kind="complaint", follows=row, known_on=date(2026, 11, 16), **asking
    )
    assert complaint.answers_at == make.federation("0")
    with pytest.raises(PermissionDenied):
        objections.answer(by=people[1], objection=complaint, outcome="rejected", text="不成立")
    above = make.officer("0", Role.LEADER)
    objections.answer(by=above, objection=complaint, outcome="upheld", text="成立", effect="redo")
    decision.refresh_from_db()
    assert decision.status == "draft"
    with pytest.raises(ValidationError, match="2026-11-25"):
        objections.raise_objection(kind="objection", known_on=date(2026, 11, 16), **asking)


def test_only_in_the_name_of_ones_own(reviewed):
    call, bids = reviewed
    stranger = make.delegate(deciding.bidder()).user
    with pytest.raises(PermissionDenied):
        objections.raise_objection(
            by=stranger,
            call=call,
            kind="query",
            organization=bids[0].organization,
            text="冒名",
            known_on=date(2026, 11, 16),
        )


def test_a_ban_is_a_dated_decision_and_can_be_repaired(people):
    org = deciding.bidder()
    fields = {"federation": make.federation("50"), "organization": org, "cause": "leak"}
    fields |= {"evidence": "泄露名单", "decision_number": "1号", "starts_on": date(2026, 1, 1)}
    with pytest.raises(PermissionDenied):
        bans.ban(by=people[0], **fields)
    row = bans.ban(by=people[1], **fields)
    assert row.holds()
    row = bans.lift(by=people[1], row=row, reason="已整改并通过复查")
    assert (row.holds(), row.state) == (False, "已修复解除")
