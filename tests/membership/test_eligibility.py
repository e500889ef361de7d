"""DRV-04: who 具备建会条件, from when to when, and when we knew it."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from governance.models import Event
from membership.models import Eligibility
from membership.services import assess, assess_many, withdraw_assessment
from tests import make

MAY, JULY = date(2023, 5, 20), date(2023, 7, 1)


def held_on(org, on):
    return Eligibility.objects.of(org).known().valid(on).values_list("decision", flat=True).first()


def test_a_finding_holds_from_its_day_on(yubei, org):
    """DRV-04"""
    assess(by=yubei, organization=org, decision="eligible", evidence="入户摸排", as_of=MAY)
    assert held_on(org, MAY - timedelta(1)) is None
    assert held_on(org, date(2024, 12, 31)) == "eligible"
    event = Event.objects.about(org).get()
    assert (event.label, event.actor, event.detail["as_of"]) == (
        "认定为具备建会条件",
        yubei,
        "2023-05-20",
    )


def test_a_later_finding_follows_and_an_earlier_one_fills_the_time_before(yubei, org):
    """DRV-04"""
    assess(by=yubei, organization=org, decision="ineligible", reason="N02", as_of=JULY)
    assess(by=yubei, organization=org, decision="eligible", as_of=MAY)
    assert held_on(org, JULY - timedelta(1)) == "eligible"
    assert held_on(org, JULY) == "ineligible"
    assess(by=yubei, organization=org, decision="eligible", as_of=date(2024, 1, 1))
    assert held_on(org, date(2023, 12, 31)) == "ineligible"
    assert held_on(org, date(2024, 1, 1)) == "eligible"


def test_what_was_believed_then_can_still_be_read(yubei, org):
    """DRV-04"""
    assess(by=yubei, organization=org, decision="eligible", as_of=MAY)
    before = timezone.now()
    assess(by=yubei, organization=org, decision="ineligible", reason="N08", as_of=MAY)
    assert held_on(org, JULY) == "ineligible"
    [then] = Eligibility.objects.of(org).known(before).valid(JULY)
    assert then.decision == "eligible"


def test_a_finding_taken_back_never_held(yubei, org):
    row = assess(by=yubei, organization=org, decision="eligible", as_of=MAY)
    with pytest.raises(ValidationError, match="请填写撤回认定的原因"):
        withdraw_assessment(by=yubei, assessment=row, reason=" ")
    withdraw_assessment(by=yubei, assessment=row, reason="对象有误")
    assert held_on(org, JULY) is None
    with pytest.raises(ValidationError, match="刚刚被更正过"):
        withdraw_assessment(by=yubei, assessment=row, reason="再来一次")


@pytest.mark.parametrize(
    ("change", "over", "words"),
    [
        ({"decision": "ineligible"}, {}, "不具备建会条件的，请选择主要原因"),
        (
            {"decision": "ineligible", "reason": "N02", "other_reasons": ["N02"]},
            {},
            "主要原因无须在其他原因中重复选择",
        ),
        ({"decision": "ineligible", "reason": "N99"}, {}, "选择“其他”的，请在说明中写明"),
        ({"decision": "ineligible", "reason": "N88"}, {}, "N88"),
        ({"as_of": date(2014, 1, 1)}, {}, "不能早于成立登记日期 2015-03-01"),
        ({"as_of": timezone.localdate() + timedelta(1)}, {}, "日期不能晚于今天"),
        ({}, {"standing": "filed", "credit_code": None}, "不能认定为具备建会条件"),
        (
            {},
            {"status": "deregistered", "ended_on": date(2023, 1, 1)},
            "该组织已于 2023-01-01 注销",
        ),
    ],
)
def test_refusals_say_why_and_write_nothing(yubei, change, over, words):
    org = make.organization(**over)
    with pytest.raises(ValidationError, match=words):
        assess(**{"by": yubei, "organization": org, "decision": "eligible", "as_of": MAY} | change)
    assert not Eligibility.objects.exists()
    assert not Event.objects.exists()


def test_the_officer_next_door_may_not(stranger, org):
    with pytest.raises(PermissionDenied):
        assess(by=stranger, organization=org, decision="eligible")
    assert not Eligibility.objects.exists()


def test_many_at_once_or_none(yubei, django_assert_max_num_queries):
    """DRV-04: in bulk, all or nothing, with the reason for each that is refused."""
    orgs = [make.organization() for _ in range(3)]
    filed = make.organization(standing="filed", credit_code=None)
    with pytest.raises(ValidationError) as refused:
        assess_many(by=yubei, organizations=[*orgs, filed], decision="eligible", as_of=MAY)
    [only] = refused.value.error_list
    assert only.params == {"organization": str(filed.uid)}
    assert filed.name in only.messages[0]
    assert not Eligibility.objects.exists()
    with django_assert_max_num_queries(25):
        done = assess_many(by=yubei, organizations=orgs, decision="eligible", as_of=MAY)
    assert len(done) == Eligibility.objects.count() == Event.objects.count() == 3
    assert not assess_many(by=yubei, organizations=orgs, decision="eligible", as_of=MAY)
    assert Event.objects.count() == 3
