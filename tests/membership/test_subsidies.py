"""Subsidies: three persons, one budget, never a fen more than there is (DRV-24)."""

import threading
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from accounts.roles import Role
from governance.models import Event
from membership.models import Subsidy, SubsidyBudget, SubsidyKind
from membership.services import subsidies as services
from membership.workflows.subsidies import SUBSIDY
from tests import make
from tests.everybody import at_the_door

ROLES = (Role.ORGANIZING, Role.STREET, Role.LEADER, Role.FINANCE, Role.AUDIT, Role.LIAISON)


def a_kind(**over):
    values = {"name": "新建会补助", "nature": "fixed", "rule": "fixed", "amount": Decimal("3000")}
    values |= {"federation": make.federation("50"), "starts_on": date(2024, 1, 1), **over}
    return SubsidyKind.objects.create(**values)


def a_budget(amount="10000", code="50", **over):
    values = {"federation": make.federation(code), "year": 2026, "source": "own"}
    return SubsidyBudget.objects.create(**{**values, "amount": Decimal(amount), **over})


@pytest.fixture
def people(db):
    """The applicant of a county; who decides and who pays where the money is."""
    return {
        "applicant": make.officer("500112"),
        "leader": make.officer("50", Role.LEADER),
        "finance": make.officer("50", Role.FINANCE),
    }


@pytest.fixture
def asked(people):
    return services.apply_for(
        by=people["applicant"],
        budget=a_budget(),
        kind=a_kind(),
        union=make.union(),
        purpose="购置办公用品",
    )


def columns(budget):
    budget.refresh_from_db()
    return [int(getattr(budget, name)) for name in ("reserved", "committed", "paid", "free")]


def move(subsidy, verb, by, **values):
    return services.move_subsidy(by=by, subsidy=subsidy, verb=verb, **values)


def test_the_money_goes_from_column_to_column(people, asked):
    """DRV-24: applied, approved with less, paid; what is not needed is free again."""
    assert columns(asked.budget) == [3000, 0, 0, 7000]
    move(asked, "approve", people["leader"], approved=Decimal("2500"))
    assert columns(asked.budget) == [0, 2500, 0, 7500]
    paid = move(asked, "pay", people["finance"], voucher="记-12", paid_on=date(2026, 1, 5))
    assert columns(asked.budget) == [0, 0, 2500, 7500]
    assert (paid.status, paid.payer, paid.voucher) == ("paid", people["finance"], "记-12")
    told = Event.objects.about(paid).values_list("label", flat=True)
    assert set(told) == {"申请补助", "批准", "拨付"}


@pytest.mark.parametrize("verb", ["return", "reject", "withdraw"])
def test_what_is_not_approved_takes_nothing(people, asked, verb):
    by = people["applicant" if verb == "withdraw" else "leader"]
    move(asked, verb, by, reason="材料不全")
    assert columns(asked.budget) == [0, 0, 0, 10000]


def test_returned_and_asked_again(people, asked):
    move(asked, "return", people["leader"], reason="用途写清楚")
    again = services.resubmit(by=people["applicant"], subsidy=asked, purpose="购置图书")
    assert (again.status, again.purpose) == ("applied", "购置图书")
    assert columns(asked.budget) == [3000, 0, 0, 7000]
    move(asked, "return", people["leader"], reason="再改")
    move(asked, "withdraw", people["applicant"], reason="不办了")
    assert columns(asked.budget) == [0, 0, 0, 10000]


def test_an_approval_taken_back_frees_its_money(people, asked):
    move(asked, "approve", people["leader"])
    move(asked, "cancel", people["leader"], reason="工会已合并")
    assert columns(asked.budget) == [0, 0, 0, 10000]


def test_three_persons(people, asked):
    """Who applies does not decide, who decides does not pay (domain 6.3)."""
    both = make.officer("50", Role.LEADER)
    both.appointments.create(
        federation=make.federation("50"), role=Role.FINANCE, starts_on=date(2020, 1, 1)
    )
    both.appointments.create(
        federation=make.federation("50"), role=Role.ORGANIZING, starts_on=date(2020, 1, 1)
    )
    own = services.apply_for(
        by=both, budget=asked.budget, kind=asked.kind, union=make.union(), purpose="开办"
    )
    with pytest.raises(ValidationError, match="申请人不能审批"):
        move(own, "approve", both)
    move(own, "approve", people["leader"])
    with pytest.raises(ValidationError, match="不能拨付"):
        move(own, "pay", both, voucher="记-1")
    move(asked, "approve", both)
    with pytest.raises(ValidationError, match="不能拨付"):
        move(asked, "pay", both, voucher="记-2")
    asked.refresh_from_db()
    with pytest.raises(IntegrityError), transaction.atomic():  # not even past the service
        Subsidy.objects.filter(pk=asked.pk).update(payer=both)


def test_every_state_by_every_verb_as_every_role(people, asked):
    """Forbidden moves are refused and leave no trace: no state, no act, no money."""
    right = {
        ("applied", "withdraw"): {"organizing", "street"},
        ("returned", "withdraw"): {"organizing", "street"},
        ("applied", "approve"): {"leader"},
        ("applied", "return"): {"leader"},
        ("applied", "reject"): {"leader"},
        ("approved", "cancel"): {"leader"},
        ("approved", "pay"): {"finance"},
    }
    holders = {role.value: make.officer("50", role) for role in ROLES}
    budget, other = asked.budget, make.officer("500112")
    wrong = []
    for status in Subsidy.Status.values:
        for verb in (v for v in SUBSIDY.moves if v != "resubmit"):
            for role, by in holders.items():
                before = transaction.savepoint()
                decided = {"decider": people["leader"], "approved": 3000}
                Subsidy.objects.filter(pk=asked.pk).update(
                    applicant=other,
                    status=status,
                    paid_on=date(2026, 1, 5) if status == "paid" else None,
                    payer=people["finance"] if status == "paid" else None,
                    voucher="记-1" if status == "paid" else "",
                    **(decided if status in Subsidy.DECIDED else {}),
                )
                SubsidyBudget.objects.filter(pk=budget.pk).update(
                    reserved=3000 * (status == "applied"), committed=3000 * (status == "approved")
                )
                taken, acts = columns(budget), Event.objects.count()
                row = Subsidy.objects.get(pk=asked.pk)
                try:
                    move(row, verb, by, reason="原因", voucher="记-9")
                    done = True
                except (PermissionDenied, ValidationError):
                    done = False
                row.refresh_from_db()
                same = (row.status, columns(budget), Event.objects.count()) == (
                    status,
                    taken,
                    acts,
                )
                if done != (role in right.get((status, verb), ())) or (not done and not same):
                    wrong.append((status, verb, role, done, same))
                transaction.savepoint_rollback(before)
    assert not wrong


def test_an_upper_union_looks_on_and_does_not_decide(people, asked):
    """The money of 重庆 is decided on and paid by 重庆 alone, not by the nation's leader."""
    above = make.officer("0", Role.LEADER)
    with pytest.raises(PermissionDenied):
        move(asked, "approve", above)
    assert asked in Subsidy.objects.for_user(above, "subsidy_view")
    assert asked not in Subsidy.objects.for_user(make.officer("32"), "subsidy_view")


def test_amount_rules(people):
    """DRV-24: fixed, by head, by share of fees paid in, up to a ceiling; Decimal to the fen."""
    union = make.union()
    fixed, head = a_kind(), a_kind(name="活动启动", rule="per_head", amount=Decimal("33.33"))
    share = a_kind(name="经费返还", rule="share", amount=None, rate=Decimal("0.4"))
    capped = a_kind(name="项目", rule="up_to", amount=None, ceiling=Decimal("5000"))
    worth = services.worth
    assert worth(kind=fixed, union=union)[0] == Decimal("3000")
    assert worth(kind=head, union=union, quantity=Decimal("31"))[0] == Decimal("1033.23")
    assert worth(kind=share, union=union, quantity=Decimal("123.46"))[0] == Decimal("49.38")
    assert worth(kind=capped, union=union, amount=Decimal("4999.99"))[0] == Decimal("4999.99")
    for kind, given in (
        (fixed, {"amount": Decimal("2999")}),
        (head, {}),
        (share, {"quantity": Decimal("100"), "amount": Decimal("40.01")}),
        (capped, {"amount": Decimal("5000.01")}),
        (capped, {}),
        (a_kind(name="行业会", recipients=["industry"]), {}),
    ):
        with pytest.raises(ValidationError):
            worth(kind=kind, union=union, **given)


def test_once_means_once(people):
    budget, kind, union = a_budget(), a_kind(often="once"), make.union()
    given = {"by": people["applicant"], "budget": budget, "kind": kind, "purpose": "开办"}
    first = services.apply_for(union=union, **given)
    with pytest.raises(ValidationError, match="不能重复申请"):
        services.apply_for(union=union, **given)
    move(first, "reject", people["leader"], reason="不符合")
    services.apply_for(union=union, **given)


def test_budgets_are_kept_by_their_own_finance_office(people, asked):
    with pytest.raises(PermissionDenied):
        services.set_budget(
            by=people["leader"], federation=make.federation("50"), year=2027, source="own", amount=1
        )
    with pytest.raises(ValidationError, match="不能少于"):
        services.change_budget(
            by=people["finance"], budget=asked.budget, amount=Decimal("2999"), reason="压减"
        )
    services.change_budget(
        by=people["finance"], budget=asked.budget, amount=Decimal("3000"), reason="压减"
    )
    assert columns(asked.budget) == [3000, 0, 0, 0]
    with pytest.raises(ValidationError, match="还剩 0.00 元"):
        services.apply_for(
            by=people["applicant"],
            budget=asked.budget,
            kind=asked.kind,
            union=make.union(),
            purpose="开办",
        )


def test_the_pages(people, asked, django_assert_max_num_queries):
    officer, auditor = at_the_door(people["applicant"]), at_the_door(make.officer("50", Role.AUDIT))
    page = officer.get(reverse("membership:subsidy_apply", args=[asked.union_id]))
    assert page.status_code == 200
    answer = officer.post(
        reverse("membership:subsidy_apply", args=[make.union().pk]),
        {"kind": asked.kind_id, "budget": asked.budget_id, "purpose": "开办"},
    )
    assert answer.status_code == 302
    with django_assert_max_num_queries(30):
        listed = auditor.get(reverse("membership:subsidies"))
    assert asked.union.name in listed.content.decode()
    assert auditor.get(asked.get_absolute_url()).status_code == 200
    approving = reverse("membership:subsidy_move", args=[asked.uid, "approve"])
    assert auditor.post(approving).status_code == 403
    leader = at_the_door(people["leader"])
    assert leader.post(approving, {"approved": "2000"}).status_code == 302
    paying = reverse("membership:subsidy_move", args=[asked.uid, "pay"])
    finance = at_the_door(people["finance"])
    assert finance.post(paying, {"paid_on": "2026-01-05", "voucher": ""}).status_code == 422
    sent = auditor.post(reverse("membership:subsidies_export"))
    assert sent.status_code == 200
    assert "spreadsheet" in sent["Content-Type"]
    found = auditor.get("/api/v1/subsidies/").json()["results"]
    assert {row["amount"] for row in found} == {"3000.00"}
    assert auditor.get("/api/v1/subsidies/budgets/").json()["results"][0]["free"] == "5000.00"


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
    """Budgets with money for one, and two officers with a union each."""
    kind = a_kind()
    budgets = [a_budget("3000", year=2000 + n % 100, source=s) for n, s in pairs(number)]
    officers = [make.officer("500112") for _ in range(2)]
    return kind, budgets, officers, [make.union(), make.union()]


def pairs(number):
    sources = ("own", "above", "treasury", "other")
    return [(n, sources[n // 100]) for n in range(number)]


def race(number):
    kind, budgets, officers, unions = last_money(number)

    def ask(budget, which, gate):
        services.apply_for(
            by=officers[which], budget=budget, kind=kind, union=unions[which], purpose="开办"
        )

    won = two_at_once(budgets, ask)
    assert [len(whom) for whom in won.values()] == [1] * number
    for budget in budgets:
        budget.refresh_from_db()
        assert budget.reserved == budget.amount == 3000
    assert Subsidy.objects.count() == number


@pytest.mark.django_db(transaction=True)
def test_two_ask_for_the_last_money_and_one_gets_it():
    """DRV-24: a hundred times, and never twice."""
    race(100)


@pytest.mark.drill
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("part", range(3))
def test_two_ask_for_the_last_money_a_thousand_times(part):
    race(340)


@pytest.mark.django_db(transaction=True)
def test_reading_first_and_writing_then_overspends():
    """Negative control: both read that there is enough, both write; no constraint notices, for
    what is reserved says 3,000 and two have been promised it."""
    kind, budgets, officers, unions = last_money(5)

    def naive(budget, which, gate):
        held = SubsidyBudget.objects.get(pk=budget.pk)
        assert held.free >= 3000
        gate.wait()
        held.reserved += 3000
        held.save()
        Subsidy.objects.create(
            budget=budget,
            kind=kind,
            union=unions[which],
            purpose="开办",
            amount=3000,
            applicant=officers[which],
        )

    won = two_at_once(budgets, naive)
    assert [len(whom) for whom in won.values()] == [2] * 5
