"""Money for aid. What goes out of a fund is taken by one conditional UPDATE of what it has of that
source, so that of any number who ask for the last of it at once only as many get it as there is
money for."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from accounts.roles import Permission
from governance.trail import record, refuse
from stations.models import AidSource, Fund, FundBalance, FundEntry, FundStatement
from stations.queries.funds import statement

IN, OUT = FundEntry.Direction.IN, FundEntry.Direction.OUT


def _own_money(by, federation, verb):
    if federation not in by.federations_granting(Permission.FUND_EDIT):
        refuse(by=by, verb=verb, subject=federation)
        raise PermissionDenied("只能管理本级的帮扶资金。")


@transaction.atomic
def open_fund(*, by, federation, name, purpose="", opened_on=None):
    _own_money(by, federation, "open_fund")
    fund = Fund(
        federation=federation,
        name=name,
        purpose=purpose,
        opened_on=opened_on or timezone.localdate(),
    )
    fund.full_clean()
    fund.save()
    record(by=by, verb="open", label="设立帮扶资金", subject=fund)
    return fund


@transaction.atomic
def receive(*, by, fund, source, amount, on=None, party="", document="", note=""):
    """Money comes in: from the budget, from the union's own, or given."""
    _own_money(by, fund.federation, "receive")
    entry = book(
        by=by,
        fund=fund,
        source=source,
        amount=amount,
        direction=IN,
        on=on,
        party=party,
        document=document,
        note=note,
    )
    record(by=by, verb="receive", label="登记资金收入", subject=fund, amount=str(amount))
    return entry


@transaction.atomic
def spend(*, by, fund, source, amount, item, on=None, **said):
    """Money goes out for an item, if there is so much left of that source."""
    _own_money(by, fund.federation, "spend")
    entry = book(by=by, fund=fund, source=source, amount=amount, item=item, on=on, **said)
    record(by=by, verb="spend", label="登记资金支出", subject=fund, amount=str(amount))
    return entry


def book(*, by, fund, source, amount, direction=OUT, on=None, **said):
    """An entry as part of another act, which asks who may and stands in the trail: aid paid to a
    household, money given in a campaign. ``said``: item, households, persons, party, note, …"""
    entry = FundEntry(
        fund=fund,
        federation=fund.federation,
        source=source,
        direction=direction,
        amount=amount,
        on=on or timezone.localdate(),
        by=by,
        **said,
    )
    if entry.on > timezone.localdate():
        raise ValidationError({"on": "日期不能晚于今天。"})
    if fund.closed_on and entry.on >= fund.closed_on:
        raise ValidationError({"on": f"“{fund}”已于 {fund.closed_on:%Y-%m-%d} 终止。"})
    entry.full_clean()
    with transaction.atomic():
        _shift(entry)
        entry.save()
    return entry


def _shift(entry):
    """Move the balance by an entry. Asked and taken in one statement."""
    kept = FundBalance.objects.filter(fund=entry.fund, source=entry.source)
    if entry.direction == IN:
        column, enough = "received", kept.filter(received__gte=F("spent") - entry.amount)
        if entry.amount > 0:
            with connection.cursor() as cursor:
                cursor.execute(
                    "INSERT INTO stations_fundbalance (fund_id, source, received, spent)"
                    " VALUES (%s, %s, 0, 0) ON CONFLICT DO NOTHING",
                    [entry.fund_id, entry.source],
                )
    else:
        column, enough = "spent", kept.filter(received__gte=F("spent") + entry.amount)
    if not enough.update(**{column: F(column) + entry.amount}):
        left = sum(balance.left for balance in kept)
        source = AidSource(entry.source).label
        raise ValidationError(
            {"amount": f"“{entry.fund}”的{source}还剩 {left:,.2f} 元，不足以登记这笔。"}
        )


@transaction.atomic
def reverse(*, by, entry, reason):
    """Take a mistaken entry back by another with its amounts below nought; both stay."""
    _own_money(by, entry.federation, "reverse")
    if not reason.strip():
        raise ValidationError({"reason": "请填写冲正的原因。"})
    if entry.act_id:
        raise ValidationError("这笔支出由活动场次登记，请到活动页面更正。")
    if hasattr(entry, "aid_payment"):
        raise ValidationError("这笔支出由帮扶发放登记，请到发放页面登记银行退回。")
    return undo(by=by, entry=entry, reason=reason)


def undo(*, by, entry, reason):
    """The same as part of another act."""
    if entry.reverses_id:
        raise ValidationError("冲正的分录不能再冲正。")
    if FundEntry.objects.filter(reverses=entry).exists():
        raise ValidationError("这笔已经冲正。")
    said = ("source", "direction", "item", "campaign", "party", "document")
    back = FundEntry(
        fund=entry.fund,
        federation=entry.federation,
        on=timezone.localdate(),
        amount=-entry.amount,
        households=-entry.households,
        persons=-entry.persons,
        note=reason[:200],
        reverses=entry,
        by=by,
        **{name: getattr(entry, name) for name in said},
    )
    back.full_clean()
    with transaction.atomic():
        _shift(back)
        back.save()
        record(by=by, verb="reverse", label="冲正资金收支", subject=entry.fund, reason=reason)
    return back


@transaction.atomic
def publish(*, by, fund, starts_on, ends_on):
    """Tell the public what came in and went out in a period; its figures stay what they are."""
    _own_money(by, fund.federation, "publish")
    if ends_on > timezone.localdate():
        raise ValidationError({"ends_on": "只能公开到今天为止的收支。"})
    told = FundStatement(
        fund=fund,
        starts_on=starts_on,
        ends_on=ends_on,
        figures=statement(fund, starts_on, ends_on),
        by=by,
    )
    told.full_clean()
    told.save()
    record(by=by, verb="publish", label="公开资金收支", subject=told)
    return told


@transaction.atomic
def withdraw(*, by, statement, reason):
    _own_money(by, statement.fund.federation, "withdraw")
    row = FundStatement.objects.select_for_update(of=("self",)).get(pk=statement.pk)
    if row.withdrawn_at:
        raise ValidationError("已经撤回。")
    if not reason.strip():
        raise ValidationError({"reason": "请填写撤回的原因。"})
    row.withdrawn_at = timezone.now()
    row.save(update_fields=["withdrawn_at"])
    record(by=by, verb="withdraw", label="撤回资金公开", subject=row, reason=reason)
    return row
