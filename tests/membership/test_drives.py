"""DRV-01 … DRV-03: a drive's scope is data; whom it means is read off it."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command

from accounts.roles import Permission
from governance.models import Event
from membership.models import Drive, DrivePhase, DriveTarget
from membership.phases import line_of
from membership.queries import corrections_of_drive, in_drive, of_state
from membership.reference import DRIVE_2023, targets_2023
from membership.services import assess, record_coverage
from membership.services.drives import create_drive, revise_drive
from orgs.models import Organization
from tests import make


@pytest.fixture
def drive(db):
    call_command("load_drives")
    return Drive.objects.get()


def names(rows):
    return set(rows.values_list("name", flat=True))


def test_loading_twice_changes_nothing(drive):
    """DRV-01"""
    call_command("load_drives")
    assert Event.objects.filter(verb="drive.keep").count() == 1
    assert [str(t) for t in drive.targets.all()][0] == "2023-12-31 不低于 60%"


def test_scope_is_a_or_b_and_each_counts_once(drive):
    """DRV-02 DRV-03"""
    make.organization(name="省级协会", type="51", registration_level="20")
    make.organization(name="县级医院", kind="hospital")
    make.organization(name="省级医院", kind="hospital", registration_level="20")
    make.organization(name="县级协会", type="51")
    make.organization(name="备案协会", standing="filed", registration_level="20")
    rows = in_drive(Organization.objects.all(), drive)
    assert sorted(rows.values_list("name", flat=True)) == ["县级医院", "省级医院", "省级协会"]
    assert names(in_drive(Organization.objects.all(), drive, segment="A")) == {
        "省级协会",
        "省级医院",
    }
    assert names(in_drive(Organization.objects.all(), drive, segment="hospital")) == {
        "县级医院",
        "省级医院",
    }
    assert not in_drive(Organization.objects.all(), drive, segment="Z").exists()


def test_denominator_and_gap(drive, yubei, joint):
    """DRV-04 DRV-14: organ coverage leaves the gap open, a joint union closes it."""
    one, two, three = (make.organization(kind="school") for _ in range(3))
    for org in (one, two):
        assess(by=yubei, organization=org, decision="eligible")
    assess(by=yubei, organization=three, decision="ineligible", reason="N02")
    record_coverage(by=yubei, organization=one, union=joint, form="joint")
    record_coverage(by=yubei, organization=two, union=make.union(kind="organ"), form="organ")
    rows = in_drive(Organization.objects.all(), drive)
    assert set(of_state(rows, "eligible")) == {one, two}
    assert set(of_state(rows, "gap", forms=drive.counted_forms)) == {two}
    assert set(of_state(rows, "covered")) == {one, two}
    assert set(of_state(rows, "uncovered")) == {three}
    assert set(of_state(rows, "ineligible")) == {three}
    assert not of_state(rows, "unassessed").exists()


def local(**over):
    fields = {k: v for k, v in DRIVE_2023.items() if k != "code"} | {"code": "50-2025"}
    return fields | over


def test_a_federation_calls_a_drive_and_its_line_reads_it(db):
    """DRV-01"""
    officer = make.officer("50")
    drive = create_drive(
        by=officer, federation=make.federation("50"), targets=targets_2023(), **local()
    )
    assert drive.targets.count() == 2
    read = Permission.FOUNDING_VIEW
    assert drive in Drive.objects.for_user(make.officer("500112"), read)
    assert drive in Drive.objects.for_user(make.officer("0"), read)
    assert drive not in Drive.objects.for_user(make.officer("32"), read)
    assert not make.officer("500112").may(Permission.DRIVE_MANAGE, drive)
    inside, outside = make.organization(kind="school"), make.organization("320102", kind="school")
    rows = in_drive(Organization.objects.all(), drive)
    assert inside in rows
    assert outside not in rows


def test_only_its_federation_changes_a_drive(drive):
    """DRV-01"""
    with pytest.raises(PermissionDenied):
        revise_drive(by=make.officer("50"), drive=drive, name="改名")
    with pytest.raises(PermissionDenied):
        create_drive(by=make.officer("500112"), federation=make.federation("50"), **local())


def test_a_code_tells_nothing_of_the_drives_of_others(db):
    """Every federation has codes of its own: another's cannot be found out by trying them."""
    create_drive(by=make.officer("50"), federation=make.federation("50"), **local())
    next_door = {"by": make.officer("32"), "federation": make.federation("32")}
    said = []
    for code in ("50-2025", "50-2026"):
        with pytest.raises(ValidationError) as refused:
            create_drive(**next_door, **local(code=code))
        said.append(refused.value.message_dict)
    assert said[0] == said[1] == {"code": ["本级行动的代码须以“32-”开头，如 32-2025。"]}


def test_the_old_rule_of_a_drive_is_kept(drive):
    """DRV-01"""
    revise_drive(by=make.officer("0"), drive=drive, counted_forms=["single"])
    event = Event.objects.filter(verb="drive.revise").get()
    assert event.detail["was"]["counted_forms"] == ["single", "joint", "industry", "region"]
    assert event.detail["counted_forms"] == ["single"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"scope": {"segments": []}}, "请至少设一类重点对象"),
        (
            {"scope": {"segments": [{"code": "A", "name": "甲", "any of": {"name": ["x"]}}]}},
            "不能用于划定范围",
        ),
        (
            {"scope": {"segments": [{"code": "A", "name": "甲", "any of": {"type": ["99"]}}]}},
            "条件取值有误",
        ),
        ({"counted_forms": []}, "计入的建会形式"),
        ({"ends_on": DRIVE_2023["starts_on"]}, "结束日期须晚于开始日期"),
        (
            {"targets": [DriveTarget(due_on="2025-12-31", comparator="at_least", rate=2)]},
            "目标比率应在 0 与 1 之间",
        ),
    ],
)
def test_a_drive_that_means_nothing_is_refused(db, change, words):
    with pytest.raises(ValidationError) as refused:
        create_drive(
            by=make.officer("0"),
            federation=make.federation("0"),
            **{**local(code="DRV-2025"), **change},
        )
    assert words in str(refused.value) or "counted_forms" in refused.value.message_dict
    assert not Drive.objects.exists()


def phase(name="摸底", starts_on=date(2024, 1, 1), ends_on=date(2024, 3, 31)):
    return DrivePhase(name=name, starts_on=starts_on, ends_on=ends_on, work="逐家走访")


def test_phases_are_data_and_lie_within_the_drive(drive):
    """DRV-01: each has a name, its days and what is to be done; the trail keeps changes."""
    nation = make.officer("0")
    late = phase(ends_on=date(2025, 1, 1))
    with pytest.raises(ValidationError, match="超出了行动的起止日期"):
        revise_drive(by=nation, drive=drive, phases=[late])
    with pytest.raises(ValidationError, match="不能早于开始日期"):
        revise_drive(by=nation, drive=drive, phases=[phase(ends_on=date(2023, 12, 31))])
    with pytest.raises(ValidationError, match="阶段名称不能重复"):
        revise_drive(by=nation, drive=drive, phases=[phase(), phase()])
    revise_drive(by=nation, drive=drive, phases=[phase()], reason="分阶段")
    assert [p.name for p in drive.phases.all()] == ["摸底"]
    told = corrections_of_drive(drive, nation)[0]
    assert [label for label, _, _ in told["changes"]] == ["阶段"]
    with pytest.raises(ValidationError, match="超出了行动的起止日期"):
        revise_drive(by=nation, drive=drive, ends_on=date(2024, 2, 1))


def test_today_on_the_line_of_phases(drive):
    """DRV-01: 2023-05-01 to 2024-12-31 are 611 days; the first phase takes 245 of them."""
    line = line_of(drive, date(2024, 1, 1))
    first, second = line.stretches
    assert (first.state, second.state) == ("past", "now")
    assert first.width == second.start == line.today == pytest.approx(100 * 245 / 611)
    assert second.start + second.width == pytest.approx(100)
    assert line_of(drive, date(2025, 1, 1)).today is None
    drive.phases.all().delete()
    assert line_of(drive, date(2024, 1, 1)) is None


def test_phases_and_the_level_on_the_page_and_in_the_form(client, drive):
    """DRV-01"""
    client.force_login(make.officer("0"))
    words = client.get("/drives/DRV-2023/").content.decode()
    assert "到 2023 年底" in words
    assert "各级工会" in words
    page = client.get("/drives/DRV-2023/edit/")
    data = {}
    for form in (
        page.context["form"],
        *(part for name in ("segments", "targets", "phases") for part in page.context[name]),
        *(page.context[name].management_form for name in ("segments", "targets", "phases")),
    ):
        for field in form:
            if field.value() not in (None, False):
                data[field.html_name] = field.value()
    data |= {"reason": "定责任层级", "responsible_level": "4", "phase-0-name": "第一阶段"}
    answer = client.post("/drives/DRV-2023/edit/", data)
    assert answer.status_code == 302, answer.context["wrong"]
    drive.refresh_from_db()
    assert drive.get_responsible_level_display() == "县级"
    assert [p.name for p in drive.phases.all()] == ["第一阶段", "到 2024 年底"]
    told = client.get("/api/v1/drives/DRV-2023/").json()
    assert told["responsible_level"] == 4
    assert told["phases"][0]["starts_on"] == "2023-05-01"
