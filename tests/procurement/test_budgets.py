"""A federation's money for purchases: never a fen more than there is, whoever asks at once."""

import threading
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection

from procurement.models import BudgetEntry, BudgetLine
from procurement.services import budgets, headcount, projects
from tests import make, purchases


def test_kept_by_its_own_finance_office(db):
    """ACF-14: lines by source of money; above them one looks on."""
    who = purchases.people()
    given = {"year": 2026, "source": "union", "name": "购买服务", "amount": Decimal("100")}
    for by in (who["leader"], who["auditor"], who["officer"]):
        with pytest.raises(PermissionDenied):
            budgets.set_line(by=by, federation=make.federation("50"), **given)
    line = budgets.set_line(by=who["finance"], federation=make.federation("50"), **given)
    with pytest.raises(ValidationError, match="同名"):
        budgets.set_line(by=who["finance"], federation=make.federation("50"), **given)
    assert line in BudgetLine.objects.for_user(who["auditor"], "purchase_view")
    assert not BudgetLine.objects.for_user(who["auditor"], "purchase_budget")
    more = budgets.change_line(
        by=who["finance"], line=line, amount=Decimal("600000"), reason="追加"
    )
    project = purchases.begun(who["officer"], line=more)
    projects.move(by=who["officer"], project=project, verb="submit")
    with pytest.raises(ValidationError, match="不能少于"):
        budgets.change_line(by=who["finance"], line=more, amount=Decimal("499999"), reason="压减")
    with pytest.raises(ValidationError, match="不能定标转入"):
        budgets.commit(by=who["leader"], project=project, amount=Decimal("500001"))
    second = purchases.begun(who["officer"], line=more)
    with pytest.raises(ValidationError, match="还剩 100,000.00 元"):
        projects.move(by=who["officer"], project=second, verb="submit")
    second.refresh_from_db()
    assert second.status == "draft"


def test_money_goes_from_column_to_column(db):
    who = purchases.people()
    project = purchases.approved(who)
    for act, sum_, left in (
        (budgets.commit, "480000", [20_000, 480_000, 0]),
        (budgets.pay, "240000", [20_000, 240_000, 240_000]),
        (budgets.refund, "40000", [20_000, 240_000, 200_000]),
        (budgets.release, "20000", [0, 240_000, 200_000]),
    ):
        act(by=who["finance"], project=project, amount=Decimal(sum_))
        line = BudgetLine.objects.get(pk=project.line_id)
        assert [line.reserved, line.committed, line.paid] == left
        assert list(budgets.held(project).values()) == left
    with pytest.raises(ValidationError):
        budgets.pay(by=who["finance"], project=project, amount=Decimal("240000.01"))


def test_heads_times_a_standard_make_a_budget(db):
    """SH-03: 以人头核经费、以经费买服务、以项目拨经费."""
    who = purchases.people()
    given = {"by": who["finance"], "federation": make.federation("50"), "year": 2026}
    given |= {"heads_of": "社会化工会工作者编制", "heads": 31, "standard": Decimal("90000.55")}
    row = headcount.work_out(
        **given,
        share=Decimal("0.5"),
        services=[
            {"name": "劳动争议调解", "quantity": Decimal(12), "unit_cost": Decimal("80000")},
            {"name": "心理疏导", "quantity": Decimal(100), "unit_cost": Decimal("300")},
        ],
        source="grant",
        name="社会组织服务",
    )
    assert row.amount == Decimal("1395008.53")
    assert row.line.amount == row.amount
    assert "31 人" in row.line.basis
    assert (row.planned, row.unplanned) == (Decimal("990000"), Decimal("405008.53"))
    with pytest.raises(ValidationError, match="超过核定经费"):
        headcount.work_out(
            **given,
            services=[{"name": "一", "quantity": Decimal(1), "unit_cost": Decimal("99999999")}],
        )


# Two at once


def two_at_once(rounds, act):
    """Two threads meet at every round and act on it at the same moment; who won, by round."""
    gate, won = threading.Barrier(2), {one: [] for one in rounds}

    def go(which):
        try:
            for one in rounds:
                gate.wait()
                try:
                    act(one, which, gate)
                    won[one].append(which)
                except (ValidationError, IntegrityError):
                    pass
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=[which]) for which in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return won


def last_money(number):
    """Lines with money for one project, and two officers with a project each on every line."""
    officers = [purchases.people()["officer"] for _ in range(2)]
    return [
        (line.pk, *(purchases.begun(officer, line=line) for officer in officers))
        for line in (purchases.line("500000") for _ in range(number))
    ], officers


def race(number):
    rounds, officers = last_money(number)
    won = two_at_once(
        rounds,
        lambda one, which, gate: projects.move(
            by=officers[which], project=one[1 + which], verb="submit"
        ),
    )
    assert [len(whom) for whom in won.values()] == [1] * number
    for line in BudgetLine.objects.all():
        assert line.reserved == line.amount == 500_000
    assert BudgetEntry.objects.count() == number


@pytest.mark.django_db(transaction=True)
def test_two_reserve_the_last_money_and_one_gets_it():
    """ACF-14: the last money of a line, thirty times, never twice."""
    race(30)


@pytest.mark.drill
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("part", range(4))
def test_two_reserve_the_last_money_a_thousand_times(part):
    race(250)


@pytest.mark.django_db(transaction=True)
def test_reading_first_and_writing_then_overspends():
    """Negative control: both read that there is enough, both write, and both are promised it."""
    rounds, officers = last_money(5)

    def naive(one, which, gate):
        line = BudgetLine.objects.get(pk=one[0])
        assert line.free >= 500_000
        gate.wait()
        line.reserved += 500_000
        line.save()
        BudgetEntry.objects.create(
            line=line, project=one[1 + which], kind="reserve", amount=500_000, by=officers[which]
        )

    won = two_at_once(rounds, naive)
    assert [len(whom) for whom in won.values()] == [2] * 5
    assert BudgetEntry.objects.count() == 10
