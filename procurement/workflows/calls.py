"""How a call moves. Moves without a permission are made by the services of the step they belong
to (opening, review, decision), which ask who may."""

from django.utils import timezone

from accounts.roles import Permission
from governance.workflow import Move, Workflow
from procurement import deadlines
from procurement.models import Call, Project
from procurement.terms import weighing
from unions.look.numbers import cndate

Status = Call.Status
EDIT = Permission.PURCHASE_EDIT
READY = (Project.Status.APPROVED, Project.Status.CALLING, Project.Status.FAILED)


def project_not_ready(call):
    if call.project.status not in READY:
        return f"项目{call.project.get_status_display()}，批准后才能发布公告。"


def incomplete(call):
    lacking = [
        label
        for label, there in (
            ("采购需求", call.requirement.strip()),
            ("准入条件", call.admission.get("rules")),
            ("申报书格式", call.bid_form.get("parts")),
            ("合同文本", call.contract_model.strip()),
            ("联系方式", call.contact.strip()),
            ("标段", call.lots.exists()),
        )
        if not there
    ]
    if lacking:
        return f"还缺{'、'.join(lacking)}。"


def scheme_faulty(call):
    faults = weighing.faults(call.scheme.get("items", []))
    return f"评分表：{'；'.join(faults)}" if faults else None


def union_line_with_fiscal_money(call):
    if call.project.rules.get("prefer_union"):
        return None
    if any(leaf.get("union") for leaf in weighing.leaves(call.scheme.get("items", []))):
        return "本项目适用的规则不允许对建会单位加分，请去掉评分表中的这一项。"


def above_the_money(call):
    asked, held = call.ceiling, call.project.reserved()
    if not held:
        return "项目还没有占用预算，不能发布公告。"
    if asked > held:
        return f"各标段最高限价合计 {asked:,.2f} 元，超过项目占用的预算 {held:,.2f} 元。"
    if asked > call.project.ceiling:
        return f"各标段最高限价合计 {asked:,.2f} 元，超过批准的 {call.project.ceiling:,.2f} 元。"


def too_short(call):
    """Asked when the day is known: on the page that publishes it."""
    if not (call.deadline and call.published_at):
        return None
    first = deadlines.earliest_deadline(call.project.rules, call.published_at)
    if timezone.localdate(call.deadline) < first:
        days = call.project.rules.get("min_days_notice", 0)
        return f"自发布之日起不少于 {days} 天，截止日不得早于{cndate(first)}。"


CALL = Workflow(
    publish=Move(
        label="发布公告",
        sources=(Status.DRAFT,),
        target=Status.PUBLISHED,
        permission=EDIT,
        unless=(
            project_not_ready,
            incomplete,
            scheme_faulty,
            union_line_with_fiscal_money,
            above_the_money,
            too_short,
        ),
    ),
    cancel=Move(
        label="终止采购",
        sources=(
            *(Status.DRAFT, Status.PUBLISHED, Status.CLOSED, Status.OPENED),
            *(Status.REVIEWING, Status.REVIEWED),
        ),
        target=Status.CANCELLED,
        permission=EDIT,
        needs_reason=True,
    ),
    overturn=Move(
        label="因异议成立终止采购",
        sources=(
            *(Status.PUBLISHED, Status.CLOSED, Status.OPENED, Status.REVIEWING),
            *(Status.REVIEWED, Status.PROPOSED),
        ),
        target=Status.CANCELLED,
        permission=None,
    ),
    fail=Move(
        label="废标",
        sources=(Status.CLOSED, Status.OPENED, Status.REVIEWING, Status.REVIEWED),
        target=Status.FAILED,
        permission=EDIT,
        needs_reason=True,
    ),
    close=Move(
        label="截止申报", sources=(Status.PUBLISHED,), target=Status.CLOSED, permission=None
    ),
    open=Move(label="开标", sources=(Status.CLOSED,), target=Status.OPENED, permission=None),
    begin_review=Move(
        label="开始评审", sources=(Status.OPENED,), target=Status.REVIEWING, permission=None
    ),
    end_review=Move(
        label="结束评审", sources=(Status.REVIEWING,), target=Status.REVIEWED, permission=None
    ),
    propose=Move(
        label="公示拟立项结果", sources=(Status.REVIEWED,), target=Status.PROPOSED, permission=None
    ),
    award=Move(label="定标", sources=(Status.PROPOSED,), target=Status.AWARDED, permission=None),
    reconsider=Move(
        label="重新审定",
        sources=(Status.PROPOSED, Status.AWARDED),
        target=Status.REVIEWED,
        permission=None,
    ),
)
