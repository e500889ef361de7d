"""Keys of calls: who holds a part, taking one's part home, making the pair, replacing lost parts.

No part is ever stored: the server makes it while its holder takes it, and keeps what tells the
right file from a wrong one. The secret of a call exists for a moment, when the last holder has
taken his file; what is kept of it is closed to the holders' files.
"""

import hashlib
import json

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models.functions import Now

from accounts.roles import Permission
from governance.trail import record, refuse
from procurement import sealing
from procurement.models import BidKey, Call, KeyShare

NEEDED, AMONG = 2, 3
HOLDER, BIDS = "holder of a part", "bids"


def rule_of(call):
    """``(needed, among)``: so many of so many open the bids, as the frozen rules say."""
    told = call.project.rules.get("keys") or {}
    return int(told.get("k", NEEDED)), int(told.get("n", AMONG))


def envelopes_of(call):
    if call.project.rules.get("two_envelopes"):
        return (BidKey.Envelope.TECHNICAL, BidKey.Envelope.PRICE)
    return (BidKey.Envelope.WHOLE,)


def may_hold(person, call):
    """By office at the very federation that buys."""
    offices = person.federations_granting(Permission.KEY_HOLD)
    return call.project.federation_id in {office.pk for office in offices}


@transaction.atomic
def name_holders(*, by, call, holders):
    """Say who keeps a part of the key: as many different people as the rules want."""
    call = Call.objects.select_for_update().get(pk=call.pk)
    if not by.may(Permission.PURCHASE_EDIT, call):
        refuse(by=by, verb="name_holders", subject=call)
        raise PermissionDenied("您无权指定开标密钥保管人。")
    if call.status not in (Call.Status.DRAFT, Call.Status.PUBLISHED):
        raise ValidationError("公告已截止，不能再指定开标密钥保管人。")
    if KeyShare.objects.filter(key__in=standing(call)).exclude(taken_at=None).exists():
        raise ValidationError("已有人领取密钥，不能再改保管人。份额遗失的，按密钥更换办理。")
    needed, among = rule_of(call)
    if len({holder.pk for holder in holders}) != among:
        raise ValidationError(f"按适用规则，须指定 {among} 位不同的保管人。")
    for holder in holders:
        if not may_hold(holder, call):
            raise ValidationError(f"{holder}没有保管本公告开标密钥的职责。")
    KeyShare.objects.filter(key__in=standing(call)).delete()
    standing(call).delete()
    for envelope in envelopes_of(call):
        key = BidKey.objects.create(call=call, envelope=envelope, needed=needed)
        for number, holder in enumerate(holders, start=1):
            KeyShare.objects.create(key=key, holder=holder, number=number)
    record(
        by=by,
        verb="name_holders",
        label="指定开标密钥保管人",
        subject=call,
        needed=needed,
        among=among,
    )


def standing(call):
    return BidKey.objects.standing().filter(call=call)


def lacking(call):
    """Why bids cannot be taken yet, in a sentence, or nothing: a guard for publication."""
    keys = list(standing(call).prefetch_related("shares"))
    if not keys:
        return "尚未指定开标密钥保管人。"
    waiting = sum(1 for key in keys for share in key.shares.all() if share.taken_at is None)
    return f"还有 {waiting} 份开标密钥没有领取。" if waiting else None


@transaction.atomic
def take(*, by, share):
    """One's part as a file, once. Gives ``(name of the file, its text)``; nobody gets it again."""
    key = BidKey.objects.select_for_update().select_related("call__project").get(pk=share.key_id)
    share = KeyShare.objects.select_for_update().get(pk=share.pk)
    if share.holder_id != by.pk or not may_hold(by, key.call):
        refuse(by=by, verb="take", subject=key)
        raise PermissionDenied("只有保管人本人可以领取这份开标密钥。")
    if share.taken_at or key.replaced_at:
        raise ValidationError("这份开标密钥已经领取。密钥文件只给一次，系统没有留存。")
    secret = sealing.new_secret()
    share.public = sealing.public_of(sealing.private_of(secret, HOLDER))
    share.digest = hashlib.sha256(secret).hexdigest()
    share.taken_at = Now()
    share.save(update_fields=["public", "digest", "taken_at"])
    record(by=by, verb="take", label="领取开标密钥", subject=key, number=share.number)
    _make(key)
    return _file(key, share, secret)


def _file(key, share, secret):
    told = {
        "说明": "开标密钥，仅此一份。请离线妥善保管，开标时带到现场；系统没有留存。",
        "公告": key.call.title,
        "信封": key.get_envelope_display(),
        "份号": share.number,
        "核对码": share.digest[:16],
        "key": secret.hex(),
    }
    name = f"开标密钥-{key.get_envelope_display()}-{share.number}-{share.digest[:8]}.json"
    return name, json.dumps(told, ensure_ascii=False, indent=1)


@transaction.atomic
def make(*, by, call):
    """Called by the publication of a call: makes the pairs whose parts are all taken. The others
    are made when the last part is; until then no bid can be handed in."""
    for key in standing(call).select_for_update():
        _make(key)
    return lacking(call)


def _make(key):
    shares = list(key.shares.all())
    if key.public or any(share.taken_at is None for share in shares):
        return
    secret = sealing.new_secret()
    parts = sealing.part(secret, needed=key.needed, among=len(shares))
    for share, part in zip(shares, parts, strict=True):
        share.sealed = sealing.close_part(part, public=share.public, bound=bound(share))
        share.save(update_fields=["sealed"])
    key.public = sealing.public_of(sealing.private_of(secret, BIDS))
    key.made_at = Now()
    key.made_at = Now()
    key.save(update_fields=["public", "made_at"])
    key.refresh_from_db(fields=["made_at"])
    record(by=None, verb="make", label="开标密钥备齐", subject=key)


def bound(share):
    """To what a part is bound: it opens nothing in the place of another."""
    return f"part {share.key_id} {share.number}".encode()


@transaction.atomic
def replace(*, by, call, holders, reason):
    """Too many parts are lost to open the bids. New keys; every bid must be handed in anew, out of
    the copy its bidder keeps. Whether there are any is not looked at, so nothing is told."""
    if not reason.strip():
        raise ValidationError({"reason": "请填写更换开标密钥的原因。"})
    if not by.may(Permission.PURCHASE_EDIT, call):
        refuse(by=by, verb="replace_keys", subject=call)
        raise PermissionDenied("您无权更换开标密钥。")
    if not call.is_open:
        raise ValidationError("只能在截止时间前更换；已截止的，先以更正公告延长截止时间。")
    standing(call).filter(opened_at=None).update(replaced_at=Now())
    record(by=by, verb="replace_keys", label="更换开标密钥", subject=call, reason=reason)
    name_holders(by=by, call=call, holders=holders)
