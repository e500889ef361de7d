"""A list on its way through people: columns remembered, classes held back, lines confirmed, two
lists at once."""

import threading
from contextlib import suppress
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import connections

from jobs import runner
from jobs.models import Job
from orgs import tasks
from orgs.imports import batches as imports
from orgs.imports.batches import apply_batch, ask_to_read, hand_in, import_file
from orgs.models import ImportBatch, Organization, RememberedMapping
from orgs.services.importing import confirm_lines, decide_class, source_named
from tests import make
from tests.orgs import lists
from tests.orgs.lists import classes, row, rows

STRANGE = ["顺序", "某某", "号码", "属于"]


@pytest.fixture
def handed(chongqing, tmp_path):
    """``handed(data, head=…)``: a list handed in and read, as a page has it done."""

    def handed(
        data, *, head=lists.HEAD, source="市民政局名单", name="名单", by=chongqing, code="50"
    ):
        path = lists.xlsx(tmp_path / f"{name}.xlsx", data, head=head)
        batch = hand_in(
            by=by,
            file=ContentFile(path.read_bytes(), name=path.name),
            source=source,
            federation=make.federation(code),
            as_of=date(2024, 3, 31),
        )
        return worked(batch)

    return handed


def worked(batch):
    """What the worker does."""
    assert tasks.read_list
    runner.run(batch.job.uid)
    batch.refresh_from_db()
    return batch


def strange(n=1):
    return [n, f"重庆市渝北区晨光{n}号服务中心", make.credit_code(), "民非"]


def corrected(batch, by):
    mapping = {"sheet": "名单", "header": [1, 1]}
    mapping["columns"] = {"1": "name", "2": "credit_code", "3": "type"}
    return worked(ask_to_read(by=by, batch=batch, mapping=mapping))


def test_columns_set_right_once_are_remembered(handed, chongqing):
    """Per federation, source and headings."""
    batch = handed([strange(1)], head=STRANGE)
    assert batch.status == "failed"
    assert batch.mapping["labels"] == STRANGE  # so that a person can say what they are
    batch = corrected(batch, chongqing)
    assert batch.result["new"] == 1
    again = handed([strange(2), strange(3)], head=STRANGE, name="下月")
    assert again.result["new"] == 2
    assert chongqing.name in again.mapping["recalled"]
    others = (
        {"source": "另一来源"},
        {"head": [*STRANGE, "又一列"]},
        {"code": "500112", "by": make.officer("500112")},
    )
    for n, how in enumerate(others):
        batch = handed([strange(9)], name=f"别{n}", **{"head": STRANGE, **how})
        assert batch.status == "failed", how
    assert RememberedMapping.objects.count() == 1


def test_a_correction_of_what_was_guessed_wrong_holds_for_the_command_too(
    handed, chongqing, take_in, tmp_path
):
    head = ["名称", "统一社会信用代码", "类型", "单位负责人", "法定代表人"]
    data = [["重庆市渝北区晨光服务中心", make.credit_code(), "民非", "甲", "乙"]]
    batch = handed(data, head=head)
    columns = {"0": "name", "1": "credit_code", "2": "type", "3": "legal_representative"}
    mapping = {"sheet": "名单", "header": [1, 1], "columns": columns}
    worked(ask_to_read(by=chongqing, batch=batch, mapping=mapping))
    take_in(lists.xlsx(tmp_path / "命令.xlsx", data, head=head))
    assert Organization.objects.get().legal_representative == "甲"


def test_a_class_may_be_held_back(handed, chongqing, take_in, tmp_path):
    before = rows(3)
    take_in(lists.xlsx(tmp_path / "一.xlsx", before), as_of=date(2023, 1, 1))
    before[0][9] = "20人"
    before[1][1] = "重庆市渝北区晨曦2号社会工作服务中心"
    batch = handed([*before, row(4)])
    assert classes(batch.result) == {"changed": 1, "renamed": 1, "same": 1, "new": 1}
    with pytest.raises(PermissionDenied):
        decide_class(by=make.officer("32"), batch=batch, outcome="renamed", hold=True)
    with pytest.raises(ValidationError):
        decide_class(by=chongqing, batch=batch, outcome="refused", hold=False)
    decide_class(by=chongqing, batch=batch, outcome="renamed", hold=True)
    decide_class(by=chongqing, batch=batch, outcome="new", hold=True)
    decide_class(by=chongqing, batch=batch, outcome="new", hold=False)
    assert apply_batch(by=chongqing, batch=batch)["written"] == 2
    names = set(Organization.objects.values_list("name", flat=True))
    assert "重庆市渝北区晨曦2号社会工作服务中心" not in names
    assert Organization.objects.count() == 4
    assert not batch.lines.get(outcome="renamed").applied


def test_doubtful_lines_are_confirmed_one_by_one_and_page_by_page(
    handed, chongqing, take_in, tmp_path
):
    before = rows(3)
    take_in(lists.xlsx(tmp_path / "一.xlsx", before), as_of=date(2023, 1, 1))
    for line in before:
        line[3] = "社会团体"
    batch = handed(before)
    one, two, three = batch.lines.filter(outcome="suspicious").order_by("row")
    confirm_lines(by=chongqing, batch=batch, shown=[one.pk, two.pk], confirmed=[one.pk, two.pk])
    confirm_lines(by=chongqing, batch=batch, shown=[two.pk], confirmed=[])
    confirm_lines(by=chongqing, batch=batch, shown=[three.pk], confirmed=[three.pk])
    with pytest.raises(PermissionDenied):
        confirm_lines(by=make.officer("32"), batch=batch, shown=[two.pk], confirmed=[two.pk])
    assert apply_batch(by=chongqing, batch=batch, force=True, reason="逐条核实")["written"] == 2
    assert Organization.objects.filter(type="51").count() == 2


# Two lists at once


def at_once(*files):
    gate, wrong = threading.Barrier(len(files)), []

    def run(path):
        try:
            gate.wait(20)
            import_file(
                by=None,
                path=path,
                name=path.name,
                source=source_named("市民政局名单"),
                federation=make.federation("50"),
                as_of=date(2024, 3, 31),
                apply=True,
            )
        except Exception as refused:  # noqa: BLE001 (told to the test)
            wrong.append(refused)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[path]) for path in files]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return wrong


@pytest.fixture
def meeting(monkeypatch):
    """Both lists have judged before either writes, unless something keeps them apart."""
    gate, judge = threading.Barrier(2), imports._judge

    def together(*given, **how):
        found = judge(*given, **how)
        with suppress(threading.BrokenBarrierError):
            gate.wait(3)
        return found

    monkeypatch.setattr(imports, "_judge", together)


def two_lists(folder):
    """The same organization without a code, in two lists of one source."""
    source_named("市民政局名单")
    return [lists.xlsx(folder / f"{n}.xlsx", [row(1, code="")]) for n in "甲乙"]


@pytest.mark.django_db(transaction=True)
def test_two_lists_bring_one_organization(tmp_path, meeting):
    assert at_once(*two_lists(tmp_path)) == []
    assert Organization.objects.count() == 1
    outcomes = ImportBatch.objects.order_by("pk").values_list("lines__outcome", flat=True)
    assert sorted(outcomes) == ["new", "same"]


@pytest.mark.django_db(transaction=True)
def test_without_being_alone_both_would_enter_it(tmp_path, meeting, monkeypatch):
    """The control."""
    monkeypatch.setattr(imports, "alone_in", lambda federation: None)
    at_once(*two_lists(tmp_path))
    assert Organization.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_job_reads_and_writes_and_takes_back(tmp_path):
    """Left alone and found again: all by jobs, told in the end."""
    assert tasks.revert_list
    from orgs.services.reverting import ask_to_revert

    officer = make.officer("50")
    path = lists.xlsx(tmp_path / "名单.xlsx", rows(3))
    batch = hand_in(
        by=officer,
        file=ContentFile(path.read_bytes(), name="名单.xlsx"),
        source="市民政局名单",
        federation=make.federation("50"),
        as_of=date(2024, 3, 31),
        apply=True,
    )
    runner.run(Job.objects.get().uid)
    batch.refresh_from_db()
    assert (batch.status, batch.result["written"]) == ("applied", 3)
    ask_to_revert(by=officer, batch=batch, reason="名单有误")
    runner.run(Job.objects.latest("pk").uid)
    batch.refresh_from_db()
    assert (batch.status, batch.result["reverted"]["removed"]) == ("reverted", 3)
    assert not Organization.objects.exists()
