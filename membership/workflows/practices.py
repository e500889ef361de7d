from accounts.roles import Permission
from governance.workflow import Move, Workflow
from membership.models import Practice

Status = Practice.Status
REVIEW = Permission.PRACTICE_REVIEW

PRACTICE = Workflow(
    submit=Move(
        label="送审",
        sources=(Status.DRAFT,),
        target=Status.SUBMITTED,
        permission=Permission.PRACTICE_EDIT,
    ),
    publish=Move(
        label="发布", sources=(Status.SUBMITTED,), target=Status.PUBLISHED, permission=REVIEW
    ),
    **{
        "return": Move(
            label="退回修改",
            sources=(Status.SUBMITTED,),
            target=Status.DRAFT,
            permission=REVIEW,
            needs_reason=True,
        )
    },
    withdraw=Move(
        label="下架",
        sources=(Status.PUBLISHED,),
        target=Status.WITHDRAWN,
        permission=REVIEW,
        needs_reason=True,
    ),
)
