from accounts.roles import Permission
from governance.workflow import Move, Workflow
from membership.models import Subsidy

Status = Subsidy.Status
APPLY, APPROVE = Permission.SUBSIDY_APPLY, Permission.SUBSIDY_APPROVE


def union_is_no_more(subsidy):
    return f"“{subsidy.union}”已撤销。" if subsidy.union.dissolved_on else ""


SUBSIDY = Workflow(
    resubmit=Move(
        label="重新提交",
        sources=(Status.RETURNED,),
        target=Status.APPLIED,
        permission=APPLY,
        unless=(union_is_no_more,),
    ),
    withdraw=Move(
        label="撤回",
        sources=(Status.APPLIED, Status.RETURNED),
        target=Status.WITHDRAWN,
        permission=APPLY,
        needs_reason=True,
    ),
    approve=Move(
        label="批准",
        sources=(Status.APPLIED,),
        target=Status.APPROVED,
        permission=APPROVE,
        unless=(union_is_no_more,),
    ),
    **{
        "return": Move(
            label="退回修改",
            sources=(Status.APPLIED,),
            target=Status.RETURNED,
            permission=APPROVE,
            needs_reason=True,
        )
    },
    reject=Move(
        label="不予批准",
        sources=(Status.APPLIED,),
        target=Status.REJECTED,
        permission=APPROVE,
        needs_reason=True,
    ),
    pay=Move(
        label="拨付",
        sources=(Status.APPROVED,),
        target=Status.PAID,
        permission=Permission.SUBSIDY_PAY,
        unless=(union_is_no_more,),
    ),
    cancel=Move(
        label="取消批准",
        sources=(Status.APPROVED,),
        target=Status.CANCELLED,
        permission=APPROVE,
        needs_reason=True,
    ),
)
