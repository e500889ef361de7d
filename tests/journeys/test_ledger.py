"""The ledger out, worked on in two places and back; a visit where there is no network."""

import openpyxl
import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.roles import Role
from documents.models import Attachment
from jobs.models import Job
from jobs.runner import run
from membership import tasks  # noqa: F401  declares the kinds, as a worker does
from membership.ledger import book
from membership.models import CanvassTask, LedgerEntry, LedgerReturn, Visit
from membership.services import assess
from membership.services.canvass import assign_many
from orgs.models import Organization
from tests import make
from tests.browser import axe, overflow, shoot


@pytest.fixture
def officer(live):
    call_command("load_drives")
    user = make.officer("500112", name="何雨")
    for name in ("渝北区启航学校", "渝北区康宁医院", "渝北区小天鹅幼儿园"):
        one = make.organization(name=name, kind="school", staff_count=31)
        assess(by=user, organization=one, decision="eligible", reason="N06")
    return user


def check(page, name):
    axe(page)
    assert overflow(page) <= 0, name
    shoot(page, name)


def of(name):
    return Organization.objects.get(name=name)


def worked(kind):
    job = Job.objects.filter(kind=kind).latest("pk")
    assert run(job.uid) == "done"
    return job


def write(page, name, label, text):
    """A cell in the grid, as a person writes it."""
    page.get_by_role("row", name=name).get_by_role("button", name=label).click()
    field = page.get_by_role("row", name=name).get_by_label(label)
    field.fill(text)
    field.press("Enter")


def test_two_offices_one_ledger(page, browser, live, enter, officer, tmp_path):
    """DRV-13 DRV-12: one edits the workbook while another edits online: nothing is lost, and what
    both wrote is shown side by side."""
    page.complaints.expect("422")
    enter(page, officer)
    page.goto(f"{live}/ledger/")
    page.get_by_role("heading", name="建会台账").wait_for()
    check(page, "ledger")
    page.locator("[data-batch-all]").check()
    page.get_by_role("button", name="导出台账").click()
    page.get_by_label("用途").fill("各街道核对下一步")
    check(page, "ledger-export")
    page.get_by_role("button", name="导出台账").click()
    page.get_by_text("正在后台写成工作簿").wait_for()
    worked("membership.ledger_export")
    page.reload()
    with page.expect_download() as coming:
        page.get_by_role("link", name="下载").first.click()
    path = tmp_path / "台账.xlsx"
    coming.value.save_as(path)

    page.goto(f"{live}/ledger/")
    write(page, "渝北区康宁医院", "下一步", "线上：请街道上门")
    page.locator(".cell-open.saved", has_text="线上：请街道上门").wait_for()
    write(page, "渝北区启航学校", "承诺日期", timezone.localdate().isoformat())
    page.locator(".cell-open.saved", has_text=timezone.localdate().isoformat()).wait_for()
    check(page, "ledger-written")

    workbook = openpyxl.load_workbook(path)
    sheet = workbook[book.SHEET]
    at = {cell.value: cell.column for cell in sheet[1]}
    rows = {sheet.cell(n, at["名称"]).value: n for n in range(2, sheet.max_row + 1)}
    sheet.cell(rows["渝北区康宁医院"], at["下一步"]).value = "表里：座谈一次"
    sheet.cell(rows["渝北区小天鹅幼儿园"], at["备注"]).value = "表里：园长支持"
    workbook.save(path)

    page.goto(f"{live}/ledger/returns/")
    page.get_by_label("填好的台账").set_input_files(path)
    page.get_by_role("button", name="上传并比对").click()
    page.get_by_text("在后台办理").wait_for()
    worked("membership.ledger_read")
    page.reload()
    page.get_by_text("两边都改过 1 格").wait_for()
    check(page, "ledger-conflict")
    page.get_by_role("button", name="确认写入").click()
    page.get_by_text("请逐处选择").wait_for()
    page.get_by_label("表里：座谈一次").check()
    page.get_by_role("button", name="确认写入").click()
    page.get_by_text("在后台办理").wait_for()
    worked("membership.ledger_apply")
    page.reload()
    page.get_by_text("写入 2 格").wait_for()
    assert LedgerReturn.objects.get().status == "applied"
    told = dict(LedgerEntry.objects.values_list("organization__name", "next_step"))
    assert told["渝北区康宁医院"] == "表里：座谈一次"
    entry = LedgerEntry.objects.get(organization=of("渝北区启航学校"))
    assert entry.promised_on == timezone.localdate()
    assert LedgerEntry.objects.get(organization=of("渝北区小天鹅幼儿园")).remark == "表里：园长支持"


def test_a_cell_two_people_open(page, live, enter, officer):
    """DRV-13: what is wrong stands beside the cell, and what was typed stays in it."""
    page.complaints.expect("409|422")
    enter(page, officer)
    page.goto(f"{live}/ledger/?drive=DRV-2023")
    LedgerEntry.objects.create(organization=of("渝北区康宁医院"), next_step="别人先写")
    write(page, "渝北区康宁医院", "下一步", "我后写")
    page.get_by_text("这一格刚被改为“别人先写”").wait_for()
    assert page.locator(".cell-edit").input_value() == "我后写"
    shoot(page, "ledger-moved")
    page.get_by_role("button", name="用我填的").click()
    page.locator(".cell-open.saved", has_text="我后写").wait_for()
    assert LedgerEntry.objects.get().next_step == "我后写"


def test_a_visit_without_network(phone, live, enter, officer):
    """DRV-10 DRV-23: three taps on a phone; the connection breaks, what was filled in stays, also
    over a reload, and is sent once when it is back."""
    org = of("渝北区启航学校")
    today = timezone.localdate()
    leader = make.officer("500112", Role.LEADER, name="王主席")
    assign_many(by=officer, organizations=[org], assignee=leader, kind="leader", due_on=today)
    phone.complaints.expect("ERR_INTERNET_DISCONNECTED|Failed to load resource|Failed to fetch")
    enter(phone, leader)
    phone.goto(f"{live}/canvass/")
    phone.get_by_role("heading", name="今天").wait_for()
    check(phone, "canvass-phone")
    phone.get_by_role("link", name="登记走访").click()
    phone.get_by_label("还要考虑").check()
    phone.get_by_label("N06 不了解工会").first.check()
    check(phone, "visit-phone")
    phone.context.set_offline(True)
    phone.get_by_role("button", name="保存走访").first.click()
    phone.get_by_text("没有网络，已存在本机").wait_for()
    assert not Visit.objects.exists()
    shoot(phone, "visit-offline-phone")
    phone.context.set_offline(False)
    phone.get_by_text("走访已登记").wait_for()
    check(phone, "visited-phone")
    visit = Visit.objects.get()
    assert (visit.outcome, visit.reason, visit.by) == ("undecided", "N06", leader)
    assert visit.next_step == "送政策上门，发放建会明白纸"
    assert CanvassTask.objects.get().state == CanvassTask.State.FOLLOWING
    assert phone.evaluate("Object.keys(localStorage).filter(k => k.startsWith('offline:'))") == []


def test_a_draft_outlives_the_tab(phone, live, enter, officer):
    """DRV-10: a half-filled visit is there again after the page was closed, with its photo; once
    it is sent, nothing of it stays in the browser."""
    url = f"{live}/organizations/{of('渝北区康宁医院').uid}/visit/"
    enter(phone, officer)
    phone.goto(url)
    phone.get_by_label("愿意建会").check()
    phone.get_by_text("补充更多").click()
    phone.get_by_label("情况说明").fill("院长周五在")
    photo = {"name": "门口.png", "mimeType": "image/png", "buffer": make.PNG}
    phone.locator("input[type=file]").set_input_files(photo)
    phone.goto(f"{live}/canvass/")
    phone.goto(url)
    phone.get_by_text("已恢复上次没有提交的填写").wait_for()
    assert phone.get_by_label("愿意建会").is_checked()
    assert phone.get_by_label("情况说明").input_value() == "院长周五在"
    assert phone.locator("input[type=file]").evaluate("f => f.files[0].name") == "门口.png"
    phone.get_by_role("button", name="保存走访").first.click()
    phone.get_by_text("走访已登记").wait_for()
    assert [kept.name for kept in Attachment.objects.of(Visit.objects.get())] == ["门口.png"]
    phone.goto(url)
    assert phone.locator("input[type=file]").evaluate("f => f.files.length") == 0


def test_pages_of_the_canvass(page, phone, live, enter, officer):
    enter(page, officer)
    enter(phone, officer)
    org = of("渝北区启航学校")
    [task] = assign_many(by=officer, organizations=[org], assignee=officer)
    for name, path in {
        "task": task.get_absolute_url(),
        "hand-over": f"{task.get_absolute_url()}hand_over/",
        "reasons": "/canvass/reasons/",
        "rounds": "/canvass/rounds/",
        "ledger-row": f"/ledger/rows/{org.uid}/",
        "returns": "/ledger/returns/",
        "ledger": "/ledger/?drive=DRV-2023",
    }.items():
        for window, size in ((page, "desktop"), (phone, "phone")):
            window.goto(live + path)
            check(window, f"{name}-{size}")
