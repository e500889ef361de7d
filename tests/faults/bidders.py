"""Run by `manage.py shell` on the product under drill: makes bidders, or tells what was taken.

bidders make N   -> {"call", "bidders": [{"cookie", "draft", "digest"}]}
bidders deadline SECONDS
bidders plant    -> {"name", "delegate", "admin", "call", "draft", "addresses"}: one who may bid
bidders dump     -> {"file"}: the database as pg_dump writes it
bidders backup   -> {"folder"}
bidders shares   -> the deadline passes, two of three holders come: {"needs"} of what they open
bidders told     -> {"deadline", "bids": [{"uid", "digest", "submitted_at", "slot"}]}
"""

import json
import os
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone

from liaison import archive
from procurement.models import Bid, BidDraft, Call, KeyShare
from procurement.services import bids, drafts, opening
from tests.doors import DOORS, routes
from tests.everybody import at_the_door, person
from tests.procurement.bidding import PARTS, bidder, tender


def make(number):
    made = tender()
    found = []
    for _ in range(number):
        organization, delegate = bidder()
        draft = drafts._new(made.lot, organization, {"parts": PARTS})
        cookie = at_the_door(delegate).cookies[settings.SESSION_COOKIE_NAME].value
        digest = bids.digest_of(bids.documents(draft))
        found.append({"cookie": cookie, "draft": str(draft.uid), "digest": digest})
    return {"name": settings.SESSION_COOKIE_NAME, "bidders": found}


def deadline(seconds):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procurement_call SET deadline = clock_timestamp() + %s::interval"
            " RETURNING extract(epoch FROM deadline)",
            [f"{seconds} s"],
        )
        return {"deadline": float(cursor.fetchone()[0])}


def told():
    rows = Bid.objects.values("uid", "digest", "submitted_at", "slot", "revision")
    return {
        "deadline": Call.objects.get().deadline.timestamp(),
        "drafts": [str(uid) for uid in BidDraft.objects.values_list("uid", flat=True)],
        "bids": [
            {**row, "uid": str(row["uid"]), "submitted_at": row["submitted_at"].timestamp()}
            for row in rows
        ],
    }


def plant():
    made = tender()
    for share in KeyShare.objects.all():
        (settings.VAR_DIR.parent / f"held {share.pk}").write_text(made.files[share.pk])
    organization, delegate = bidder()
    admin = person("snoop", "0", "system_admin")
    draft = drafts._new(made.lot, organization, {"parts": PARTS})
    plain = [r for r in routes() if not DOORS[r].things and not DOORS[r].post]
    addresses = [DOORS[r].address(r, {}) for r in plain if "log" not in r]
    name = settings.SESSION_COOKIE_NAME
    return {
        "name": name,
        "delegate": at_the_door(delegate).cookies[name].value,
        "admin": at_the_door(admin).cookies[name].value,
        "call": str(made.call.uid),
        "draft": str(draft.uid),
        "addresses": sorted(addresses),
    }


def dump():
    path = settings.VAR_DIR.parent / "dump.sql"
    archive.run("pg_dump", "-Fp", "-f", str(path))
    return {"file": str(path)}


def backup():
    folder = settings.VAR_DIR.parent / "backup"
    archive.backup(folder)
    return {"folder": str(folder)}


def shares():
    Call.objects.update(
        published_at=timezone.now() - timedelta(days=9),
        deadline=timezone.now() - timedelta(seconds=1),
    )
    for share in KeyShare.objects.order_by("number")[:2]:
        text = (settings.VAR_DIR.parent / f"held {share.pk}").read_text()
        opening.bring(by=share.holder, share=share, text=text)
    return {"needs": Bid.objects.opened().get().content["parts"]["needs"]["text"]}


VERBS = (make, deadline, told, plant, dump, backup, shares)
verb, *arguments = os.environ["BIDDERS"].split()
answer = {one.__name__: one for one in VERBS}[verb](*map(int, arguments))
print(f"<<{json.dumps(answer)}>>")
