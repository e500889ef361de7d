from datetime import date

import pytest

from membership.cards import cards
from membership.models import ReasonCode, Visit
from membership.proposing import numbers_for, propose
from tests import make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("over", "seen", "decision", "reasons"),
    [
        ({"staff_count": 31}, {}, "eligible", ()),
        ({"staff_count": 31}, {"reason": "N06"}, "eligible", ("N06",)),
        ({"staff_count": 0}, {}, "ineligible", ("N02",)),
        ({"staff_count": 0}, {"staff": 8}, "eligible", ()),
        ({"staff_count": 5}, {"staffing": "officials"}, "ineligible", ("N11",)),
        ({"staff_count": 5}, {"outcome": "gone"}, "ineligible", ("N08",)),
        ({"staff_count": 5, "status": "liquidating"}, {}, "ineligible", ("N10",)),
        ({"standing": "filed", "credit_code": None, "staff_count": 3}, {}, "ineligible", ("N99",)),
        ({"staff_count": None}, {}, "", ()),
    ],
)
def test_rules_propose_and_say_why(over, seen, decision, reasons):
    """DRV-04: a decision proposed by rules kept as data, with the sentence of each rule."""
    org = make.organization(**over)
    visit = Visit(organization=org, on=date(2026, 3, 1), **{"outcome": "willing", **seen})
    found = propose(org, visit)
    assert (found.decision, found.reasons) == (decision, reasons)
    assert found.because or found.lacking


def test_numbers_go_by_province_and_day():
    assert "letter_after_days" in numbers_for("50", date(2026, 1, 1))
    assert "letter_after_days" not in numbers_for("32", date(2026, 1, 1))
    assert numbers_for("32", date(2026, 1, 1))["must_staff"] == 25


def test_every_reason_has_its_card():
    """DRV-12: what to do about each reason, as data."""
    assert set(cards()) >= {code for code in ReasonCode.values if code != "N14"}
    assert all(card.steps and card.days for card in cards().values())
