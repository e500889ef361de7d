"""What was published reads back through the interface, figure by figure (seeds 000 and 003)."""

from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from rest_framework.test import APIClient

from accounts.models import User
from orgs.models import ImportBatch

RECORD_DAY = "2017-09-30"


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """The whole demonstration, loaded once for this file and taken back after it."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr(settings, "DEMO", True)
        call_command("load_demo", stdout=StringIO(), stderr=StringIO())
        yield
        transaction.set_rollback(True)


@pytest.fixture
def ask(demo, db):
    """``ask(username, code, **query)`` → the figure's rows by key."""

    def asking(username, code, **query):
        client = APIClient()
        client.force_authenticate(User.objects.get(username=username))
        answer = client.get(f"/api/v1/indicators/{code}/", query)
        assert answer.status_code == 200, answer.data
        return {row["key"]: row for row in answer.data["rows"]}

    return asking


def test_chongqing_on_the_day_of_record(ask):
    """R1, R3 and CQ-03: 15,705 = 7,337 + 8,298 + 70, and 1,998 filed only, on 2017-09-30."""
    by_type = ask("cq-leader", "R1", federation="50", on=RECORD_DAY, by="type")
    assert {key: row["value"] for key, row in by_type.items()} == {
        "51": 7_337,
        "52": 8_298,
        "53": 70,
    }
    assert ask("cq-leader", "R1", federation="50", on=RECORD_DAY)["50"]["value"] == 15_705
    assert ask("cq-leader", "R3", federation="50", on=RECORD_DAY)["50"]["value"] == 1_998


def test_levels_of_record_keep_both_sums_with_a_warning(ask):
    """R2 and CQ-04: 1,553 at city level; the stated 14,172 stays beside the sum it breaks."""
    by_level = ask("cq-leader", "R2", federation="50", on=RECORD_DAY, by="level")
    assert by_level["20"]["value"] == 1_553
    assert sum(row["value"] for row in by_level.values()) == 15_705
    batch = ImportBatch.objects.get(as_of=RECORD_DAY)
    assert batch.result["stated"] == {"city": 1_553, "districts": 14_172, "total": 15_705}
    assert "15,725" in batch.result["warnings"][0]
    assert "15,705" in batch.result["warnings"][0]


def test_the_drive_passed_its_first_line_and_settled_near_the_second(ask):
    """DRV-05, DRV-06 as data: C1 ≥ 60 % at 2023-12-31, 85 ± 2 points from 2024-12-31 on."""

    def rate(on):
        row = ask("acftu", "C1", federation="0", on=on)["0"]
        return row["numerator"] / row["denominator"]

    assert rate("2023-11-30") < 0.6 <= rate("2023-12-31") < 0.7
    for on in ("2024-12-31", "2025-06-30", "2025-12-31", "2026-10-31"):
        assert 0.83 <= rate(on) <= 0.87
    provinces = ask("acftu", "C1", federation="0", on="2024-12-31", by="child")
    assert len(provinces) == 31
