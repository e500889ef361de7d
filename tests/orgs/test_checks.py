"""Integrity checks as data: each finds what it is about, nothing else, and can be answered for."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from governance.models import Event
from orgs import checks
from orgs.models import CheckRun, CheckTally, Finding, Organization
from orgs.services import findings
from orgs.services.findings import run_checks
from tests import make
from tests.orgs.planted import ALSO, PLANTS, sound

pytestmark = pytest.mark.django_db
WRITING = "SELECT nextval('orgs_organization_id_seq')"


def found(key):
    return set(Finding.objects.open().filter(check_key=key).values_list("organization", flat=True))


def run(*keys, **when):
    runs = run_checks(keys=keys, **when)
    assert not [r.error for r in runs if r.error]
    return runs


def test_nothing_is_amiss_with_a_sound_organization():
    """CQ-21: 25 checks and more run over the register; all of them end."""
    sound()
    assert len(run()) >= 25
    assert not Finding.objects.exists()


@pytest.mark.parametrize("key", sorted(PLANTS))
def test_each_check_finds_its_own_kind_of_wrong(key):
    """CQ-21: severity, share affected, remedy."""
    beside = sound()
    planted = PLANTS[key]()
    run(key)
    assert planted.pk in found(key)
    assert beside.pk not in found(key)
    assert key in ALSO or found(key) == {planted.pk}


def test_every_check_was_tried_and_says_what_to_do():
    own = {c.key for c in checks.every() if c.app == "orgs"}
    assert own == set(PLANTS)
    for check in checks.every():
        assert len(check.remedy) >= 10, check.key
        assert check.act != "办理", f"{check.key}: name what its link does"


def test_findings_open_heal_and_come_again_as_rows_of_their_own():
    one = sound(residence="")
    day = date(2026, 3, 1)
    [first] = run("residence_missing", today=day)
    [second] = run("residence_missing", today=day + timedelta(1))
    assert [(r.opened, r.healed, r.found) for r in (first, second)] == [(1, 0, 1), (0, 0, 1)]
    Organization.objects.filter(pk=one.pk).update(residence="某处")
    [third] = run("residence_missing", today=day + timedelta(2))
    assert (third.opened, third.healed) == (0, 1)
    row = Finding.objects.get()
    assert (row.state, row.opened_on, row.closed_on) == ("healed", day, day + timedelta(2))
    Organization.objects.filter(pk=one.pk).update(residence="")
    run("residence_missing", today=day + timedelta(3))
    assert sorted(Finding.objects.values_list("state", flat=True)) == ["healed", "open"]


def test_what_is_accepted_is_not_asked_again_until_its_day(yubei):
    sound(residence="")
    run("residence_missing")
    rows = Finding.objects.all()
    with pytest.raises(ValidationError):
        findings.accept(by=yubei, findings=rows, reason="")
    until = timezone.localdate() + timedelta(10)
    findings.accept(by=yubei, findings=rows, reason="无固定场所，已报备", until=until)
    event = Event.objects.get(verb="findings.accept")
    assert (event.actor, event.reason) == (yubei, "无固定场所，已报备")
    [again] = run("residence_missing", today=until)
    assert (again.opened, Finding.objects.get().state) == (0, "accepted")
    run("residence_missing", today=until + timedelta(1))
    assert sorted(Finding.objects.values_list("state", flat=True)) == ["lapsed", "open"]


def test_grave_findings_are_accepted_for_a_year_at_most(yubei):
    sound(type="51")
    run("code_against_type")
    with pytest.raises(ValidationError, match="最长一年"):
        findings.accept(by=yubei, findings=Finding.objects.all(), reason="证书如此")
    later = timezone.localdate() + timedelta(365)
    assert findings.accept(by=yubei, findings=Finding.objects.all(), reason="证书如此", until=later)


def test_a_neighbour_answers_for_nothing(stranger, yubei):
    sound(residence="")
    run("residence_missing")
    with pytest.raises(PermissionDenied):
        findings.accept(by=stranger, findings=Finding.objects.all(), reason="不归我管")
    with pytest.raises(ValidationError):
        findings.assign(by=yubei, findings=Finding.objects.all(), person=stranger)
    assert not Finding.objects.for_user(stranger, "org_view").exists()
    assert findings.assign(by=yubei, findings=Finding.objects.all(), person=yubei) == 1


def test_a_finding_follows_its_organization():
    one = sound(residence="")
    run("residence_missing")
    Organization.objects.filter(pk=one.pk).update(federation=make.federation("500105"))
    run("residence_missing")
    assert Finding.objects.get().federation.code == "500105"
    assert CheckTally.objects.get(open=1).federation.code == "500105"


def test_shares_and_closing_rates_are_counted_by_federation(yubei):
    """CQ-21: what share of which population, closing rate per federation."""
    sound()
    one, two = sound(residence=""), sound(residence="")
    sound("500105", residence="")
    day = timezone.localdate()
    run("residence_missing", today=day - timedelta(40))
    Organization.objects.filter(pk=one.pk).update(residence="某处")
    run("residence_missing", today=day)
    tally = CheckTally.objects.get(federation__code="500112")
    assert (tally.population, tally.open, tally.before) == (3, 1, 2)
    assert (tally.stood, tally.closed, tally.overdue) == (2, 1, 0)
    findings.accept(by=yubei, findings=Finding.objects.filter(organization=two), reason="核实无误")
    tally = CheckTally.objects.get(federation__code="500112")
    assert (tally.open, tally.accepted, tally.closed) == (0, 1, 2)
    assert CheckTally.objects.get(federation__code="500105").open == 1


def test_a_check_can_write_nothing(monkeypatch):
    """Read-only: SQL that writes ends with an error, and its findings stay as they were."""
    check = checks.find("residence_missing")
    sound(residence="")
    run("residence_missing")
    evil = type(check)(**{**vars(check), "sql": WRITING})
    monkeypatch.setitem(checks._checks, check.key, evil)
    [failed] = run_checks(keys=[check.key])
    assert "read-only" in failed.error
    assert failed.found is None
    assert Finding.objects.open().count() == 1
    Organization.objects.update(residence="仍可写")


def test_without_the_lock_it_would_have_written():
    """The control of the above."""
    with connection.cursor() as cursor:
        cursor.execute(WRITING)
        assert cursor.fetchone()


def test_a_slow_check_is_cut_off_and_the_others_run(monkeypatch):
    check = checks.find("residence_missing")
    slow = type(check)(**{**vars(check), "sql": "SELECT id FROM orgs_organization, pg_sleep(5)"})
    monkeypatch.setitem(checks._checks, check.key, slow)
    monkeypatch.setattr(findings, "_timeout", lambda: "100")
    sound(residence="", category="")
    runs = {r.check_key: r for r in run_checks(keys=["residence_missing", "category_missing"])}
    assert runs["residence_missing"].error
    assert runs["category_missing"].found == 1
    assert CheckRun.objects.count() == 2


def test_findings_of_a_check_that_is_no_more_are_dropped(monkeypatch):
    sound(residence="")
    run()
    monkeypatch.delitem(checks._checks, "residence_missing")
    run()
    assert Finding.objects.get().state == "dropped"
    assert not CheckTally.objects.filter(check_key="residence_missing").exists()
