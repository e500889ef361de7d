"""Money that cannot be spent twice: its columns, what is taken of a whole, and how that is changed.

A purse holds ``amount`` and what is taken of it, each in 元: ``reserved`` by what is asked for,
``committed`` by what was decided, ``paid``. Whoever takes does so by one conditional UPDATE.
"""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q

from governance.trail import record


def money(label, **options):
    return models.DecimalField(label, max_digits=14, decimal_places=2, **options)


def not_overspent(name):
    """The constraint that no more is taken than there is."""
    return models.CheckConstraint(
        name=name,
        condition=Q(
            reserved__gte=0,
            committed__gte=0,
            paid__gte=0,
            amount__gte=F("reserved") + F("committed") + F("paid"),
        ),
        violation_error_message="预算不足。",
    )


class Purse:
    """What a model with these columns knows of them."""

    @property
    def taken(self):
        return self.reserved + self.committed + self.paid

    @property
    def free(self):
        return self.amount - self.taken

    def parts(self):
        """The columns as stretches of a bar, in percent of the whole."""
        found, at = [], 0
        for name in ("paid", "committed", "reserved"):
            share = float(getattr(self, name) / self.amount * 100) if self.amount else 0
            found.append({"name": name, "at": f"{at:.2f}", "width": f"{share:.2f}"})
            at += share
        return found


@transaction.atomic
def change_amount(*, by, purse, amount, reason, label):
    """More or less of it; never less than is taken of it already. The caller asks who may.

    Raises ValidationError at ``reason`` or ``amount``.
    """
    if not reason.strip():
        raise ValidationError({"reason": "请填写调整的原因。"})
    purse = type(purse).objects.select_for_update(of=("self",)).get(pk=purse.pk)
    if amount < purse.taken:
        raise ValidationError({"amount": f"已占用 {purse.taken:,} 元，预算不能少于此数。"})
    before, purse.amount = purse.amount, amount
    purse.full_clean()
    purse.save(update_fields=["amount"])
    record(
        by=by,
        verb="change",
        label=label,
        subject=purse,
        reason=reason,
        before=str(before),
        after=str(amount),
    )
    return purse
