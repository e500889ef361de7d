"""Heads times a standard (SH-03): 以人头核经费、以经费买服务、以项目拨经费."""

from decimal import ROUND_HALF_UP, Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from governance.trail import record
from procurement.models import HeadcountBasis
from procurement.services.budgets import own_money, set_line

FEN = Decimal("0.01")


def worth(*, heads, standard, share=1):
    """What the heads come to, to the fen."""
    return (Decimal(heads) * standard * Decimal(share)).quantize(FEN, ROUND_HALF_UP)


def priced(services, amount):
    """Services with what each comes to; together not more than there is."""
    done = [
        {
            "name": service["name"],
            "quantity": str(service["quantity"]),
            "unit_cost": str(service["unit_cost"]),
            "amount": str(worth(heads=service["quantity"], standard=service["unit_cost"])),
        }
        for service in services
    ]
    total = sum(Decimal(service["amount"]) for service in done)
    if total > amount:
        raise ValidationError(
            f"购买的服务合计 {total:,} 元，超过核定经费 {amount:,} 元 {total - amount:,} 元。"
        )
    return done


@transaction.atomic
def work_out(
    *,
    by,
    federation,
    year,
    heads_of,
    heads,
    standard,
    services,
    share=1,
    source="",
    name="",
    basis="",
):
    """Keep what was worked out; with a source and a name it becomes a budget line at once."""
    own_money(by, federation, "work_out")
    amount = worth(heads=heads, standard=standard, share=share)
    row = HeadcountBasis(
        federation=federation,
        year=year,
        heads_of=heads_of,
        heads=heads,
        standard=standard,
        share=share,
        amount=amount,
        services=priced(services, amount),
        by=by,
    )
    if source:
        ground = f"{heads_of} {heads} 人 × {standard:,} 元" + (f"；{basis}" if basis else "")
        row.line = set_line(
            by=by,
            federation=federation,
            year=year,
            source=source,
            name=name,
            amount=amount,
            basis=ground[:200],
        )
    row.full_clean()
    row.save()
    record(by=by, verb="work_out", label="按人头核定经费", subject=row, amount=str(amount))
    return row
