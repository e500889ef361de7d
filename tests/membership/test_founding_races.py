"""Two officers approve one founding at the same moment."""

import threading

import pytest
from django.core.exceptions import ValidationError

from governance.models import Event
from membership.models import Coverage, FoundingCase, Organ
from tests import make
from tests.membership.foundings import case_at, day, move
from tests.threads import together

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_approvals_at_once_found_one_union():
    """The case is held: the second reads that it is done, and nothing is done twice."""
    clerk, chiefs = make.officer("500112"), [make.officer("50"), make.officer("500112")]
    case = case_at("reported", by=clerk, approver=chiefs[0])
    assert together(lambda who: move(case, "approve", who), *chiefs) == ["lost", "won"]
    assert Coverage.objects.known().filter(union=case.union).count() == 1
    assert Organ.objects.filter(union=case.union, kind="committee").count() == 1
    assert Event.objects.filter(verb="foundingcase.approve").count() == 1


def test_without_the_lock_both_would_approve():
    """Negative control: two who read before either writes both find it waiting."""
    clerk, chiefs = make.officer("500112"), [make.officer("50"), make.officer("500112")]
    case = case_at("reported", by=clerk, approver=chiefs[0])
    read = threading.Barrier(2)

    def approve(who):
        found = FoundingCase.objects.get(pk=case.pk)
        if found.status != "reported":
            raise ValidationError("已办")
        read.wait()
        FoundingCase.objects.filter(pk=case.pk).update(
            status="founded", founded_on=day(35), approved_by=who
        )

    assert together(approve, *chiefs) == ["won", "won"]
