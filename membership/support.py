"""What support and pressure add to the pages of the floors below: the menu, the inbox, search,
organizations' pages, kinds of papers, whose files are whose."""

from django import forms
from django.db.models import Q
from django.urls import reverse

from accounts import navigation, panels, searching
from accounts.roles import Permission
from accounts.searching import Findable, Hit
from communications import inbox
from communications.inbox import Tasks
from documents import extensions as files
from documents import kinds
from membership import pages
from membership.letters import LETTERS
from membership.models import CriterionFinding, Obstruction, Practice, Subsidy
from membership.queries import without_union
from orgs import extensions
from orgs.extensions import Act, Filter, Panel, Remark, once

P = Permission
APPLIED, APPROVED = Subsidy.Status.APPLIED, Subsidy.Status.APPROVED


def declare():
    extensions.register(*ENTRIES)
    pages.UNION.add(*ON_UNIONS)
    inbox.register(*KINDS)
    searching.register(*FINDABLES)
    kinds.register(*LETTERS)
    files.register("membership.Practice", P.FOUNDING_VIEW)
    group = "支持与督办"
    for label, url, permission, order in (
        ("补助资金", "membership:subsidies", P.SUBSIDY_VIEW, 60),
        ("补助预算", "membership:budgets", P.SUBSIDY_VIEW, 61),
        ("有党组织无工会", "membership:party_gap", P.FOUNDING_VIEW, 62),
        ("阻挠建会案件", "membership:obstructions", P.OBSTRUCTION_VIEW, 63),
        ("经验案例", "membership:practices", P.FOUNDING_VIEW, 64),
    ):
        navigation.register(label, url, permission, order=order, group=group)


# On organizations


def gap_field(user):
    choices = [("", "全部"), ("yes", "有党组织，没有工会")]
    return forms.ChoiceField(label="党建带工建", choices=choices, required=False)


def by_gap(rows, value, user, query):
    return without_union(rows)


def norms_field(user):
    choices = [("", "全部"), ("yes", "已列入"), ("no", "未列入"), ("unseen", "未核实")]
    return forms.ChoiceField(label="建会列入党建规范", choices=choices, required=False)


def by_norms(rows, value, user, query):
    norms = CriterionFinding.Criterion.PARTY_NORMS
    found = CriterionFinding.objects.standing(criterion=norms)
    if value == "unseen":
        return rows.exclude(pk__in=found.values("organization"))
    return rows.filter(pk__in=found.filter(met=value == "yes").values("organization"))


def _cases(organization, user):
    def ask():
        rows = Obstruction.objects.for_user(user, P.OBSTRUCTION_VIEW).defer("facts")
        return list(rows.filter(organization=organization))

    return once(organization, user, "obstructions", ask)


def cases_of(organization, user):
    return {"cases": _cases(organization, user)}


def say_cases(organization, user):
    number = sum(case.is_in_hand for case in _cases(organization, user))
    return [(f"有 {number} 件在办的阻挠建会案件", "bad")] if number else []


def subsidies_of(organization, user):
    """Those of the unions that cover it, as far as they were asked for on its account."""
    rows = Subsidy.objects.for_user(user, P.SUBSIDY_VIEW).filter(organization=organization)
    return {"subsidies": list(rows.select_related("kind", "union", "budget__federation"))}


ENTRIES = (
    Filter(name="party_gap", field=gap_field, apply=by_gap, permission=P.FOUNDING_VIEW, order=33),
    Filter(
        name="party_norms",
        field=norms_field,
        apply=by_norms,
        permission=P.FOUNDING_VIEW,
        order=34,
    ),
    Remark(key="obstructions", say=say_cases, permission=P.OBSTRUCTION_VIEW, order=25),
    Panel(
        key="obstructions",
        title="阻挠建会案件",
        template="membership/_obstructions_panel.html",
        context=cases_of,
        permission=P.OBSTRUCTION_VIEW,
        order=45,
    ),
    Panel(
        key="subsidies",
        title="补助",
        template="membership/_subsidies_panel.html",
        context=subsidies_of,
        permission=P.SUBSIDY_VIEW,
        order=46,
    ),
    Act(
        key="obstruction",
        label="登记阻挠建会",
        url="membership:obstruction_new",
        permission=P.OBSTRUCTION_EDIT,
        order=45,
    ),
)


# On unions


def subsidies_for(union, user):
    rows = Subsidy.objects.for_user(user, P.SUBSIDY_VIEW).filter(union=union)
    found = list(rows.select_related("kind", "union", "budget__federation")[:20])
    return {"subsidies": found} if found else None


ON_UNIONS = (
    panels.Act(
        key="subsidy",
        label="申请补助",
        url="membership:subsidy_apply",
        permission=P.SUBSIDY_APPLY,
        order=60,
    ),
    panels.Panel(
        key="subsidies",
        title="补助",
        template="membership/_subsidies_panel.html",
        context=subsidies_for,
        permission=P.SUBSIDY_VIEW,
        order=60,
    ),
)


# In the inbox


def to_decide(user):
    rows = Subsidy.objects.for_user(user, P.SUBSIDY_APPROVE).filter(status=APPLIED)
    rows = rows.exclude(applicant=user).select_related("union", "kind")
    return rows.order_by("applied_at", "pk")


def to_pay(user):
    rows = Subsidy.objects.for_user(user, P.SUBSIDY_PAY).filter(status=APPROVED)
    rows = rows.exclude(Q(applicant=user) | Q(decider=user)).select_related("union", "kind")
    return rows.order_by("decided_at", "pk")


def to_mend(user):
    rows = Subsidy.objects.for_user(user, P.SUBSIDY_APPLY)
    rows = rows.filter(status=Subsidy.Status.RETURNED).select_related("union", "kind")
    return rows.order_by("applied_at", "pk")


def to_handle(user):
    rows = Obstruction.objects.for_user(user, P.OBSTRUCTION_EDIT).in_hand().defer("facts")
    return rows.select_related("organization").order_by("due_on", "pk")


def to_review(user):
    rows = Practice.objects.for_user(user, P.PRACTICE_REVIEW)
    rows = rows.filter(status=Practice.Status.SUBMITTED).exclude(author=user)
    return rows.select_related("federation").order_by("created_at", "pk")


def address(name, **query):
    asked = "&".join(f"{key}={value}" for key, value in query.items())
    return lambda user: f"{reverse(f'membership:{name}')}?{asked}".rstrip("?")


SUBSIDY_TASK, CASE_TASK = "membership/_task_subsidy.html", "membership/_task_obstruction.html"
KINDS = (
    Tasks(
        key="subsidies_to_decide",
        label="补助待审批",
        rows=to_decide,
        template=SUBSIDY_TASK,
        permission=P.SUBSIDY_APPROVE,
        more=address("subsidies", status="applied"),
        order=40,
    ),
    Tasks(
        key="subsidies_to_pay",
        label="补助待拨付",
        rows=to_pay,
        template=SUBSIDY_TASK,
        permission=P.SUBSIDY_PAY,
        more=address("subsidies", status="approved"),
        order=41,
    ),
    Tasks(
        key="subsidies_to_mend",
        label="补助申请退回修改",
        rows=to_mend,
        template=SUBSIDY_TASK,
        permission=P.SUBSIDY_APPLY,
        more=address("subsidies", status="returned"),
        order=42,
    ),
    Tasks(
        key="obstructions",
        label="阻挠建会案件在办",
        rows=to_handle,
        template=CASE_TASK,
        permission=P.OBSTRUCTION_EDIT,
        unit="件",
        more=address("obstructions"),
        order=19,
    ),
    Tasks(
        key="practices",
        label="经验案例待审核",
        rows=to_review,
        template="membership/_task_practice.html",
        permission=P.PRACTICE_REVIEW,
        unit="篇",
        more=address("practices", status="submitted"),
        order=43,
    ),
)


# In the box at the top


def practices(user, words, most):
    rows = Practice.objects.for_user(user, P.FOUNDING_VIEW).filter(title__icontains=words)
    rows = rows.select_related("federation").order_by("-published_at", "-pk")
    return [
        Hit(row.title, row.get_absolute_url(), f"{row.get_kind_display()} · {row.federation}")
        for row in rows[:most]
    ]


FINDABLES = (
    Findable(
        key="practices",
        label="经验案例",
        find=practices,
        permissions=(P.FOUNDING_VIEW,),
        order=60,
    ),
)
