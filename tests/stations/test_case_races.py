"""Two at once: an instalment is paid once, a case decided once, a person on one file."""

import threading

import pytest
from django.db import transaction
from django.utils import timezone

from stations.models import AidPayment, FundBalance
from stations.services import aid, cases
from tests import make
from tests.stations import helped
from tests.threads import together

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_instalment_is_paid_once():
    """AS-43: of four who pay the same instalment at once one does; without the lock, and with the
    money not yet taken, all four believe that it is due."""
    desk = helped.Desk()
    case = helped.case(desk, "filed")
    payment = helped.plan(desk, case, instalments=1).payments.get()
    fund, payers = desk.fund, [desk.finance, *(make.officer("500112", "finance") for _ in "abc")]
    told = {"paid_on": timezone.localdate(), "fund": fund}

    def pay(payer):
        aid.pay(by=payer, payment=payment, receipt=f"R{payer.pk}", **told)

    assert together(pay, *payers) == ["lost"] * 3 + ["won"]
    assert FundBalance.objects.get(fund=fund).spent == 3000

    AidPayment.objects.update(status="due", entry=None, paid_on=None, payer=None, receipt="")
    barrier = threading.Barrier(4)

    def careless(payer):
        due = AidPayment.objects.get(pk=payment.pk).status == "due"
        barrier.wait()
        if due:
            with transaction.atomic():
                AidPayment.objects.filter(pk=payment.pk).update(
                    status="paid", paid_on=told["paid_on"], payer=payer, receipt=f"R{payer.pk}"
                )

    assert together(careless, *payers) == ["won"] * 4


def test_a_case_is_decided_once():
    """Approved and refused at the same moment: one of the two stands."""
    desk = helped.Desk()
    case = helped.case(desk, "over")
    third = make.officer("500112", "assistance")
    verbs = {desk.second: ("file", ""), third: ("refuse", "不符合")}

    def decide(by):
        verb, reason = verbs[by]
        cases.move(by=by, case=case, verb=verb, reason=reason)

    assert together(decide, *verbs) == ["lost", "won"]
    case.refresh_from_db()
    assert (case.status == "filed") == case.household.members.filter(on_file=True).exists()
