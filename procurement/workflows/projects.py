"""From plan to purchase: who makes it, who answers for the money, who approves (domain.md 6.3)."""

from accounts.roles import Permission
from governance.workflow import Move, Workflow
from procurement.lawfulness import forbidden
from procurement.models import Project
from procurement.models.calls import Call

Status = Project.Status
EDIT, APPROVE = Permission.PURCHASE_EDIT, Permission.PURCHASE_APPROVE
BUDGET = Permission.PURCHASE_BUDGET


def without_money(project):
    if project.direction == Project.Direction.UNDERTAKE or project.line_id:
        return ""
    return "还没有选择预算科目：先有预算，后购买服务。"


def without_reason(project):
    plain = project.method in (Project.Method.OPEN_CALL, Project.Method.OPEN_TENDER)
    return "" if plain or project.method_reason.strip() else "请写明采用这种方式的理由。"


def unlawful(project):
    return "；".join(f"{w.text}（{w.cite}）" for w in forbidden(project))


def nobody_named(project):
    undertaken = project.direction == Project.Direction.UNDERTAKE
    if not project.is_direct or undertaken or hasattr(project, "entrustment"):
        return ""
    return f"“{project.get_method_display()}”须先写明承接方和依据。"


def money_unconfirmed(project):
    if project.status == Status.SUBMITTED and project.line_id:
        return "财务尚未核定预算占用。"
    return ""


def still_calling(project):
    done = (Call.Status.FAILED, Call.Status.CANCELLED, Call.Status.DRAFT)
    if project.calls.exclude(status__in=done).exists():
        return "有未终止的公告，请先终止公告。"
    return ""


PROJECT = Workflow(
    submit=Move(
        label="提交",
        sources=(Status.DRAFT,),
        target=Status.SUBMITTED,
        permission=EDIT,
        unless=(without_money, without_reason, nobody_named, unlawful),
    ),
    confirm=Move(
        label="核定预算",
        sources=(Status.SUBMITTED,),
        target=Status.CONFIRMED,
        permission=BUDGET,
        unless=(without_money,),
    ),
    approve=Move(
        label="批准",
        sources=(Status.SUBMITTED, Status.CONFIRMED),
        target=Status.APPROVED,
        permission=APPROVE,
        unless=(money_unconfirmed, unlawful),
    ),
    send_back=Move(
        label="退回（预算）",
        sources=(Status.SUBMITTED,),
        target=Status.DRAFT,
        permission=BUDGET,
        needs_reason=True,
    ),
    **{
        "return": Move(
            label="退回修改",
            sources=(Status.SUBMITTED, Status.CONFIRMED),
            target=Status.DRAFT,
            permission=APPROVE,
            needs_reason=True,
        )
    },
    call=Move(
        label="开始采购",
        sources=(Status.APPROVED, Status.FAILED),
        target=Status.CALLING,
        permission=EDIT,
    ),
    fail=Move(
        label="采购失败",
        sources=(Status.CALLING,),
        target=Status.FAILED,
        permission=None,
    ),
    award=Move(
        label="定标",
        sources=(Status.CALLING,),
        target=Status.AWARDED,
        permission=None,
    ),
    unaward=Move(
        label="撤销定标",
        sources=(Status.AWARDED,),
        target=Status.CALLING,
        permission=None,
    ),
    settle=Move(
        label="确定承接方",
        sources=(Status.APPROVED,),
        target=Status.AWARDED,
        permission=EDIT,
    ),
    cancel=Move(
        label="取消项目",
        sources=(
            *(Status.DRAFT, Status.SUBMITTED, Status.CONFIRMED),
            *(Status.APPROVED, Status.CALLING, Status.FAILED),
        ),
        target=Status.CANCELLED,
        permission=EDIT,
        needs_reason=True,
        unless=(still_calling,),
    ),
)
"""``call``, ``fail``, ``award`` and ``unaward`` follow from what becomes of a project's calls: no
page offers them, the services of calls and decisions make them."""
