"""Purchases for the tests of what is decided: rows as other nouns leave them."""

import json
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from types import SimpleNamespace

from django.utils import timezone

from accounts.roles import Role
from procurement import admission, rules, terms
from procurement.models import Bid, BudgetLine, Call, Expert, Panel, Project
from procurement.models.bids import slot_of
from procurement.services import budgets, qualification
from tests import make

serial = count(1)


def project(code="50", *, by=None, source="union", ceiling="500000", **over):
    by = by or make.officer(code, Role.PROCUREMENT)
    place = make.federation(code)
    money = Decimal(ceiling)
    line = BudgetLine.objects.create(
        federation=place,
        year=2026,
        source=source,
        name=f"购买服务{next(serial)}",
        amount=Decimal("800000"),
    )
    values = {
        "federation": place,
        "title": f"职工法律援助宣讲{next(serial)}",
        "domain": "legal",
        "content": "professional",
        "source": source,
        "line": line,
        "ceiling": money,
        "method": "open_call",
        "starts_on": date(2026, 12, 1),
        "ends_on": date(2027, 11, 30),
        "rules": rules.freeze(federation=place, source=source, on=date(2026, 10, 1)),
        "status": "calling",
        "by": by,
    }
    made = Project.objects.create(**(values | over))
    budgets.reserve(by=by, project=made, amount=money)
    return made


def call(of=None, *, status="opened", lots=1, **over):
    of = of or project()
    now = timezone.now()
    values = {
        "title": of.title,
        "scheme": {"items": [{"code": "1", "name": "方案", "weight": 100, "max": 100}]},
        "admission": admission.standard(of.source),
        "bid_form": terms.bid_form(),
        "published_at": now - timedelta(days=30),
        "deadline": now - timedelta(days=1),
        "status": status,
        "round": of.calls.count() + 1,
    }
    made = Call.objects.create(project=of, **(values | over))
    for n in range(1, lots + 1):
        made.lots.create(number=n, title=f"第{n}标段", ceiling=of.ceiling / lots)
    return made


def bidder(**over):
    """An organization that meets what the register can tell."""
    made = make.organization("500112", full_time_count=5, **over)
    made.inspections.create(year=2025, regime="inspection", result="passed")
    return made


def bid(of, organization=None, *, total="480000", lot=None, files=(), **content):
    organization = organization or bidder()
    lot = lot or of.lots.first()
    n = next(serial)
    return Bid.objects.create(
        number=f"T{n:06d}",
        lot=lot,
        slot=slot_of(lot.pk, organization.pk),
        organization=organization,
        submitted_at=of.deadline - timedelta(hours=1),
        sealed=b"x",
        digest=f"{n:064d}",
        opened_at=of.deadline + timedelta(minutes=5),
        technical=written({"text": content}, files),
        price=written({}, (), total=total),
    )


def written(parts, files, **more):
    """An opened envelope."""
    return json.dumps({"parts": parts, "files": list(files), **more}, ensure_ascii=False)


def passed(of, by):
    """All bids of a call examined, found to qualify and told so; reviewed."""
    for row in qualification.examine(by=by, call=of):
        for check in row.checks.all():
            if check.waits:
                qualification.find(by=by, check=check, result="pass")
        qualification.decide(by=by, qualification=row, verb="pass")
    qualification.tell(by=by, call=of)
    Call.objects.filter(pk=of.pk).update(status="reviewed")
    of.refresh_from_db()


def ranked(monkeypatch, of, *places):
    """As the panel left it: ``(bid, rank, score)``, best first, of one lot."""

    def rows():
        ranks = [rank for _, rank, _ in places]
        for bid, rank, score in places:
            yield SimpleNamespace(
                bid=bid,
                organization=bid.organization,
                rank=rank,
                total=Decimal(score),
                suggested=None,
                tied=ranks.count(rank) > 1,
                passed=Decimal(score) >= 60,
            )

    lots = [SimpleNamespace(lot=of.lots.get(), rows=list(rows()))]
    monkeypatch.setattr("procurement.queries.decisions.ranking", lambda call: lots)
    monkeypatch.setattr("procurement.queries.decisions.amount_of", lambda b: Decimal(b.amount))


def panel(of, n=3):
    made = Panel.objects.create(call=of)
    for _ in range(n):
        user = make.officer("50", Role.EXPERT)
        expert = Expert.objects.create(
            federation=of.project.federation,
            user=user,
            person_name=f"评审{next(serial)}",
            kind="scholar",
            employer=f"大学{next(serial)}",
        )
        made.seats.create(expert=expert)
    return made
