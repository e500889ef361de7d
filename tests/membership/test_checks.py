"""What founding and coverage have to say of the register's integrity; what a change reminds of."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from communications import inbox
from communications.models import Notification
from communications.services.reminders import tell_of_findings
from membership.models import Coverage, Eligibility
from orgs import checks
from orgs.models import Finding
from orgs.services.findings import run_checks
from tests import make
from tests.orgs.planted import changed, sound

pytestmark = pytest.mark.django_db
BEGAN = date(2022, 5, 1)


def covered(organization=None, *, form="joint", basis="某发〔2022〕1号", **union):
    organization = organization or sound()
    kind = "own" if form == "single" else form
    over = {"kind": "joint" if form == "joint" else kind, **union}
    code = over.pop("code", "500112")
    Coverage.objects.create(
        organization=organization,
        union=make.union(code, **over),
        form=form,
        valid_from=BEGAN,
        basis=basis,
    )
    return organization


def assessed(organization=None, decision="eligible", **over):
    organization = organization or sound(staff_count=12)
    values = {"evidence": "走访记录", "valid_from": BEGAN, **over}
    Eligibility.objects.create(organization=organization, decision=decision, **values)
    return organization


def ended():
    return changed(sound(), status="deregistered", ended_on=date(2024, 1, 1))


PLANTS = {
    "coverage_on_ended": lambda: covered(ended()),
    "coverage_by_dissolved": lambda: covered(dissolved_on=date(2024, 1, 1)),
    "coverage_without_basis": lambda: covered(basis=""),
    "coverage_from_elsewhere": lambda: covered(code="320102"),
    "covered_ineligible": lambda: covered(
        assessed(decision="ineligible", reason="N02", valid_from=timezone.localdate()),
        form="single",
    ),
    "eligible_without_evidence": lambda: assessed(evidence=""),
    "eligible_undated": lambda: assessed(valid_from=date(2014, 1, 1)),
    "eligible_but_ended": lambda: assessed(ended()),
    "small_with_many": lambda: assessed(
        sound(staff_count=40), "ineligible", reason="N01", valid_from=timezone.localdate()
    ),
    "ending_but_normal": lambda: assessed(decision="ineligible", reason="N10"),
    "ineligible_long_ago": lambda: assessed(decision="ineligible", reason="N02"),
    "new_to_canvass": lambda: sound(registered_on=timezone.localdate() - timedelta(20)),
    "opinion_due": lambda: assessed(sound(staff_count=60)),
}


@pytest.mark.parametrize("key", sorted(PLANTS))
def test_each_check_finds_its_own_kind_of_wrong(key):
    """CQ-21: checks that read what stands above the register are put there by the app above."""
    beside = covered(assessed())
    planted = PLANTS[key]()
    [run] = run_checks(keys=[key])
    assert not run.error
    found = set(Finding.objects.open().values_list("organization", flat=True))
    assert (planted.pk in found, beside.pk in found) == (True, False)


def test_every_check_of_founding_was_tried():
    assert {c.key for c in checks.every() if c.app == "membership"} == set(PLANTS)


def test_a_union_winds_up_with_its_organization(yubei):
    """工会法 13: the end of an organization is work for whoever answers for it."""
    organization = covered(ended())
    tasks = {g.tasks.key: g for g in inbox.groups(yubei)}
    assert [row.organization for row in tasks["to_dissolve"].rows] == [organization]
    assert "工会法第十三条" in tasks["to_dissolve"].due
    assert "2024年1月31日" in tasks["to_dissolve"].due
    Coverage.objects.update(valid_to=date(2024, 1, 20))
    assert "to_dissolve" not in {g.tasks.key for g in inbox.groups(yubei)}


def test_officers_are_told_once_of_what_came_up(yubei, stranger):
    covered(ended())
    run_checks(keys=["coverage_on_ended"])
    assert tell_of_findings() == 1
    assert tell_of_findings() == 0
    told = Notification.objects.get()
    assert (told.user, "新发现 1 家" in told.text) == (yubei, True)
    covered(ended())
    run_checks(keys=["coverage_on_ended"], today=timezone.localdate() + timedelta(1))
    assert tell_of_findings(today=timezone.localdate() + timedelta(1)) == 1


def test_a_remedy_leads_to_a_page(client, yubei):
    """Every check that names a page names one that an officer may open."""
    from django.urls import reverse

    client.force_login(yubei)
    organization = covered()
    for check in checks.every():
        address = reverse(check.mend, args=[organization.uid])
        assert client.get(address).status_code == 200, check.key
