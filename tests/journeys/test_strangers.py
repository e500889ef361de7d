"""Strangers try to read the file of a household: an officer of another place, a worker of another
station, a delegate of an organization, somebody without an account. By address, by its documents,
by search, by lists and their exports, by the interface and by the history."""

from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import expect
from structlog.testing import capture_logs

from accounts.roles import Role
from documents.models import Attachment
from stations.services import stations as network
from stations.services import visits
from tests import make
from tests.everybody import person
from tests.stations import helped, made

BAD = "404|403|Failed to load resource"
STEPS = ("", "papers/", "household/", "members/new/", "money/", "visit/", "check/", "publish/")
STEPS += ("plan/", "review/", "moves/send_back/")


@pytest.fixture
def file(live, tmp_path, settings):
    """A household on file and being helped, with a signed page in its papers."""
    settings.MEDIA_ROOT = tmp_path
    return File()


class File:
    def __init__(self):
        self.desk = desk = helped.Desk()
        made = helped.case(desk, "visiting", name="梅若雪", employer="渝北某纺织厂")
        photo = SimpleUploadedFile("申请书签字页.txt", "梅若雪签字".encode())
        signed = {"application_signed": True, "letter_signed": True, "true": True}
        where = {"living": "hard", "address": "龙溪街道碧桂里9号", "note": "墙上有奖状"}
        visits.record_visit(
            by=desk.clerk, case=made, companion="李某", photo=photo, **where, **signed
        )
        for step in ("verified", "public", "over", "filed"):
            made = helped.ACTS[step](desk, helped.reread(made))
        self.payment = helped.plan(desk, made, purpose="透析费").payments.first()
        self.case, self.household = helped.reread(made), made.household
        self.photo = Attachment.objects.get()
        head = made.household.members.get()
        self.name, self.id_number = head.name, head.id_number
        self.marks = [head.name, "梅某", "梅*", head.id_number, head.id_number[-4:], "碧桂里"]
        self.marks += ["纺织厂", "奖状", "透析", made.household.phone, self.case.number]
        self.marks += [self.household.number, "申请书签字页"]

    def addresses(self):
        """Where it is for those who may; where one might guess that something of it is."""
        here = f"/stations/cases/{self.case.uid}/"
        yield from (here + step for step in STEPS)
        yield from (f"/documents/{self.photo.uid}/", f"/media/{self.photo.content.file.name}")
        yield f"/stations/payments/{self.payment.uid}/"
        yield f"/stations/plans/{self.payment.plan.uid}/approve/"
        yield from ("/stations/cases/", "/stations/payments/", "/trail/", "/communications/")
        for words in (self.name, self.id_number, self.case.number, self.household.number):
            yield from (f"/search/?q={words}", f"/stations/cases/?search={words}")
            yield from (f"/trail/?q={words}", f"/api/v1/aid-cases/?search={words}")
        api = f"/api/v1/aid-cases/{self.case.uid}/"
        yield from (api, "/api/v1/aid-cases/", "/api/v1/aid-payments/", "/api/v1/events/")

    def found_in(self, text, asked=""):
        """What of the household stands there; what one has typed oneself may be said back."""
        words = asked.partition("=")[2]
        return [mark for mark in self.marks if mark in text and mark not in words]


def strangers():
    """``(who, what they are to the security log)``."""
    elsewhere = person("js-aid", "32", Role.ASSISTANCE)
    above = person("cq-aid", "50", Role.ASSISTANCE)
    worker = person("other-station", "500112", Role.STATION)
    officer = make.officer("500112", Role.ASSISTANCE)
    station = made.station(name="他处驿站")
    network.post_worker(
        by=officer, station=station, user=worker, source="hired", starts_on=station.opened_on
    )
    delegate = make.delegate(make.organization()).user
    return {"elsewhere": elsewhere, "above": above, "worker": worker, "delegate": delegate}


def exported(page, live, address):
    """The words of a list as a workbook, as far as one is given one."""
    token = page.locator("input[name=csrfmiddlewaretoken]").first
    posted = {"csrfmiddlewaretoken": token.get_attribute("value")} if token.count() else {}
    answer = page.request.post(live + address, form=posted, headers={"Referer": live})
    if "spreadsheet" not in answer.headers.get("content-type", ""):
        return answer.text()
    book = openpyxl.load_workbook(BytesIO(answer.body()))
    return " ".join(str(cell) for row in book.active.iter_rows(values_only=True) for cell in row)


def test_strangers_try_to_read_a_case(live, page, phone, enter, file):
    """AS-27: refused at every door, nothing of the household on any page, in a title or an error;
    of whoever was signed in the security log says who tried. The house's own officer, at the very
    same addresses, reads all of it: the marks are there to be found."""
    people = strangers()
    for browser in (page, phone):
        browser.complaints.expect(BAD)
    case, payment = f"stations.case:{file.case.pk}", f"stations.aidpayment:{file.payment.pk}"
    for who, user in {**people, "anonymous": None}.items():
        browser = phone if who in ("worker", "anonymous") else page
        browser.context.clear_cookies()
        if user:
            enter(browser, user)
        with capture_logs() as logs:
            read = {address: look(browser, live + address) for address in file.addresses()}
        for address, (status, title, text) in read.items():
            assert not file.found_in(title + text, address), (who, address)
            assert str(file.case.uid) not in address or status in (401, 403, 404), (who, address)
        browser.goto(f"{live}/stations/cases/")
        for address in ("/stations/cases/export/", "/stations/payments/export/"):
            assert not file.found_in(exported(browser, live, address)), (who, address)
        told = subject_of(logs, case)
        assert {log["actor"] for log in told} == ({user.pk} if user else set()), who
        assert len(told) == (len(STEPS) + 1 if user else 0), who
        assert (
            not user or user == people["worker"] or subject_of(logs, payment) or who == "delegate"
        )
    read_by_its_keeper(live, page, enter, file)


def look(browser, address):
    """``(status, title, content)`` as the browser shows it; what downloads is no page."""
    if "/documents/" in address or "/media/" in address or "/api/" in address:
        answer = browser.request.get(address)
        return answer.status, "", answer.text()
    answer = browser.goto(address)
    refused = 401 if "/accounts/login/" in browser.url else answer.status
    return refused, browser.title(), browser.content()


def subject_of(logs, subject):
    return [log for log in logs if log["event"] == "refused" and log["subject"] == subject]


def read_by_its_keeper(live, page, enter, file):
    enter(page, file.desk.clerk)
    page.goto(f"{live}/stations/cases/{file.case.uid}/")
    expect(page.get_by_role("heading", name=file.case.number)).to_be_visible()
    seen = set()
    for address in file.addresses():
        _, title, text = look(page, live + address)
        seen |= set(file.found_in(title + text, address))
    assert {file.case.number, file.household.number, "纺织厂", "奖状", "透析"} <= seen
    page.goto(f"{live}/stations/cases/")
    assert file.case.number in exported(page, live, "/stations/cases/export/")
