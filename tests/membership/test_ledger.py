from datetime import date, timedelta

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.roles import Role
from jobs.models import Job
from jobs.runner import run
from membership import tasks  # noqa: F401  declares the kinds, as a worker does
from membership.ledger import book
from membership.ledger.cells import shown_person
from membership.ledger.columns import COLUMN
from membership.ledger.rows import rows_of
from membership.models import (
    CanvassTask,
    Eligibility,
    LedgerEntry,
    Member,
    UnionStanding,
)
from membership.services import record_coverage
from membership.services.ledger import Moved, fill_many, write_cell
from orgs.models import Organization
from orgs.services.profiles import add_profile
from tests import make
from tests.membership.ledgers import columns_of, stands

pytestmark = pytest.mark.django_db


# One cell


@pytest.mark.parametrize(
    ("key", "typed", "kept"),
    [
        ("next_step", "  送政策 上门 ", "送政策 上门"),
        ("promised_on", "2026年3月1日", "2026-03-01"),
        ("promised_on", "20260301", "2026-03-01"),
        ("promised_on", "2026/3/1 00:00:00", "2026-03-01"),
        ("planned_form", "联合建会", "联合建会"),
        ("reason", "N12", "N12 经费顾虑"),
        ("reason", "经费顾虑", "N12 经费顾虑"),
        ("remark", "", ""),
    ],
)
def test_a_cell_as_typed(yubei, orgs, key, typed, kept):
    """DRV-13: saved cell by cell, in the words of the ledger."""
    base = stands(orgs[0], key)
    assert write_cell(by=yubei, organization=orgs[0], key=key, base=base, text=typed) == kept


@pytest.mark.parametrize(
    ("key", "typed", "said"),
    [
        ("promised_on", "下周", "2026-03-31"),
        ("planned_form", "集体", "没有这种形式"),
        ("reason", "N77", "没有这个原因"),
        ("reason", "N99", "写明"),
        ("officer", "没这人", "没有这个人"),
        ("next_step", "字" * 201, "最多 200 个字"),
    ],
)
def test_a_cell_refused(yubei, orgs, key, typed, said):
    base = stands(orgs[0], key)
    with pytest.raises(ValidationError, match=said):
        write_cell(by=yubei, organization=orgs[0], key=key, base=base, text=typed)


def test_two_people_one_cell(yubei, orgs):
    """DRV-13: who was second is told what stands there now, and nothing is overwritten."""
    write_cell(by=yubei, organization=orgs[0], key="remark", base="", text="先")
    with pytest.raises(Moved) as moved:
        write_cell(
            by=make.officer("500112"), organization=orgs[0], key="remark", base="", text="后"
        )
    assert moved.value.here == "先"
    assert LedgerEntry.objects.get().remark == "先"


def test_people_in_cells_are_tasks(yubei, orgs):
    """DRV-23: naming a person assigns; another is a hand-over; empty gives it back."""
    one, other = make.officer("500112", name="甲"), make.officer("500112", name="乙")
    leader = make.officer("500112", Role.LEADER, name="王主席")
    for base, text in (("", one.username), (shown_person(one), shown_person(other))):
        write_cell(by=yubei, organization=orgs[0], key="officer", base=base, text=text)
    write_cell(by=yubei, organization=orgs[0], key="leader", base="", text=shown_person(leader))
    officer, pairing = CanvassTask.objects.order_by("pk")
    assert (officer.assignee, officer.hand_over_note) == (other, "在台账中改派")
    assert (pairing.kind, pairing.assignee) == ("leader", leader)
    write_cell(by=yubei, organization=orgs[0], key="officer", base=shown_person(other), text="")
    officer.refresh_from_db()
    assert officer.state == CanvassTask.State.WAITING


def test_the_stranger_writes_nothing(stranger, orgs):
    with pytest.raises(PermissionDenied):
        write_cell(by=stranger, organization=orgs[0], key="remark", base="", text="x")
    with pytest.raises(PermissionDenied):
        fill_many(by=stranger, organizations=orgs, remark="x")


def test_the_same_for_many(yubei, orgs):
    fill_many(by=yubei, organizations=orgs, next_step="上门", promised_on="2026-03-01")
    assert set(LedgerEntry.objects.values_list("next_step", "promised_on")) == {
        ("上门", date(2026, 3, 1))
    }


# The rows


def test_rows_in_a_fixed_number_of_queries(yubei, drive, orgs):
    fill_many(by=yubei, organizations=orgs, remark="x")

    def count(some):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            for row in rows_of(some, drive):
                [column.text(row) for column in COLUMN.values() if column.key not in PLACE]
        return len(seen)

    PLACE = ("region", "federation")
    few = list(Organization.objects.order_by("pk")[:1])
    assert count(few) == count(list(Organization.objects.order_by("pk")[:4]))


def test_what_other_records_say_of_it(yubei, drive, orgs):
    """DRV-13: staff by the newest profile; members, rate and term of the covering union."""
    assert {COLUMN[key].text(rows_of(orgs[:1], drive)[0]) for key in ("women", "members")} == {None}
    for day, women in (("2024-12-31", 7), ("2025-12-31", 9)):
        told = {"staff_total": 25, "staff_full_time": 20, "party_members": 3}
        day = date.fromisoformat(day)
        add_profile(by=yubei, organization=orgs[0], as_of=day, staff_women=women, **told)
    union = make.union()
    record_coverage(by=yubei, organization=orgs[0], form="joint", union=union)
    for n in range(3):
        sex = "female" if n else "male"
        Member.objects.create(name=f"某{n}", sex=sex, union=union, federation=union.federation)
    UnionStanding.objects.create(
        union=union,
        as_of="2026-11-01",
        effective=False,
        met=3,
        organs_complete=True,
        women_complete=False,
        term_ends_on="2028-05-01",
        workers=8,
        members=3,
    )
    [row] = rows_of(orgs[:1], drive)
    said = {key: COLUMN[key].text(row) for key in COLUMN}
    assert (said["women"], said["full_time"], said["party_members"]) == (9, 20, 3)
    assert (said["members"], said["women_members"], said["joined"]) == (3, 2, "37.5%")
    assert (said["term_ends"], said["organs"]) == (date(2028, 5, 1), "是")


def test_the_page(client, yubei, drive, orgs):
    """DRV-13: the ledger as a grid, filtered, sorted, with what may be done."""
    client.force_login(yubei)
    fill_many(by=yubei, organizations=orgs[:2], promised_on=timezone.localdate().isoformat())
    assert client.get("/ledger/").headers["Location"] == "/ledger/?drive=DRV-2023"
    page = client.get("/ledger/?drive=DRV-2023").content.decode()
    assert "渝北区第3学校" in page
    assert "N06 不了解工会" in page
    assert 'data-cell="next_step"' in page
    by_day = client.get("/ledger/?drive=DRV-2023&sort=promised").content.decode()
    assert "渝北区第1学校" in by_day
    assert "渝北区第3学校" not in by_day
    one = client.get("/ledger/?drive=DRV-2023&reason=N05").content.decode()
    assert "没有符合条件" in one


def test_the_page_asks_as_often_for_many(client, yubei, drive, orgs):
    """DRV-13: a constant number of queries, however many rows."""

    def count():
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/ledger/?drive=DRV-2023").status_code == 200
        return len(seen)

    client.force_login(yubei)
    count()  # what is kept for a minute is kept now
    few = count()
    for n in range(6):
        one = make.organization(name=f"渝北区后来第{n}学校", kind="school")
        fill_many(by=yubei, organizations=[one], remark="x")
    assert count() == few


def test_cell_over_http(client, yubei, orgs):
    client.force_login(yubei)
    url = f"/ledger/rows/{orgs[0].uid}/remark/"
    assert client.post(url, {"base": "", "text": "甲"}).json() == {"text": "甲"}
    moved = client.post(url, {"base": "", "text": "乙"})
    assert (moved.status_code, moved.json()["here"]) == (409, "甲")
    wrong = client.post(f"/ledger/rows/{orgs[0].uid}/promised_on/", {"base": "", "text": "x"})
    assert wrong.status_code == 422
    own = f"/ledger/rows/{orgs[1].uid}/"
    plain = client.post(own, {"remark": "乙", "base_remark": "", "promised_on": "2026-03-01"})
    assert plain.status_code == 302
    late = client.post(own, {"remark": "丙", "base_remark": "", "next_step": "上门"})
    assert late.status_code == 422
    assert "刚被改为“乙”" in late.content.decode()
    assert stands(orgs[1], "next_step") == "上门"


def test_export_by_a_job(client, yubei, drive, orgs):
    client.force_login(yubei)
    posted = {"all": "1", "query": "drive=DRV-2023", "drive": "DRV-2023"}
    assert client.post("/ledger/export/", posted).status_code == 200
    assert client.post("/ledger/export/", {**posted, "purpose": ""}).status_code == 422
    client.post("/ledger/export/", {**posted, "purpose": "核对"})
    job = Job.objects.get(kind="membership.ledger_export")
    assert run(job.uid) == "done"
    job.refresh_from_db()
    page = openpyxl.load_workbook(job.result_file.open("rb"))[book.SHEET]
    assert page.max_row == 5
    hidden = [columns_of(page)[label] for label in book.HIDDEN]
    letters = [openpyxl.utils.get_column_letter(at) for at in hidden]
    assert all(page.column_dimensions[letters[0]].hidden for _ in letters)


# The interface


def test_over_the_interface(client, yubei, stranger, drive, orgs):
    """DRV-10 DRV-13: rows are read, visits written, tasks listed; within reach alone."""
    client.force_login(yubei)
    rows = client.get("/api/v1/ledger/").json()["results"]
    assert rows[0]["cells"]["reason"] == "N06 不了解工会"
    sent = {
        "organization": str(orgs[0].uid),
        "outcome": "willing",
        "promised_on": (timezone.localdate() + timedelta(3)).isoformat(),
        "decision": "eligible",
    }
    answer = client.post("/api/v1/visits/", sent, content_type="application/json")
    assert answer.status_code == 201, answer.content
    assert client.get("/api/v1/visits/").json()["results"][0]["outcome"] == "willing"
    wrong = {**sent, "outcome": "unwilling"}
    assert client.post("/api/v1/visits/", wrong, content_type="application/json").status_code == 400
    assert Eligibility.objects.known().filter(evidence__contains="走访").exists()
    assert client.get("/api/v1/canvass-tasks/").json()["results"] == []
    client.force_login(stranger)
    assert client.get("/api/v1/ledger/").json()["results"] == []
    assert client.post("/api/v1/visits/", sent, content_type="application/json").status_code == 400
