"""The list of unions and one union's page: found, sorted, counted, exported; one wins a race."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from membership.models import Organ, UnionInspection, UnionStanding
from membership.services import organs
from membership.services.effective import assess_all, look_at_all
from membership.services.organs import constitute
from tests import make
from tests.threads import together
from unions.models import GrassrootsUnion

BEGAN = date(2024, 1, 1)


def seat(by, union, name="王一", **over):
    officers = [{"person_name": name, "post": "chair"}]
    values = {"starts_on": BEGAN, "years": 3, "officers": officers, **over}
    return constitute(by=by, union=union, **values)


def names(answer):
    return {row["union"].name for row in answer.context["rows"]}


@pytest.mark.django_db
def test_the_list_is_found_sorted_and_exported(client, yubei, stranger):
    first, second, third = (make.union(name=f"{n}号基层工会") for n in "甲乙丙")
    ended = make.union(name="旧基层工会", dissolved_on=date(2025, 1, 1))
    seat(yubei, first)
    seat(yubei, second, starts_on=date(2020, 1, 1))
    assess_all()
    client.force_login(yubei)
    every = client.get("/unions/")
    assert names(every) == {first.name, second.name, third.name}
    assert every.context["tally"]["unions"] == 3
    assert names(client.get("/unions/?search=甲号")) == {first.name}
    assert names(client.get("/unions/?term=over")) == {second.name}
    assert names(client.get("/unions/?term=none")) == {third.name}
    assert names(client.get("/unions/?unmet=E2")) == {second.name, third.name}
    assert names(client.get("/unions/?effective=yes")) == set()
    assert names(client.get("/unions/?kind=organ&organs=odd")) == set()
    assert ended.name in names(client.get("/unions/?ended=on"))
    sorted_ = client.get("/unions/?sort=term").context["rows"]
    assert [row["union"].name for row in sorted_][:2] == [second.name, first.name]
    answer = client.post("/unions/export/?term=over")
    page = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    assert [row[0].value for row in page.iter_rows(min_row=2)] == [second.name]
    client.force_login(stranger)
    assert names(client.get("/unions/")) == set()
    client.force_login(make.officer("500112", role="finance"))
    assert client.get("/unions/").status_code == 403


@pytest.mark.django_db
def test_pages_ask_as_often_for_forty_as_for_four(client, yubei):
    client.force_login(yubei)

    def asked(path):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    def more(count):
        for _ in range(count):
            seat(yubei, make.union(founded_on=BEGAN))
        assess_all()

    paths = ("/unions/?size=50", "/unions/inspections/?size=50", "/unions/evidence/")
    more(4)
    client.get("/unions/")  # the first page of a process reads more, once
    few = [asked(path) for path in paths]
    more(36)
    assert [asked(path) for path in paths] == few
    assert max(few) <= 25


@pytest.mark.django_db
def test_an_inspection_by_its_pages(client, yubei, joint):
    assess_all()
    look_at_all()
    client.force_login(yubei)
    assert joint.name in client.get("/unions/inspections/").content.decode()
    asked = {"ids": [joint.pk], "assignee": yubei.pk, "due_on": "2099-01-01"}
    answer = client.post("/unions/inspections/ask/", asked, follow=True)
    assert "已安排核查 1 家" in answer.content.decode()
    row = UnionInspection.objects.get()
    assert joint.name in client.get("/communications/").content.decode()
    path = f"/unions/inspections/{row.uid}/"
    assert client.post(path, {"outcome": "works", "finding": ""}).status_code == 422
    done = client.post(path, {"outcome": "works", "finding": "会议记录齐全"}, follow=True)
    assert "运转正常" in done.content.decode()
    again = client.post("/unions/inspections/ask/", {"ids": []}, follow=True)
    assert "请先勾选" in again.content.decode()
    assert not client.get("/unions/inspections/").context["page"].object_list


@pytest.mark.django_db
def test_organs_by_their_form(client, yubei, joint):
    """DRV-17"""
    client.force_login(yubei)
    path = f"/unions/{joint.pk}/organs/new/"
    assert client.get(f"{path}?kind=women").status_code == 200
    form = {
        "kind": "committee",
        "starts_on": "2024-01-01",
        "years": "3",
        "officers-TOTAL_FORMS": "2",
        "officers-INITIAL_FORMS": "0",
        "officers-0-person_name": "王一",
        "officers-0-post": "chair",
        "officers-1-person_name": "",
        "officers-1-post": "member",
    }
    assert client.post(path, form)["Location"] == f"/unions/{joint.pk}/#organs"
    stale = client.post(path, {**form, "starts_on": "2025-01-01", "numbers": '{"committee": 1}'})
    assert stale.status_code == 422
    assert "已经登记，请刷新" in stale.content.decode()
    page = client.get(f"/unions/{joint.pk}/").content.decode()
    assert "工会委员会第 1 届" in page
    assert "未审查资格" in page
    officer = Organ.objects.get().officers.get()
    examined = client.post(f"/unions/officers/{officer.pk}/examine/", {"on": "2024-01-01"})
    assert examined.status_code == 302
    assert UnionStanding.objects.get(union=joint).unmet.count("E4") == 0


# Two at once


def furnish():
    make.union(name="同时登记工会")
    return make.officer("500112")


@pytest.mark.django_db(transaction=True)
def test_two_who_register_the_next_term_at_once():
    officer, union = furnish(), GrassrootsUnion.objects.get(name="同时登记工会")
    told = together(
        lambda n: seat(officer, union, f"王{n}", starts_on=date(2024, 1, n), number=1), 1, 2
    )
    assert told == ["lost", "won"]
    assert Organ.objects.get().officers.count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_database_is_all_that_stops_them(monkeypatch):
    """The negative control: nobody waits, both believe to be first, the constraint refuses one."""
    officer, union = furnish(), GrassrootsUnion.objects.get(name="同时登记工会")
    monkeypatch.setattr(organs, "hold_union", lambda by, union, verb: union)
    refused = []

    def act(n):
        try:
            seat(officer, union, f"王{n}", starts_on=date(2024, 1, n))
        except IntegrityError as refusal:
            refused.append(refusal)

    together(act, 1, 2)
    assert Organ.objects.filter(ended_on=None).count() == 1
    assert len(refused) == 1 or Organ.objects.count() == 2
