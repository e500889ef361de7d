"""The opening of bids: a recorded ceremony after the deadline, by holders of keys together."""

import hashlib
import json
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction

from governance.trail import record, refuse
from orgs.models import Organization
from procurement import sealing
from procurement.models import Bid, BidKey, Call, KeyShare
from procurement.models.bids import slot_of
from procurement.services import flags, keys, releases
from procurement.services.keys import BIDS, HOLDER, bound

TOGETHER = timedelta(hours=2)
"""Holders come together within this time; a part brought earlier is forgotten."""

BEFORE = (Call.Status.PUBLISHED, Call.Status.CLOSED)


@transaction.atomic
def bring(*, by, share, text):
    """A holder brings his file; with the last one needed the bids are opened in the same
    transaction. Gives the key: ``key.opened_at`` says whether that was so."""
    key = BidKey.objects.select_for_update().get(pk=share.key_id)
    share = key.shares.select_related("holder").get(pk=share.pk)
    call = (
        Call.objects.select_for_update(of=("self",)).select_related("project").get(pk=key.call_id)
    )
    now = _clock()  # read after the lock: every bid in flight has ended
    if share.holder_id != by.pk or not keys.may_hold(by, call):
        refuse(by=by, verb="bring", subject=key)
        raise PermissionDenied("只有保管人本人可以交出这份开标密钥。")
    if reason := unless(key, call, now):
        raise ValidationError(reason)
    secret = _secret(share, text)
    share.brought, share.brought_at = secret.hex(), now
    share.save(update_fields=["brought", "brought_at"])
    record(by=by, verb="bring", label="到场交出开标密钥", subject=key, number=share.number)
    present = list(here(key, now))
    if len(present) >= key.needed:
        _open(by=by, key=key, call=call, shares=present[: key.needed], now=now)
    return key


def here(key, now):
    """Parts that were brought lately, the first of them first."""
    return key.shares.filter(brought_at__gt=now - TOGETHER).order_by("brought_at")


def unless(key, call, now):
    """Why it cannot be opened now, or nothing."""
    if call.deadline is None or now <= call.deadline:
        return "还没有到截止时间，不能开标。"
    if key.opened_at or key.replaced_at:
        return "已经开标。" if key.opened_at else "这套开标密钥已更换。"
    if key.envelope == BidKey.Envelope.PRICE:
        if not call.keys.filter(envelope=BidKey.Envelope.TECHNICAL, opened_at__isnull=False):
            return "先开技术部分，再开报价部分。"
    elif call.status not in BEFORE:
        return f"公告目前为“{call.get_status_display()}”，不能开标。"
    return None


def _clock():
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def _secret(share, text):
    """What a file holds, once it is sure to be the right one."""
    try:
        secret = bytes.fromhex(json.loads(text)["key"])
    except (ValueError, KeyError, TypeError):
        raise ValidationError("这不是开标密钥文件。") from None
    if hashlib.sha256(secret).hexdigest() != share.digest:
        raise ValidationError(f"密钥文件不是第 {share.number} 份，请核对文件名中的核对码。")
    return secret


def _open(*, by, key, call, shares, now):
    private = _private(key, shares)
    bids = list(
        Bid.objects.filter(lot__call=call)
        .select_related("lot__call__project__federation")
        .order_by("pk")
    )
    opened = _PRICE if key.envelope == BidKey.Envelope.PRICE else _FIRST
    current = set(Bid.objects.current().filter(lot__call=call).values_list("pk", flat=True))
    if opened is _FIRST:
        _name(bids, now)
    for bid in bids:
        if bid.pk in current:
            _unseal(bid, opened, key, call, private, now)
    Bid.objects.bulk_update(bids, WRITTEN, batch_size=200)
    KeyShare.objects.filter(key=key).update(brought="")
    key.opened_at = now
    key.save(update_fields=["opened_at"])
    if opened is _FIRST:
        _told(bids)
        Call.objects.filter(pk=call.pk).update(status=Call.Status.OPENED)
        releases.release(call, "open", at=now)
        flags.look(Call.objects.get(pk=call.pk))
    record(
        by=by,
        verb="open",
        label=f"开标（{key.get_envelope_display()}）",
        subject=call,
        opened=len(current),
        damaged=sum(1 for bid in bids if bid.damage),
        holders=[share.number for share in shares],
    )


_FIRST = ("technical", "sealed", "opened_at")
_PRICE = ("price", "sealed_price", "price_opened_at")
WRITTEN = ["organization", "by", "opened_at", "price_opened_at", "technical", "price", "damage"]


def _private(key, shares):
    try:
        parts = {
            share.number: sealing.open_part(
                share.sealed,
                private=sealing.private_of(bytes.fromhex(share.brought), HOLDER),
                bound=bound(share),
            )
            for share in shares
        }
        private = sealing.private_of(sealing.whole(parts, needed=key.needed), BIDS)
    except sealing.Broken as wrong:
        raise ValidationError(f"开标密钥不能合成：{wrong}。") from wrong
    if sealing.public_of(private) != bytes(key.public):
        raise ValidationError("合成的密钥与公告的公钥不符，不能开标。")
    return private


def _name(bids, now):
    """Say whose each bid is, superseded and withdrawn ones too; those are never read."""
    told = {bid.pk: json.loads(bid.told) for bid in bids}
    wanted = [known["organization"] for known in told.values()]
    organizations = Organization.objects.in_bulk(wanted)
    people = get_user_model().objects.in_bulk([known["by"] for known in told.values()])
    for bid in bids:
        bid.organization = organizations[told[bid.pk]["organization"]]
        bid.by = people[told[bid.pk]["by"]]
        bid.opened_at = now


def _unseal(bid, where, key, call, private, now):
    column, closed, moment = where
    place = sealing.place(
        call=call.uid,
        organization=bid.organization.uid,
        lot=bid.lot.number,
        envelope=key.envelope,
    )
    setattr(bid, moment, now)
    try:
        if bid.slot != slot_of(bid.lot_id, bid.organization_id):
            raise sealing.Broken("归属与密封时不符")
        document = sealing.unseal(getattr(bid, closed), private=private, bound=place)
        if key.envelope != BidKey.Envelope.TECHNICAL:  # all that was sent is there now
            before = [bid.technical.encode()] if bid.technical else []
            if sealing.digest_of(*before, document) != bid.digest:
                raise sealing.Broken("内容与回执的摘要不符")
    except sealing.Broken as wrong:
        bid.damage = str(wrong)[:100]
    else:
        setattr(bid, column, document.decode())


def _told(bids):
    """Acts on bids come into the trail now: before the opening it would have told who bids."""
    acts = [(bid, *act) for bid in bids for act in json.loads(bid.told)["acts"]]
    people = get_user_model().objects.in_bulk({who for _, _, _, who, _ in acts})
    for bid, verb, label, who, at in acts:
        record(
            by=people[who],
            verb=verb,
            label=f"{label}（{at} 办理，开标时记入）",
            subject=bid,
            federation=bid.lot.call.project.federation,
            at=at,
            digest=bid.digest,
        )
