"""Handing bids in, taking them back, saying that they still hold. The clock is the database's, and
it is read inside the statement that writes.

Nothing here goes into the trail at once: the acts are kept with the bid, closed, and come into the
trail at the opening.
"""

import json
import secrets

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils import timezone

from accounts.roles import Permission
from governance.trail import refuse
from procurement import bid_parts, receipts, sealing
from procurement.models import Bid, BidFile, BidKey
from procurement.services import bid_files, drafts, keys

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LATE = "已过截止时间，申报没有被接收。"
ACCEPT = """
INSERT INTO procurement_bid (
    uid, number, lot_id, slot, told, digest, sealed, sealed_price, technical, price, damage,
    revision, submitted_at
)
SELECT %(uid)s, %(number)s, %(lot)s, %(slot)s, %(told)s, %(digest)s, %(sealed)s, %(sealed_price)s,
    '', '', '',
    1 + coalesce(
        (SELECT max(b.revision) FROM procurement_bid b
         WHERE b.lot_id = %(lot)s AND b.slot = %(slot)s), 0),
    clock.now
FROM procurement_call c, LATERAL (SELECT clock_timestamp() AS now) clock
WHERE c.id = %(call)s AND c.status = 'published' AND c.deadline > clock.now
FOR SHARE OF c
RETURNING id
"""
"""One statement: that the call is open, at which moment that was asked, and the row. The moment is
the one that is stored. Whoever ends or opens the call waits for those who hold it in share."""

CHANGE = """
WITH asked AS (
    SELECT c.id, clock.now FROM procurement_call c, LATERAL (SELECT clock_timestamp() AS now) clock
    WHERE c.id = %(call)s AND c.status = 'published' AND c.deadline > clock.now
    FOR SHARE OF c
)
UPDATE procurement_bid b SET {column} = asked.now FROM asked
WHERE b.id = %(bid)s AND b.withdrawn_at IS NULL
RETURNING b.{column}
"""


def documents(draft):
    """What is sent, as bytes: ``{envelope: document}``."""
    kept, lot = drafts.content(draft), draft.lot
    known = {part.key for part in bid_parts.parts_of(lot.call)}
    parts = {key: values for key, values in kept["parts"].items() if key in known}
    files = [bid_files.entry(file) for file in draft.files.exclude(done_at=None)]
    head = {
        "form": lot.call.bid_form.get("version", ""),
        "call": str(lot.call.uid),
        "lot": lot.number,
        "organization": str(drafts.organization_of(draft).uid),
        "salt": kept["salt"],
    }
    total = {"total": str(bid_parts.budget_of(parts)["total"])}
    if len(keys.envelopes_of(lot.call)) == 1:
        whole = {**head, **total, "parts": parts, "files": files}
        return {BidKey.Envelope.WHOLE: sealing.written(whole)}
    priced = {"budget": parts.pop("budget", {})}
    apart = [[file for file in files if bool(file["price"]) is price] for price in (False, True)]
    technical = {**head, "parts": parts, "files": apart[0]}
    price = {**head, **total, "parts": priced, "files": apart[1]}
    return {
        BidKey.Envelope.TECHNICAL: sealing.written(technical),
        BidKey.Envelope.PRICE: sealing.written(price),
    }


def digest_of(sent):
    return sealing.digest_of(*sent.values())


def copy_of(draft):
    """A signed copy for the bidder to keep: out of it a replacement begins."""
    sent = documents(draft)
    return receipts.signed(
        {
            "kind": "copy of a bid",
            "call": str(draft.lot.call.uid),
            "lot": draft.lot.number,
            "organization": str(drafts.organization_of(draft).uid),
            "documents": [document.decode() for document in sent.values()],
            "sha256": digest_of(sent),
        }
    )


@transaction.atomic
def submit(*, by, draft, digest):
    """Hand it in as it was checked. Closes it to the holders of the call's key and forgets the
    draft with its key; gives the Bid, or raises ValidationError and leaves the draft.

    The draft's number is the key under which this happens once, and becomes the bid's: whoever asks
    again finds the bid by it. No table of keys and answers is kept, which would tell who bids."""
    draft = drafts.locked(by, draft)
    lot, call = draft.lot, draft.lot.call
    if wrong := bid_parts.all_faults(drafts.content(draft)["parts"], lot):
        names = "、".join(part.label for part in wrong)
        raise ValidationError(f"还有部分需要填写或修改：{names}。", code="incomplete")
    sent = documents(draft)
    if digest_of(sent) != digest:
        raise ValidationError("核对之后内容又有变化，请重新核对后提交。", code="stale")
    organization = drafts.organization_of(draft)
    closed = _closed(call, lot, organization, sent)
    told = {
        "organization": organization.pk,
        "by": by.pk,
        "acts": [_act("submit", "提交申报", by)],
    }
    row = {
        "uid": draft.uid,
        "number": new_number(),
        "lot": lot.pk,
        "call": call.pk,
        "slot": draft.slot,
        "told": _told(told),
        "digest": digest,
        "sealed": closed[0],
        "sealed_price": closed[1] if len(closed) > 1 else None,
    }
    with connection.cursor() as cursor:
        cursor.execute(ACCEPT, row)
        if cursor.fetchone() is None:
            raise ValidationError(LATE, code="late")
    BidFile.objects.filter(draft=draft).exclude(done_at=None).update(told="", draft=None, sent=True)
    draft.delete()
    return Bid.objects.select_related("lot__call").get(uid=row["uid"])


def _closed(call, lot, organization, sent):
    public = dict(keys.standing(call).values_list("envelope", "public"))
    if set(public) != set(sent) or not all(public.values()):
        raise ValidationError("开标密钥尚未备齐，暂时不能提交；草稿已保存，请稍后再试。")
    return [
        sealing.seal(
            document,
            public=public[envelope],
            bound=sealing.place(
                call=call.uid, organization=organization.uid, lot=lot.number, envelope=envelope
            ),
        )
        for envelope, document in sent.items()
    ]


def withdraw(*, by, bid):
    """Take it back before the deadline; an earlier revision does not come to life again."""
    return _change(by, bid, "withdrawn_at", "withdraw", "撤回申报")


def confirm(*, by, bid):
    """Say that it still holds after a material change of the call."""
    return _change(by, bid, "confirmed_at", "confirm", "确认申报仍然有效")


@transaction.atomic
def _change(by, bid, column, verb, label):
    bid = Bid.objects.select_for_update(of=("self",)).select_related("lot__call").get(pk=bid.pk)
    if not by.may(Permission.OWN_BID_EDIT, bid):
        refuse(by=by, verb=verb, subject=bid)
        raise PermissionDenied("您无权办理这份申报。")
    if not Bid.objects.current().filter(pk=bid.pk).exists():
        raise ValidationError("这份申报已撤回，或已有更新的一稿。", code="stale")
    with connection.cursor() as cursor:
        cursor.execute(CHANGE.format(column=column), {"call": bid.lot.call_id, "bid": bid.pk})
        row = cursor.fetchone()
    if row is None:
        raise ValidationError("已过截止时间，不能再改动申报。", code="late")
    told = json.loads(bid.told)
    told["acts"].append(_act(verb, label, by))
    bid.told = json.dumps(told, ensure_ascii=False)
    bid.save(update_fields=["told"])
    bid.refresh_from_db(fields=[column])
    return bid


def _act(verb, label, by):
    return [verb, label, by.pk, timezone.localtime().strftime("%Y-%m-%d %H:%M:%S")]


def _told(told):
    text = json.dumps(told, ensure_ascii=False)
    return Bid._meta.get_field("told").get_prep_value(text)


def new_number():
    """Random, so that numbers tell nothing of how many there are."""
    return "SB" + "".join(secrets.choice(ALPHABET) for _ in range(12))
