"""What was published reads back through the interface, figure by figure (seeds 000 and 003)."""

from datetime import date
from decimal import Decimal
from io import StringIO
from random import Random

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db.models import Count, Sum
from rest_framework.test import APIClient

from accounts.models import User
from documents.models import Paper
from orgs import demo_particulars as particulars
from orgs.models import (
    AnnualProfile,
    Disappearance,
    DuplicatePair,
    ExchangeFile,
    ImportBatch,
    Organization,
    Separation,
    Stance,
    Tie,
)
from procurement.demo import load as load_purchases
from procurement.models import Bid, Call, Review

RECORD_DAY = "2017-09-30"


@pytest.fixture(scope="module")
def demo(servers, django_db_setup, django_db_blocker):
    """The whole demonstration, loaded once for this file; a fresh database after it."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "DEMO", True)
        call_command("load_demo", stdout=StringIO(), stderr=StringIO())
        yield
        servers.reset()


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


def test_published_figures_of_particulars(demo, db):
    """CQ-06, CQ-08, CQ-09, CQ-10, CQ-11: 90亿元 and 16.5万人; 76 = 72 + 4, 94.7 %; 740 and 105
    registered directly, of the 76 two; 2,193 to be put in order, 522 of the city, 1,116 industry
    associations, 2,010 separated."""
    first = Organization.objects.filter(source__code="demo").order_by("pk").first().pk
    record = Organization.objects.filter(pk__gte=first, pk__lt=first + particulars.RECORD)
    sums = AnnualProfile.objects.filter(as_of=date(2017, 9, 30)).aggregate(
        n=Count("pk"), assets=Sum("assets"), staff=Sum("staff_total")
    )
    assert sums == {"n": 15_705, "assets": Decimal(9_000_000_000), "staff": 165_000}
    city = record.filter(registration_level="20")
    close = city.filter(relevance="close")
    assert (close.count(), close.filter(type="51").count()) == (76, 72)
    assert city.filter(relevance__in=["close", "some"]).count() > 200
    assert round(72 / close.count() * 100, 1) == 94.7
    direct = record.filter(management="direct")
    assert (direct.count(), (direct & city).count(), (direct & close).count()) == (740, 105, 2)
    assert close.filter(management="dual").count() == 74
    average = close.aggregate(n=Sum("full_time_count"))["n"] / close.count()
    assert 2 <= average <= 3
    assert close.filter(full_time_count=0).exists()
    listed = Separation.objects
    assert listed.count() == 2_193
    assert listed.filter(organization__registration_level="20").count() == 522
    assert listed.filter(industry_association=True).count() == 1_116
    assert listed.filter(separated_on__isnull=False).count() == 2_010


def test_what_is_invented_keeps_the_rules(demo, db):
    """Every row would pass its own model."""
    dice = Random(1)
    for model in (AnnualProfile, Separation, Stance, Tie):
        rows = list(model.objects.select_related("organization")[:3000])
        for row in dice.sample(rows, min(60, len(rows))):
            row.clean()
    for organization in dice.sample(list(Organization.objects.order_by("pk")[:20_000]), 60):
        assert not organization.described_wrongly()
    assert Tie.objects.filter(kind="official").count() == 130
    assert all(tie.person_index for tie in Tie.objects.all()[:20])


def test_the_pages_of_daily_work_have_something_to_show(demo, db):
    """Lists written and waiting, a source that lacks some, records alike, papers, a file."""
    lists = ImportBatch.objects.filter(federation__code="500112")
    assert set(lists.values_list("status", flat=True)) == {"applied", "preview"}
    waiting = lists.get(status="preview").result
    assert all(waiting[outcome] for outcome in ("changed", "renamed", "refused", "missing"))
    assert Disappearance.objects.count() == 6
    assert DuplicatePair.objects.filter(state="open").count() >= 4
    assert set(Paper.objects.values_list("status", flat=True)) == {"draft", "issued", "void"}
    assert ExchangeFile.objects.count() == 1


def test_a_purchase_from_needs_to_an_award(demo):
    """Issue 5 K: 500,000 元, seven bids, five experts, an objection, an award; calls in the other
    states; and nothing more the second time."""
    calls = {call.project.title: call for call in Call.objects.order_by("round")}
    told = Call.objects.values_list("status", flat=True)
    assert set(told) == {"awarded", "reviewing", "published", "draft", "failed"}
    award = calls["职工法律援助宣讲"]
    assert award.ceiling == 500_000
    assert Bid.objects.filter(lot__call=award).count() == 7
    assert award.panel.seats.filter(ended_at=None).count() == 5
    assert award.objections.exclude(answered_at=None).count() == 1
    assert award.decision.awards.get().status == "awarded"
    todo = Review.objects.filter(seat__expert__user__username="expert-1", locked_at=None)
    assert todo.filter(bid__lot__call=calls["困难职工子女暑期托管"]).exists()
    asked = calls["职工心理关爱进园区"]
    assert asked.is_open
    assert asked.amendments.count() == 1
    assert asked.questions.published().count() == 2
    again = calls["职工书屋进楼宇"]
    assert again.is_open
    assert again.previous.status == "failed"
    before = Call.objects.count(), Bid.objects.count(), Review.objects.count()
    load_purchases({user.username: user for user in User.objects.all()})
    assert (Call.objects.count(), Bid.objects.count(), Review.objects.count()) == before
