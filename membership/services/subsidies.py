"""Money for unions: taken from a budget by conditional updates alone, so that of any number of
officers who ask for the last of it at once only as many succeed as there is money for."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.roles import Permission
from governance.purses import change_amount
from governance.trail import record, refuse
from membership.models import Member, Subsidy, SubsidyBudget, SubsidyKind
from membership.workflows.subsidies import SUBSIDY
from unions.models import GrassrootsUnion

NOT_YOUR_MONEY = "只能管理本级的补助预算和种类。"
NOT_YOUR_UNION = "只能为本级及下级的基层工会申请补助。"
Often, Rule, Status = SubsidyKind.Often, SubsidyKind.Rule, Subsidy.Status


def _own(by, federation, verb):
    if federation not in by.federations_granting(Permission.SUBSIDY_PAY):
        refuse(by=by, verb=verb, subject=federation)
        raise PermissionDenied(NOT_YOUR_MONEY)


@transaction.atomic
def set_budget(*, by, federation, year, source, amount, basis=""):
    """Enter what a federation has for subsidies in a year, of one source."""
    _own(by, federation, "set_budget")
    budget = SubsidyBudget(
        federation=federation, year=year, source=source, amount=amount, basis=basis
    )
    budget.full_clean()
    budget.save()
    record(by=by, verb="set", label="登记补助预算", subject=budget, amount=str(amount))
    return budget


@transaction.atomic
def change_budget(*, by, budget, amount, reason):
    """More or less of it; never less than is taken of it already."""
    _own(by, budget.federation, "change_budget")
    return change_amount(by=by, purse=budget, amount=amount, reason=reason, label="调整补助预算")


@transaction.atomic
def begin_kind(*, by, federation, **fields):
    """Set up a kind of subsidy with its amount rule."""
    _own(by, federation, "begin_kind")
    kind = SubsidyKind(federation=federation, **fields)
    kind.full_clean()
    kind.save()
    record(by=by, verb="begin", label="设立补助种类", subject=kind, rule=kind.rule_in_words())
    return kind


@transaction.atomic
def end_kind(*, by, kind, on=None):
    """Nobody can ask for it from that day on; what was asked for is decided by its rule."""
    _own(by, kind.federation, "end_kind")
    kind = SubsidyKind.objects.select_for_update(of=("self",)).get(pk=kind.pk)
    if kind.ended_on:
        raise ValidationError(f"“{kind}”已于 {kind.ended_on:%Y-%m-%d} 停用。")
    kind.ended_on = on or timezone.localdate()
    kind.full_clean()
    kind.save(update_fields=["ended_on"])
    record(by=by, verb="end", label="停用补助种类", subject=kind, on=kind.ended_on.isoformat())
    return kind


def take(*, budget, amount):
    """Reserve money of a budget, if there is so much left: asked and taken in one statement."""
    taken = F("reserved") + F("committed") + F("paid")
    enough = SubsidyBudget.objects.filter(pk=budget.pk, amount__gte=taken + amount)
    if not enough.update(reserved=F("reserved") + amount):
        left = SubsidyBudget.objects.get(pk=budget.pk).free
        raise ValidationError({"amount": f"预算不足：{budget}还剩 {left:,} 元可申请。"})


def shift(*, budget, out_of, to=None, amount, kept=None):
    """Move money from one column of its budget to another; ``kept`` of it, the rest is free."""
    change = {out_of: F(out_of) - amount}
    if to:
        change[to] = F(to) + (amount if kept is None else kept)
    SubsidyBudget.objects.filter(pk=budget.pk).update(**change)


def worth(*, kind, union, amount=None, quantity=None):
    """``(amount, quantity)`` by the rule of a kind; what is not said is worked out."""
    members = Member.objects.current().filter(union=union).count()
    if kind.recipients and union.kind not in kind.recipients:
        raise ValidationError({"union": f"“{kind}”的对象是{kind.for_whom()}。"})
    if kind.most_members is not None and members > kind.most_members:
        raise ValidationError(
            {"union": f"该工会有会员 {members} 人，“{kind}”只补助不超过 {kind.most_members} 人的。"}
        )
    if kind.rule == Rule.PER_HEAD and quantity is None:
        quantity = members or None
    most = kind.most(quantity)
    amount = most if amount is None and kind.rule != Rule.UP_TO else amount
    if amount is None:
        raise ValidationError({"amount": "请填写申请金额。"})
    if kind.rule == Rule.FIXED and amount != most:
        raise ValidationError({"amount": f"“{kind}”为定额，应为 {most:,} 元。"})
    if amount > most:
        raise ValidationError({"amount": f"按规则最多 {most:,} 元。"})
    return amount, quantity


@transaction.atomic
def apply_for(*, by, budget, kind, union, purpose, amount=None, quantity=None, **fields):
    """Ask for a subsidy of a union; the money is reserved until it is decided."""
    if not by.may_at(Permission.SUBSIDY_APPLY, union.federation):
        refuse(by=by, verb="apply_for", subject=union)
        raise PermissionDenied(NOT_YOUR_UNION)
    for one in (budget, kind):
        if not union.federation.path.startswith(one.federation.path):
            raise ValidationError(f"“{one}”不适用于这个工会，请选择本级或上级的。")
    if not SubsidyKind.objects.in_force().filter(pk=kind.pk).exists():
        raise ValidationError({"kind": f"“{kind}”目前未启用。"})
    union = GrassrootsUnion.objects.select_for_update(of=("self",), no_key=True).get(pk=union.pk)
    if union.dissolved_on:
        raise ValidationError({"union": f"“{union}”已撤销，不能申请补助。"})
    amount, quantity = worth(kind=kind, union=union, amount=amount, quantity=quantity)
    term = {Often.ONCE: "once", Often.YEARLY: str(budget.year)}.get(kind.often)
    subsidy = Subsidy(
        budget=budget,
        kind=kind,
        union=union,
        term=term,
        purpose=purpose,
        amount=amount,
        quantity=quantity,
        applicant=by,
        **fields,
    )
    subsidy.full_clean()
    take(budget=budget, amount=amount)
    subsidy.save()
    record(by=by, verb="apply", label="申请补助", subject=subsidy, amount=str(amount))
    return subsidy


@transaction.atomic
def resubmit(*, by, subsidy, purpose, amount=None, quantity=None):
    """Ask again after it was returned; whoever does so is the applicant now."""
    kind, union = subsidy.kind, subsidy.union
    amount, quantity = worth(kind=kind, union=union, amount=amount, quantity=quantity)
    values = {"purpose": purpose, "amount": amount, "quantity": quantity, "applicant": by}
    subsidy = SUBSIDY.move(subsidy, "resubmit", by=by, **values)
    take(budget=subsidy.budget, amount=amount)
    return subsidy


@transaction.atomic
def move_subsidy(*, by, subsidy, verb, reason="", approved=None, paid_on=None, voucher=""):
    """Withdraw, return, approve, reject, pay or cancel; the budget follows in the same act."""
    row = Subsidy.objects.select_for_update(of=("self",)).get(pk=subsidy.pk)
    values, now = {}, timezone.now()
    if verb == "approve":
        values = {"approved": approved or row.amount, "decider": by, "decided_at": now}
    elif verb == "reject":
        values = {"decider": by, "decided_at": now}
    elif verb == "pay":
        paid_on = paid_on or timezone.localdate()
        if paid_on > timezone.localdate():
            raise ValidationError({"paid_on": "拨付日期不能晚于今天。"})
        values = {"payer": by, "paid_on": paid_on, "voucher": voucher.strip()}
    moved = SUBSIDY.move(row, verb, by=by, reason=reason, **values)
    match verb:
        case "withdraw" | "return" | "reject":
            if row.status == Status.APPLIED:
                shift(budget=row.budget, out_of="reserved", amount=row.amount)
        case "approve":
            shift(
                budget=row.budget,
                out_of="reserved",
                to="committed",
                amount=row.amount,
                kept=moved.approved,
            )
        case "pay":
            shift(budget=row.budget, out_of="committed", to="paid", amount=row.approved)
        case "cancel":
            shift(budget=row.budget, out_of="committed", amount=row.approved)
    return moved
