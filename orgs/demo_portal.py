"""What organizations' people have done in the demonstration: corrections asked for, a claim."""

import struct
import zlib
from datetime import date

from django.core.files.base import ContentFile
from django.db import transaction

from orgs.correctable import PART
from orgs.models import Claim, CorrectionRequest, Organization
from orgs.services import claims, corrections

NOT_CHANGED = "证书上的住所没有变更，请先办理变更登记。"
ACCEPTED = {"contact_phone": (True, ""), "residence": (False, NOT_CHANGED)}


def picture(name):
    """A grey sheet, for a photograph of a certificate."""
    wide, high = 320, 220
    raw = b"".join(b"\0" + b"\xe8" * wide for _ in range(high))
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", wide, high, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(raw)),
        (b"IEND", b""),
    ]
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )
    return ContentFile(b"\x89PNG\r\n\x1a\n" + body, name=name)


@transaction.atomic
def load_portal(people, organizations):
    """For each delegate one request that was decided and one that waits; one claim that waits."""
    if CorrectionRequest.objects.exists() or Claim.objects.exists():
        return 0
    officer = people["cq-organizing"]
    for n, (username, organization) in enumerate(
        zip(("org-a", "org-b"), organizations, strict=True), 1
    ):
        by = people[username]
        decided = ask(
            by,
            organization,
            contact={"contact_phone": f"1390000000{n}"},
            place={"residence": f"{organization.residence}附{n}号"},
            as_of=date(2026, 9, 1),
        )
        corrections.decide(by=officer, request=decided, choices=ACCEPTED)
        organization.refresh_from_db()
        ask(
            by,
            organization,
            work={"activities": "面向社区的公益讲座，每月两次；节假日开放活动室。"},
            scale={"staff_count": (organization.staff_count or 10) + 2},
            as_of=date(2026, 10, 8),
        )
    county = people["yb-organizing"].offices[0].federation
    return 2 * len(organizations) + claim(county, organizations)


def ask(by, organization, *, as_of, **parts):
    request = corrections.begin(by=by, organization=organization)
    for key, values in parts.items():
        part = PART[key]
        files = [picture("登记证书.png")] if part.evidence else []
        corrections.propose(by=by, request=request, part=part, values=values, files=files)
    return corrections.submit(by=by, request=request, as_of=as_of)


def claim(federation, organizations):
    """Somebody of an organization without an account."""
    rows = Organization.objects.filter(
        source__code="demo", status="normal", federation=federation
    ).exclude(pk__in=[o.pk for o in organizations])
    chosen = rows.exclude(credit_code=None).order_by("pk").first()
    if chosen is None:
        return 0
    claims.submit(
        credit_code=chosen.credit_code,
        representative=chosen.legal_representative,
        name="许文",
        position="办公室主任",
        phone="13900000009",
        phone_tail=chosen.contact_phone[-4:],
        files=[picture("授权书.png")],
    )
    return 1
