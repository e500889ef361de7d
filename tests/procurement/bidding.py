"""A call that takes bids, its holders with their files, and organizations that bid."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from procurement import admission, terms
from procurement.models import Call, Lot, Project
from procurement.services import bids, drafts, keys, opening
from tests import make

MARKER = "密封标记甲乙丙丁7719"

PARTS = {
    "unit": {"contact": "某联系人", "phone": "023-60000000"},
    "needs": {"text": f"职工不懂劳动合同法。{MARKER}"},
    "goals": {"text": "一年内普法 20 场。"},
    "target": {"text": "园区职工", "people": "800", "times": "1200"},
    "plan": {
        "rows": [{"what": "讲座", "when": "每月", "times": "12", "people": "60", "by": "某甲"}]
    },
    "team": {"rows": [{"name": "某甲", "duty": "讲师"}]},
    "budget": {
        "rows": [
            {"line": "people", "item": "讲课费", "price": "1,000", "count": "40"},
            {"line": "overhead", "item": "办公", "price": "4000", "count": "1"},
        ]
    },
    "risks": {"text": "人员变动，备有替补。"},
    "evaluation": {"text": "问卷和前后测。"},
}


@dataclass
class Tender:
    call: Call
    lot: Lot
    officer: User
    holders: list
    files: dict = field(default_factory=dict)

    def close(self):
        """The deadline passes."""
        now = timezone.now()
        moments = {"published_at": now - timedelta(days=9), "deadline": now - timedelta(seconds=1)}
        Call.objects.filter(pk=self.call.pk).update(**moments)

    def open(self, *numbers, envelope=None):
        """So many holders bring their files."""
        for key in keys.standing(self.call):
            if envelope in (None, key.envelope):
                for share in key.shares.filter(number__in=numbers or [1, 2]):
                    opening.bring(by=share.holder, share=share, text=self.files[share.pk])
        self.call.refresh_from_db()


def tender(*, days=10, rules=None, holders=True, project=None, code="50"):
    """A published call of a federation for one lot, with the key in three hands."""
    officer = make.officer(code, Role.PROCUREMENT)
    project = project or Project.objects.create(
        federation=make.federation(code),
        title="职工法律援助宣讲",
        domain="legal",
        content="professional",
        source="union",
        ceiling=Decimal(500_000),
        method="open_call",
        starts_on=date(2027, 1, 1),
        ends_on=date(2027, 12, 31),
        rules=rules or {},
        by=officer,
    )
    now = timezone.now()
    call = Call.objects.create(
        project=project,
        title="职工法律援助宣讲征集公告",
        requirement="普法",
        admission=admission.standard("union"),
        bid_form=terms.bid_form(),
        published_at=now,
        deadline=now + timedelta(days=days),
        status=Call.Status.PUBLISHED,
    )
    lot = Lot.objects.create(call=call, title="全部", ceiling=Decimal(500_000))
    roles = (Role.LEADER, Role.FINANCE, Role.AUDIT)
    made = Tender(call, lot, officer, [make.officer(code, role) for role in roles])
    if holders:
        keep(made)
    return made


def keep(made):
    """Holders are named and take their files home."""
    keys.name_holders(by=made.officer, call=made.call, holders=made.holders)
    for key in keys.standing(made.call):
        for share in key.shares.all():
            _, made.files[share.pk] = keys.take(by=share.holder, share=share)


def bidder(duty="operator"):
    organization = make.organization()
    return organization, make.delegate(organization, duty).user


def written(lot, organization, delegate, **over):
    """A draft that is ready to be handed in."""
    draft = drafts.begin(by=delegate, lot=lot, organization=organization)
    for part, values in (PARTS | over).items():
        kept = drafts.content(draft)["parts"].get(part, {})
        drafts.save(by=delegate, draft=draft, part=part, values=kept | values)
        draft.refresh_from_db()
    return draft


def handed_in(lot, organization=None, delegate=None, **over):
    if organization is None:
        organization, delegate = bidder()
    draft = written(lot, organization, delegate, **over)
    digest = bids.digest_of(bids.documents(draft))
    return bids.submit(by=delegate, draft=draft, digest=digest)
