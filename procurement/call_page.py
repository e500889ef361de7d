"""What calls themselves put on their page, on the page of a project, in the inbox, before the
public."""

from django.urls import reverse

from accounts import panels
from accounts.roles import Permission
from communications.inbox import Tasks
from communications.showcase import Section
from procurement import pages
from procurement.models import Call, Question
from procurement.queries.calls import announced
from procurement.services.questions import too_late_to_answer

P = Permission
VIEW, EDIT = P.PURCHASE_VIEW, P.PURCHASE_EDIT


def questions(call, user):
    rows = list(call.questions.select_related("answered_by"))
    if not rows and not call.published_at:
        return None
    waiting = [row for row in rows if not row.answered_at]
    return {
        "rows": rows,
        "waiting": len(waiting),
        "late": bool(waiting and call.is_open and too_late_to_answer(call)),
        "may_answer": user.may(EDIT, call),
    }


def amendments(call, user=None):
    rows = list(call.amendments.all())
    return {"rows": rows} if rows else None


def answered(call):
    rows = list(call.questions.published())
    return {"rows": rows} if rows or call.takes_questions else None


def rounds(project, user):
    rows = list(project.calls.order_by("-round"))
    return {"rows": rows} if rows else None


def may_begin(project):
    running = project.calls.exclude(status__in=Call.ENDED).exists()
    return project.status in ("approved", "failed") and not (
        running or project.method in project.DIRECT or project.calls.exists()
    )


def next_steps(projects):
    """The state of the newest call of each."""
    rows = Call.objects.filter(project__in=projects).order_by("round")
    words = {
        "draft": "完善并发布公告",
        "published": "等待申报截止",
        "closed": "开标",
        "failed": "重新征集或取消项目",
        "cancelled": "重新征集或取消项目",
    }
    return {row.project_id: words[row.status] for row in rows if row.status in words}


def to_answer(user):
    rows = Question.objects.for_user(user, EDIT).filter(answered_at=None)
    return rows.filter(call__status=Call.Status.PUBLISHED).select_related("call")


def drafts(user):
    rows = Call.objects.for_user(user, EDIT).filter(status=Call.Status.DRAFT)
    return rows.select_related("project__federation").order_by("pk")


def open_calls():
    """Those one may bid for today, nearest deadline first; how many were ever announced."""
    rows = Call.objects.open().select_related("project__federation").prefetch_related("lots")
    rows = list(rows.order_by("deadline")[:5])
    told = announced()
    return {"rows": rows, **told} if told["count"] else None


PANELS = (
    panels.Panel(
        key="questions",
        title="澄清问答",
        template="procurement/_call_questions.html",
        context=questions,
        permission=VIEW,
        public=answered,
        public_template="procurement/_public_questions.html",
        order=50,
    ),
    panels.Panel(
        key="amendments",
        title="公告更正",
        template="procurement/_call_amendments.html",
        context=amendments,
        permission=VIEW,
        public=amendments,
        public_template="procurement/_call_amendments.html",
        order=55,
    ),
)
ON_PROJECTS = (
    panels.Panel(
        key="calls",
        title="公告",
        template="procurement/_project_calls.html",
        context=rounds,
        permission=VIEW,
        order=40,
    ),
    panels.Act(
        key="call",
        label="拟公告",
        url="procurement:call_new",
        permission=EDIT,
        offered=may_begin,
        primary=True,
        order=40,
    ),
    pages.NextStep(key="calls", read=next_steps, order=40),
)
TASKS = (
    Tasks(
        key="call_questions",
        label="待答复的公告提问",
        rows=to_answer,
        template="procurement/_task_question.html",
        permission=EDIT,
        unit="条",
        more=lambda user: f"{reverse('procurement:calls')}?status=published",
        order=32,
    ),
    Tasks(
        key="call_drafts",
        label="待发布的采购公告",
        rows=drafts,
        template="procurement/_task_call.html",
        permission=EDIT,
        unit="份",
        more=lambda user: f"{reverse('procurement:calls')}?status=draft",
        order=41,
    ),
)
SECTION = Section(
    key="calls",
    title="购买服务公告",
    template="procurement/_public_calls.html",
    context=open_calls,
    more="procurement:public_calls",
    order=10,
)
