from django.utils import timezone

from accounts.roles import Permission
from governance.workflow import Move, Workflow
from procurement.models import Qualification

Status = Qualification.Status


def already_asked(row):
    return "补正只有一次机会，已经要求过补正。" if row.cure_asked_at else ""


def nothing_curable(row):
    checks = row.checks.all()
    if any(c.curable and (c.bars or c.waits) for c in checks):
        return ""
    return "没有可以补正的事项；不可补正的，请直接审查决定。"


def term_over(row):
    if row.cure_due_on and row.cure_due_on < timezone.localdate():
        return f"补正期限 {row.cure_due_on:%Y-%m-%d} 已过。"
    return ""


def term_running(row):
    """While the bidder may still mend, nobody decides."""
    waiting = row.status == Status.CURING and not row.cured_at
    return (
        f"补正期限至 {row.cure_due_on:%Y-%m-%d}，期满前不能决定。"
        if (waiting and not term_over(row))
        else ""
    )


def not_all_met(row):
    bad = [c.label for c in row.checks.all() if c.bars or c.waits]
    return f"还有条件不符合或待核实：{'；'.join(bad)}。" if bad else ""


def all_met(row):
    bad = [c for c in row.checks.all() if c.bars or c.waits]
    return "" if bad else "各项条件都符合，不能认定不合格。"


def told(row):
    return "结果已通知申报单位，不能再改。" if row.told_at else ""


EDIT = Permission.PURCHASE_EDIT
QUALIFICATION = Workflow(
    ask_cure=Move(
        label="要求补正",
        sources=(Status.PENDING,),
        target=Status.CURING,
        permission=EDIT,
        unless=(already_asked, nothing_curable),
    ),
    cure=Move(
        label="补正",
        sources=(Status.CURING,),
        target=Status.PENDING,
        permission=Permission.OWN_BID_EDIT,
        unless=(term_over,),
    ),
    **{
        "pass": Move(
            label="认定合格",
            sources=(Status.PENDING, Status.CURING),
            target=Status.PASSED,
            permission=EDIT,
            unless=(term_running, not_all_met),
        )
    },
    fail=Move(
        label="认定不合格",
        sources=(Status.PENDING, Status.CURING),
        target=Status.FAILED,
        permission=EDIT,
        unless=(term_running, all_met),
    ),
    reopen=Move(
        label="重新审查",
        sources=(Status.PASSED, Status.FAILED),
        target=Status.PENDING,
        permission=EDIT,
        unless=(told,),
        needs_reason=True,
    ),
)
"""After the opening and before the scores; the bidder has one chance to mend what can be mended."""
