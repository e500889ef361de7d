from accounts.roles import Permission
from governance.workflow import Move, Workflow
from indicators.models import Bulletin

Status, RELEASE = Bulletin.Status, Permission.BULLETIN_RELEASE


def says_nothing(bulletin):
    return "" if bulletin.body.strip() else "正文还是空的。"


BULLETIN = Workflow(
    submit=Move(
        label="送审",
        sources=(Status.DRAFT,),
        target=Status.SUBMITTED,
        permission=Permission.BULLETIN_EDIT,
        unless=(says_nothing,),
    ),
    **{
        "return": Move(
            label="退回修改",
            sources=(Status.SUBMITTED,),
            target=Status.DRAFT,
            permission=RELEASE,
            needs_reason=True,
        )
    },
    release=Move(
        label="签发",
        sources=(Status.SUBMITTED,),
        target=Status.RELEASED,
        permission=RELEASE,
        unless=(says_nothing,),
    ),
    withdraw=Move(
        label="撤回",
        sources=(Status.RELEASED,),
        target=Status.WITHDRAWN,
        permission=RELEASE,
        needs_reason=True,
    ),
)
