"""A panel at work, as rows: one of everything, for addresses."""

from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from accounts.roles import Role
from procurement import drawing, rules
from procurement.models import Bid, Call, Conflict, Draw, Expert, Panel, Project, Review
from procurement.models.bids import slot_of
from tests import make
from tests.founding import NONE, NOWHERE


def reviewing(say, org, *, here):
    """``{kind: (what is there, what is not)}`` of a purchase of ``here`` for which ``org`` bids."""
    officer = make.officer(here.code, Role.PROCUREMENT)
    project = Project.objects.create(
        federation=here,
        title="评审的项目",
        domain="legal",
        content="professional",
        source="union",
        ceiling=Decimal(500_000),
        method="open_call",
        starts_on=date(2027, 1, 1),
        ends_on=date(2027, 12, 31),
        rules=rules.freeze(federation=here, source="union", on=date(2026, 1, 1)),
        by=officer,
    )
    now = timezone.now()
    call = Call.objects.create(
        project=project,
        title=f"{project.title}公告",
        status="reviewing",
        published_at=now - timedelta(days=40),
        deadline=now - timedelta(days=9),
    )
    lot = call.lots.create(number=1, title=project.title, ceiling=project.ceiling)
    bid = Bid.objects.create(
        number=f"D{call.pk:08d}",
        lot=lot,
        slot=slot_of(lot.pk, org.pk),
        organization=org,
        submitted_at=call.deadline - timedelta(days=1),
        sealed=b"x",
        digest="0" * 64,
        opened_at=now,
        technical='{"parts": {}, "files": []}',
    )
    expert = Expert.objects.create(
        federation=here,
        user=make.officer(here.code, Role.EXPERT),
        person_name=say("某专家"),
        kind="scholar",
        domains=["legal"],
        employer=say("某高校"),
    )
    post = expert.posts.create(unit=say("某研究会"), starts_on=date(2024, 1, 1))
    panel = Panel.objects.create(
        call=call, size=5, status="scoring", opens_at=now, closes_at=now + timedelta(days=9)
    )
    draw = Draw.objects.create(
        panel=panel,
        frozen={"pool": [[str(expert.uid), "scholar"]], "barred": {}},
        digest="1" * 64,
        seed=drawing.new_seed(),
        commitment="2" * 64,
        by=officer,
        public_source="下一期开奖号码",
        public_on=date(2026, 1, 1),
    )
    seat = panel.seats.create(expert=expert)
    conflict = Conflict.objects.create(
        draw=draw, expert=expert, organization=org, ground="tie", path=say("某依据")
    )
    review = Review.objects.create(seat=seat, bid=bid, comment=say("某评语"))
    return {
        "reviewed": (str(call.uid), NOWHERE),
        "draw": (str(draw.uid), NOWHERE),
        "pooled": (str(expert.uid), NOWHERE),
        "pooled post": (str(post.pk), NONE),
        "suspending": ("suspend", "suspend"),
        "conflict": (str(conflict.pk), NONE),
        "seat": (str(seat.pk), NONE),
        "review": (str(review.pk), NONE),
    }
