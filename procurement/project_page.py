"""What projects themselves show on their page and elsewhere: their sections, what comes next, what
waits in the inbox, whose files are whose."""

from django.urls import reverse

from accounts import navigation, panels, searching
from accounts.roles import Permission
from accounts.searching import Findable, Hit
from communications import inbox
from communications.inbox import Tasks
from documents import extensions as files
from orgs import extensions as on_organizations
from procurement import pages, rules
from procurement.models import BudgetEntry, Entrustment, Project
from procurement.services.budgets import held

P = Permission
Status = Project.Status


def declare():
    pages.PROJECT.add(*SECTIONS, *ACTS, pages.NextStep(key="project", read=next_of, order=10))
    inbox.register(*TASKS)
    on_organizations.register(ENTRUSTED)
    searching.register(FINDABLE)
    files.register("procurement.Project", P.PURCHASE_VIEW)
    files.register("procurement.Measure", P.PURCHASE_VIEW)
    seen = (P.PURCHASE_VIEW, P.NEED_VIEW)
    navigation.register("购买服务", "procurement:projects", seen, order=50)


# On the page of a project


def money_of(project, user):
    if project.line_id is None:
        return None
    rows = BudgetEntry.objects.for_user(user, P.PURCHASE_VIEW).filter(project=project)
    return {"held": held(project), "entries": list(rows.select_related("by"))}


def terms_of(project, user):
    return {"terms": rules.explained(project.rules)}


def entrusted(project, user):
    rows = Entrustment.objects.for_user(user, P.PURCHASE_VIEW).filter(project=project)
    row = rows.select_related("organization").first()
    if row is None and not project.is_direct:
        return None
    ready = row is not None and project.status == Status.APPROVED
    return {"entrustment": row, "may_settle": ready and user.may(P.PURCHASE_EDIT, project)}


SECTIONS = (
    panels.Panel(
        key="money",
        title="资金",
        template="procurement/_project_money.html",
        context=money_of,
        permission=P.PURCHASE_VIEW,
        order=10,
    ),
    panels.Panel(
        key="entrustment",
        title="承接方",
        template="procurement/_project_entrustment.html",
        context=entrusted,
        permission=P.PURCHASE_VIEW,
        order=40,
    ),
    panels.Panel(
        key="rules",
        title="适用规则",
        template="procurement/_project_rules.html",
        context=terms_of,
        permission=P.PURCHASE_VIEW,
        order=95,
    ),
)


def naming(project):
    bought = project.direction == Project.Direction.BUY
    return project.status == Status.DRAFT and project.is_direct and bought


ACTS = (
    panels.Act(
        key="contractor",
        label="写明承接方",
        url="procurement:contractor",
        permission=P.PURCHASE_EDIT,
        offered=naming,
        order=20,
    ),
    panels.Act(
        key="result",
        label="登记完成情况",
        url="procurement:entrustment_result",
        permission=P.PURCHASE_EDIT,
        offered=lambda project: project.is_direct and project.status == Status.AWARDED,
        order=30,
    ),
    panels.Act(
        key="rest",
        label="退回定标结余",
        url="procurement:project_rest",
        permission=P.PURCHASE_BUDGET,
        offered=lambda project: (
            project.status == Status.AWARDED and project.line_id and held(project)["reserved"] > 0
        ),
        order=35,
    ),
)

STEPS = {
    Status.DRAFT: "经办人提交",
    Status.SUBMITTED: "财务核定预算",
    Status.CONFIRMED: "领导审批",
    Status.APPROVED: "拟公告",
    Status.CALLING: "等候征集和评审",
    Status.FAILED: "重新征集或取消",
}


def next_of(projects):
    """By the state alone; calls and decisions know better and are heard after."""
    words = {}
    for row in projects:
        said = STEPS.get(row.status, "")
        if row.status == Status.SUBMITTED and row.line_id is None:
            said = "领导审批"
        if row.status == Status.APPROVED and row.is_direct:
            single = row.method == Project.Method.SINGLE_SOURCE
            said = "公示单一来源后确定" if single else "确定承接方"
        if said:
            words[row.pk] = said
    return words


# On the page of an organization


def matters_of(organization, user):
    rows = Entrustment.objects.for_user(user, P.PURCHASE_VIEW).filter(organization=organization)
    return {"matters": list(rows.select_related("project__federation")[:20])}


ENTRUSTED = on_organizations.Panel(
    key="entrusted",
    title="承接工会委托事项",
    template="procurement/_organization_entrusted.html",
    context=matters_of,
    permission=P.PURCHASE_VIEW,
    order=60,
)


# In the inbox


def waiting(permission, *states):
    def rows(user):
        found = Project.objects.for_user(user, permission).filter(status__in=states)
        return found.exclude(by=user).select_related("federation").order_by("submitted_at", "pk")

    return rows


def to_approve(user):
    rows = waiting(P.PURCHASE_APPROVE, Status.CONFIRMED, Status.SUBMITTED)(user)
    rows = rows.exclude(status=Status.SUBMITTED, line__isnull=False)
    return rows.exclude(confirmer=user)


def to_mend(user):
    """Begun or sent back, and in nobody's hands but those who plan."""
    rows = Project.objects.for_user(user, P.PURCHASE_EDIT).filter(status=Status.DRAFT)
    return rows.select_related("federation").order_by("created_at", "pk")


def more(status):
    return lambda user: f"{reverse('procurement:projects')}?status={status}"


TASK = "procurement/_task_project.html"
TASKS = (
    Tasks(
        key="projects_to_confirm",
        label="采购预算待核定",
        rows=waiting(P.PURCHASE_BUDGET, Status.SUBMITTED),
        template=TASK,
        permission=P.PURCHASE_BUDGET,
        more=more("submitted"),
        order=44,
    ),
    Tasks(
        key="projects_to_approve",
        label="采购项目待审批",
        rows=to_approve,
        template=TASK,
        permission=P.PURCHASE_APPROVE,
        more=more("confirmed"),
        order=45,
    ),
    Tasks(
        key="projects_in_hand",
        label="采购项目待提交",
        rows=to_mend,
        template=TASK,
        permission=P.PURCHASE_EDIT,
        more=more("draft"),
        order=46,
    ),
)


# In the box at the top


def found(user, words, most):
    rows = Project.objects.for_user(user, P.PURCHASE_VIEW).filter(title__icontains=words)
    rows = rows.select_related("federation").order_by("-created_at", "-pk")
    return [
        Hit(row.title, row.get_absolute_url(), f"{row.get_status_display()} · {row.federation}")
        for row in rows[:most]
    ]


FINDABLE = Findable(
    key="projects", label="采购项目", find=found, permissions=(P.PURCHASE_VIEW,), order=65
)
