"""A founding case led step by step to any state, for tests that begin there."""

from datetime import date, timedelta

from stdnum.cn import uscc

from membership.models import FoundingCase
from membership.services.founding import move_case, open_case
from tests import make

OPENED = date(2026, 3, 2)
GROUP = [
    {"body": "group", "duty": "head", "person_name": "赵一"},
    {"body": "group", "duty": "member", "person_name": "钱二"},
    {"body": "group", "duty": "member", "person_name": "孙三"},
]
CANDIDATES = [
    {"body": "committee", "duty": "head", "person_name": "赵一", "post": "教务主任"},
    {"body": "committee", "person_name": "钱二"},
    {"body": "committee", "person_name": "孙三"},
    {"body": "committee", "person_name": "李四", "female": True},
    {"body": "audit", "duty": "head", "person_name": "周五"},
    {"body": "audit", "person_name": "吴六"},
    {"body": "audit", "person_name": "郑七"},
    {"body": "women", "person_name": "李四", "female": True},
]
UNION_CODE = "81500112MC0000001" + uscc.calc_check_digit("81500112MC0000001")
VOTES = {"赵一": 28, "钱二": 25, "孙三": 24, "李四": 10, "周五": 27, "吴六": 26, "郑七": 25}
"""Of thirty entitled; 李四 stands for the women's organ, too, and has 29 votes there."""


def day(n):
    return OPENED + timedelta(n)


def values_of(verb, case=None):
    """What a move is filled in with, so that nothing is amiss."""
    return {
        "request": {
            "requested_on": day(1),
            "wish": "职工代表座谈，一致同意",
            "opinion": "同意",
            "expected_members": 30,
        },
        "consent": {"consented_on": day(3)},
        "admit": {"founded_on": day(3)},
        "form_group": {"group_on": day(5), "people": GROUP},
        "recruit": {"recruiting_on": day(6)},
        "publicise": {
            "members": 30,
            "women": 6,
            "seats": 3,
            "examined_on": day(20),
            "notice_from": day(21),
            "notice_to": day(28),
            "people": CANDIDATES,
        },
        "elect": {
            "meeting_on": day(29),
            "meeting": "members",
            "term_years": 3,
            "entitled": 30,
            "present": 29,
            "ballots": 29,
        },
        "report": {"reported_on": day(31)},
        "approve": {"founded_on": day(35)},
        "register": {"registered_on": day(50), "credit_code": UNION_CODE},
        "open_account": {"account_on": day(60), "fees_from": day(62)},
        "settle": {"regular_on": day(90)},
    }.get(verb, {"reason": "写明的原因"})


def votes_of(case):
    return {
        p.pk: 29 if p.body == "women" else VOTES[p.person_name]
        for p in case.people.exclude(body="group")
    }


def move(case, verb, by, **over):
    values = {**values_of(verb), **over}
    if verb == "elect" and "votes" not in values:
        values["votes"] = votes_of(case)
    return move_case(by=by, case=case, verb=verb, **values)


LINE = (
    *("request", "consent", "form_group", "recruit", "publicise", "elect", "report", "approve"),
    *("register", "open_account", "settle"),
)
REPLIES = {"consent", "admit", "approve", "send_back", "return_result"}


def case_at(status, *, by, approver, **over):
    """A case in that state. ``by`` opens and reports, ``approver`` replies."""
    values = {"form": "single", "mobilised_on": OPENED, "name": "启航学校工会", **over}
    values.setdefault("organizations", None)
    if values["organizations"] is None:
        values["organizations"] = [make.organization()]
    case = open_case(by=by, **values)
    if status in FoundingCase.HALTED:
        return move(case, {"obstructed": "obstruct", "suspended": "suspend"}[status], by)
    if status == "merged":
        return move(case, "merge", by)
    line = ("request", "admit", "settle") if case.joins else LINE
    for verb in line:
        if case.status == status:
            return case
        case = move(case, verb, approver if verb in REPLIES else by)
    assert case.status == status, f"the line does not lead to {status}"
    return case
