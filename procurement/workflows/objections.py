from accounts.roles import Permission
from governance.workflow import Move, Workflow
from procurement.models import Objection

Status = Objection.Status

OBJECTION = Workflow(
    answer=Move(
        label="答复",
        sources=(Status.OPEN,),
        target=Status.ANSWERED,
        permission=Permission.PURCHASE_EDIT,
    ),
    rule=Move(
        label="作出投诉处理决定",
        sources=(Status.OPEN,),
        target=Status.ANSWERED,
        permission=Permission.PURCHASE_APPROVE,
    ),
    withdraw=Move(
        label="撤回",
        sources=(Status.OPEN,),
        target=Status.WITHDRAWN,
        permission=Permission.OWN_BID_EDIT,
    ),
)
"""A query or an objection is answered by those who buy, a complaint by a leader of the union it
goes to."""
