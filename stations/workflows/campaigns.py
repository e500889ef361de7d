"""A campaign is prepared, carried out, ended; its days are reported while it runs."""

from accounts.roles import Permission
from governance.workflow import Move, Workflow
from stations.models import Campaign

Status = Campaign.Status
EDIT = Permission.SERVICE_EDIT


def has_acts(campaign):
    return "" if campaign.acts.exists() else "还没有登记场次，不能结束；不办了的请取消。"


def has_no_acts(campaign):
    return "已登记场次，不能取消。" if campaign.acts.exists() else ""


CAMPAIGN = Workflow(
    start=Move(label="开始", sources=(Status.PLANNED,), target=Status.RUNNING, permission=EDIT),
    finish=Move(
        label="结束",
        sources=(Status.RUNNING,),
        target=Status.FINISHED,
        permission=EDIT,
        unless=(has_acts,),
    ),
    reopen=Move(
        label="继续登记",
        sources=(Status.FINISHED,),
        target=Status.RUNNING,
        permission=EDIT,
        needs_reason=True,
    ),
    cancel=Move(
        label="取消",
        sources=(Status.PLANNED, Status.RUNNING),
        target=Status.CANCELLED,
        permission=EDIT,
        unless=(has_no_acts,),
        needs_reason=True,
    ),
)
