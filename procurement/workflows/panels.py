"""How a member of the pool, and how a panel moves."""

from accounts.roles import Permission
from governance.workflow import Move, Workflow
from procurement.models import Expert, Panel, Review

Standing, Status = Expert.Standing, Panel.Status

STANDING = Workflow(
    field="standing",
    suspend=Move(
        label="暂停",
        sources=(Standing.ACTIVE,),
        target=Standing.SUSPENDED,
        permission=Permission.EXPERT_MANAGE,
        needs_reason=True,
    ),
    restore=Move(
        label="恢复",
        sources=(Standing.SUSPENDED,),
        target=Standing.ACTIVE,
        permission=Permission.EXPERT_MANAGE,
        needs_reason=True,
    ),
    remove=Move(
        label="出库",
        sources=(Standing.ACTIVE, Standing.SUSPENDED),
        target=Standing.REMOVED,
        permission=Permission.EXPERT_MANAGE,
        needs_reason=True,
    ),
)


def seats_open(panel):
    """Everybody has to be there, and to have declared to be free."""
    sitting = panel.seats.sitting()
    if sitting.count() < panel.size:
        return f"评审组应为 {panel.size} 人，现有 {sitting.count()} 人。"
    waiting = sitting.exclude(declaration__clear=True).count()
    if waiting:
        return f"还有 {waiting} 名专家未作回避声明。"
    if not sitting.filter(is_chair=True).exists():
        return "请先由评审组推选组长。"


def sheets_open(panel):
    left = Review.objects.sitting().filter(seat__panel=panel, locked_at=None).count()
    if left:
        return f"还有 {left} 份评审意见没有提交。"


PANEL = Workflow(
    begin=Move(
        label="开始评审",
        sources=(Status.DRAWN,),
        target=Status.SCORING,
        permission=Permission.PURCHASE_EDIT,
        unless=(seats_open,),
    ),
    uncover=Move(
        label="汇总评分",
        sources=(Status.SCORING,),
        target=Status.EXPLAINING,
        permission=None,
        unless=(sheets_open,),
    ),
    rescore=Move(
        label="重新评审变更的申报",
        sources=(Status.EXPLAINING,),
        target=Status.SCORING,
        permission=Permission.PURCHASE_EDIT,
        needs_reason=True,
    ),
    close=Move(
        label="结束评审",
        sources=(Status.EXPLAINING,),
        target=Status.CLOSED,
        permission=Permission.PURCHASE_EDIT,
    ),
)
