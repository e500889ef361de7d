"""Bids are handed in before the deadline, seen by nobody, and opened by several together."""

import itertools
import json
import random

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.roles import Permission
from governance.models import Event
from procurement import receipts, sealing
from procurement.models import Bid, BidDraft, Call, KeyShare
from procurement.queries import bids as reads
from procurement.services import bids, drafts, keys, opening
from tests.procurement.bidding import MARKER, bidder, handed_in, tender, written

pytestmark = pytest.mark.django_db


def test_a_bid_is_sealed_and_opened_by_two_of_three():
    made = tender()
    organization, delegate = bidder()
    bid = handed_in(made.lot, organization, delegate)
    assert bid.organization is None
    assert bid.by is None
    assert bid.content == {"parts": {}, "files": []}
    assert not BidDraft.objects.exists()
    made.close()
    made.open(1, 3)
    assert made.call.status == Call.Status.OPENED
    (opened,) = reads.opened(made.call)
    assert opened.organization == organization
    assert opened.content["parts"]["needs"]["text"].endswith(MARKER)
    assert opened.amount == 44_000
    assert opened.digest == bid.digest
    told = Event.objects.get(verb="bid.submit")
    assert (told.actor, told.subject_name) == (delegate, bid.number)


@pytest.mark.parametrize("numbers", list(itertools.combinations((1, 2, 3), 2)))
def test_any_two_open(numbers):
    made = tender()
    handed_in(made.lot)
    made.close()
    made.open(*numbers)
    assert reads.opened(made.call).count() == 1


@pytest.mark.parametrize("number", [1, 2, 3])
def test_one_opens_nothing(number):
    made = tender()
    bid = handed_in(made.lot)
    made.close()
    made.open(number)
    bid.refresh_from_db()
    assert bid.opened_at is None
    assert bid.technical == ""
    assert made.call.status == Call.Status.PUBLISHED


def test_all_subsets_of_three_of_five_without_the_database():
    secret = sealing.new_secret()
    parts = dict(enumerate(sealing.part(secret, needed=3, among=5), 1))
    for size in range(1, 6):
        for some in itertools.combinations(parts, size):
            found = {n: parts[n] for n in some}
            if size < 3:
                assert sealing.Shamir.combine(list(found.items())) != secret
            else:
                assert sealing.whole(found, needed=3) == secret


def test_nobody_opens_before_the_deadline_nor_with_another_file():
    made = tender()
    handed_in(made.lot)
    with pytest.raises(ValidationError, match="还没有到截止时间"):
        made.open(1, 2)
    made.close()
    first, second, _ = keys.standing(made.call).get().shares.all()
    with pytest.raises(ValidationError, match="不是第 1 份"):
        opening.bring(by=first.holder, share=first, text=made.files[second.pk])
    with pytest.raises(ValidationError, match="不是开标密钥文件"):
        opening.bring(by=first.holder, share=first, text="{}")
    with pytest.raises(PermissionDenied):
        opening.bring(by=second.holder, share=first, text=made.files[first.pk])


def test_a_part_is_given_once_and_to_its_holder():
    made = tender(holders=False)
    keys.name_holders(by=made.officer, call=made.call, holders=made.holders)
    share = keys.standing(made.call).get().shares.first()
    with pytest.raises(PermissionDenied):
        keys.take(by=made.holders[1], share=share)
    name, text = keys.take(by=share.holder, share=share)
    assert name.startswith("开标密钥")
    secret = json.loads(text)["key"]
    with pytest.raises(ValidationError, match="已经领取"):
        keys.take(by=share.holder, share=share)
    share.refresh_from_db()
    assert secret not in str(share.__dict__)
    assert keys.lacking(made.call) == "还有 2 份开标密钥没有领取。"
    with pytest.raises(ValidationError, match="开标密钥尚未备齐"):
        handed_in(made.lot)


def test_before_the_opening_no_office_sees_anything():
    made = tender()
    organization, delegate = bidder()
    handed_in(made.lot, organization, delegate)
    written(made.lot, *bidder())
    for one in (made.officer, *made.holders):
        assert not Bid.objects.for_user(one, Permission.PURCHASE_VIEW).exists()
        assert not BidDraft.objects.for_user(one, Permission.PURCHASE_VIEW).exists()
    assert Bid.objects.for_user(delegate, Permission.OWN_BID_VIEW).count() == 1
    _, stranger = bidder()
    assert not Bid.objects.for_user(stranger, Permission.OWN_BID_VIEW).exists()
    assert not Event.objects.filter(verb__startswith="bid.").exists()
    assert not Event.objects.filter(actor=delegate).exists()
    assert reads.told_before_opening(made.call) is None
    assert not reads.published_receipts(made.call).exists()
    made.close()
    made.open()
    assert Bid.objects.for_user(made.officer, Permission.PURCHASE_VIEW).count() == 1
    assert not Bid.objects.for_user(stranger, Permission.OWN_BID_VIEW).exists()
    assert Bid.objects.for_user(delegate, Permission.OWN_BID_VIEW).count() == 1


def test_where_the_rules_allow_it_the_bidders_are_known():
    made = tender(rules={"bids_visible_before_opening": True})
    organization, delegate = bidder()
    handed_in(made.lot, organization, delegate)
    assert reads.told_before_opening(made.call) == [organization.name]


def test_every_flipped_bit_shows_and_a_moved_bid_does_not_open():
    made = tender()
    one, other = handed_in(made.lot), handed_in(made.lot)
    chance = random.Random(7)
    body = bytearray(one.sealed)
    private = _private(made)
    organization = reads.organization_of(one)
    place = sealing.place(
        call=made.call.uid, organization=organization.uid, lot=1, envelope="whole"
    )
    assert sealing.unseal(one.sealed, private=private, bound=place)
    for _ in range(100):
        at, bit = chance.randrange(len(body)), 1 << chance.randrange(8)
        body[at] ^= bit
        with pytest.raises(sealing.Broken):
            sealing.unseal(bytes(body), private=private, bound=place)
        body[at] ^= bit
    Bid.objects.filter(pk=one.pk).update(sealed=other.sealed)
    made.close()
    made.open()
    damaged = {bid.pk: bid.damage for bid in reads.opened(made.call)}
    assert "不属于这里" in damaged[one.pk]
    assert damaged[other.pk] == ""


def _private(made):
    """What the holders' files give together."""
    key = keys.standing(made.call).get()
    parts = {}
    for share in key.shares.all()[:2]:
        secret = bytes.fromhex(json.loads(made.files[share.pk])["key"])
        mine = sealing.private_of(secret, keys.HOLDER)
        parts[share.number] = sealing.open_part(share.sealed, private=mine, bound=keys.bound(share))
    return sealing.private_of(sealing.whole(parts, needed=key.needed), keys.BIDS)


def test_the_deadline_is_asked_when_the_row_is_written():
    made = tender()
    organization, delegate = bidder()
    draft = written(made.lot, organization, delegate)
    digest = bids.digest_of(bids.documents(draft))
    made.close()
    with pytest.raises(ValidationError, match="已过截止时间"):
        bids.submit(by=delegate, draft=draft, digest=digest)
    assert BidDraft.objects.filter(pk=draft.pk).exists()


def test_replacing_begins_from_the_copy_and_only_the_last_counts():
    made = tender()
    organization, delegate = bidder()
    draft = written(made.lot, organization, delegate)
    copy = bids.copy_of(draft)
    first = bids.submit(by=delegate, draft=draft, digest=copy["statement"]["sha256"])
    again, _ = drafts.from_copy(by=delegate, lot=made.lot, organization=organization, copy=copy)
    drafts.save(by=delegate, draft=again, part="goals", values={"text": "改为 30 场。"})
    again.refresh_from_db()
    digest = bids.digest_of(bids.documents(again))
    second = bids.submit(by=delegate, draft=again, digest=digest)
    assert (first.revision, second.revision) == (1, 2)
    with pytest.raises(ValidationError, match="已有更新的一稿"):
        bids.withdraw(by=delegate, bid=first)
    made.close()
    made.open()
    (opened,) = reads.opened(made.call)
    assert opened.content["parts"]["goals"]["text"] == "改为 30 场。"
    first.refresh_from_db()
    assert first.opened_at
    assert first.technical == ""


def test_a_copy_of_another_or_a_changed_one_is_refused():
    made = tender()
    organization, delegate = bidder()
    copy = bids.copy_of(written(made.lot, organization, delegate))
    another, their_delegate = bidder()
    with pytest.raises(ValidationError, match="另一单位"):
        drafts.from_copy(by=their_delegate, lot=made.lot, organization=another, copy=copy)
    copy["statement"]["lot"] = 2
    with pytest.raises(ValidationError, match="已被改动"):
        drafts.from_copy(by=delegate, lot=made.lot, organization=organization, copy=copy)


def test_a_withdrawn_bid_is_never_read():
    made = tender()
    organization, delegate = bidder()
    bid = handed_in(made.lot, organization, delegate)
    assert bids.withdraw(by=delegate, bid=bid).withdrawn_at
    made.close()
    made.open()
    bid.refresh_from_db()
    assert not reads.opened(made.call).exists()
    assert bid.technical == ""
    verbs = Event.objects.filter(verb__startswith="bid.").order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == ["bid.submit", "bid.withdraw"]


def test_after_a_material_change_a_bid_is_confirmed():
    made = tender()
    organization, delegate = bidder()
    bid = handed_in(made.lot, organization, delegate)
    assert bid.is_confirmed
    made.call.material_at = bid.submitted_at.replace(year=bid.submitted_at.year + 1)
    bid.lot.call.material_at = made.call.material_at
    assert not bid.is_confirmed
    bid.lot.call.material_at = bid.submitted_at
    assert bids.confirm(by=delegate, bid=bid).confirmed_at > bid.submitted_at


def test_a_receipt_is_checked_without_the_server(tmp_path):
    """The script in docs/ says good of ours, and not of a changed one."""
    import subprocess
    import sys

    from tests.servers import ROOT

    made = tender()
    organization, delegate = bidder()
    draft = written(made.lot, organization, delegate)
    copy = bids.copy_of(draft)
    bid = bids.submit(by=delegate, draft=draft, digest=copy["statement"]["sha256"])
    receipt = reads.receipt_of(bid)

    def check(receipt, copy):
        for name, paper in (("receipt", receipt), ("copy", copy)):
            (tmp_path / f"{name}.json").write_text(json.dumps(paper))
        paths = [tmp_path / "receipt.json", receipts.public_key(), tmp_path / "copy.json"]
        command = [sys.executable, ROOT / "docs" / "verify_receipt.py", *paths]
        return subprocess.run(command, capture_output=True, text=True)

    good = check(receipt, copy)
    assert good.returncode == 0
    assert "副本与提交的内容一致" in good.stdout
    copy["statement"]["documents"][0] += " "
    assert check(receipt, copy).returncode == 1
    receipt["statement"]["submitted_at"] = "2026-01-01"
    assert "InvalidSignature" in check(receipt, copy).stderr


def test_two_envelopes_are_opened_apart():
    made = tender(rules={"two_envelopes": True})
    handed_in(made.lot)
    made.close()
    with pytest.raises(ValidationError, match="先开技术部分"):
        made.open(envelope="price")
    made.open(envelope="technical")
    (bid,) = reads.opened(made.call)
    assert bid.amount is None
    assert "budget" not in bid.content["parts"]
    made.open(envelope="price")
    bid = reads.opened(made.call).get()
    assert bid.amount == 44_000
    assert bid.damage == ""


def test_when_keys_are_lost_bids_are_handed_in_anew():
    """The rehearsal of docs/sealed-bids.md, case 2: two of three files are gone. New keys, the old
    bids are for nobody to read, a bidder begins from the copy; who did not is said to be damaged.
    """
    made = tender()
    organization, delegate = bidder()
    draft = written(made.lot, organization, delegate)
    copy = bids.copy_of(draft)
    first = bids.submit(by=delegate, draft=draft, digest=copy["statement"]["sha256"])
    asleep = handed_in(made.lot)
    old = dict(made.files)
    with pytest.raises(ValidationError, match="请填写更换"):
        keys.replace(by=made.officer, call=made.call, holders=made.holders, reason=" ")
    keys.replace(by=made.officer, call=made.call, holders=made.holders, reason="两份遗失")
    assert keys.lacking(made.call) == "还有 3 份开标密钥没有领取。"
    for share in keys.standing(made.call).get().shares.all():
        _, made.files[share.pk] = keys.take(by=share.holder, share=share)
    assert reads.outdated_by_keys(first)
    again, _ = drafts.from_copy(by=delegate, lot=made.lot, organization=organization, copy=copy)
    digest = bids.digest_of(bids.documents(again))
    second = bids.submit(by=delegate, draft=again, digest=digest)
    assert not reads.outdated_by_keys(second)
    made.close()
    gone = KeyShare.objects.get(pk=min(old))
    with pytest.raises(ValidationError, match="已更换"):
        opening.bring(by=gone.holder, share=gone, text=old[gone.pk])
    made.open()
    told = {bid.pk: bid.damage for bid in reads.opened(made.call)}
    assert told[second.pk] == ""
    assert told[asleep.pk]
    assert first.pk not in told


def test_bidders_are_told_of_two_envelopes(client):
    organization, delegate = bidder()
    client.force_login(delegate)
    said = []
    for apart in (True, False):
        draft = written(tender(rules={"two_envelopes": apart}).lot, organization, delegate)
        for address in (draft.get_absolute_url(), f"/portal/drafts/{draft.uid}/check/"):
            said.append("技术和报价分别密封" in client.get(address).content.decode())
    assert said == [True, True, False, False]
