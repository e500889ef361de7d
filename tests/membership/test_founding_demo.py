"""The demonstration's founding cases: every state, made by the services, fast, once."""

import pytest

from documents.models import Paper
from membership.demo.founding import BESIDES, STATES, load_cases
from membership.models import Coverage, FoundingCase
from membership.services import assess
from tests import make

pytestmark = pytest.mark.django_db


def test_a_case_in_every_state():
    people = {"yb-organizing": make.officer("500112"), "cq-organizing": make.officer("50")}
    make.union("500112", kind="regional")
    for n in range(len(STATES) + BESIDES):
        alone = n < len(STATES)
        organization = make.organization("500112", staff_count=12 + 9 * n if alone else 9)
        if not alone:
            continue
        assess(
            by=people["yb-organizing"],
            organization=organization,
            decision="eligible",
            as_of=organization.registered_on,
        )
    assert load_cases(people) == len(STATES) + 3
    assert {case.status for case in FoundingCase.objects.all()} == set(FoundingCase.Status)
    cases = FoundingCase.objects.exclude(status__in=FoundingCase.HALTED)
    assert cases.overdue().count() == 2
    assert cases.filter(form="joint", status="regular").exists()
    assert Paper.objects.filter(kind="founding-consent", status="issued").count() > 5
    assert Coverage.objects.known().valid().count() == 7
    assert load_cases(people) == 0
