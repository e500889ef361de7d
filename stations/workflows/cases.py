"""From asking to being helped (domain 5.6). Whoever looks at a case first, visits or checks never
approves it; a plan is drawn up by one, approved by a second, paid by a third (domain 6.3)."""

from django.utils import timezone

from accounts.roles import Permission
from governance.workflow import Move, Workflow
from stations.models import AidPlan, Case, YearlyReview

Status = Case.Status
EDIT, APPROVE = Permission.CASE_EDIT, Permission.CASE_APPROVE
BEFORE_FILE = (
    *(Status.SUBMITTED, Status.VISITING, Status.CHECKING, Status.VERIFIED, Status.PUBLIC),
)


def told_of_money(case):
    return "" if case.lines.exists() else "请填写家庭一年的收入和支出，没有的填 0。"


def told_why(case):
    return "" if case.cause else "请选择主要困难原因。"


def was_visited(case):
    visit = case.visits.first()
    if visit is None:
        return "还没有入户调查记录。"
    if not (visit.application_signed and visit.letter_signed):
        return "入户时须签署《困难职工帮扶申请书》和《家庭经济状况核对授权委托书》。"
    return ""


def was_checked(case):
    if case.letter_on is None:
        return "没有签署核对授权委托书，不能核对。"
    if case.check_result in ("", Case.Check.ASKED):
        return "还没有核对结果。"
    return ""


def has_category(case):
    if case.category:
        return ""
    return "测算不符合建档标准。确有困难的，写明理由选择类别；否则由审批人不予建档。"


def nothing_excludes(case):
    visit = case.visits.first()
    found = visit.exclusions if visit else []
    words = [case.rules.get("exclusions", {}).get(key, key) for key in found]
    return f"入户发现不得建档的情形：{'；'.join(words)}。" if words else ""


def publicity_over(case):
    notice = case.notices.standing().first()
    if notice is None:
        return "还没有公示。"
    if notice.ends_on >= timezone.localdate():
        return f"公示到 {notice.ends_on:%Y年%m月%d日}，期满后才能审批。"
    if notice.objections.waiting().exists():
        return "有异议还没有处理。"
    if notice.objections.filter(outcome="upheld").exists():
        return "有异议成立，不能建档；请退回补正或不予建档。"
    return ""


def on_the_way(case):
    """Back to where help stood before the review."""
    helped = case.plans.exclude(status=AidPlan.Status.CANCELLED).exists()
    return Status.AIDING if helped else Status.FILED


def after_review(case):
    review = case.reviews.first()
    return Status.CLOSED if review.result == YearlyReview.Result.OUT else on_the_way(case)


CASE = Workflow(
    submit=Move(
        label="提交申请",
        sources=(Status.DRAFT,),
        target=Status.SUBMITTED,
        permission=None,
        unless=(told_why, told_of_money),
    ),
    resubmit=Move(
        label="补正后重新提交",
        sources=(Status.RETURNED,),
        target=Status.SUBMITTED,
        permission=None,
        unless=(told_why, told_of_money),
    ),
    take_again=Move(
        label="补正完毕，继续办理",
        sources=(Status.RETURNED,),
        target=Status.SUBMITTED,
        permission=EDIT,
        unless=(told_why, told_of_money),
    ),
    accept=Move(
        label="初审通过",
        sources=(Status.SUBMITTED,),
        target=Status.VISITING,
        permission=EDIT,
    ),
    visit=Move(
        label="入户调查完毕",
        sources=(Status.VISITING,),
        target=Status.CHECKING,
        permission=EDIT,
        unless=(was_visited,),
    ),
    verify=Move(
        label="核对完毕",
        sources=(Status.CHECKING,),
        target=Status.VERIFIED,
        permission=EDIT,
        unless=(was_checked, has_category),
    ),
    publish=Move(
        label="公示",
        sources=(Status.VERIFIED,),
        target=Status.PUBLIC,
        permission=EDIT,
        unless=(nothing_excludes,),
    ),
    unpublish=Move(
        label="撤下公示",
        sources=(Status.PUBLIC,),
        target=Status.VERIFIED,
        permission=EDIT,
        needs_reason=True,
    ),
    file=Move(
        label="批准建档",
        sources=(Status.PUBLIC,),
        target=Status.FILED,
        permission=APPROVE,
        unless=(publicity_over,),
    ),
    send_back=Move(
        label="退回补正",
        sources=(Status.SUBMITTED, Status.VISITING, Status.CHECKING, Status.VERIFIED),
        target=Status.RETURNED,
        permission=EDIT,
        needs_reason=True,
    ),
    refuse=Move(
        label="不予建档",
        sources=BEFORE_FILE,
        target=Status.REFUSED,
        permission=APPROVE,
        needs_reason=True,
    ),
    withdraw=Move(
        label="本人撤回申请",
        sources=(Status.DRAFT, Status.RETURNED, *BEFORE_FILE),
        target=Status.WITHDRAWN,
        permission=None,
    ),
    aid=Move(
        label="开始帮扶",
        sources=(Status.FILED, Status.AIDING),
        target=Status.AIDING,
        permission=APPROVE,
    ),
    review=Move(
        label="提出年审结论",
        sources=(Status.FILED, Status.AIDING),
        target=Status.REVIEWING,
        permission=EDIT,
    ),
    confirm=Move(
        label="确认年审结论",
        sources=(Status.REVIEWING,),
        target=after_review,
        permission=APPROVE,
    ),
    keep=Move(
        label="不同意年审结论",
        sources=(Status.REVIEWING,),
        target=on_the_way,
        permission=APPROVE,
        needs_reason=True,
    ),
)

Plan = AidPlan.Status


def still_on_file(plan):
    return "" if plan.case.household.is_on_file else "依档帮扶：家庭不在档，不能批准帮扶方案。"


PLAN = Workflow(
    approve=Move(
        label="批准帮扶方案",
        sources=(Plan.DRAFT,),
        target=Plan.APPROVED,
        permission=APPROVE,
        unless=(still_on_file,),
    ),
    cancel=Move(
        label="取消帮扶方案",
        sources=(Plan.DRAFT, Plan.APPROVED),
        target=Plan.CANCELLED,
        permission=APPROVE,
        needs_reason=True,
    ),
)
