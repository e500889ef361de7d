"""Founding cases of 渝北区 in every state, led there by two officers as people would.

They are reckoned back from the day on which they are made, so that few are overdue whenever the
demonstration begins.
"""

from datetime import timedelta
from itertools import count

from django.db.models import Exists
from django.utils import timezone
from stdnum.cn import uscc

from documents.services.papers import draft_paper
from membership.models import FoundingCase
from membership.queries import covering, of_state
from membership.services import assess_many
from membership.services.founding import move_case, open_case
from orgs.demo import TODAY
from orgs.models import Organization
from unions.models import Federation, GrassrootsUnion

PLACE = "500112"
LINE = (
    *("request", "consent", "form_group", "recruit", "publicise", "elect", "report", "approve"),
    *("register", "open_account", "settle"),
)
AFTER = (1, 4, 7, 9, 24, 33, 35, 42, 60, 75, 120)
"""On which day after it began each step was taken."""
STATES = (
    *(("mobilised", 5), ("requested", 9), ("consented", 8), ("preparing", 10)),
    *(("recruiting", 20), ("noticed", 30)),
    *(("elected", 36), ("reported", 40), ("founded", 70), ("registered", 80), ("funded", 110)),
    *(("regular", 200), ("obstructed", 60), ("suspended", 90), ("merged", 100)),
    ("recruiting", 90),  # overdue
    ("requested", 45),  # overdue
)
"""The states of the demonstration, each with how many days ago its case began."""
BESIDES = 8
"""Organizations for cases of several: three and three jointly, two that join a union in being."""
NAMES = (
    *("赵明", "钱芳", "孙伟", "李娜", "周杰", "吴敏", "郑涛", "王静"),
    *("冯军", "陈霞", "褚云", "卫东", "蒋波", "沈莉"),
)


def load_cases(people):
    """Open them and lead them on, once. Returns how many there are."""
    if FoundingCase.objects.exists():
        return 0
    clerk, chief = people["yb-organizing"], people["cq-organizing"]
    serial, alone = count(1), _organizations()
    others = _smaller(clerk)
    together, whole, joining = others[:3], others[3:6], others[6:]
    cases = []
    for (status, days), organization in zip(STATES, alone, strict=False):
        case = _open(clerk, [organization], "single", days)
        cases.append(_lead(case, status, clerk, chief, serial))
    if together:
        case = _open(clerk, together, "joint", 30, "渝北区仙桃数据谷联合工会")
        cases.append(_lead(case, "noticed", clerk, chief, serial))
        case = _open(clerk, whole, "joint", 180, "渝北区悦来会展片区联合工会")
        cases.append(_lead(case, "regular", clerk, chief, serial))
    there = GrassrootsUnion.objects.filter(
        federation__code=PLACE, kind="regional", dissolved_on=None
    )
    if joining and (union := there.order_by("pk").first()):
        case = _open(clerk, joining, "region", 12, union=union)
        cases.append(_lead(case, "requested", clerk, chief, serial))
    return len(cases)


def _today():
    return max(TODAY, timezone.localdate())


def _organizations():
    """Eligible ones that nobody covers, one for each state."""
    rows = of_state(_of_the_place(), "gap").filter(staff_count__gte=8)
    return list(rows.order_by("pk")[: len(STATES)])


def _smaller(clerk):
    """Small ones that nobody had looked at, found eligible now: to be founded jointly, or joined
    to a union in being. All that are asked for, or none."""
    rows = of_state(_of_the_place(), "unassessed").filter(staff_count__range=(5, 24))
    found = list(rows.filter(~Exists(covering())).order_by("pk")[:BESIDES])
    if len(found) < BESIDES:
        return []
    since = _today() - timedelta(190)
    said = {
        "decision": "eligible",
        "reason": "N01",
        "evidence": "走访摸排：职工愿意入会，宜联合建会",
    }
    assess_many(by=clerk, organizations=found, as_of=since, **said)
    return found


def _of_the_place():
    place = Federation.objects.at_or_below(Federation.objects.filter(code=PLACE))
    rows = Organization.objects.filter(federation__in=place, status="normal", standing="registered")
    return rows.filter(registered_on__lt=TODAY - timedelta(400)).select_related("federation")


def _open(clerk, organizations, form, days, name="", union=None):
    return open_case(
        by=clerk,
        organizations=organizations,
        form=form,
        name=name or f"{organizations[0].name}工会",
        union=union,
        route="industry" if days % 4 == 0 else "place",
        mobilised_on=_today() - timedelta(days),
        opinion="同意职工依法组建工会",
        party_opinion="党支部同意，已列入今年党建工作计划" if days % 3 else "",
    )


def _lead(case, status, clerk, chief, serial):
    halted = {"obstructed": "obstruct", "suspended": "suspend", "merged": "merge"}.get(status)
    until = "recruiting" if halted else status
    for verb, after in zip(LINE, AFTER, strict=True):
        if case.status == until:
            break
        if verb == "request":
            draft_paper(by=clerk, kind="founding-request", federation=case.federation, subject=case)
        by = chief if verb in ("consent", "approve") else clerk
        on = min(case.mobilised_on + timedelta(after), _today())
        case = move_case(by=by, case=case, verb=verb, **_values(verb, case, on, next(serial)))
    if halted:
        reason = {
            "obstruct": "负责人以“没有必要”为由拒绝提供场地和职工名册",
            "suspend": "单位停业整顿，待恢复后再办",
            "merge": "单位并入街道社会组织联合工会",
        }[halted]
        move_case(by=clerk, case=case, verb=halted, reason=reason)
    elif status == "noticed":
        draft_paper(by=clerk, kind="founding-notice", federation=case.federation, subject=case)
    return case


def _values(verb, case, on, n):
    staff = sum(unit.staff or 0 for unit in case.units.all())
    members = max(8, staff * 4 // 5)
    women = members // 3
    match verb:
        case "request":
            return {
                "requested_on": on,
                "wish": f"职工座谈会和征求意见表，{members} 人愿意入会",
                "expected_members": members,
            }
        case "consent":
            return {"consented_on": on}
        case "form_group":
            return {"group_on": on, "people": _people("group", 3, n)}
        case "recruit":
            return {"recruiting_on": on}
        case "publicise":
            seats = 3 if members <= 200 else 7
            people = _people("committee", seats + 1, n)
            people += _people("audit", 3, n + 5)
            people += _people("women", 3, n + 9, female=True)
            return {
                **{"members": members, "women": women, "seats": seats, "people": people},
                **{"examined_on": on, "notice_from": on, "notice_to": on + timedelta(7)},
            }
        case "elect":
            present = members - members // 10
            standing = case.people.exclude(body="group")
            last = standing.filter(body="committee").last()
            votes = {p.pk: present - 1 for p in standing} | {last.pk: members // 4}
            return {
                **{"meeting_on": on, "meeting": "members", "term_years": 3 + n % 2 * 2},
                **{"entitled": members, "present": present, "ballots": present, "votes": votes},
            }
        case "register":
            body = f"81{PLACE}MC{n:07d}"
            return {"registered_on": on, "credit_code": body + uscc.calc_check_digit(body)}
        case "open_account":
            return {"account_on": on, "fees_from": on}
    day = {"report": "reported_on", "approve": "founded_on", "settle": "regular_on"}[verb]
    return {day: on}


def _people(body, number, n, *, female=False):
    return [
        {
            "body": body,
            "duty": "member" if at else "head",
            "person_name": NAMES[(n + at) % len(NAMES)],
            "female": female or at % 2 == 1,
            "post": ("业务主管", "教师", "护士", "会计", "社工")[(n + at) % 5],
        }
        for at in range(number)
    ]
