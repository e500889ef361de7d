"""An outsider tries everything to read a sealed bid: by address, by search, by the interface, by
files, by what a bidder may post, with one key of three and with a forged one."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import expect

from accounts.roles import Role
from procurement.models import Bid
from procurement.services import bid_files, bids, keys
from tests import make
from tests.procurement.bidding import MARKER, bidder, tender, written

BAD = "404|403|Failed to load resource"


@pytest.fixture
def sealed(live, tmp_path, settings):
    """``(tender, bid, its file, its bidder's name)``; and another's draft beside it."""
    settings.MEDIA_ROOT = tmp_path
    made = tender()
    organization, delegate = bidder()
    draft = written(made.lot, organization, delegate)
    note = SimpleUploadedFile("附件.txt", MARKER.encode())
    file = bid_files.upload(by=delegate, draft=draft, upload=note)
    bid = bids.submit(by=delegate, draft=draft, digest=bids.digest_of(bids.documents(draft)))
    return made, bid, file, organization.name


def addresses(made, bid, file):
    """Where a bid is for those who may; where one might guess that it is."""
    own = f"/portal/bids/{bid.uid}/"
    draft = f"/portal/drafts/{bid.uid}/"
    call = f"/procurement/calls/{made.call.uid}/"
    yield from (own, f"{own}receipt/", f"{own}withdraw/", f"{own}confirm/")
    yield from (draft, f"{draft}check/", f"{draft}copy/", f"{draft}parts/needs/")
    yield from (f"{draft}files/{file.uid}/", f"/procurement/bids/{bid.uid}/")
    yield from (f"/procurement/bids/{bid.uid}/files/{file.uid}/", f"/files/bids/{file.uid}")
    yield from (f"/media/bids/{str(file.uid)[:2]}/{file.uid}", f"/static/../files/bids/{file.uid}")
    yield from (call, f"{call}bids/", f"{call}keys/", f"/portal/calls/{made.call.uid}/")
    yield from (f"/public/calls/{made.call.uid}/", f"/public/calls/{made.call.uid}/receipts/")
    yield from (f"/api/v1/tenders/{made.call.uid}/", f"/api/v1/tenders/{made.call.uid}/ocds/")
    yield from (f"/api/v1/bids/{bid.uid}/", "/api/v1/tenders/", "/procurement/", "/trail/")
    yield from (f"/trail/?q={bid.number}", f"/search/?q={MARKER}", f"/search/?q={bid.number}")


def test_an_outsider_tries_everything(live, page, enter, sealed):
    made, bid, file, bidder_name = sealed
    page.complaints.expect(BAD)
    marks = (MARKER, bid.number, bid.digest, bidder_name)
    _, stranger = bidder()
    admin = make.officer("0", Role.SYSTEM_ADMIN)
    for person in (None, stranger, made.officer, made.holders[0], admin):
        page.context.clear_cookies()
        if person:
            enter(page, person)
        for address in addresses(made, bid, file):
            answer = page.request.get(live + address)
            asked = address.partition("q=")[2]
            found = [mark for mark in marks if mark != asked and mark in answer.text()]
            assert not found, (person, address, found)
    enter(page, made.officer)
    page.goto(f"{live}/procurement/calls/{made.call.uid}/bids/")
    expect(page.get_by_text("家数和名单对任何人都不可见")).to_be_visible()
    first = keys.standing(made.call).get().shares.get(number=1)
    made.close()
    enter(page, first.holder)
    page.goto(f"{live}/procurement/calls/{made.call.uid}/keys/")
    forged = json.dumps({"key": "00" * 16})
    for text, said in ((forged, "不是第 1 份"), (made.files[first.pk], "等待其他保管人")):
        chosen = {"name": "k.json", "mimeType": "application/json", "buffer": text.encode()}
        page.get_by_label("开标密钥文件").set_input_files(chosen)
        page.get_by_role("button", name="交出密钥").click()
        expect(page.get_by_text(said)).to_be_visible()
    page.goto(f"{live}/procurement/calls/{made.call.uid}/bids/")
    expect(page.get_by_text("尚未开标")).to_be_visible()
    assert MARKER not in page.content()
    assert not Bid.objects.filter(opened_at__isnull=False).exists()
