"""The ledger there and back: exported, worked on elsewhere, handed in, merged three ways."""

from datetime import date

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.roles import Role
from jobs.models import Job
from jobs.runner import run
from membership import tasks  # noqa: F401  declares the kinds, as a worker does
from membership.ledger import book
from membership.ledger.threeway import Verdict, compare
from membership.models import (
    LedgerEntry,
    LedgerReturn,
)
from membership.services import returns
from membership.services.ledger import write_cell
from tests import make
from tests.membership.ledgers import applied, columns_of, exported, handed_in, put, stands

pytestmark = pytest.mark.django_db


def test_there_and_back(yubei, drive, orgs):
    """DRV-13: only the file, only here, both alike, both otherwise: each cell where it belongs."""
    workbook = exported(yubei, drive, orgs)
    page = workbook[book.SHEET]
    put(page, 2, "next_step", "只在文件")
    put(page, 3, "remark", "两边一样")
    put(page, 4, "remark", "文件说")
    put(page, 5, "promised_on", date(2026, 3, 1))
    for org, key, text in (
        (orgs[1], "remark", "两边一样"),
        (orgs[2], "remark", "这里说"),
        (orgs[3], "next_step", "只在这里"),
    ):
        write_cell(by=yubei, organization=org, key=key, base="", text=text)
    returned = handed_in(yubei, drive, workbook)
    assert returned.status == "ready", returned.refusal
    found = returned.found
    assert (len(found["changes"]), len(found["conflicts"]), found["same"]) == (2, 1, 1)
    with pytest.raises(ValidationError, match="逐处选择"):
        returns.choose(by=yubei, returned=returned, choices={})
    applied(yubei, returned, **{f"{orgs[2].uid} remark": "file"})
    assert returned.status == "applied"
    assert stands(orgs[0], "next_step") == "只在文件"
    assert stands(orgs[1], "remark") == "两边一样"
    assert stands(orgs[2], "remark") == "文件说"
    assert stands(orgs[3], "promised_on") == "2026-03-01"
    assert stands(orgs[3], "next_step") == "只在这里"


def test_sorted_and_moved_it_is_the_same(yubei, drive, orgs):
    workbook = exported(yubei, drive, orgs)
    page = workbook[book.SHEET]
    put(page, 2, "remark", "甲")
    rows = [[cell.value for cell in row] for row in page.iter_rows()]
    page.delete_rows(1, page.max_row)
    head, body = rows[0], rows[1:]
    for row in [head, *reversed(body)][:4]:  # one row left out, columns turned round
        page.append(list(reversed(row)))
    # the first row went: it was the last after turning round
    page.append(list(reversed(body[0])))
    returned = handed_in(yubei, drive, workbook)
    assert [told[5] for told in returned.found["changes"]] == ["甲"]
    assert not returned.found["errors"]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda page, at: page.cell(2, at[book.BASE]).__setattr__("value", "[]"), "被改动"),
        (lambda page, at: page.cell(2, at[book.SEAL]).__setattr__("value", "x" * 43), "被改动"),
        (
            lambda page, at: page.cell(2, at[book.KEY]).__setattr__(
                "value", page.cell(3, at[book.KEY]).value
            ),
            "被改动",
        ),
        (lambda page, at: page.cell(2, at["名称"]).__setattr__("value", "别家"), "排了序"),
        (
            lambda page, at: [page.cell(2, at[h]).__setattr__("value", None) for h in book.HIDDEN],
            "新增的行",
        ),
    ],
)
def test_a_bent_row_is_not_taken(yubei, drive, orgs, spoil, said):
    """DRV-13: forged, copied or half-sorted rows are refused, the rest is taken."""
    workbook = exported(yubei, drive, orgs)
    page = workbook[book.SHEET]
    put(page, 2, "remark", "不该写入")
    put(page, 3, "remark", "该写入")
    spoil(page, columns_of(page))
    returned = handed_in(yubei, drive, workbook)
    assert said in returned.found["errors"][0][4]
    assert [told[5] for told in returned.found["changes"]] == ["该写入"]


def test_a_copied_row_is_not_taken(yubei, drive, orgs):
    workbook = exported(yubei, drive, orgs)
    page = workbook[book.SHEET]
    page.append([cell.value for cell in page[2]])
    put(page, 6, "remark", "哪个算数")
    returned = handed_in(yubei, drive, workbook)
    assert len(returned.found["errors"]) == 2
    assert not returned.found["changes"]


def test_what_is_no_ledger_of_ours(yubei, drive, orgs):
    workbook = openpyxl.Workbook()
    workbook.active.append(["名称", "备注"])
    workbook.active.append(["某学校", "x"])
    assert handed_in(yubei, drive, workbook).status == "refused"
    bare = exported(yubei, drive, orgs)
    bare[book.SHEET].delete_cols(columns_of(bare[book.SHEET])[book.KEY])
    assert "隐藏的行码" in handed_in(yubei, drive, bare).refusal


def test_rows_beyond_reach(yubei, drive, orgs):
    """DRV-13: a file passed on to another office changes nothing of the first one's."""
    other = make.officer("500113")
    workbook = exported(yubei, drive, orgs)
    put(workbook[book.SHEET], 2, "remark", "越界")
    returned = handed_in(other, drive, workbook)
    assert "范围" in returned.found["errors"][0][4]
    assert not returned.found["changes"]


def test_changed_again_after_the_choice(yubei, drive, orgs):
    """DRV-13: what was written after the comparison is put to the person again; all or nothing."""
    workbook = exported(yubei, drive, orgs)
    put(workbook[book.SHEET], 2, "remark", "文件")
    put(workbook[book.SHEET], 3, "remark", "另一格")
    returned = handed_in(yubei, drive, workbook)
    returns.choose(by=yubei, returned=returned, choices={})
    write_cell(by=yubei, organization=orgs[0], key="remark", base="", text="抢先")
    run(Job.objects.get(kind="membership.ledger_apply").uid)
    returned.refresh_from_db()
    assert returned.status == "ready"
    assert not LedgerEntry.objects.filter(remark="另一格").exists()
    assert [told[4] for told in returned.found["conflicts"]] == ["抢先"]
    applied(yubei, returned, **{f"{orgs[0].uid} remark": "here"})
    assert (stands(orgs[0], "remark"), stands(orgs[1], "remark")) == ("抢先", "另一格")


def test_a_leader_may_not_hand_in(drive, orgs):
    leader = make.officer("500112", Role.LEADER)
    with pytest.raises(PermissionDenied):
        returns.hand_in(by=leader, file=SimpleUploadedFile("a.xlsx", b"x"), drive=drive)
    assert not LedgerReturn.objects.exists()


def test_random_edits_on_both_sides(yubei, drive, orgs):
    """DRV-13: whatever is edited on both sides, every edit is there afterwards or was shown."""
    from random import Random

    dice = Random(20260301)
    keys = ("next_step", "promised_on", "remark", "planned_form", "reason")
    texts = {
        "next_step": ["", "上门", "座谈", "发函"],
        "promised_on": ["", "2026-03-01", "2026-04-01"],
        "remark": ["", "甲", "乙", "丙"],
        "planned_form": ["", "单独建会", "联合建会"],
        "reason": ["", "N05 负责人不支持", "N12 经费顾虑"],
    }
    for _ in range(3):
        base = {(o.pk, k): stands(o, k) for o in orgs for k in keys}
        workbook = exported(yubei, drive, orgs)
        file, here = {}, {}
        for row, org in enumerate(orgs, 2):
            for key in keys:
                if dice.random() < 0.5:
                    file[org.pk, key] = dice.choice(texts[key])
                    put(workbook[book.SHEET], row, key, file[org.pk, key] or None)
                if dice.random() < 0.5:
                    text = here[org.pk, key] = dice.choice(texts[key])
                    was = base[org.pk, key]
                    write_cell(by=yubei, organization=org, key=key, base=was, text=text)
        returned = handed_in(yubei, drive, workbook)
        by_uid = {str(o.uid): o.pk for o in orgs}
        conflicts = {(by_uid[t[0]], t[2]) for t in returned.found["conflicts"]}
        wanted = dict(base)
        for cell in base:
            ours, theirs = here.get(cell, base[cell]), file.get(cell, base[cell])
            verdict = compare(base[cell], ours, theirs)
            assert (verdict == Verdict.CONFLICT) == (cell in conflicts)
            wanted[cell] = theirs if verdict == Verdict.WRITE else ours
        choices = {}
        for pk, key in conflicts:
            uid = next(str(o.uid) for o in orgs if o.pk == pk)
            choices[f"{uid} {key}"] = choice = dice.choice(["here", "file"])
            wanted[pk, key] = (file if choice == "file" else here)[pk, key]
        if conflicts or returned.found["changes"]:
            applied(yubei, returned, **choices)
            assert returned.status == "applied"
        assert {cell: stands(_of(orgs, cell[0]), cell[1]) for cell in base} == wanted


def _of(orgs, pk):
    return next(o for o in orgs if o.pk == pk)


@pytest.mark.parametrize(
    ("base", "here", "file", "verdict"),
    [
        ("a", "a", "a", Verdict.KEEP),
        ("a", "b", "a", Verdict.KEEP),
        ("a", "a", "b", Verdict.WRITE),
        ("a", "b", "b", Verdict.SAME),
        ("a", "b", "c", Verdict.CONFLICT),
        ("a", "", "c", Verdict.CONFLICT),
    ],
)
def test_three_ways(base, here, file, verdict):
    assert compare(base, here, file) == verdict
