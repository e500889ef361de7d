"""The demonstration's bids: handed in, sealed and opened by two of three holders as in life; one,
still sealed, for the call that is open."""

import json
from datetime import time, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.roles import Duty
from orgs.demo import delegates_organizations
from orgs.models import Delegate, Organization
from procurement import deadlines
from procurement.demo.bid_texts import written
from procurement.demo.calls import DECIDED, FAILED, OPEN, REVIEWED
from procurement.models import Bid, BidKey, Call, KeyShare
from procurement.services import bids, calls, drafts, keys, opening
from unions.calendar import add_working_days

HOLDERS = ("cq-leader", "cq-finance", "cq-audit")
OTHERS = ("c", "d", "e", "f", "g")
ASKED = {
    DECIDED: (486_000, 455_000, 498_000, 470_000, 492_000, 438_000, 479_500),
    REVIEWED: (252_000, None, 246_500, None, 238_000),
    FAILED: (None, None, None, 116_000, 119_500),
}
"""What each bidder asks for, in their order; None did not bid."""


@transaction.atomic
def load_bids(people):
    """Through the services; only the days are set back afterwards."""
    waiting = Call.objects.filter(
        status__in=("published", "closed"), keys=None, project__federation__code="50", previous=None
    )
    waiting = {call.project.title: call for call in waiting.select_related("project")}
    bidders = _bidders(people) if waiting else ()
    for title, asked in ASKED.items():
        if call := waiting.get(title):
            bid = [(*who, total) for who, total in zip(bidders, asked, strict=False) if total]
            _over(people, call, bid)
            if title == FAILED:
                reason = f"截止时有效申报 {len(bid)} 家，不足 3 家，按规定予以废标，重新征集。"
                calls.fail(by=people["cq-procurement"], call=call, reason=reason)
                ended = deadlines.at(add_working_days(call.deadline.date(), 2), time(15, 0))
                Call.objects.filter(pk=call.pk).update(ended_at=ended)
    if call := waiting.get(OPEN):
        _keep_files(_keys(people, call))
        _hand_in(call, *bidders[1], 268_000, 1)
    return Bid.objects.count()


def _bidders(people):
    """org-a, org-b, and five whose people cannot log in."""
    own = delegates_organizations()
    found = [
        (organization, people[name])
        for organization, name in zip(own, ("org-a", "org-b"), strict=True)
    ]
    living = Organization.objects.filter(
        source__code="demo", status="normal", federation__path__startswith="/0/50/"
    )
    others = living.exclude(pk__in=[one.pk for one in own]).order_by("pk")[20:25]
    for letter, organization in zip(OTHERS, others, strict=True):
        name = f"bidder-{letter}"
        user, _ = User.objects.get_or_create(username=name, defaults={"name": f"申报人{letter}"})
        Delegate.objects.get_or_create(
            organization=organization,
            user=user,
            defaults={"duty": Duty.OPERATOR, "starts_on": timezone.localdate()},
        )
        found.append((organization, user))
    return found


def _keys(people, call):
    """Holders are named and take their files: ``{share: text}``."""
    holders = [people[name] for name in HOLDERS]
    keys.name_holders(by=people["cq-procurement"], call=call, holders=holders)
    shares = KeyShare.objects.filter(key__in=keys.standing(call))
    return {share: keys.take(by=share.holder, share=share) for share in shares}


def _keep_files(files):
    """Where whoever tries the demonstration finds what holders keep at home."""
    folder = Path(settings.VAR_DIR) / "demo-keys"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for share, (name, text) in files.items():
        (folder / f"{share.holder.username}-{name}").write_text(text, encoding="utf-8")


def _over(people, call, bidders):
    """Handed in before a deadline that lies ahead for a moment, then set back to where it was."""
    files = _keys(people, call)
    deadline = call.deadline
    standing = {"status": Call.Status.PUBLISHED, "deadline": timezone.now() + timedelta(hours=1)}
    Call.objects.filter(pk=call.pk).update(**standing)
    for n, (organization, user, total) in enumerate(bidders):
        _hand_in(call, organization, user, total, n)
    Call.objects.filter(pk=call.pk).update(deadline=deadline)
    for n, bid in enumerate(Bid.objects.filter(lot__call=call).order_by("pk")):
        _set_back(bid, deadline - timedelta(hours=3 * n + 1))
    for share in list(files)[:2]:
        share.refresh_from_db()
        opening.bring(by=share.holder, share=share, text=files[share][1])
    opened = deadlines.at(add_working_days(deadline.date(), 1), time(9, 30))
    Bid.objects.filter(lot__call=call).update(opened_at=opened)
    BidKey.objects.filter(call=call).update(
        made_at=call.published_at + timedelta(days=1), opened_at=opened
    )
    KeyShare.objects.filter(key__call=call).update(taken_at=call.published_at)
    call.refresh_from_db()


def _set_back(bid, at):
    told = json.loads(bid.told)
    for act in told["acts"]:
        act[3] = f"{timezone.localtime(at):%Y-%m-%d %H:%M:%S}"
    bid.told, bid.submitted_at = json.dumps(told, ensure_ascii=False), at
    bid.save(update_fields=["told", "submitted_at"])


def _hand_in(call, organization, user, total, n):
    lot = call.lots.get()
    draft = drafts.begin(by=user, lot=lot, organization=organization)
    known = drafts.content(draft)["parts"]
    told = written(call.project.title, total, n)
    drafts.fill(by=user, draft=draft, parts={key: known.get(key, {}) | told[key] for key in told})
    draft.refresh_from_db()
    bids.submit(by=user, draft=draft, digest=bids.digest_of(bids.documents(draft)))
