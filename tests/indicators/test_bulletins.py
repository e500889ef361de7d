"""Bulletins: hand-counted figures, sentences made of them, released and fixed (DRV-25)."""

import io
from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from docx import Document

from accounts.roles import Role
from governance.models import Event
from indicators import services
from indicators.bulletins import services as bulletins
from indicators.bulletins.announce import to_finish
from indicators.bulletins.figures import draw, ranked, restated
from indicators.bulletins.workflow import BULLETIN
from indicators.models import Bulletin
from tests import make
from tests.everybody import at_the_door
from tests.indicators.conftest import cover, eligible

OCTOBER = date(2026, 10, 31)


@pytest.fixture
def november(drive):
    """渝北: 3 eligible, founded in August, October and not at all (N05). 江北: 1, founded."""
    with time_machine.travel("2026-11-20 10:00 +0800", tick=False):
        services.rebuild()
        hospital = {"kind": "hospital"}
        orgs = [make.organization(**hospital) for _ in range(3)]
        neighbour = make.organization("500105", **hospital)
        for org in [*orgs, neighbour]:
            eligible(org, reason="N05" if org is orgs[2] else "")
        cover(orgs[0], make.union(), since=date(2026, 8, 3))
        cover(orgs[1], make.union(), form="single", since=date(2026, 10, 9))
        cover(neighbour, make.union("500105"), since=date(2024, 1, 1))
        services.fold()
        drive.late = orgs[2]
        yield drive


@pytest.fixture
def people(db):
    return make.officer("50"), make.officer("50", Role.LEADER)


def drafted(drive, by, code="50"):
    federation = make.federation(code)
    return bulletins.draft_bulletin(by=by, federation=federation, drive=drive, on=OCTOBER)


def released(drive, officer, leader):
    row = drafted(drive, officer)
    bulletins.move_bulletin(by=officer, bulletin=row, verb="submit")
    return bulletins.move_bulletin(by=leader, bulletin=row, verb="release")


def test_the_figures_are_the_hand_counted_ones(november):
    """DRV-25: totals, the month before, ranking with places, reasons."""
    figures = draw(make.federation("50"), november, OCTOBER)
    whole = figures["whole"]
    assert (whole["n"], whole["d"], whole["n0"], whole["d0"]) == (3, 4, 2, 4)
    assert (whole["lacking"], whole["state"]) == (1, "short")
    rows = [(r["name"], r["rank"], r["n"], r["d"], r["n0"], r["d0"]) for r in figures["children"]]
    assert rows == [("江北", 1, 1, 1, 1, 1), ("渝北", 2, 2, 3, 1, 3)]
    assert figures["reasons"] == [{"key": "N05", "name": "负责人不支持", "value": 1}]
    assert figures["months"][-1] == {"month": "2026-10", "n": 3, "d": 4}


def test_the_sentences_say_them(november, people):
    body = drafted(november, people[0]).body
    for said in (
        "截至2026年10月31日",
        "具备建会条件的社会组织 4 家，已建会 3 家，建会率 75.0%，比上月末提高 25.0 个百分点",
        "本月净增 1 家",
        "离 85%左右的目标还差 1 家",
        "2 个下级工会中，1 个未达到 85% 的要求，建会率较低的是渝北（66.7%）",
        "具备条件未建会的 1 家，主要原因是：负责人不支持 1 家（100.0%）",
        "请渝北对照台账逐家分析",
    ):
        assert said in body


def test_equal_rates_share_a_place():
    def row(code, n, d, n0=0, d0=0):
        return {"code": code, "n": n, "d": d, "n0": n0, "d0": d0}

    rows = ranked([row("c", 1, 3), row("a", 2, 4), row("b", 1, 2), row("d", 0, 0, 1, 1)])
    assert [(r["code"], r["rank"]) for r in rows] == [("a", 1), ("b", 1), ("c", 3), ("d", None)]


def test_what_was_released_stands(november, people):
    """DRV-25: facts put in later do not change it; what they would make of it stands beside."""
    officer, leader = people
    row = released(november, officer, leader)
    kept = (row.figures, row.body)
    cover(november.late, make.union(), since=date(2026, 10, 20))
    services.fold()
    row.refresh_from_db()
    assert (row.figures, row.body) == kept
    assert restated(row) == [("合计", (3, 4), (4, 4)), ("渝北", (2, 3), (3, 3))]
    said = at_the_door(leader).get(row.get_absolute_url()).content.decode()
    assert "更正说明" in said
    assert "建会率 75.0%" in said
    assert str(row.paper.number) in said
    for change in ({"body": "改"}, {"figures": {}}, {"status": "draft"}, {"on": date(2026, 9, 30)}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Bulletin.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        row.delete()


def test_a_draft_is_edited_and_drawn_anew(november, people):
    officer, leader = people
    row = drafted(november, officer)
    bulletins.revise_bulletin(by=officer, bulletin=row, title=row.title, body="# 一\n另写。")
    again = bulletins.redraw_bulletin(by=officer, bulletin=row)
    assert "已建会 3 家" in again.body
    with pytest.raises(ValidationError, match="已经有了"):
        drafted(november, officer)
    with pytest.raises(ValidationError, match="还没有结束"):
        bulletins.draft_bulletin(
            by=officer, federation=row.federation, drive=november, on=date(2026, 11, 30)
        )
    bulletins.move_bulletin(by=officer, bulletin=row, verb="submit")
    with pytest.raises(ValidationError, match="不能修改"):
        bulletins.revise_bulletin(by=officer, bulletin=row, title="新", body="新")


def test_the_clock_drafts_the_next_month(november, people):
    """DRV-25: from the first working day on, once, for whom it was done before; nobody's until an
    officer takes it in hand, and then not released by that officer."""
    officer, leader = people
    row = drafted(november, officer, "500112")  # begun, never released: 渝北 is not drafted for
    september = bulletins.draft_bulletin(
        by=officer, federation=make.federation("50"), drive=november, on=date(2026, 9, 30)
    )
    assert bulletins.draft_due(date(2026, 11, 2)) == 0
    bulletins.move_bulletin(by=officer, bulletin=september, verb="submit")
    bulletins.move_bulletin(by=leader, bulletin=september, verb="release")
    assert bulletins.draft_due(date(2026, 11, 1)) == 0  # a Sunday
    assert bulletins.draft_due(date(2026, 12, 1)) == 0  # no figures of November's end yet
    assert bulletins.draft_due(date(2026, 11, 2)) == 1
    assert bulletins.draft_due(date(2026, 11, 3)) == 0
    drawn = Bulletin.objects.get(federation__code="50", on=OCTOBER)
    assert (drawn.status, drawn.author) == ("draft", None)
    assert "已建会 3 家" in drawn.body
    assert {*to_finish(officer)} == {row, drawn}
    assert not to_finish(leader).exists()
    taken = bulletins.move_bulletin(by=officer, bulletin=drawn, verb="submit")
    assert taken.author == officer
    bulletins.move_bulletin(by=leader, bulletin=taken, verb="release")
    with pytest.raises(IntegrityError), transaction.atomic():
        Bulletin.objects.filter(pk=taken.pk).update(author=None)


def test_a_draft_that_lies_is_not_joined_by_another(november, people):
    released(november, *people)
    with time_machine.travel("2026-12-20 10:00 +0800", tick=False):
        services.rebuild()
        assert bulletins.draft_due(date(2026, 12, 1)) == 1
    with time_machine.travel("2027-01-20 10:00 +0800", tick=False):
        services.rebuild()
        assert bulletins.draft_due(date(2027, 1, 20)) == 0
        left = Bulletin.objects.get(author=None)
        bulletins.revise_bulletin(by=people[0], bulletin=left, title="题", body="文")
        assert bulletins.draft_due(date(2027, 1, 21)) == 1


def test_every_state_by_every_verb_as_every_role(november, people):
    officer, leader = people
    row = drafted(november, officer)
    right = {
        ("draft", "submit"): {"organizing", "statistics"},
        ("submitted", "return"): {"leader"},
        ("submitted", "release"): {"leader"},
        ("released", "withdraw"): {"leader"},
    }
    roles = (Role.ORGANIZING, Role.STATISTICS, Role.LEADER, Role.FINANCE, Role.AUDIT, Role.STREET)
    holders = {role.value: make.officer("50", role) for role in roles}
    wrong = []
    for status in Bulletin.Status.values:
        for verb in BULLETIN.moves:
            for role, by in holders.items():
                before = transaction.savepoint()
                late = {"releaser": leader, "released_at": "2026-11-01T00:00Z"}
                Bulletin.objects.filter(pk=row.pk).update(
                    status=status, **(late if status == "released" else {})
                )
                acts = Event.objects.count()
                try:
                    bulletins.move_bulletin(by=by, bulletin=row, verb=verb, reason="原因")
                    done = True
                except (PermissionDenied, ValidationError):
                    done = False
                same = Event.objects.count() == acts and Bulletin.objects.filter(
                    pk=row.pk, status=status
                )
                if done != (role in right.get((status, verb), ())) or (not done and not same):
                    wrong.append((status, verb, role, done))
                transaction.savepoint_rollback(before)
    assert not wrong


def test_who_wrote_it_does_not_release_it(november, people):
    officer, _ = people
    officer.appointments.create(
        federation=make.federation("50"), role=Role.LEADER, starts_on=date(2020, 1, 1)
    )
    officer.__dict__.pop("offices", None)
    row = drafted(november, officer)
    bulletins.move_bulletin(by=officer, bulletin=row, verb="submit")
    with pytest.raises(ValidationError, match="不能签发自己"):
        bulletins.move_bulletin(by=officer, bulletin=row, verb="release")


def test_who_reads_it(november, people):
    """Drafts at the desk; released, the whole line of command, and nobody next door."""
    officer, leader = people
    county, above, next_door = make.officer("500112"), make.officer("0"), make.officer("32")
    row = drafted(november, officer)
    seen = [row in Bulletin.objects.for_user(u, "dashboard_view") for u in (leader, county)]
    assert seen == [True, False]
    bulletins.move_bulletin(by=officer, bulletin=row, verb="submit")
    bulletins.move_bulletin(by=leader, bulletin=row, verb="release")
    readers = (officer, leader, county, above, next_door)
    seen = [row in Bulletin.objects.for_user(u, "dashboard_view") for u in readers]
    assert seen == [True, True, True, True, False]
    paper = at_the_door(county).get(f"{row.get_absolute_url()}file/")
    document = Document(io.BytesIO(b"".join(paper)))
    assert row.title in [p.text for p in document.paragraphs]
    line = [cell.text for cell in document.tables[0].rows[2].cells]
    assert line[:5] == ["2", "渝北", "2", "3", "66.7%"]


def test_the_pages(november, people, django_assert_max_num_queries):
    """DRV-25: drawn, submitted and released on the pages; read over the interface."""
    officer, leader = (at_the_door(user) for user in people)
    asked = {"federation": make.federation("50").pk, "drive": november.pk, "on": "2026-10-31"}
    answer = officer.post("/indicators/bulletins/new/", asked)
    assert answer.status_code == 302
    page = answer["Location"]
    assert officer.post(f"{page}submit/").status_code == 302
    assert officer.post(f"{page}release/").status_code == 403
    assert leader.post(f"{page}release/").status_code == 302
    with django_assert_max_num_queries(60):
        said = leader.get(page).content.decode()
    assert "渝北" in said
    assert "月度走势" in said
    with django_assert_max_num_queries(25):
        assert "已印发" in leader.get("/indicators/bulletins/").content.decode()
    found = leader.get("/api/v1/bulletins/?status=released").json()["results"]
    assert found[0]["figures"]["whole"]["n"] == 3
    assert leader.post("/indicators/bulletins/export/").status_code == 200
