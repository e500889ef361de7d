"""Rule cards: each with its clause, inherited from above, tighter only below, frozen per case."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.roles import Role
from governance.models import Event
from stations import cards
from stations.models import RuleCard
from stations.services.cards import end_card, lay_down
from tests import make
from tests.everybody import person

pytestmark = pytest.mark.django_db


def today():
    return timezone.localdate()


SAID = {"title": "困难职工帮扶办法", "number": "渝工办〔2026〕9号", "clause": "第八条第二款"}


@pytest.fixture
def offices():
    codes = {"province": "50", "county": "500112", "next": "500103"}
    return {name: person(f"{name}-aid", code, Role.ASSISTANCE) for name, code in codes.items()}


def laid(officer, term, value, **said):
    return lay_down(
        by=officer,
        federation=officer.offices[0].federation,
        term=term,
        value=Decimal(str(value)),
        **{**SAID, **said},
    )


def held(code, term, on=None):
    card = cards.standing(make.federation(code), on)[term]
    return card.value, card.code


def test_the_files_are_whole():
    """Every card of a file is about a known term and cites a clause; every term has a value."""
    assert {card.term for card in cards.of_files()} == set(cards.terms())
    for card in cards.of_files():
        assert all((card.clause, card.title, card.value > 0)), card.term
        if card.about.compare:
            assert card.force == RuleCard.Force.WARN, card.term


def test_cards_are_inherited_and_only_tightened(offices):
    """AS-27: the county stands under its province's card until it is tighter; a looser card is
    refused with the clause above it."""
    assert held("500112", "relative_multiple") == (2, "0")
    laid(offices["province"], "relative_multiple", 1.5)
    assert held("500112", "relative_multiple") == (Decimal("1.5"), "50")
    with pytest.raises(ValidationError, match="下级只能从严.*渝工办〔2026〕9号.*第八条第二款"):
        laid(offices["county"], "relative_multiple", 1.8, clause="第三条")
    laid(offices["county"], "relative_multiple", 1.2, clause="第三条")
    assert held("500112", "relative_multiple") == (Decimal("1.2"), "500112")
    assert held("500103", "relative_multiple") == (Decimal("1.5"), "50")
    assert held("32", "relative_multiple") == (2, "0")


def test_tighter_is_higher_where_more_is_stricter(offices):
    laid(offices["province"], "notice_days", 7)
    with pytest.raises(ValidationError, match="不低于 7 个工作日"):
        laid(offices["county"], "notice_days", 5)
    laid(offices["county"], "notice_days", 10)
    assert held("500112", "notice_days") == (10, "500112")


def test_a_default_of_ours_binds_nobody(offices):
    """The platform's own number stands aside for what a union lays down, be it looser."""
    before = held("500112", "combined_living")[0]
    laid(offices["province"], "combined_living", before * 2, force="warn")
    assert held("500112", "combined_living") == (before * 2, "50")


def test_the_tightest_stands_when_the_province_tightens_later(offices):
    laid(offices["county"], "aid_yearly", 20_000)
    laid(offices["province"], "aid_yearly", 9_000)
    assert held("500112", "aid_yearly") == (9_000, "50")
    card = RuleCard.objects.get(federation__code="50")
    RuleCard.objects.filter(pk=card.pk).update(valid_from=today() - timedelta(days=9))
    end_card(by=offices["province"], card=card, reason="办法废止")
    assert held("500112", "aid_yearly") == (20_000, "500112")
    assert held("500112", "aid_yearly", today() - timedelta(days=1)) == (9_000, "50")


def test_a_hard_rule_is_not_softened_and_a_comparison_is_never_hard(offices):
    """PIPL 24: what lists are compared by warns; nobody may lay down that it blocks."""
    laid(offices["province"], "homes_max", 1)
    with pytest.raises(ValidationError, match="硬性"):
        laid(offices["county"], "homes_max", 1, force="warn")
    with pytest.raises(ValidationError, match="不能自动拒绝"):
        laid(offices["province"], "combined_medical", 30_000, force="block")


def test_only_the_house_itself_lays_down_and_ends(offices):
    province = make.federation("50")
    with pytest.raises(PermissionDenied):
        lay_down(by=offices["county"], federation=province, term="homes_max", value=1, **SAID)
    card = laid(offices["county"], "aid_yearly", 8_000)
    with pytest.raises(PermissionDenied):
        end_card(by=offices["province"], card=card, reason="不合适")
    with pytest.raises(ValidationError, match="已有规则卡"):
        laid(offices["county"], "aid_yearly", 7_000)
    assert Event.objects.filter(verb="rulecard.lay_down").count() == 1


def test_a_case_keeps_the_cards_it_was_begun_by(offices):
    """Frozen: what changes afterwards does not reach it; a finding names the clause."""
    laid(offices["county"], "homes_max", 1, clause="第五条")
    kept = cards.frozen(make.federation("500112"))
    laid(offices["province"], "aid_yearly", 5_000)
    card = RuleCard.objects.get(term="homes_max")
    RuleCard.objects.filter(pk=card.pk).update(valid_from=today() - timedelta(days=2))
    end_card(by=offices["county"], card=card, reason="修订")
    assert cards.limit(kept, "homes_max") == 1
    assert cards.limit(kept, "aid_yearly") == 30_000
    assert cards.limit(cards.frozen(make.federation("500112")), "aid_yearly") == 5_000
    (finding,) = cards.findings(kept, homes_max=2, accident_share=90, migrant_years=None)
    assert finding.blocks
    assert "第五条" in finding.words
    assert "现为 2 套" in finding.words
    assert date.fromisoformat(kept["on"]) == today()
