"""A delegate's pages from a call to a receipt; a holder's from a part taken to bids opened."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from documents import antivirus
from jobs.models import IdempotencyKey
from procurement import retention
from procurement.models import Bid, BidDraft, BidFile
from procurement.queries import bids as reads
from procurement.services import bid_files, bids, drafts, keys
from tests import make
from tests.procurement.bidding import MARKER, PARTS, bidder, handed_in, tender, written

pytestmark = pytest.mark.django_db


def posted(part, values, seen=0):
    if "rows" not in values:
        return {**values, "seen": seen}
    rows = enumerate(values["rows"])
    return {f"{n}-{key}": value for n, row in rows for key, value in row.items()} | {"seen": seen}


def test_from_a_call_to_a_receipt(client):
    """The bid form of a delegate, checked, handed in under a key, once."""
    made = tender()
    organization, delegate = bidder()
    client.force_login(delegate)
    assert made.call.title in client.get(reverse("procurement:portal_calls")).text
    page = client.get(reverse("procurement:portal_call", args=[made.call.uid])).text
    assert "准入条件自查" in page
    begin = reverse("procurement:portal_begin", args=[made.call.uid, 1])
    answer = client.post(begin, {"organization": organization.uid})
    draft = BidDraft.objects.get()
    assert answer.url == draft.get_absolute_url()
    check = reverse("procurement:portal_check", args=[draft.uid])
    assert "还不能提交" in client.get(check).text
    for part, values in PARTS.items():
        url = reverse("procurement:portal_part", args=[draft.uid, part])
        assert client.get(url).status_code == 200
        assert client.post(url, posted(part, values)).status_code == 302
    page = client.get(check).text
    assert MARKER in page
    assert "44,000" in page
    assert (
        organization.credit_code
        in client.get(reverse("procurement:portal_part", args=[draft.uid, "unit"])).text
    )
    copy = json.loads(client.get(reverse("procurement:portal_copy", args=[draft.uid])).content)
    hand = {"digest": copy["statement"]["sha256"]}
    first, second = client.post(check, hand), client.post(check, hand)
    bid = Bid.objects.get()
    result = reverse("procurement:portal_bid", args=[bid.uid])
    assert first.headers["Location"] == second.headers["Location"] == result
    assert client.get(check).url == result
    assert not IdempotencyKey.objects.exists()  # it would tell who bid
    page = client.get(result).text
    assert bid.number in page
    assert "已密封" in page
    receipt = json.loads(client.get(reverse("procurement:portal_receipt", args=[bid.uid])).content)
    assert receipt["statement"]["sha256"] == hand["digest"]
    assert bid.number in client.get(reverse("procurement:portal_bids")).text
    files = {"copy": SimpleUploadedFile("c.json", json.dumps(copy).encode())}
    again = reverse("procurement:portal_from_copy", args=[made.call.uid, 1])
    answer = client.post(again, {"organization": organization.uid, **files})
    assert answer.url == BidDraft.objects.get().get_absolute_url()
    change = reverse("procurement:portal_bid_change", args=[bid.uid, "withdraw"])
    assert client.get(change).status_code == 200
    client.post(change)
    assert "已撤回" in client.get(result).text


def test_saved_as_one_types_and_not_over_a_colleague(client):
    made = tender()
    organization, delegate = bidder()
    draft = drafts.begin(by=delegate, lot=made.lot, organization=organization)
    client.force_login(delegate)
    url = reverse("procurement:portal_part", args=[draft.uid, "goals"])
    headers = {"X-Autosave": "1"}
    told = client.post(url, {"text": "一半", "seen": 0}, headers=headers).json()
    assert told["seen"] == 1
    colleague = make.delegate(organization).user
    drafts.save(by=colleague, draft=draft, part="goals", values={"text": "同事的"}, seen=1)
    answer = client.post(url, {"text": "一半多", "seen": 1}, headers=headers)
    assert (answer.status_code, "同事" in answer.json()["refused"]) == (409, True)
    draft.refresh_from_db()
    assert drafts.content(draft)["parts"]["goals"]["text"] == "同事的"
    assert "同事的" not in draft.content
    made.close()
    answer = client.post(url, {"text": "晚了", "seen": 2}, headers=headers)
    assert "截止" in answer.json()["refused"]


def test_a_file_comes_in_pieces_and_goes_on_where_it_stopped(client):
    made = tender()
    organization, delegate = bidder()
    draft = written(made.lot, organization, delegate)
    client.force_login(delegate)
    body = ("甲乙丙丁，" * 40_000 + MARKER).encode()
    attach = reverse("procurement:portal_attach", args=[draft.uid])
    url = client.post(attach, {"name": "章程.txt", "size": len(body)}).json()["url"]

    def send(offset):
        piece = body[offset : offset + bid_files.PIECE]
        kind = "application/octet-stream"
        return client.post(f"{url}?offset={offset}", piece, content_type=kind)

    assert send(0).json()["received"] == bid_files.PIECE
    assert send(0).status_code == 409  # its answer was lost, and it comes again
    offset = client.get(url).json()["received"]
    while offset < len(body):
        offset = send(offset).json()["received"]
    file = BidFile.objects.get()
    assert file.done_at
    on_disk = bid_files._path(file.uid).read_bytes()
    assert MARKER.encode() not in on_disk
    assert "甲乙".encode() not in on_disk
    assert b"".join(bid_files.read(bid_files.entry(file))) == body
    wrong = {"name": "程序.pdf", "size": 4}
    url = client.post(attach, wrong).json()["url"]
    answer = client.post(f"{url}?offset=0", b"MZ\x00\x01", content_type="application/octet-stream")
    assert "不符" in answer.json()["refused"]
    assert BidFile.objects.count() == 1
    page = client.get(reverse("procurement:portal_part", args=[draft.uid, "files"])).text
    assert "章程.txt" in page
    plain = {"file": SimpleUploadedFile("说明.txt", "说明".encode())}
    assert client.post(attach, plain).status_code == 302
    digest = client.get(reverse("procurement:portal_check", args=[draft.uid])).context["digest"]
    client.post(reverse("procurement:portal_check", args=[draft.uid]), {"digest": digest})
    assert set(BidFile.objects.values_list("told", flat=True)) == {""}
    made.close()
    made.open()
    (bid,) = reads.opened(made.call)
    client.force_login(made.officer)
    answer = client.get(reverse("procurement:bid_file", args=[bid.uid, file.uid]))
    assert b"".join(answer.streaming_content) == body


def test_a_file_of_a_bid_stays_whatever_becomes_of_its_replacement():
    """Taken out of a draft, thrown away with it or grown old with it: the bid still has it."""
    made = tender()
    organization, delegate = bidder()
    draft = written(made.lot, organization, delegate)
    note = SimpleUploadedFile("章程.txt", "章程".encode())
    bid_files.upload(by=delegate, draft=draft, upload=note)
    copy = bids.copy_of(draft)
    bids.submit(by=delegate, draft=draft, digest=copy["statement"]["sha256"])
    own = {"by": delegate, "lot": made.lot, "organization": organization, "copy": copy}
    draft, gone = drafts.from_copy(**own)
    assert (gone, draft.files.count()) == ([], 1)
    bid_files.remove(by=delegate, file=draft.files.get())
    draft, _ = drafts.from_copy(**own)
    drafts.discard(by=delegate, draft=draft)
    draft, _ = drafts.from_copy(**own)
    late = timezone.now() + timedelta(days=400)
    retention.purge_drafts(late, dry_run=False)
    retention.purge_files(late, dry_run=False)
    file = BidFile.objects.get()
    assert file.told == ""
    made.close()
    made.open()
    (entry,) = reads.opened(made.call).get().content["files"]
    assert b"".join(bid_files.read(entry)) == "章程".encode()


def test_a_file_is_looked_at_for_viruses(client, monkeypatch, settings):
    """Refused when found; where the scanner is down, taken and not given out before it was seen."""
    settings.CLAMD_URL = "tcp://scanner:3310"
    made = tender()
    organization, delegate = bidder()
    draft = written(made.lot, organization, delegate)
    answers = iter(["Eicar-Test", antivirus.ScannerDown("down"), antivirus.ScannerDown("down"), ""])

    def scan(file):
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(antivirus, "scan", scan)
    own = {"by": delegate, "draft": draft}
    with pytest.raises(ValidationError, match="病毒"):
        bid_files.upload(**own, upload=SimpleUploadedFile("a.txt", b"abc"))
    assert not BidFile.objects.exists()
    file = bid_files.upload(**own, upload=SimpleUploadedFile("a.txt", b"abc"))
    assert (file.done_at is not None, file.checked) == (True, False)
    bid = bids.submit(**own, digest=bids.digest_of(bids.documents(draft)))
    made.close()
    made.open()
    client.force_login(made.officer)
    url = reverse("procurement:bid_file", args=[bid.uid, file.uid])
    assert client.get(url).status_code == 409
    assert b"".join(client.get(url).streaming_content) == b"abc"


def test_nothing_is_uploaded_after_the_deadline(client):
    made = tender()
    organization, delegate = bidder()
    draft = written(made.lot, organization, delegate)
    file = bid_files.begin(by=delegate, draft=draft, name="说明.txt", size=3)
    made.close()
    with pytest.raises(ValidationError, match="已过截止时间"):
        bid_files.begin(by=delegate, draft=draft, name="说明.txt", size=3)
    with pytest.raises(ValidationError, match="已过截止时间"):
        bid_files.receive(by=delegate, file=file, offset=0, piece=b"abc")


def test_holders_take_their_files_and_open_together(client):
    made = tender(holders=False)
    page = reverse("procurement:call_keys", args=[made.call.uid])
    client.force_login(made.officer)
    assert "指定保管人" in client.get(page).text
    two = {"holders": [holder.pk for holder in made.holders[:2]]}
    assert client.post(page, two).status_code == 422
    assert client.post(page, {"holders": [h.pk for h in made.holders]}).status_code == 302
    files = {}
    for share in keys.standing(made.call).get().shares.all():
        client.force_login(share.holder)
        assert "领取密钥文件" in client.get(page).text
        take = reverse("procurement:share_take", args=[share.pk])
        files[share] = client.post(take).content
        assert client.post(take).status_code == 302
    handed_in(made.lot)
    receipts = reverse("procurement:public_receipts", args=[made.call.uid])
    opened = reverse("procurement:call_bids", args=[made.call.uid])
    assert client.get(receipts).status_code == 404
    made.close()
    for share, text in list(files.items())[:2]:
        client.force_login(share.holder)
        bring = reverse("procurement:share_bring", args=[share.pk])
        answer = client.post(bring, {"file": SimpleUploadedFile("k.json", text)})
    assert answer.url == opened
    bid = Bid.objects.get()
    assert bid.organization.name in client.get(opened).text
    assert MARKER in client.get(reverse("procurement:bid", args=[bid.uid])).text
    client.logout()
    assert bid.digest in client.get(receipts).text


def test_strangers_come_to_nothing(client):
    made = tender()
    organization, delegate = bidder()
    bid = handed_in(made.lot, organization, delegate)
    draft = written(made.lot, *bidder())
    _, stranger = bidder()
    for person in (stranger, made.officer, *made.holders):
        client.force_login(person)
        for name, row in (
            *(("portal_bid", bid), ("portal_receipt", bid), ("bid", bid)),
            *(("draft", draft), ("portal_check", draft), ("portal_copy", draft)),
        ):
            answer = client.get(reverse(f"procurement:{name}", args=[row.uid]))
            assert answer.status_code in (302, 404), (person, name)
            assert MARKER not in answer.text
