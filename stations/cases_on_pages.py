"""What of cases waits for an officer, and what anybody may read of them."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from accounts.roles import Permission
from communications.inbox import Tasks
from communications.showcase import Section
from stations.models import AidPayment, AidPlan, Case, PublicityObjection
from stations.queries.aid import on_the_wall
from stations.queries.cases import to_review, without_papers
from unions.look.numbers import cndate

EDIT, APPROVE, PAY = Permission.CASE_EDIT, Permission.CASE_APPROVE, Permission.AID_PAY
S = Case.Status
SOON = timedelta(days=7)


def of_status(*states, permission=EDIT):
    def rows(user):
        found = Case.objects.for_user(user, permission).filter(status__in=states)
        return found.select_related("household__federation").order_by("submitted_at", "pk")

    return rows


def to_approve(user):
    """No longer on the wall, and brought so far by others than oneself."""
    rows = of_status(S.PUBLIC, permission=APPROVE)(user)
    over = rows.filter(
        notices__withdrawn_at=None, notices__ends_on__lt=timezone.localdate()
    ).exclude(reviewer=user)
    return over.exclude(checker=user)


def to_confirm(user):
    return of_status(S.REVIEWING, permission=APPROVE)(user)


def plans_to_approve(user):
    rows = AidPlan.objects.for_user(user, APPROVE).filter(status=AidPlan.Status.DRAFT)
    return rows.exclude(by=user).select_related("case", "item").order_by("created_at", "pk")


def to_answer(user):
    rows = PublicityObjection.objects.for_user(user, EDIT).waiting()
    return rows.select_related("notice__case").order_by("received_at", "pk")


def to_pay(user):
    rows = AidPayment.objects.for_user(user, PAY).due(timezone.localdate() + SOON)
    return rows.select_related("household", "item").order_by("due_on", "pk")


def papers_due(user):
    """By when the most pressing file of paper is due."""
    rows = without_papers(user)
    first = rows.first()
    if first is None:
        return ""
    late = rows.filter(household__papers_due_on__lt=timezone.localdate()).count()
    said = f"最早一户应在{cndate(first.household.papers_due_on)}前。"
    return f"{said}已超期 {late} 户。" if late else said


def cases_of(key, label, rows, order, permission=EDIT, query="", due=None):
    return Tasks(
        key=key,
        label=label,
        rows=rows,
        template="stations/_task_case.html",
        permission=permission,
        unit="件",
        more=lambda user: f"{reverse('stations:cases')}?{query}",
        due=due,
        order=order,
    )


TASKS = (
    cases_of("aid_new", "帮扶申请待初审", of_status(S.SUBMITTED), 60, query="status=submitted"),
    cases_of("aid_visit", "待入户调查", of_status(S.VISITING), 61, query="status=visiting"),
    cases_of("aid_check", "待核对", of_status(S.CHECKING), 62, query="status=checking"),
    cases_of("aid_publish", "待公示", of_status(S.VERIFIED), 63, query="status=verified"),
    cases_of("aid_approve", "公示期满待审批建档", to_approve, 64, APPROVE, "status=public"),
    cases_of("aid_confirm", "年审结论待确认", to_confirm, 66, APPROVE, "status=reviewing"),
    cases_of("aid_review", "档案到期待年审", to_review, 67, query="review=late"),
    cases_of(
        "aid_papers", "纸质档案待归档", without_papers, 67, query="papers=waiting", due=papers_due
    ),
    Tasks(
        key="aid_objections",
        label="公示异议待处理",
        rows=to_answer,
        template="stations/_task_objection.html",
        permission=EDIT,
        unit="条",
        order=65,
    ),
    Tasks(
        key="aid_plans",
        label="帮扶方案待审批",
        rows=plans_to_approve,
        template="stations/_task_plan.html",
        permission=APPROVE,
        unit="个",
        order=68,
    ),
    Tasks(
        key="aid_payments",
        label="七天内应发放的帮扶资金",
        rows=to_pay,
        template="stations/_task_payment.html",
        permission=PAY,
        unit="笔",
        more=lambda user: reverse("stations:payments") + "?status=due",
        order=69,
    ),
)


def on_the_public_page():
    """Where to ask for aid, and how many stand on the wall."""
    return {"count": on_the_wall().count()}


SECTION = Section(
    key="aid",
    title="困难职工帮扶",
    template="stations/_public_aid.html",
    context=on_the_public_page,
    more="stations:aid_where",
    order=35,
)
