"""A need is looked at: gathered into a topic, answered at once, or put aside with a reason."""

from accounts.roles import Permission
from governance.workflow import Move, Workflow
from procurement.models import Need, NeedTopic

Status, Topic = Need.Status, NeedTopic.Status
EDIT = Permission.NEED_EDIT

NEED = Workflow(
    sort=Move(label="归入主题", sources=(Status.NEW,), target=Status.SORTED, permission=EDIT),
    unsort=Move(
        label="移出主题",
        sources=(Status.SORTED,),
        target=Status.NEW,
        permission=EDIT,
        needs_reason=True,
    ),
    answer=Move(
        label="直接答复",
        sources=(Status.NEW,),
        target=Status.ANSWERED,
        permission=EDIT,
        needs_reason=True,
    ),
    dismiss=Move(
        label="不采纳",
        sources=(Status.NEW,),
        target=Status.DISMISSED,
        permission=EDIT,
        needs_reason=True,
    ),
    reopen=Move(
        label="重新处理",
        sources=(Status.ANSWERED, Status.DISMISSED),
        target=Status.NEW,
        permission=EDIT,
        needs_reason=True,
    ),
)


def still_has_needs(topic):
    return "" if topic.needs.exists() else "主题中还没有需求，不能评判。"


TOPIC = Workflow(
    find_suitable=Move(
        label="评判为适宜购买",
        sources=(Topic.GATHERING, Topic.SUITABLE, Topic.UNSUITABLE),
        target=Topic.SUITABLE,
        permission=EDIT,
        unless=(still_has_needs,),
    ),
    find_unsuitable=Move(
        label="评判为不适宜购买",
        sources=(Topic.GATHERING, Topic.SUITABLE, Topic.UNSUITABLE),
        target=Topic.UNSUITABLE,
        permission=EDIT,
        unless=(still_has_needs,),
    ),
    merge=Move(
        label="并入另一主题",
        sources=(Topic.GATHERING, Topic.SUITABLE, Topic.UNSUITABLE),
        target=Topic.MERGED,
        permission=EDIT,
        needs_reason=True,
    ),
    close=Move(
        label="办结",
        sources=(Topic.GATHERING, Topic.SUITABLE, Topic.UNSUITABLE),
        target=Topic.CLOSED,
        permission=EDIT,
        needs_reason=True,
    ),
    reopen=Move(
        label="重新归集",
        sources=(Topic.CLOSED,),
        target=Topic.GATHERING,
        permission=EDIT,
        needs_reason=True,
    ),
)
