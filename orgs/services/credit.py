"""Off a credit list: not before the law allows (《社会组织信用信息管理办法》)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from governance.trail import record
from orgs.models import CreditMark
from orgs.services.particulars import ENDED, LATER, REASON, correct_particular, hold_row, keep


def correct_mark(*, by, row, reason, **values):
    """All of a mark but its removal, which has conditions of its own."""
    if {"ended_on", "removal_reason"} & values.keys():
        raise ValidationError({"ended_on": "移出名单请按“移出名单”办理。"})
    return correct_particular(by=by, row=row, reason=reason, **values)


@transaction.atomic
def remove_mark(*, by, row, on, reason, revoked=False):
    """Removed from the list; ``revoked``: it never should have been on it, the decision fell."""
    mark = hold_row(by=by, row=row)
    if mark.ended_on:
        raise ValidationError({"on": ENDED})
    if not reason.strip():
        raise ValidationError({"reason": REASON})
    if on > timezone.localdate():
        raise ValidationError({"on": LATER})
    if on < mark.starts_on:
        raise ValidationError({"on": f"不能早于列入日期 {mark.starts_on:%Y-%m-%d}。"})
    if not revoked:
        _refuse_early(mark, on)
    mark.ended_on = mark.starts_on if revoked else on
    mark.removal_reason = f"列入决定被撤销：{reason}" if revoked else reason
    mark.removal_reason = mark.removal_reason[:200]
    keep(mark)
    record(
        by=by,
        verb="particular",
        label="撤销列入信用名单" if revoked else f"移出{mark.get_list_display()}",
        subject=mark.organization,
        reason=reason,
        kind="creditmark",
        row=mark.pk,
    )
    return mark


def _refuse_early(mark, on):
    first = mark.removable_from
    if first is None:
        raise ValidationError(
            {
                "on": "列入事由尚未消除：须先履行义务、完成改正，并更正本记录填写履行义务日期，"
                "方可移出活动异常名录。"
            }
        )
    if on < first:
        why = (
            "列入严重违法失信名单满2年且未再发生应列入情形的，方可移出"
            if mark.list == CreditMark.List.DISHONEST
            else "没有应履行义务的，列入满6个月方可移出；有的，自履行之日起"
        )
        raise ValidationError({"on": f"依法最早可于 {first:%Y-%m-%d} 移出：{why}。"})
