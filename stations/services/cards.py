"""Laying down rule cards and ending them: by the house that issues the document, tighter only."""

from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.roles import Permission
from governance.trail import record, refuse
from governance.workflow import save
from stations import cards
from stations.models import RuleCard

APPROVE = Permission.CASE_APPROVE
FOREIGN = "只有制定规则的工会自己能录入和停止规则卡。"


@transaction.atomic
def lay_down(*, by, federation, term, value, title, clause, force=RuleCard.Force.BLOCK, number="",
             text="", valid_from=None):  # fmt: skip
    """A card of a federation's own, from a day on. Looser than what holds above is refused."""
    if federation not in by.federations_granting(APPROVE):
        refuse(by=by, verb="lay_down", subject=federation)
        raise PermissionDenied(FOREIGN)
    about = cards.terms().get(term)
    if about is None:
        raise ValidationError({"term": "没有这个事项。"})
    row = RuleCard(
        federation=federation,
        term=term,
        value=Decimal(str(value)),
        force=force,
        title=title.strip(),
        number=number.strip(),
        clause=clause.strip(),
        text=text.strip(),
        valid_from=valid_from or timezone.localdate(),
        by=by,
    )
    if about.compare and force != RuleCard.Force.WARN:
        raise ValidationError({"force": "核对标准只作提示，由人复核，不能自动拒绝。"})
    keep_within(row, about)
    save(row)
    record(
        by=by,
        verb="lay_down",
        label="录入规则卡",
        subject=row,
        term=term,
        value=str(row.value),
        valid_from=row.valid_from.isoformat(),
    )
    return row


def keep_within(row, about):
    """Raises where what holds above on the card's first day would be loosened."""
    above = [
        card
        for card in cards.cards_of(row.federation, row.valid_from)
        if card.code != row.federation.code and card.term == row.term and not card.default
    ]
    held = cards.tightest(above).get(row.term)
    if held is None:
        return
    if not about.allows(row.value, held.value):
        raise ValidationError(
            {"value": f"下级只能从严：上级规定{about.label}{held.words}（{held.cite}）。"}
        )
    if held.force == RuleCard.Force.BLOCK and row.force == RuleCard.Force.WARN:
        raise ValidationError({"force": f"上级的规定是硬性的，不能改为提示（{held.cite}）。"})


@transaction.atomic
def end_card(*, by, card, reason, valid_to=None):
    """It no longer holds from that day on. Cases frozen by it keep it."""
    card = RuleCard.objects.select_for_update(of=("self",)).get(pk=card.pk)
    if card.federation not in by.federations_granting(APPROVE):
        refuse(by=by, verb="end", subject=card)
        raise PermissionDenied(FOREIGN)
    if card.valid_to:
        raise ValidationError("这张规则卡已经停止。", code="stale")
    if not reason.strip():
        raise ValidationError({"reason": "请填写停止的原因。"})
    card.valid_to = valid_to or timezone.localdate()
    card.end_reason = reason.strip()
    save(card)
    record(
        by=by,
        verb="end",
        label="停止规则卡",
        subject=card,
        reason=reason,
        valid_to=card.valid_to.isoformat(),
    )
    return card
