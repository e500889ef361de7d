from accounts.roles import Permission
from governance.workflow import Move, Workflow
from orgs.models import Claim, CorrectionRequest

CLAIM = Workflow(
    approve=Move(
        label="通过认领",
        sources=(Claim.Status.SUBMITTED,),
        target=Claim.Status.APPROVED,
        permission=Permission.DELEGATE_MANAGE,
    ),
    send_back=Move(
        label="退回补正",
        sources=(Claim.Status.SUBMITTED,),
        target=Claim.Status.RETURNED,
        permission=Permission.DELEGATE_MANAGE,
        needs_reason=True,
    ),
    refuse=Move(
        label="不予通过",
        sources=(Claim.Status.SUBMITTED, Claim.Status.RETURNED),
        target=Claim.Status.REFUSED,
        permission=Permission.DELEGATE_MANAGE,
        needs_reason=True,
    ),
    resubmit=Move(
        label="补正后重新提交",
        sources=(Claim.Status.RETURNED,),
        target=Claim.Status.SUBMITTED,
        permission=None,
    ),
    withdraw=Move(
        label="撤回认领",
        sources=(Claim.Status.SUBMITTED, Claim.Status.RETURNED),
        target=Claim.Status.WITHDRAWN,
        permission=None,
    ),
)


def asks_nothing(request):
    return "" if request.proposals.exists() else "还没有提出任何更正，请先填写至少一项。"


CORRECTION = Workflow(
    submit=Move(
        label="提交更正申请",
        sources=CorrectionRequest.IN_HAND,
        target=CorrectionRequest.Status.SUBMITTED,
        permission=Permission.OWN_ORG_CORRECT,
        unless=(asks_nothing,),
    ),
    withdraw=Move(
        label="撤回更正申请",
        sources=CorrectionRequest.OPEN,
        target=CorrectionRequest.Status.WITHDRAWN,
        permission=Permission.OWN_ORG_CORRECT,
    ),
    send_back=Move(
        label="退回补正",
        sources=(CorrectionRequest.Status.SUBMITTED,),
        target=CorrectionRequest.Status.RETURNED,
        permission=Permission.ORG_EDIT,
        needs_reason=True,
    ),
    decide=Move(
        label="办结更正申请",
        sources=(CorrectionRequest.Status.SUBMITTED,),
        target=CorrectionRequest.Status.DECIDED,
        permission=Permission.ORG_EDIT,
    ),
)
