"""The route of 工会法 51: the union advises and urges; the labour administration orders correction;
if that is refused, the people's government deals with it. Steps follow one another, and each has
its term; violence and threats need no advice first."""

from django.utils import timezone

from accounts.roles import Permission
from governance.workflow import Move, Workflow
from membership.models import Obstruction

Status = Obstruction.Status
EDIT, DECIDE = Permission.OBSTRUCTION_EDIT, Permission.OBSTRUCTION_DECIDE


def advice_comes_first(case):
    if case.status == Status.REPORTED and not case.is_severe:
        return "请先核实，提出建议、督促改正；逾期不改正的再提请（暴力、威胁情形除外）。"
    return ""


def term_runs(case):
    if case.is_severe or case.due_on is None or case.due_on < timezone.localdate():
        return ""
    return f"改正期限到 {case.due_on:%Y-%m-%d}，期满仍不改正的方可进入下一步。"


OBSTRUCTION = Workflow(
    advise=Move(
        label="核实属实，建议督促",
        sources=(Status.REPORTED,),
        target=Status.ADVISING,
        permission=EDIT,
    ),
    dismiss=Move(
        label="核实不成立",
        sources=(Status.REPORTED,),
        target=Status.DISMISSED,
        permission=EDIT,
        needs_reason=True,
    ),
    ask_labour=Move(
        label="提请劳动行政部门责令改正",
        sources=(Status.REPORTED, Status.ADVISING),
        target=Status.AT_LABOUR,
        permission=DECIDE,
        unless=(advice_comes_first, term_runs),
    ),
    order=Move(
        label="登记责令改正",
        sources=(Status.AT_LABOUR,),
        target=Status.ORDERED,
        permission=EDIT,
    ),
    ask_government=Move(
        label="提请人民政府处理",
        sources=(Status.ORDERED,),
        target=Status.AT_GOVERNMENT,
        permission=DECIDE,
        unless=(term_runs,),
    ),
    settle=Move(
        label="办结",
        sources=(Status.ADVISING, Status.AT_LABOUR, Status.ORDERED, Status.AT_GOVERNMENT),
        target=Status.SETTLED,
        permission=EDIT,
    ),
    reopen=Move(
        label="重新办理",
        sources=(Status.SETTLED, Status.DISMISSED),
        target=Status.ADVISING,
        permission=DECIDE,
        needs_reason=True,
    ),
)
