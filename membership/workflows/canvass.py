"""How a canvass task moves. A reservation that lapses is the system's move: nobody's permission."""

from accounts.roles import Permission
from governance.workflow import Move, Workflow
from membership.models import CanvassTask

State = CanvassTask.State

CANVASS = Workflow(
    field="state",
    assign=Move(
        label="分派走访任务",
        sources=(State.WAITING,),
        target=State.ASSIGNED,
        permission=Permission.FOUNDING_EDIT,
    ),
    hand_over=Move(
        label="移交走访任务",
        sources=CanvassTask.HELD,
        target=State.ASSIGNED,
        permission=Permission.FOUNDING_VISIT,
        needs_reason=True,
    ),
    visit=Move(
        label="走访",
        sources=CanvassTask.HELD,
        target=State.FOLLOWING,
        permission=Permission.FOUNDING_VISIT,
    ),
    release=Move(
        label="退回走访任务",
        sources=CanvassTask.HELD,
        target=State.WAITING,
        permission=Permission.FOUNDING_VISIT,
        needs_reason=True,
    ),
    lapse=Move(
        label="预留到期，自动放开",
        sources=CanvassTask.HELD,
        target=State.WAITING,
        permission=None,
    ),
    close=Move(
        label="销号",
        sources=CanvassTask.OPEN,
        target=State.CLOSED,
        permission=Permission.FOUNDING_EDIT,
    ),
    reopen=Move(
        label="恢复走访任务",
        sources=(State.CLOSED, State.CANCELLED),
        target=State.WAITING,
        permission=Permission.FOUNDING_EDIT,
        needs_reason=True,
    ),
    cancel=Move(
        label="撤销走访任务",
        sources=CanvassTask.OPEN,
        target=State.CANCELLED,
        permission=Permission.FOUNDING_EDIT,
        needs_reason=True,
    ),
)
