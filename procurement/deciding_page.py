"""What qualification, decision, objections and red flags put on the pages of others: the call, the
project, the inbox, an organization's workspace, the public front."""

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts import panels
from accounts.roles import Permission
from communications.inbox import Tasks
from communications.showcase import Section
from orgs.portal import Card
from procurement import pages
from procurement.flags import RULES
from procurement.models import Award, Call, Decision, Flag, Objection, Qualification
from procurement.queries.qualification import standing

P = Permission
VIEW, EDIT, APPROVE, LEGAL = P.PURCHASE_VIEW, P.PURCHASE_EDIT, P.PURCHASE_APPROVE, P.PURCHASE_LEGAL
OPENED = ("opened", "reviewing", "reviewed", "proposed", "awarded")
SCORED = ("reviewed", "proposed", "awarded")


def qualification(call, user):
    return standing(call) if call.status in OPENED else None


def to_qualification(call, user):
    return "逐家查看", reverse("procurement:qualifications", args=[call.uid])


def decided(call, user):
    if call.status not in SCORED:
        return None
    rows = Award.objects.for_user(user, VIEW).filter(lot__call=call)
    return {
        "decision": Decision.objects.for_user(user, VIEW).filter(call=call).first(),
        "awards": rows.select_related("lot", "bid__organization"),
    }


def to_decision(call, user):
    return "审定", reverse("procurement:decision", args=[call.uid])


def made_public(call):
    decision = Decision.objects.published().filter(call=call).first()
    if decision is None:
        return None
    awards = Award.objects.published().filter(decision=decision)
    return {"decision": decision, "awards": awards.select_related("lot", "bid__organization")}


def held_against(call, user):
    rows = list(Objection.objects.for_user(user, VIEW).filter(call=call))
    return {"rows": rows} if rows else None


def raised(rows):
    found = list(rows.raised().select_related("noted_by"))
    for flag in found:
        flag.rule = RULES.get(flag.key)
    told = list(rows.values_list("result", flat=True))
    if not told:
        return None
    counts = {name: told.count(name) for name in ("fail", "pass", "na")}
    return {"rows": found, "counts": counts, "whole": len(told)}


def flags_of_call(call, user):
    return raised(Flag.objects.for_user(user, VIEW).filter(call=call))


def flags_of_project(project, user):
    return raised(Flag.objects.for_user(user, VIEW).filter(project=project))


def decided_of_project(project, user):
    rows = Award.objects.for_user(user, VIEW).filter(lot__call__project=project)
    rows = list(rows.select_related("lot", "bid__organization", "decision__call"))
    return {"awards": rows, "decision": rows[0].decision} if rows else None


def next_steps(projects):
    words = {
        "opened": "审查资格",
        "reviewing": "等待专家评分",
        "reviewed": "会议审定",
        "proposed": "公示期满后定标",
        "awarded": "签订合同",
    }
    rows = Call.objects.filter(project__in=projects, status__in=words).order_by("round")
    return {call.project_id: words[call.status] for call in rows}


CALL_PANELS = (
    panels.Panel(
        key="qualification",
        title="资格审查",
        template="procurement/_call_qualification.html",
        context=qualification,
        permission=VIEW,
        more=to_qualification,
        order=65,
    ),
    panels.Panel(
        key="decision",
        title="审定与立项",
        template="procurement/_decided.html",
        context=decided,
        permission=VIEW,
        more=to_decision,
        public=made_public,
        public_template="procurement/_decided.html",
        order=80,
    ),
    panels.Panel(
        key="objections",
        title="异议",
        template="procurement/_objections.html",
        context=held_against,
        permission=VIEW,
        order=85,
    ),
    panels.Panel(
        key="flags",
        title="采购预警",
        template="procurement/_flags.html",
        context=flags_of_call,
        permission=VIEW,
        order=90,
    ),
)
PROJECT_PANELS = (
    panels.Panel(
        key="decision",
        title="立项结果",
        template="procurement/_decided.html",
        context=decided_of_project,
        permission=VIEW,
        order=70,
    ),
    panels.Panel(
        key="flags",
        title="采购预警",
        template="procurement/_flags.html",
        context=flags_of_project,
        permission=VIEW,
        order=90,
    ),
    panels.Act(
        key="opinion",
        label="出具合法性意见",
        url="procurement:opinion_new",
        permission=LEGAL,
        offered=lambda project: True,
        order=60,
    ),
    pages.NextStep(key="decision", read=next_steps, order=60),
)


def own(rows, user, permission, path):
    heads = [federation.pk for federation in user.federations_granting(permission)]
    return rows.filter(**{f"{path}__in": heads})


def to_qualify(user):
    """Calls whose bids are opened and not all told yet."""
    rows = own(Call.objects.for_user(user, EDIT), user, EDIT, "project__federation")
    told = Qualification.objects.filter(told_at__isnull=False)
    rows = rows.filter(status="opened").exclude(lots__bids__qualification__in=told)
    return rows.select_related("project__federation").order_by("deadline", "pk")


def to_decide(user):
    rows = own(Call.objects.for_user(user, EDIT), user, EDIT, "project__federation")
    rows = rows.filter(Q(decision=None) | Q(decision__status="draft"), status="reviewed")
    return rows.select_related("project__federation").order_by("deadline", "pk")


def to_approve(user):
    rows = Decision.objects.for_user(user, APPROVE).filter(status="submitted")
    return rows.exclude(editor=user).select_related("call__project__federation").order_by("pk")


def to_conclude(user):
    """The publicity is over; what keeps the award waiting stands on the page."""
    rows = Decision.objects.for_user(user, EDIT)
    rows = rows.filter(status="public", publicity_to__lt=timezone.localdate())
    return rows.select_related("call__project__federation").order_by("publicity_to", "pk")


def to_answer(user):
    """Queries and objections for those who buy, complaints for leaders they went to."""
    complaint = Q(kind=Objection.Kind.COMPLAINT)
    edit = [f.pk for f in user.federations_granting(EDIT)]
    rule = [f.pk for f in user.federations_granting(APPROVE)]
    rows = Objection.objects.for_user(user, VIEW).waiting()
    rows = rows.filter(~complaint & Q(answers_at__in=edit) | complaint & Q(answers_at__in=rule))
    return rows.select_related("call__project__federation", "organization").order_by("due_on", "pk")


def answer_by(user):
    first = to_answer(user).first()
    return f"最早一件应于 {first.due_on:%Y-%m-%d} 前答复。" if first else ""


def tasks(key, label, rows, template, permission, order, **more):
    return Tasks(
        key=key,
        label=label,
        rows=rows,
        template=f"procurement/{template}.html",
        permission=permission,
        unit="件",
        order=order,
        **more,
    )


TASKS = (
    tasks("objections_due", "待答复的异议", to_answer, "_task_objection", VIEW, 28, due=answer_by),
    tasks("to_qualify", "待审查资格的公告", to_qualify, "_task_qualify", EDIT, 42),
    tasks("to_decide", "待审定的公告", to_decide, "_task_decide", EDIT, 43),
    tasks("to_approve_awards", "待审批的立项结果", to_approve, "_task_decision", APPROVE, 29),
    tasks("publicity_over", "公示期满待定标", to_conclude, "_task_decision", EDIT, 44),
)


def results_of(user, organization):
    rows = Qualification.objects.for_user(user, P.OWN_BID_VIEW).told()
    rows = rows.filter(bid__organization=organization).select_related("bid__lot__call")
    return rows.defer("bid__sealed", "bid__sealed_price").order_by("-pk")


CARD = Card(
    key="bid_results",
    title="申报结果",
    rows=results_of,
    template="procurement/_portal_result.html",
    more="procurement:results",
    order=32,
)


def in_publicity():
    rows = Decision.objects.published().select_related("call__project__federation")
    rows = list(rows.order_by("-publicity_from", "-pk")[:5])
    return {"rows": rows} if rows else None


SECTION = Section(
    key="awards",
    title="立项公示",
    template="procurement/_public_awards.html",
    context=in_publicity,
    more="procurement:public_awards",
    order=12,
)
