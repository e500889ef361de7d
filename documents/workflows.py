from documents.models.papers import EDIT, Paper
from governance.workflow import Move, Workflow

Status = Paper.Status


def nothing_to_say(paper):
    return "" if paper.body.strip() else "正文还是空的，请先写好正文。"


PAPER = Workflow(
    issue=Move(
        label="印发",
        sources=(Status.DRAFT,),
        target=Status.ISSUED,
        permission=EDIT,
        unless=(nothing_to_say,),
    ),
    void=Move(
        label="作废",
        sources=(Status.DRAFT, Status.ISSUED),
        target=Status.VOID,
        permission=EDIT,
        needs_reason=True,
    ),
)
