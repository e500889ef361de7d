from accounts.roles import Permission
from governance.workflow import Move, Workflow
from procurement.models import Call, Decision

Status = Decision.Status
EDIT, APPROVE = Permission.PURCHASE_EDIT, Permission.PURCHASE_APPROVE


def not_reviewed(decision):
    if decision.call.status != Call.Status.REVIEWED:
        return f"公告目前为“{decision.call.standing}”，评审完成后才能审定。"


def without_minutes(decision):
    return "" if decision.minutes.strip() else "请填写会议纪要。"


def nothing_staged(decision):
    if not decision.awards.filter(status="proposed").exists():
        return "还没有拟立项的单位；不予立项的，请废标并写明理由。"


def publicity_running(decision):
    if not decision.publicity_over():
        return f"公示至 {decision.publicity_to:%Y-%m-%d}，期满后才能定标。"


def objections_open(decision):
    waiting = decision.call.objections.suspending().count()
    return f"有 {waiting} 件质疑或投诉没有答复，定标暂停。" if waiting else ""


DECISION = Workflow(
    submit=Move(
        label="送审",
        sources=(Status.DRAFT,),
        target=Status.SUBMITTED,
        permission=EDIT,
        unless=(not_reviewed, without_minutes, nothing_staged),
    ),
    **{
        "return": Move(
            label="退回修改",
            sources=(Status.SUBMITTED,),
            target=Status.DRAFT,
            permission=APPROVE,
            needs_reason=True,
        )
    },
    approve=Move(
        label="批准并公示",
        sources=(Status.SUBMITTED,),
        target=Status.PUBLIC,
        permission=APPROVE,
        unless=(not_reviewed, nothing_staged),
    ),
    conclude=Move(
        label="定标",
        sources=(Status.PUBLIC,),
        target=Status.CONCLUDED,
        permission=EDIT,
        unless=(publicity_running, objections_open),
    ),
    redo=Move(
        label="重新审定",
        sources=(Status.PUBLIC, Status.CONCLUDED),
        target=Status.DRAFT,
        permission=EDIT,
        needs_reason=True,
    ),
    overturn=Move(
        label="因异议成立重新审定",
        sources=(Status.PUBLIC, Status.CONCLUDED),
        target=Status.DRAFT,
        permission=None,
    ),
)
"""Staged by one, approved and made public by another, awarded when the publicity is over and
nothing is held against it."""
