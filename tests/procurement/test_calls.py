"""Calls: composed from templates, published by rule, ended and called again."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.roles import Role
from procurement import deadlines, terms
from procurement.models import Call
from procurement.services import calls
from procurement.tasks import close_calls
from procurement.terms import weighing
from tests import make
from tests.procurement import calling


@pytest.fixture
def buyer(db):
    return calling.buyer()


def test_a_draft_is_whole_from_the_templates(buyer):
    """ACF-14, BJ-03, BJ-04: table, admission, contract and form stand in it and are frozen."""
    call = calling.draft(buyer)
    assert weighing.total(call.scheme["items"]) == 100
    assert any(leaf["union"] for leaf in weighing.leaves(call.scheme["items"]))
    assert "union" in {rule["key"] for rule in call.admission["rules"]}
    assert call.project.title in call.contract_model
    assert "{{承接方}}" in call.contract_model
    assert [lot.ceiling for lot in call.lots.all()] == [Decimal(500000)]
    assert call not in Call.objects.published()
    call = calls.publish(by=buyer, call=call, deadline=calling.soonest(call))
    assert call.is_open
    assert call in Call.objects.published()
    with pytest.raises(ValidationError, match="发布更正"):
        calls.revise_call(by=buyer, call=call, title="改")
    with pytest.raises(ValidationError, match="目前为“征集中”"):
        calls.publish(by=buyer, call=call, deadline=calling.soonest(call))


def test_fiscal_money_knows_no_preference_for_unions(buyer):
    """ACF-14: the line is gone, its weight stays with its branch, and the call says why."""
    call = calling.draft(buyer, calling.project(buyer, source="fiscal"))
    assert not any(leaf["union"] for leaf in weighing.leaves(call.scheme["items"]))
    assert not weighing.faults(call.scheme["items"])
    assert "差别待遇" in call.scheme["left_out_why"]
    assert "union" not in {rule["key"] for rule in call.admission["rules"]}
    call.scheme = terms.scheme("initial")
    call.save()
    with pytest.raises(ValidationError, match="不允许对建会单位加分"):
        calls.publish(by=buyer, call=call, deadline=calling.soonest(call))


@pytest.mark.parametrize(
    ("over", "said"),
    [
        ({"status": "draft"}, "批准后才能"),
        ({"reserved": "0"}, "还没有占用预算"),
        ({"reserved": "499999.99"}, "超过项目占用的预算"),
    ],
)
def test_no_call_without_a_leave_and_its_money(buyer, over, said):
    """BJ-01: never above what is reserved."""
    call = calling.draft(buyer, calling.project(buyer, **over))
    with pytest.raises(ValidationError, match=said):
        calls.publish(by=buyer, call=call, deadline=calling.soonest(call))
    call.refresh_from_db()
    assert call.status == "draft"


@time_machine.travel(datetime(2026, 9, 17, 2, tzinfo=deadlines.timezone.get_default_timezone()))
def test_the_period_is_the_rule_sets(buyer):
    """Ten days would end on a Sunday of rest or in the holiday: it ends when work begins."""
    union = calling.draft(buyer, calling.project(buyer, code="50"))
    assert union.project.rules["min_days_notice"] == 15
    assert deadlines.earliest_deadline(union.project.rules, timezone.now()) == date(2026, 10, 8)
    early = deadlines.at(date(2026, 9, 30))
    with pytest.raises(ValidationError, match="2026年10月8日"):
        calls.publish(by=buyer, call=union, deadline=early)
    fiscal = calling.draft(buyer, calling.project(buyer, source="fiscal"))
    assert deadlines.earliest_deadline(fiscal.project.rules, timezone.now()) == date(2026, 10, 8)


def test_who_may_not(buyer):
    call = calling.draft(buyer)
    above = make.officer("0", Role.PROCUREMENT)
    leader = make.officer("50", Role.LEADER)
    for stranger in (above, leader, calling.buyer("32")):
        with pytest.raises(PermissionDenied):
            calls.publish(by=stranger, call=call, deadline=calling.soonest(call))
        with pytest.raises(PermissionDenied):
            calls.revise_call(by=stranger, call=call, title="改")


def test_the_clock_closes_it_and_the_job_says_so(buyer):
    call = calling.published(buyer)
    Call.objects.filter(pk=call.pk).update(
        published_at=timezone.now() - timedelta(days=2), deadline=timezone.now()
    )
    call.refresh_from_db()
    assert not call.is_open
    assert call.status == "published"
    assert call.standing == "已截止待开标"
    assert close_calls() == 1
    assert close_calls() == 0
    call.refresh_from_db()
    assert call.status == "closed"


def test_failed_and_called_again(buyer):
    """Fewer than three: failed with a reason, and the next round begins with the same text."""
    call = calling.closed(buyer)
    with pytest.raises(ValidationError, match="原因"):
        calls.fail(by=buyer, call=call, reason=" ")
    call = calls.fail(by=buyer, call=call, reason="有效申报 2 家，不足 3 家。")
    call.project.refresh_from_db()
    assert call.project.status == "failed"
    again = calls.call_again(by=buyer, call=call)
    assert (again.round, again.previous, again.status) == (2, call, "draft")
    assert again.scheme == call.scheme
    assert again.lots.get().ceiling == call.lots.get().ceiling
    with pytest.raises(ValidationError, match="已有进行中"):
        calls.call_again(by=buyer, call=call)
    calls.publish(by=buyer, call=again, deadline=calling.soonest(again))


def test_cancelled_with_a_reason_that_is_published(buyer):
    call = calls.cancel(by=buyer, call=calling.published(buyer), reason="需求调整")
    assert call in Call.objects.published()
    assert not call.is_open
    assert call.ended_reason == "需求调整"
    dropped = calls.cancel(by=buyer, call=calling.draft(buyer), reason="不再需要")
    assert dropped not in Call.objects.published()
