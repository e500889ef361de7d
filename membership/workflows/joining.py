from accounts.roles import Permission
from governance.workflow import Move, Workflow
from membership.models import Application

Status = Application.Status

APPLICATION = Workflow(
    approve=Move(
        label="通过入会",
        sources=(Status.SUBMITTED,),
        target=Status.APPROVED,
        permission=Permission.MEMBER_EDIT,
    ),
    transfer=Move(
        label="转入会籍",
        sources=(Status.SUBMITTED,),
        target=Status.TRANSFERRING,
        permission=Permission.MEMBER_EDIT,
    ),
    send_back=Move(
        label="退回补正",
        sources=(Status.SUBMITTED,),
        target=Status.RETURNED,
        permission=Permission.MEMBER_EDIT,
        needs_reason=True,
    ),
    refuse=Move(
        label="不予通过",
        sources=(Status.SUBMITTED, Status.RETURNED),
        target=Status.REFUSED,
        permission=Permission.MEMBER_EDIT,
    ),
    received=Move(
        label="会籍已转入",
        sources=(Status.TRANSFERRING,),
        target=Status.APPROVED,
        permission=None,
    ),
    not_received=Move(
        label="会籍未能转入",
        sources=(Status.TRANSFERRING,),
        target=Status.REFUSED,
        permission=None,
    ),
    resubmit=Move(
        label="补正后重新提交",
        sources=(Status.RETURNED,),
        target=Status.SUBMITTED,
        permission=None,
    ),
    withdraw=Move(
        label="撤回申请",
        sources=(Status.SUBMITTED, Status.RETURNED),
        target=Status.WITHDRAWN,
        permission=None,
    ),
)
