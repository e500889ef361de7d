"""Where the canvass and the ledger show themselves: lists, organizations' pages, inbox, menus."""

from django import forms
from django.urls import reverse

from accounts.roles import Permission
from membership.canvassing import of_canvass
from membership.ledger import columns
from membership.models import Eligibility, ReasonCode, Visit
from orgs.extensions import Act, BatchAct, Filter, Panel

VIEW, EDIT, VISIT = (
    Permission.FOUNDING_VIEW,
    Permission.FOUNDING_EDIT,
    Permission.FOUNDING_VISIT,
)
STATES = (
    *(("", "全部"), ("mine", "我承办的"), ("late", "已逾期"), ("promised", "承诺已到期")),
    *(("none", "未分派"), ("waiting", "待分派"), ("assigned", "待走访")),
    *(("following", "跟进中"), ("paired", "领导包联"), ("closed", "已销号")),
)


def canvass_field(user):
    return forms.ChoiceField(label="走访摸排", choices=STATES, required=False)


def by_canvass(rows, value, user, query):
    return of_canvass(rows, value, user)


def reason_field(user):
    choices = [("", "全部"), *((code, f"{code} {label}") for code, label in ReasonCode.choices)]
    return forms.ChoiceField(label="未建会原因", choices=choices, required=False)


def by_reason(rows, value, user, query):
    known = Eligibility.objects.known().valid().filter(reason=value)
    return rows.filter(pk__in=known.order_by().values("organization"))


def visits_panel(organization, user):
    rows = Visit.objects.for_user(user, VIEW).filter(organization=organization)
    tasks = organization.canvass_tasks.open().select_related("assignee")
    return {
        "visits": list(rows.select_related("by")[:20]),
        "tasks": list(tasks),
        "may_visit": user.may(VISIT, organization),
    }


ENTRIES = (
    Filter(name="canvass", field=canvass_field, apply=by_canvass, permission=VIEW, order=33),
    Filter(name="reason", field=reason_field, apply=by_reason, permission=VIEW, order=34),
    BatchAct(
        key="assign", label="分派走访", url="membership:bulk_assign", permission=EDIT, order=15
    ),
    BatchAct(key="pair", label="领导包联", url="membership:bulk_pair", permission=EDIT, order=16),
    BatchAct(key="fill", label="填写台账", url="membership:bulk_fill", permission=EDIT, order=17),
    Act(key="visit", label="登记走访", url="membership:visit", permission=VISIT, order=19),
    Panel(
        key="visits",
        title="走访摸排",
        template="membership/_visits_panel.html",
        context=visits_panel,
        permission=VIEW,
        order=19,
    ),
)


def declare():
    from accounts import handover, lists, navigation
    from communications import inbox
    from documents import extensions as documents
    from governance import corrections
    from jobs.extensions import result_pages
    from membership.ledger import duties
    from membership.services.canvass import pass_on
    from orgs import extensions

    extensions.register(*ENTRIES)
    lists.register(columns.NAME, "membership:ledger", columns.columns)
    documents.register("membership.Visit", VIEW)
    corrections.track("membership.LedgerEntry")
    handover.register(duties.IN_HAND, duties.calls_in_hand, pass_on)
    inbox.register(*duties.KINDS)
    navigation.register("建会台账", "membership:ledger", VIEW, order=41)
    navigation.register("我的走访", "membership:canvass", VISIT, order=42)
    for kind in ("membership.ledger_read", "membership.ledger_apply"):
        result_pages[kind] = lambda job: (
            ("查看比对结果", reverse("membership:ledger_return", args=[job.result["return"]]))
            if job.result.get("return")
            else None
        )
