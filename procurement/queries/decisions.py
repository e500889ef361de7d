"""What a decision rests on: the scores, the rule of preference, the money."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from orgs import unionized
from procurement.models import Award, Bid, Lot
from procurement.queries.qualification import qualified
from procurement.queries.reviews import amount_of, ranking


@dataclass(frozen=True)
class Candidate:
    """A scored bid as the meeting sees it."""

    bid: Bid
    rank: int
    score: Decimal | None
    amount: Decimal | None
    suggested: Decimal | None
    tied: bool
    passed: bool
    union: str
    preferred: bool = False

    @property
    def organization(self):
        return self.bid.organization


@dataclass(frozen=True)
class LotCandidates:
    lot: Lot
    rows: list
    award: Award | None
    note: str

    @property
    def recommended(self):
        """Who comes first: by rank, among equals by the rule of preference where it holds."""
        rows = [row for row in self.rows if row.passed]
        return rows[0] if rows else None


def prefers_union(project):
    return bool((project.rules or {}).get("prefer_union"))


def preference_words(project):
    """The rule as the page says it, and why it is there or not."""
    if prefers_union(project):
        cite = project.rules.get("cites", {}).get("prefer_union", "")
        return (
            f"本项目使用{project.get_source_display()}，适用“{project.rules.get('name', '')}”："
            f"同等条件下，优先已建立工会或被工会覆盖的社会组织。依据：{cite}"
        )
    return (
        f"本项目使用{project.get_source_display()}，适用“{project.rules.get('name', '')}”，"
        "不得以不合理的条件实行差别待遇，因此没有“优先已建会组织”的规则和评分项。"
    )


def candidates(call, on=None):
    """``[LotCandidates]`` of a reviewed call, best first."""
    on = on or timezone.localdate()
    lots = ranking(call)
    bids = [row.bid for lot in lots for row in lot.rows]
    unions = unionized.unions_of([bid.organization for bid in bids], on)
    prefer = prefers_union(call.project)
    awards = {award.lot_id: award for award in Award.objects.standing().filter(lot__call=call)}
    found = []
    for lot in lots:
        rows = [
            Candidate(
                bid=row.bid,
                rank=row.rank,
                score=row.total,
                amount=amount_of(row.bid),
                suggested=row.suggested,
                tied=row.tied,
                passed=row.passed,
                union=getattr(unions.get(row.bid.organization_id), "name", ""),
            )
            for row in lot.rows
        ]
        rows, note = settle_ties(rows, prefer)
        found.append(LotCandidates(lot.lot, rows, awards.get(lot.lot.pk), note))
    return found


def settle_ties(rows, prefer):
    """Among bids of one rank those with a union first, if the rules say so. Nothing else moves."""
    top = [row for row in rows if row.passed and row.rank == min(r.rank for r in rows)]
    if len(top) < 2:
        return rows, ""
    if not prefer:
        return rows, "名次并列，由会议决定并写明理由。"
    with_union = [row for row in top if row.union]
    if not with_union or len(with_union) == len(top):
        return rows, "名次并列，建会情况相同，由会议决定并写明理由。"
    keys = {row.bid.pk for row in with_union}
    settled = sorted(
        (_preferred(row) if row.bid.pk in keys else row for row in rows),
        key=lambda row: (row.rank, not row.preferred),
    )
    return settled, "名次并列，按同等条件下优先的规则，已建会的在前。"


def _preferred(row):
    return Candidate(**{**row.__dict__, "preferred": True})


@dataclass(frozen=True)
class Totals:
    """What a decision would cost, before anything is done."""

    staged: Decimal
    awarded: Decimal
    held: Decimal
    ceiling: Decimal
    lots: int
    decided: int

    @property
    def left(self):
        return self.held - self.awarded - self.staged

    @property
    def over(self):
        return self.left < 0


def totals(decision):
    project = decision.call.project
    rows = list(Award.objects.standing().filter(lot__call=decision.call))
    return Totals(
        staged=sum((a.amount for a in rows if a.status == "proposed"), Decimal(0)),
        awarded=sum((a.amount for a in rows if a.status == "awarded"), Decimal(0)),
        held=project.reserved(),
        ceiling=project.ceiling,
        lots=decision.call.lots.count(),
        decided=len(rows),
    )


def losers(decision):
    """The qualified bids of lots that went to another, to be told so."""
    won = Award.objects.filter(lot__call=decision.call, status="awarded").values("bid")
    return qualified(decision.call).exclude(pk__in=won)
