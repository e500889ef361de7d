"""Money for purchases: every taking is one conditional UPDATE, so that of any number of officers
who ask for the last of it at once only as many succeed as there is money for.

``reserve``, ``release``, ``commit``, ``uncommit``, ``pay`` and ``refund`` belong to the act that
calls them: that act asks who may, and stands in the trail; here it leaves an entry.
"""

from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, Sum

from accounts.roles import Permission
from governance.purses import change_amount
from governance.trail import record, refuse
from procurement.models import BudgetEntry, BudgetLine, Project

NOT_YOUR_MONEY = "只能管理本级的采购预算。"
Kind = BudgetEntry.Kind
NOUGHT = Decimal("0.00")
SHIFTS = {
    Kind.RESERVE: (None, "reserved"),
    Kind.RELEASE: ("reserved", None),
    Kind.COMMIT: ("reserved", "committed"),
    Kind.UNCOMMIT: ("committed", "reserved"),
    Kind.PAY: ("committed", "paid"),
    Kind.REFUND: ("paid", None),
}
"""Out of which column of the line into which each kind of entry moves money."""


def own_money(by, federation, verb):
    if federation not in by.federations_granting(Permission.PURCHASE_BUDGET):
        refuse(by=by, verb=verb, subject=federation)
        raise PermissionDenied(NOT_YOUR_MONEY)


@transaction.atomic
def set_line(*, by, federation, year, source, name, amount, basis=""):
    """Enter what a federation may spend on purchases in a year out of one source."""
    own_money(by, federation, "set_line")
    line = BudgetLine(
        federation=federation, year=year, source=source, name=name, amount=amount, basis=basis
    )
    line.full_clean()
    line.save()
    record(by=by, verb="set", label="登记采购预算", subject=line, amount=str(amount))
    return line


@transaction.atomic
def change_line(*, by, line, amount, reason):
    """More or less of it; never less than is taken of it already."""
    own_money(by, line.federation, "change_line")
    return change_amount(by=by, purse=line, amount=amount, reason=reason, label="调整采购预算")


def held(project):
    """``{"reserved": …, "committed": …, "paid": …}`` of a project, the sum of its entries."""
    found = dict.fromkeys(("reserved", "committed", "paid"), NOUGHT)
    rows = BudgetEntry.objects.filter(project=project).order_by()
    for kind, total in rows.values_list("kind").annotate(Sum("amount")):
        out_of, into = SHIFTS[kind]
        if out_of:
            found[out_of] -= total
        if into:
            found[into] += total
    return found


def reserve(*, by, project, amount, note=""):
    """Keep money of its line for a project, if there is so much left: asked and taken in one
    statement."""
    line = _line_of(project)
    taken = F("reserved") + F("committed") + F("paid")
    enough = BudgetLine.objects.filter(pk=line.pk, amount__gte=taken + amount)
    with transaction.atomic():
        if not enough.update(reserved=F("reserved") + amount):
            left = BudgetLine.objects.get(pk=line.pk).free
            raise ValidationError({"line": f"预算不足：“{line}”还剩 {left:,} 元可用。"})
        return _enter(by, project, line, Kind.RESERVE, amount, note)


def release(*, by, project, amount=None, note=""):
    """Give back what is reserved for a project: all of it, if no sum is said."""
    return _shift(by, project, Kind.RELEASE, amount, note)


def commit(*, by, project, amount, note=""):
    """What is awarded is no longer free: out of what the project has reserved."""
    return _shift(by, project, Kind.COMMIT, amount, note)


def uncommit(*, by, project, amount, note=""):
    """An award is taken back; its money is reserved for the project as before."""
    return _shift(by, project, Kind.UNCOMMIT, amount, note)


def pay(*, by, project, amount, note=""):
    return _shift(by, project, Kind.PAY, amount, note)


def refund(*, by, project, amount, note=""):
    """Paid money that came back is free again."""
    return _shift(by, project, Kind.REFUND, amount, note)


@transaction.atomic
def _shift(by, project, kind, amount, note):
    """Between columns of the project's line, never more than the project itself has in one."""
    project = Project.objects.select_for_update(of=("self",), no_key=True).get(pk=project.pk)
    line, (out_of, into) = _line_of(project), SHIFTS[kind]
    there = held(project)[out_of]
    amount = there if amount is None else amount
    if amount == 0 and kind == Kind.RELEASE:
        return None
    if not 0 < amount <= there:
        name = BudgetLine._meta.get_field(out_of).verbose_name.removesuffix("（元）")
        raise ValidationError(
            {"amount": f"本项目{name} {there:,} 元，不能{kind.label} {amount:,} 元。"}
        )
    change = {out_of: F(out_of) - amount}
    if into:
        change[into] = F(into) + amount
    BudgetLine.objects.filter(pk=line.pk).update(**change)
    return _enter(by, project, line, kind, amount, note)


def _line_of(project):
    if project.line_id is None:
        raise ValidationError({"line": "请先选择预算科目：先有预算，后购买服务。"})
    return project.line


def _enter(by, project, line, kind, amount, note):
    return BudgetEntry.objects.create(
        line=line, project=project, kind=kind, amount=amount, by=by, note=note
    )
