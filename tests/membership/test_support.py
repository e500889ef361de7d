"""What support and pressure put into the inbox and the search box."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.cache import caches

from accounts.roles import Role
from accounts.searching import search
from communications import inbox
from membership.models import SubsidyBudget, SubsidyKind
from membership.services import obstructions, practices, subsidies
from tests import make


@pytest.fixture(autouse=True)
def fresh_counts(db):
    caches["default"].clear()


def waiting(user):
    return {group.tasks.key: group.count for group in inbox.groups(user)}


def test_money_waits_for_whoever_decides_and_then_for_whoever_pays():
    """DRV-24: the task goes from one person to the next."""
    officer, leader = make.officer("500112"), make.officer("50", Role.LEADER)
    finance, city = make.officer("50", Role.FINANCE), make.federation("50")
    budget = SubsidyBudget.objects.create(
        federation=city, year=2026, source="own", amount=Decimal("9000")
    )
    kind = SubsidyKind.objects.create(
        federation=city,
        name="开办",
        nature="fixed",
        rule="fixed",
        amount=Decimal("3000"),
        starts_on=date(2024, 1, 1),
    )
    row = subsidies.apply_for(
        by=officer, budget=budget, kind=kind, union=make.union(), purpose="开办"
    )
    assert waiting(leader) == {"subsidies_to_decide": 1}
    assert waiting(finance) == {}
    subsidies.move_subsidy(by=leader, subsidy=row, verb="approve")
    assert waiting(leader) == {}
    assert waiting(finance) == {"subsidies_to_pay": 1}
    subsidies.move_subsidy(by=finance, subsidy=row, verb="pay", voucher="记-1")
    assert waiting(finance) == {}


def test_cases_and_texts_wait_and_are_found(org):
    """DRV-25, DRV-26"""
    officer, leader = make.officer("500112"), make.officer("500112", Role.LEADER)
    case = obstructions.report_obstruction(
        by=officer, organization=org, manner="joining", reporter="worker", facts="阻挠入会。"
    )
    assert waiting(officer)["obstructions"] == 1
    obstructions.move_obstruction(by=officer, case=case, verb="dismiss", reason="查无实据")
    assert "obstructions" not in waiting(officer)
    text = practices.write_practice(
        by=officer,
        federation=org.federation,
        kind="case",
        topic="founding",
        title="园区联合建会",
        summary="摘要",
        body="正文",
    )
    practices.move_practice(by=officer, practice=text, verb="submit")
    assert waiting(leader)["practices"] == 1
    assert [g.label for g in search(officer, "园区联合")] == ["经验案例"]
    assert search(make.officer("32"), "园区联合") == []
