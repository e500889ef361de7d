"""What is told the public of a purchase is valid OCDS 1.1, and stays as it was told."""

import json
from datetime import date
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from jsonschema import Draft4Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

from accounts.roles import Role
from procurement.models import Award, Decision, NeedTopic
from procurement.services import calls, questions, releases
from tests import make
from tests.procurement import bidding, calling

SCHEMAS = Path(__file__).parent / "ocds"


def schema(name):
    return json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def standard():
    """The standard's own schema of a release package."""
    inner = schema("release-schema")
    registry = Registry().with_resource(
        inner["id"], Resource.from_contents(inner, default_specification=DRAFT4)
    )
    return Draft4Validator(
        schema("release-package-schema"), registry=registry, format_checker=FormatChecker()
    )


def told(call):
    answer = Client().get(f"/api/v1/tenders/{call.uid}/ocds/")
    assert answer.status_code == 200
    return answer.json()


def test_every_public_step_is_a_valid_release(db, standard):
    """SC-02: need, budget, tender, amendment, answer, award: one package, nothing rewritten."""
    by = calling.buyer()
    of = calling.project(by)
    topic = NeedTopic.objects.create(federation=of.federation, title="欠薪维权", domain="legal")
    of.topics.add(topic)
    call = calling.draft(by, of)
    assert Client().get(f"/api/v1/tenders/{call.uid}/ocds/").status_code == 404
    call = calls.publish(by=by, call=call, deadline=calling.soonest(call))
    first = told(call)
    assert not list(standard.iter_errors(first))
    one = first["releases"][0]
    assert one["tag"] == ["planning", "tender"]
    assert one["planning"]["documents"][0]["documentType"] == "needsAssessment"
    assert one["planning"]["budget"]["amount"] == {"amount": 500000.0, "currency": "CNY"}
    assert one["tender"]["status"] == "active"
    question = questions.ask(by=None, call=call, text="可以线上开展吗？")
    questions.answer(by=by, question=question, answer="可以。")
    questions.amend(by=by, call=call, kind="material", text="增加场次", requirement="每月两场")
    call.refresh_from_db()
    call.status = "proposed"
    call.save(update_fields=["status"])
    award_to(call, make.organization())
    releases.release(call, "propose")
    package = told(call)
    assert not list(standard.iter_errors(package))
    assert [r["tag"] for r in package["releases"]] == [
        *(["planning", "tender"], ["tenderUpdate"], ["tenderAmendment"]),
        ["tenderUpdate", "award"],
    ]
    assert package["releases"][0] == one
    assert package["releases"][1]["tender"]["hasEnquiries"] is True
    assert package["releases"][2]["tender"]["amendments"][0]["rationale"] == "增加场次"
    last = package["releases"][-1]
    assert last["awards"][0]["status"] == "pending"
    assert "supplier" in last["parties"][-1]["roles"]
    package["releases"][0]["tender"]["status"] = "open"
    assert list(standard.iter_errors(package)), "the check can fail"


def award_to(call, organization):
    from procurement.models import Bid

    lot = call.lots.get()
    bid = Bid.objects.create(
        number="T1",
        lot=lot,
        slot="s",
        organization=organization,
        submitted_at=call.published_at,
        sealed=b"x",
        digest="0" * 64,
        opened_at=call.deadline,
    )
    decision = Decision.objects.create(call=call, met_on=date(2026, 12, 1))
    return Award.objects.create(
        decision=decision, lot=lot, bid=bid, rank=1, amount=480000, status="proposed"
    )


def test_a_renewed_call_names_the_one_before(db, standard):
    by = calling.buyer()
    failed = calls.fail(by=by, call=calling.closed(by), reason="不足 3 家")
    again = calls.call_again(by=by, call=failed)
    calls.publish(by=by, call=again, deadline=calling.soonest(again))
    package = told(again)
    assert not list(standard.iter_errors(package))
    related = package["releases"][0]["relatedProcesses"][0]
    assert related["identifier"].endswith(str(failed.uid))
    assert told(failed)["releases"][-1]["tender"]["status"] == "unsuccessful"


def test_a_release_is_never_rewritten(db):
    row = calling.published(calling.buyer()).releases.get()
    row.body = {}
    with pytest.raises(DatabaseError, match="rows are only added"), transaction.atomic():
        row.save()
    with pytest.raises(DatabaseError, match="rows are only added"), transaction.atomic():
        row.delete()


def test_the_list_is_anybodys_and_holds_no_draft(db):
    """SC-02"""
    by = calling.buyer()
    shown, hidden = calling.published(by), calling.draft(by)
    rows = Client().get("/api/v1/tenders/?domain=legal&sponsor=union").json()["results"]
    assert [row["id"] for row in rows] == [str(shown.uid)]
    assert rows[0]["amount"] == "500000.00"
    assert Client().get(f"/api/v1/tenders/{hidden.uid}/").status_code == 404
    officer = Client()
    officer.force_login(make.officer("50", Role.AUDIT))
    assert officer.get(f"/api/v1/tenders/{hidden.uid}/").status_code == 404


def test_how_many_bid_is_told_when_they_are_opened(db, standard):
    """And not before: SC-02, §4.2 row 7."""
    made = bidding.tender()
    for _ in range(2):
        bidding.handed_in(made.lot)
    made.close()
    releases.release(made.call, "update")
    made.open()
    package = told(made.call)
    assert not list(standard.iter_errors(package))
    sealed, opened = (release["tender"] for release in package["releases"])
    assert "numberOfTenderers" not in sealed
    assert opened["numberOfTenderers"] == 2
    page = Client()
    page.force_login(made.officer)
    assert "申报不足" not in page.get(made.call.get_absolute_url()).content.decode()
    made.call.project.rules = {"min_bidders": 3}
    made.call.project.save(update_fields=["rules"])
    assert "不足 3 家" in page.get(made.call.get_absolute_url()).content.decode()
