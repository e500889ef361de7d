"""From the publication of a call to the award, each step by whoever it belongs to: seven people who
log in, and a passer-by."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.roles import Role
from documents.models import Paper
from procurement.models import Award, Bid, Call, Decision, Objection, Panel, Qualification
from procurement.services import calls, qualification, reviews
from tests import make
from tests.browser import axe, overflow, shoot
from tests.procurement import bidding, calling, deciding, reviewed


@pytest.fixture
def cast(transactional_db):
    """Those who buy, by their offices, and twelve experts in the pool."""
    roles = {
        "officer": Role.PROCUREMENT,
        "leader": Role.LEADER,
        "finance": Role.FINANCE,
        "lawyer": Role.LEGAL,
        "auditor": Role.AUDIT,
    }
    reviewed.pool()
    return {name: make.officer("50", role) for name, role in roles.items()}


class Stage:
    """One window through which they come one after another."""

    def __init__(self, page, live, enter):
        self.page, self.live, self.enter = page, live, enter

    def comes(self, who, path):
        self.enter(self.page, who)
        self.goes(path)

    def goes(self, path):
        self.page.goto(path if path.startswith("http") else f"{self.live}{path}")

    def press(self, name, kind="button"):
        self.page.get_by_role(kind, name=name, exact=True).first.click()

    def write(self, **fields):
        for name, value in fields.items():
            self.page.locator(f"main [name={name}]").fill(value)

    def reads(self, text):
        expect(self.page.get_by_text(text).first).to_be_visible()

    def looks_well(self, name):
        axe(self.page)
        assert overflow(self.page) <= 0
        shoot(self.page, name)


@pytest.fixture
def stage(page, live, enter):
    return Stage(page, live, enter)


def test_publish_to_award_as_seven_people(stage, cast):
    """GD-04, ACF-14: officer, finance, leader, delegate, lawyer, expert and auditor each do their
    part; a passer-by asks. Nobody does another's."""
    call, files = published(stage, cast)
    own = handed_in(stage, call)
    opened(stage, cast, call, files)
    examined(stage, cast, call)
    scored(stage, cast, call)
    decision = decided(stage, cast, call)
    asked(stage, cast, decision)
    awarded(stage, cast, decision)
    told(stage, own)
    watched(stage, cast, call)


def published(stage, cast):
    """The officer names who keeps the keys; they take them home; then the call is published."""
    project = calling.project(cast["officer"])
    call = calling.draft(cast["officer"], project)
    keys, files = f"/procurement/calls/{call.uid}/keys/", {}
    stage.comes(cast["officer"], keys)
    for name in ("leader", "finance", "auditor"):
        stage.page.get_by_label(cast[name].name).check()
    stage.press("指定保管人")
    for name in ("leader", "finance", "auditor"):
        stage.comes(cast[name], keys)
        with stage.page.expect_download() as file:
            stage.press("领取密钥文件")
        files[name] = file.value.path()
    stage.comes(cast["officer"], f"/procurement/calls/{call.uid}/publish/")
    stage.press("发布公告")
    stage.reads("已发布")
    call.refresh_from_db()
    assert call.is_open
    return call, files


def handed_in(stage, call):
    """A delegate hands in what was written; two others do the same; the deadline passes."""
    lot = call.lots.get()
    for _ in range(2):
        rival = deciding.bidder()
        bidding.handed_in(lot, rival, make.delegate(rival).user)
    organization = deciding.bidder()
    delegate = make.delegate(organization).user
    draft = bidding.written(lot, organization, delegate)
    stage.comes(delegate, f"/portal/drafts/{draft.uid}/check/")
    stage.press("提交申报")
    stage.reads("已提交，已密封")
    moments = {"published_at": timezone.now() - timedelta(days=30)}
    moments["deadline"] = timezone.now() - timedelta(seconds=1)
    Call.objects.filter(pk=call.pk).update(**moments)
    calls.close_due()
    return delegate


def opened(stage, cast, call, files):
    """Two of three bring their files; before the second nobody reads a word."""
    reviewed.sealed(cast["officer"], call)
    for name in ("finance", "leader"):
        assert not Bid.objects.filter(opened_at__isnull=False).exists()
        stage.comes(cast[name], f"/procurement/calls/{call.uid}/keys/")
        stage.page.locator("input[type=file]").set_input_files(
            {"name": "key.json", "mimeType": "application/json", "buffer": files[name].read_bytes()}
        )
        stage.press("交出密钥")
    stage.reads("已开标")


def examined(stage, cast, call):
    """The register answers, the lawyer gives an opinion, the officer tells the bidders."""
    page = f"/procurement/calls/{call.uid}/qualification/"
    stage.comes(cast["officer"], page)
    stage.press("自动核查")
    for row in Qualification.objects.of(call):
        for check in row.checks.all():
            if check.waits:
                qualification.find(by=cast["officer"], check=check, result="pass")
        qualification.decide(by=cast["officer"], qualification=row, verb="pass")
    stage.comes(cast["lawyer"], page)
    assert not stage.page.get_by_role("button", name="通知各申报单位").count()
    stage.press("出具合法性意见", "link")
    stage.page.locator("[name=stage]").select_option("qualification")
    stage.page.locator("[name=verdict]").select_option("lawful")
    stage.write(text="审查程序合法，理由充分。")
    stage.press("出具")
    stage.reads("审查程序合法，理由充分。")
    stage.comes(cast["officer"], page)
    stage.press("通知各申报单位")
    stage.reads("已通知各申报单位")


def scored(stage, cast, call):
    """Drawn by the officer, declared and scored by an expert at the keyboard, closed again."""
    draw = call.panel.draws.get()
    stage.goes(draw.get_absolute_url())
    stage.write(public_value="03 08 15 21 27 30 + 11")
    stage.press("抽取")
    first, *others = reviewed.seats(call)
    stage.comes(first.expert.user, "/")
    stage.press("作声明", "link")
    stage.page.get_by_label("我与以上单位没有须回避的关系").check()
    stage.page.get_by_label("我已阅读并承诺遵守以上评审纪律").check()
    stage.press("提交声明")
    stage.reads("已收到您的声明")
    for seat in others:
        reviewed.panels.declare(by=seat.expert.user, seat=seat, clear=True, signed=True)
    panel, closes = Panel.objects.get(call=call), timezone.now() + timedelta(days=2)
    reviewed.panels.begin(by=cast["officer"], panel=panel, closes_at=closes)
    for s, seat in enumerate(others, 1):
        for b, sheet in enumerate(seat.reviews.order_by("bid")):
            reviewed.fill(sheet, Decimal("0.9") - Decimal(b + s) / 50)
            reviews.hand_in(by=seat.expert.user, review=sheet)
    by_keyboard(stage, first)
    stage.comes(cast["officer"], f"/procurement/calls/{call.uid}/panel/close/")
    stage.write(report="五名专家独立评分，无异常偏差。")
    stage.press("结束评审")
    stage.reads("评审已结束")


def by_keyboard(stage, seat):
    """The last sheets: numbers and Enter, saved by itself, handed in; then the next one comes."""
    stage.goes("/reviews/")
    stage.page.locator(".desk-sheet").first.click()
    sheets = list(seat.reviews.order_by("bid__lot__number", "bid"))
    for sheet in sheets[1:]:
        reviewed.fill(sheet, Decimal("0.8"))
    cells = stage.page.locator("[data-points]")
    cells.first.click()
    for n in range(cells.count()):
        most = float(cells.nth(n).get_attribute("data-most"))
        stage.page.keyboard.type(f"{most * 0.8:.1f}")
        stage.page.keyboard.press("Enter")
    expect(stage.page.locator("[data-saved]")).to_contain_text("已保存")
    stage.looks_well("purchase-sheet")
    for _ in sheets:
        with stage.page.expect_navigation():
            stage.press("提交评审意见")
    stage.reads("您的评分全部完成")


def decided(stage, cast, call):
    """The officer writes down the meeting and proposes the first; the leader makes it public."""
    page = f"/procurement/calls/{call.uid}/decision/"
    stage.goes(page)
    stage.press("登记审定会议", "link")
    stage.write(attendees="分管领导、财务部、经审办", minutes="同意按评审名次拟立项。")
    stage.press("保存")
    stage.press("拟立项", "link")
    stage.press("拟立项")
    stage.press("送审", "link")
    stage.press("送审")
    stage.looks_well("purchase-decision")
    assert not stage.page.get_by_role("link", name="批准并公示").count()
    stage.comes(cast["leader"], page)
    stage.press("批准并公示", "link")
    stage.press("批准并公示")
    stage.reads("公示中")
    return Decision.objects.get(call=call)


def asked(stage, cast, decision):
    """A passer-by reads who proposes what and which experts judged, and objects; the award waits
    until the officer has answered."""
    stage.page.context.clear_cookies()
    stage.goes(f"/public/awards/{decision.uid}/")
    stage.reads(decision.experts[0])
    stage.reads("优先已建立工会")
    stage.looks_well("purchase-public")
    stage.press("提出询问或质疑", "link")
    stage.page.locator("[name=kind]").select_option("objection")
    stage.write(name="某单位", phone="13800000000", text="请复核“预算合理”一项的评分。")
    stage.press("提交")
    stage.reads("已收到")
    over = timezone.localdate() - timedelta(days=1)
    Decision.objects.update(publicity_from=over - timedelta(days=7), publicity_to=over)
    stage.comes(cast["officer"], f"/procurement/calls/{decision.call.uid}/decision/")
    stage.reads("质疑或投诉没有答复")
    stage.goes(Objection.objects.get().get_absolute_url())
    stage.press("答复", "link")
    stage.page.locator("[name=outcome]").select_option("rejected")
    stage.write(text="经复核，评分依据是测算的完整程度，评分无误。")
    stage.press("答复")
    stage.reads("已答复")


def awarded(stage, cast, decision):
    stage.goes(f"/procurement/calls/{decision.call.uid}/decision/")
    stage.press("定标", "link")
    stage.press("定标")
    stage.reads("已定标")
    assert Award.objects.get().status == "awarded"
    assert Paper.objects.filter(kind="award-notice", status="issued").count() == 1
    assert Paper.objects.filter(kind="regret-notice", status="issued").count() == 2


def told(stage, delegate):
    """The bidder reads the outcome, its own scores, and takes the letter home."""
    stage.comes(delegate, "/portal/results/")
    stage.looks_well("purchase-results")
    stage.press("看评审得分和名次", "link")
    stage.reads("专家平均分")
    stage.goes("/portal/results/")
    stage.page.get_by_role("link", name="立项").or_(
        stage.page.get_by_role("link", name="评审结果的通知")
    ).first.click()
    stage.looks_well("purchase-letter")
    stage.goes("/portal/results/")
    with stage.page.expect_download() as letter:
        stage.page.get_by_role("link", name="（Word）").first.click()
    assert letter.value.path().read_bytes()[:2] == b"PK"


def watched(stage, cast, call):
    """The auditor sees all of the money and can change nothing."""
    stage.comes(cast["auditor"], f"/procurement/calls/{call.uid}/decision/")
    stage.reads("项目占用预算")
    assert not stage.page.locator("main form").count()
    stage.goes(f"/procurement/calls/{call.uid}/scores/")
    stage.reads("评分分析")
