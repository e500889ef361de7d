"""The inbox shows what waits for an office, wherever its holder or deputy is; counts are capped."""

from datetime import date, timedelta

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.utils import timezone

from accounts.models import Appointment
from communications import inbox
from membership.services import assess, record_coverage
from orgs.models import ImportBatch, Source
from tests import make


@pytest.fixture(autouse=True)
def fresh_counts(db):
    caches["default"].clear()


@pytest.fixture
def drive(db):
    call_command("load_drives")


def told(user):
    return {g.tasks.key: (g.count, [str(r) for r in g.rows]) for g in inbox.groups(user)}


def test_a_task_goes_when_it_is_done(drive):
    """DRV-04: to assess, then to found, then nothing."""
    officer = make.officer("500112")
    org = make.organization(kind="hospital")
    make.organization("320102", kind="hospital")
    make.organization(kind="general")
    make.organization(kind="hospital", standing="filed", credit_code=None)
    assert told(officer) == {"to_assess": (1, [org.name])}
    assess(by=officer, organization=org, decision="eligible")
    assert told(officer) == {"to_found": (1, [org.name])}
    record_coverage(by=officer, organization=org, union=make.union(), form="joint")
    assert told(officer) == {}


def test_imports_and_offices(db):
    officer, place = make.officer("500112"), make.federation("500112")
    source = Source.objects.create(code="civil", name="民政")
    ImportBatch.objects.create(
        source=source, federation=place, by=officer, file_name="名单.xlsx", status="preview"
    )
    ending = make.officer("500112", "street")
    ending.appointments.update(ends_on=timezone.localdate() + timedelta(10))
    found = told(officer)
    assert found["imports"] == (1, ["名单.xlsx"])
    assert found["offices"][0] == 1
    assert told(make.officer("32")) == {}


def test_a_deputy_sees_the_tasks_of_the_office(drive):
    officer, deputy = make.officer("500112"), make.officer("500112", "procurement")
    make.organization(kind="school")
    assert told(deputy) == {}
    today = timezone.localdate()
    held = officer.appointments.get()
    Appointment.objects.create(
        user=deputy,
        federation=held.federation,
        role=held.role,
        stands_in_for=held,
        reason="休假",
        starts_on=today,
        ends_on=today + timedelta(7),
    )
    del deputy.offices
    assert told(deputy)["to_assess"][0] == 1


def test_counts_stop_at_the_cap(drive, monkeypatch):
    monkeypatch.setattr(inbox, "CAP", 6)
    for _ in range(9):
        make.organization(kind="school")
    [group] = inbox.groups(make.officer("500112"))
    assert (group.count, group.capped, group.shown_count) == (7, True, "6+")


@pytest.mark.parametrize("rows", [1, 50])
def test_the_page_costs_the_same_however_much_waits(
    client, drive, rows, django_assert_max_num_queries
):
    officer = make.officer("500112")
    for _ in range(rows):
        make.organization(kind="school", registered_on=date(2020, 1, 1))
    client.force_login(officer)
    client.get("/communications/")
    with django_assert_max_num_queries(28):
        page = client.get("/communications/")
    assert "待认定建会条件" in page.content.decode()


def test_api_says_the_same(drive):
    from rest_framework.test import APIClient

    make.organization(kind="school")
    client = APIClient()
    client.force_authenticate(make.officer("500112"))
    [group] = client.get("/api/v1/inbox/").data["results"]
    assert (group["key"], group["label"], group["count"]) == ("to_assess", "待认定建会条件", 1)
    assert group["url"] == "/organizations/?drive=DRV-2023&eligibility=unassessed"
