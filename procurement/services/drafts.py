"""Drafts of bids: begun, saved every few seconds, thrown away. No line in the trail: it would tell
who is about to bid."""

import json
import os
from base64 import b64decode, b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts.roles import Permission
from governance.trail import refuse
from orgs.models import Organization
from procurement import receipts
from procurement.models import BidDraft, BidFile
from procurement.models.bids import slot_of
from procurement.sealing import NONCE, digest_of
from procurement.services import bid_files
from procurement.services.bid_files import LATE

CHANGED = "同事刚保存了这一部分，请刷新页面后再改，以免互相覆盖。"


@transaction.atomic
def begin(*, by, lot, organization):
    """The draft in hand, or a new one, filled with what the register knows."""
    _permit(by, organization)
    if not lot.call.is_open:
        raise ValidationError(LATE)
    slot = slot_of(lot.pk, organization.pk)
    found = BidDraft.objects.filter(lot=lot, slot=slot).first()
    return found or _new(lot, organization, {"parts": {"unit": known_of(organization)}})


def _new(lot, organization, content):
    draft = BidDraft(
        lot=lot,
        slot=slot_of(lot.pk, organization.pk),
        told=json.dumps({"organization": organization.pk}),
        key=b64encode(AESGCM.generate_key(256)).decode(),
    )
    content["salt"] = os.urandom(16).hex()
    draft.content = _close(draft, content)
    draft.save()
    return draft


def known_of(organization):
    """What of the first part the register tells already."""
    return {
        "name": organization.name,
        "credit_code": organization.credit_code or "",
        "representative": organization.legal_representative or "",
        "residence": organization.residence or "",
        "phone": organization.contact_phone or "",
    }


def organization_of(draft):
    return Organization.objects.get(pk=json.loads(draft.told)["organization"])


def content(draft):
    """``{"parts": {key: values}, "versions": {key: n}, "salt"}``."""
    raw = b64decode(draft.content)
    key = AESGCM(b64decode(draft.key))
    try:
        return json.loads(key.decrypt(raw[:NONCE], raw[NONCE:], draft.uid.bytes))
    except InvalidTag as wrong:
        raise ValidationError("草稿已损坏，不能读取。请联系技术支持。") from wrong


def _close(draft, content):
    nonce = os.urandom(NONCE)
    closed = AESGCM(b64decode(draft.key)).encrypt(
        nonce, json.dumps(content, ensure_ascii=False).encode(), draft.uid.bytes
    )
    return b64encode(nonce + closed).decode()


@transaction.atomic
def save(*, by, draft, part, values, seen=None):
    """Keep one part as it stands, complete or not. ``seen`` the version the writer started from:
    what a colleague saved meanwhile is not overwritten. Gives the part's new version."""
    draft = locked(by, draft)
    if not draft.lot.call.is_open:
        raise ValidationError(LATE, code="late")
    kept = content(draft)
    versions = kept.setdefault("versions", {})
    now = versions.get(part, 0)
    if kept["parts"].get(part) == values:
        return now
    if seen is not None and seen != now:
        raise ValidationError(CHANGED, code="stale")
    kept["parts"][part] = values
    versions[part] = now + 1
    draft.content = _close(draft, kept)
    draft.version += 1
    draft.save(update_fields=["content", "version", "saved_at"])
    return now + 1


@transaction.atomic
def fill(*, by, draft, parts):
    """Keep several parts at once, as they stand."""
    draft = locked(by, draft)
    if not draft.lot.call.is_open:
        raise ValidationError(LATE, code="late")
    kept = content(draft)
    versions = kept.setdefault("versions", {})
    for part, values in parts.items():
        kept["parts"][part], versions[part] = values, versions.get(part, 0) + 1
    draft.content = _close(draft, kept)
    draft.version += 1
    draft.save(update_fields=["content", "version", "saved_at"])


def locked(by, draft):
    """The draft, held until the end of the transaction. Raises ValidationError if it is gone."""
    found = BidDraft.objects.select_for_update(of=("self",)).filter(pk=draft.pk)
    found = found.select_related("lot__call__project").first()
    if found is None:
        raise ValidationError("草稿已提交或已删除，请刷新页面。", code="stale")
    _permit(by, organization_of(found))
    return found


@transaction.atomic
def discard(*, by, draft):
    draft = locked(by, draft)
    for file in draft.files.all():
        bid_files.remove(by=by, file=file)
    draft.delete()


@transaction.atomic
def from_copy(*, by, lot, organization, copy):
    """A draft out of the signed copy that its bidder kept, instead of the one in hand, if any; the
    files need not be sent again. Gives it with the names of files that are no longer here."""
    _permit(by, organization)
    if not lot.call.is_open:
        raise ValidationError(LATE)
    if not receipts.is_ours(copy) or copy["statement"].get("kind") != "copy of a bid":
        raise ValidationError("这不是本平台签发的申报副本，或副本已被改动。")
    told = copy["statement"]
    here = (str(lot.call.uid), lot.number, str(organization.uid))
    if (told["call"], told["lot"], told["organization"]) != here:
        raise ValidationError("这份副本是另一公告、另一标段或另一单位的。")
    if digest_of(*(text.encode() for text in told["documents"])) != told["sha256"]:
        raise ValidationError("副本内容与其摘要不符。")
    documents = [json.loads(text) for text in told["documents"]]
    parts = {key: values for document in documents for key, values in document["parts"].items()}
    in_hand = BidDraft.objects.filter(lot=lot, slot=slot_of(lot.pk, organization.pk))
    bid_files.let_go(BidFile.objects.filter(draft__in=in_hand))
    in_hand.delete()
    draft = _new(lot, organization, {"parts": parts})
    gone = []
    for entry in (entry for document in documents for entry in document["files"]):
        file = BidFile.objects.filter(uid=entry["uid"], draft=None).first()
        if file is None:
            gone.append(entry["name"])
            continue
        file.draft, file.told = draft, json.dumps(entry)
        file.save(update_fields=["draft", "told"])
    return draft, gone


def _permit(by, organization):
    if not by.may(Permission.OWN_BID_EDIT, organization):
        refuse(by=by, verb="write_bid", subject=organization)
        raise PermissionDenied("您无权为该组织办理申报。")
