"""What of needs waits for an officer, is found, and is shown on the page of a project."""

from django.db.models import Case, Value, When
from django.urls import reverse

from accounts.panels import Panel
from accounts.roles import Permission
from accounts.searching import Findable, Hit
from communications.inbox import Tasks
from procurement import catalogue
from procurement.models import Need, NeedTopic
from procurement.need_rules import rule_at
from procurement.queries.needs import carried_by, with_weight
from unions.calendar import add_working_days
from unions.look.numbers import cndate

VIEW, EDIT = Permission.NEED_VIEW, Permission.NEED_EDIT
PRESSING = Case(When(priority=Need.Priority.HIGH, then=Value(0)), default=Value(1))


def to_look_at(user):
    """New needs of the person's own federations, pressing ones first; those below see to theirs."""
    heads = [federation.pk for federation in user.federations_granting(EDIT)]
    rows = Need.objects.for_user(user, EDIT).waiting().filter(federation__in=heads)
    return rows.select_related("federation").order_by(PRESSING, "told_at", "pk")


def look_by(user):
    first = to_look_at(user).order_by("told_at").first()
    if first is None:
        return ""
    days = rule_at(first.federation).triage_days
    due = add_working_days(first.told_at.date(), days)
    return f"收到后 {days} 个工作日内归类，最早一条应在{cndate(due)}前。"


def to_judge(user):
    """Topics of the person's own federations that nobody has judged."""
    heads = [federation.pk for federation in user.federations_granting(EDIT)]
    rows = NeedTopic.objects.for_user(user, EDIT).filter(
        federation__in=heads, status=NeedTopic.Status.GATHERING
    )
    return with_weight(rows).filter(told__gt=0).order_by("-people", "pk")


TASKS = (
    Tasks(
        key="needs_new",
        label="新的职工需求",
        rows=to_look_at,
        template="procurement/_task_need.html",
        permission=EDIT,
        unit="条",
        due=look_by,
        more=lambda user: reverse("procurement:needs") + "?status=new",
        order=50,
    ),
    Tasks(
        key="topics_to_judge",
        label="待评判是否适宜购买",
        rows=to_judge,
        template="procurement/_task_topic.html",
        permission=EDIT,
        unit="个",
        more=lambda user: reverse("procurement:topics") + "?status=gathering",
        order=51,
    ),
)


def found_topics(user, words, most):
    rows = NeedTopic.objects.for_user(user, VIEW).filter(title__contains=words)
    rows = rows.select_related("federation").order_by("-created_at", "-pk")
    return [
        Hit(topic.title, topic.get_absolute_url(), topic.federation.short_name)
        for topic in rows[:most]
    ]


FINDABLES = (
    Findable(
        key="need_topics",
        label="需求主题",
        find=found_topics,
        permissions=(VIEW,),
        more=lambda user, words: f"{reverse('procurement:topics')}?search={words}",
        order=60,
    ),
)


def of_project(project, user):
    """The needs a project answers, with their numbers: they travel with all that follows."""
    topics = list(project.topics.all())
    if not topics:
        return None
    needs = list(carried_by(project))
    codes = dict.fromkeys(code for topic in topics for code in topic.activities)
    return {
        "topics": topics,
        "needs": needs[:200],
        "count": len(needs),
        "people": sum(need.people for need in needs),
        "activities": catalogue.names_of(codes),
    }


PANELS = (
    Panel(
        key="needs",
        title="依据的需求",
        template="procurement/_needs_panel.html",
        context=of_project,
        permission=Permission.PURCHASE_VIEW,
        order=20,
    ),
)
