from accounts.roles import Permission
from governance.workflow import Move, Workflow
from membership.models import Transfer

Status = Transfer.Status


def moved_on(transfer):
    member = transfer.member
    if member.ended_on:
        return "会籍已终止，不能转接。"
    if member.union_id != transfer.from_union_id:
        return "这位会员已不在转出的工会，请撤回后重新提出。"
    return ""


def target_ended(transfer):
    ended = transfer.to_union_id and transfer.to_union.dissolved_on
    return f"“{transfer.to_union}”已撤销，不能转入。" if ended else ""


TRANSFER = Workflow(
    accept=Move(
        label="同意转接",
        sources=(Status.ASKED,),
        target=Status.ACCEPTED,
        permission=Permission.MEMBER_EDIT,
        unless=(moved_on, target_ended),
    ),
    refuse=Move(
        label="不同意转接",
        sources=(Status.ASKED,),
        target=Status.REFUSED,
        permission=Permission.MEMBER_EDIT,
        needs_reason=True,
    ),
    withdraw=Move(
        label="撤回转接",
        sources=(Status.ASKED,),
        target=Status.WITHDRAWN,
        permission=Permission.MEMBER_EDIT,
    ),
)
