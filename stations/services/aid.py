"""Help by plan: drawn up by one, approved by a second, paid by a third on the bank's receipt."""

from decimal import ROUND_DOWN, Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from accounts.roles import Permission
from governance.trail import record, refuse
from governance.workflow import save
from stations import cards
from stations.file_terms import months_after
from stations.models import AidPayment, AidPlan, Case
from stations.services import funds
from stations.workflows.cases import CASE, PLAN

CENT = Decimal("0.01")
Paid, Plan = AidPayment.Status, AidPlan.Status


@transaction.atomic
def plan_aid(*, by, case, **fields):
    """What a household on file is to get (依档帮扶，先建档、后帮扶)."""
    if not by.may(Permission.CASE_EDIT, case):
        refuse(by=by, verb="plan_aid", subject=case)
        raise PermissionDenied("只能为本级建档的家庭拟定帮扶方案。")
    rows = Case.objects.select_for_update(of=("self",)).select_related("household")
    case = rows.get(pk=case.pk)
    if case.status not in Case.ON_FILE:
        raise ValidationError("先建档、后帮扶：建档以后才能拟定帮扶方案。", code="stale")
    plan = AidPlan(case=case, by=by, **fields)
    for finding in beyond_cards(plan):
        if finding.blocks:
            raise ValidationError({"amount": finding.words})
    save(plan)
    record(by=by, verb="plan_aid", label="拟定帮扶方案", subject=case, amount=str(plan.amount))
    return plan


def beyond_cards(plan):
    """Where a plan goes beyond the rule cards that its case keeps."""
    year = plan.starts_on.year
    given = AidPayment.objects.filter(
        household=plan.case.household_id, status__in=[Paid.DUE, Paid.PAID], due_on__year=year
    )
    given = given.exclude(plan=plan.pk).aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
    return cards.findings(plan.case.card, aid_yearly=given + plan.amount)


@transaction.atomic
def approve_plan(*, by, plan):
    """Its instalments are laid out, and the case is being helped."""
    if by.pk == plan.by_id:
        refuse(by=by, verb="approve", subject=plan)
        raise ValidationError("不能审批自己拟定的帮扶方案。", code="own")
    plan = PLAN.move(plan, "approve", by=by, approver=by, approved_at=timezone.now())
    case = plan.case
    persons = case.household.members.count()
    AidPayment.objects.bulk_create(
        AidPayment(
            plan=plan,
            household=case.household,
            ordinal=n,
            item=plan.item,
            source=plan.source,
            amount=amount,
            persons=persons,
            due_on=months_after(plan.starts_on, n - 1),
            prepared_by=plan.by,
            approved_by=by,
        )
        for n, amount in enumerate(shares(plan.amount, plan.instalments), 1)
    )
    if case.status == Case.Status.FILED:
        CASE.move(case, "aid", by=by)
    return plan


def shares(amount, parts):
    """Equal to the cent; what does not divide goes with the first."""
    each = (amount / parts).quantize(CENT, ROUND_DOWN)
    return [amount - each * (parts - 1), *[each] * (parts - 1)]


@transaction.atomic
def cancel_plan(*, by, plan, reason):
    """What was paid stays paid; the rest is not due any more."""
    plan = PLAN.move(plan, "cancel", by=by, reason=reason)
    plan.payments.filter(status=Paid.DUE).update(status=Paid.CANCELLED, note=reason.strip()[:200])
    return plan


def _payable(by, payment):
    rows = AidPayment.objects.select_for_update(of=("self",)).select_related(
        "plan__case", "household", "item"
    )
    payment = rows.get(pk=payment.pk)
    if not by.may(Permission.AID_PAY, payment):
        refuse(by=by, verb="pay", subject=payment)
        raise PermissionDenied("只能发放本级的帮扶资金。")
    return payment


@transaction.atomic
def look_at_account(*, by, payment):
    """Whoever pays sees the account whole, and that they did is written down."""
    if not by.may(Permission.AID_PAY, payment):
        refuse(by=by, verb="look_at_account", subject=payment)
        raise PermissionDenied("只能发放本级的帮扶资金。")
    record(by=by, verb="look_at_account", label="查看收款账号", subject=payment)
    return payment.household.bank_account


@transaction.atomic
def pay(*, by, payment, paid_on, receipt, fund):
    """The bank's receipt is entered: once, by neither who planned it nor who approved it, and only
    as far as the fund has money of that source."""
    payment = _payable(by, payment)
    if payment.status != Paid.DUE:
        now = payment.get_status_display()
        raise ValidationError(f"这笔帮扶目前为“{now}”，不能再发放。", code="stale")
    if by.pk in (payment.prepared_by_id, payment.approved_by_id):
        refuse(by=by, verb="pay", subject=payment)
        raise ValidationError("拟定、审批、发放须由不同的人办理。", code="own")
    if paid_on > timezone.localdate():
        raise ValidationError({"paid_on": "发放日期不能晚于今天。"})
    payment.status, payment.paid_on = Paid.PAID, paid_on
    payment.payer, payment.receipt = by, receipt.strip()
    if fund.federation_id != payment.household.federation_id:
        raise ValidationError({"fund": "只能从本级的帮扶资金发放。"})
    payment.entry = funds.book(
        by=by,
        fund=fund,
        source=payment.source,
        amount=payment.amount,
        item=payment.item,
        on=paid_on,
        households=1,
        persons=payment.persons,
        document=payment.receipt,
        note=f"困难职工帮扶，第 {payment.ordinal} 次",
    )
    save(payment)
    plan = payment.plan
    if not plan.payments.filter(status=Paid.DUE).exists():
        AidPlan.objects.filter(pk=plan.pk, status=Plan.APPROVED).update(status=Plan.DONE)
    record(
        by=by,
        verb="pay",
        label="登记发放",
        subject=payment,
        amount=str(payment.amount),
        number=payment.receipt,
    )
    return payment


@transaction.atomic
def bounce(*, by, payment, reason):
    """The bank sent it back: it is due again, under a line of its own."""
    payment = _payable(by, payment)
    if payment.status != Paid.PAID:
        raise ValidationError("只有已发放的才会被银行退回。", code="stale")
    if not reason.strip():
        raise ValidationError({"reason": "请填写退回的原因。"})
    payment.status, payment.note = Paid.BOUNCED, reason.strip()[:200]
    save(payment)
    if payment.entry_id:
        funds.undo(by=by, entry=payment.entry, reason=f"银行退回：{reason.strip()}"[:200])
    again = AidPayment.objects.create(
        **{
            name: getattr(payment, name)
            for name in ("plan", "household", "ordinal", "item", "source", "amount", "persons")
        },
        prepared_by=payment.prepared_by,
        approved_by=payment.approved_by,
        due_on=timezone.localdate(),
    )
    AidPlan.objects.filter(pk=payment.plan_id, status=Plan.DONE).update(status=Plan.APPROVED)
    record(by=by, verb="bounce", label="登记银行退回", subject=payment, reason=reason)
    return again
