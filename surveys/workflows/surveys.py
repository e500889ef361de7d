"""A survey is built, collects answers, and is closed."""

from accounts.roles import Permission
from governance.workflow import Move, Workflow
from surveys.models import Survey

Status = Survey.Status


def nothing_published(survey):
    return "" if survey.current else "问卷还没有发布过，没有题目可填。"


SURVEY = Workflow(
    publish=Move(
        label="发布问卷",
        sources=(Status.DRAFT,),
        target=Status.COLLECTING,
        permission=Permission.SURVEY_RELEASE,
        unless=(nothing_published,),
    ),
    close=Move(
        label="结束收集",
        sources=(Status.COLLECTING,),
        target=Status.CLOSED,
        permission=Permission.SURVEY_EDIT,
    ),
    reopen=Move(
        label="继续收集",
        sources=(Status.CLOSED,),
        target=Status.COLLECTING,
        permission=Permission.SURVEY_RELEASE,
        needs_reason=True,
    ),
)
