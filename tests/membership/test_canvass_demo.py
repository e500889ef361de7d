"""The demonstration's canvass: work in hand on the day it is loaded, whatever day that is."""

from collections import Counter

import pytest
from django.core.management import call_command

from membership.demo import load_canvass
from membership.ledger.duties import calls_due
from membership.models import CanvassTask, LedgerEntry
from membership.services import assess
from membership.services.canvass import lapse_reservations
from tests import make

pytestmark = pytest.mark.django_db
State = CanvassTask.State


def test_a_task_in_every_state():
    """DRV-10: what could have a union first, what was found unfit not at all; once."""
    call_command("load_drives")
    officer = make.officer("500112", username="yb-organizing")
    organizations = [make.organization(kind="school") for _ in range(12)]
    assess(by=officer, organization=organizations[5], decision="eligible")
    unfit = organizations[7]
    assess(by=officer, organization=unfit, decision="ineligible", reason="N08")
    assert load_canvass() >= 11
    first = CanvassTask.objects.order_by("pk").first()
    assert first.organization == organizations[5]
    assert not CanvassTask.objects.filter(organization=unfit).exists()
    states = Counter(CanvassTask.objects.values_list("state", flat=True))
    assert set(states) == {State.ASSIGNED, State.FOLLOWING, State.WAITING, State.CANCELLED}
    assert LedgerEntry.objects.exists()
    assert lapse_reservations() == 0
    assert calls_due(officer).exists()
    assert load_canvass() == 0
