"""What a founding case still lacks for its next step, and which rule asks for it.

The case page shows these lists; the guards of the workflow refuse by those that bind.
"""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from membership import law
from membership.ballots import least_candidates, needed, quorate
from membership.models import Coverage, FoundingCase, FoundingPerson
from orgs.models import Organization

Body, Duty = FoundingPerson.Body, FoundingPerson.Duty
BARS = {
    "head": "行政负责人（含副职）",
    "representative": "法定代表人",
    "partner": "合伙人",
    "kin": "行政负责人、合伙人的近亲属",
    "personnel": "人力资源部门负责人",
    "foreign": "外籍职工",
}
"""The keys are those of ``Officer.Bar``."""


@dataclass(frozen=True)
class Requirement:
    """``binding`` ones stop the step; the others are advice. ``lack`` says what is missing."""

    label: str
    met: bool
    rule: law.Rule | None = None
    lack: str = ""
    binding: bool = True

    @property
    def words(self):
        cite = f"（{self.rule.source}）" if self.rule else ""
        return f"{self.lack or self.label + '：尚未具备'}{cite}"


class Facts:
    """What a case is judged by, each part read once."""

    def __init__(self, case):
        self.case = case
        self.rules = law.frozen(case.rules_code, case.rules_version)

    @cached_property
    def units(self):
        return list(self.case.units.select_related("organization"))

    @cached_property
    def people(self):
        return list(self.case.people.all())

    def body(self, body, *, elected=False):
        return [p for p in self.people if p.body == body and (p.elected or not elected)]

    @cached_property
    def small(self):
        """Fewer members than make a committee a must."""
        return (self.case.members or 0) < self.rules["must_found_members"].value


def lacks(verb):
    """A guard: the words of the first binding requirement of a step that is not met."""

    def guard(case):
        return "；".join(r.words for r in of_step(verb, case) if r.binding and not r.met)

    guard.__name__ = f"lacks_for_{verb}"
    return guard


def of_step(verb, case):
    """The requirements of a step, in the order in which they are seen to."""
    listed = STEPS.get(verb)
    return list(listed(Facts(case))) if listed else []


def _request(facts):
    case, rules = facts.case, facts.rules
    count = len(facts.units)
    ended = [u for u in facts.units if u.organization.status in Organization.ENDED]
    yield Requirement(
        "单位存续正常",
        not ended,
        rules.get("workers_right"),
        "、".join(f"“{u.organization}”已{u.organization.get_status_display()}" for u in ended),
    )
    if case.form == Coverage.Form.SINGLE:
        yield Requirement(
            "单独建会，一个单位", count == 1, rules["must_found_members"], "单独建会只能是一个单位"
        )
    elif case.form == Coverage.Form.JOINT and not case.joins:
        yield Requirement(
            "联合建会，两个以上单位",
            count > 1,
            rules["must_found_members"],
            "联合建会须有两个以上单位，请添加单位，或改为单独建会",
        )
    yield Requirement(
        "职工建会意愿", bool(case.wish), rules.get("workers_right"), "请写明职工的建会意愿"
    )
    yield Requirement("单位行政意见", bool(case.opinion), None, "尚未写明单位行政意见", False)
    yield Requirement("征求党组织意见", bool(case.party_opinion), None, "尚未写明", False)
    expected, enough = case.expected_members, rules["must_found_members"].value
    yield Requirement(
        "预计会员人数", bool(expected), rules["must_found_members"], "请填写预计会员人数"
    )
    if expected and expected >= enough and count == 1 and case.form != Coverage.Form.SINGLE:
        weak = case.form == Coverage.Form.ORGANIZER
        yield Requirement(
            "与人数相称的建会形式",
            False,
            rules["must_found_members"],
            f"预计会员 {expected} 人，满 {enough} 人的应当建立基层工会委员会",
            weak,
        )
    if case.form == Coverage.Form.ORGANIZER:
        yield Requirement(
            "组织员一人",
            len(facts.body(Body.ORGANIZER)) == 1,
            rules["must_found_members"],
            "请填写选举产生的组织员",
        )


def _group(facts):
    low, high = facts.rules["group_size"].value
    group = facts.body(Body.GROUP)
    yield Requirement(
        f"筹备组 {low}–{high} 人",
        low <= len(group) <= high,
        facts.rules["group_size"],
        f"筹备组应为 {low} 至 {high} 人，现有 {len(group)} 人",
    )
    yield Requirement(
        "筹备组组长一人",
        sum(p.duty == Duty.HEAD for p in group) == 1,
        facts.rules["group_size"],
        "请确定一位筹备组组长",
    )


def _notice(facts):
    case, rules = facts.case, facts.rules
    yield Requirement(
        "会员（按名册统计）" if case.members_counted else "会员（填报）",
        bool(case.members),
        rules["must_found_members"],
        "请填写已入会的会员人数",
    )
    members, seats = case.members or 0, case.seats or 0
    low, high = rules.committee_size(members)
    yield Requirement(
        f"委员名额 {low}–{high} 人",
        low <= seats <= high,
        rules["committee_size"],
        f"会员 {members} 人，工会委员会应设委员 {low} 至 {high} 人，现填 {seats} 人",
    )
    standing = facts.body(Body.COMMITTEE)
    least = least_candidates(seats, rules["more_candidates"].share)
    yield Requirement(
        "委员差额选举",
        len(standing) >= least,
        rules["more_candidates"],
        f"应选 {seats} 人，候选人至少 {least} 人，现有 {len(standing)} 人",
    )
    yield Requirement(
        "主席候选人",
        any(p.duty == Duty.HEAD for p in standing),
        None,
        "请确定主席候选人",
    )
    yield from _bars(facts, standing)
    yield from _organs(facts)
    yield Requirement(
        "上级工会审查人选",
        bool(case.examined_on and case.notice_from and case.examined_on <= case.notice_from),
        rules["examined"],
        "候选人须先经上级工会审查，请填写审查日期（不晚于公示开始）",
    )
    days = rules["notice_days"].value
    yield Requirement(
        f"公示 {days} 天",
        bool(case.notice_from and case.notice_to)
        and case.notice_to - case.notice_from >= timedelta(days),
        rules["notice_days"],
        f"公示不得少于 {days} 天",
    )


def _bars(facts, standing):
    chairs = [p for p in standing if p.duty == Duty.HEAD]
    for rule, people, what in (
        (facts.rules["chair_bars"], chairs, "主席候选人"),
        (facts.rules["committee_bars"], standing, "委员候选人"),
    ):
        hit = {bar for p in people for bar in p.bars if bar in rule.value}
        yield Requirement(
            f"{what}资格",
            not hit,
            rule,
            f"{what}有下列情形，不得作为候选人：{'、'.join(BARS[bar] for bar in sorted(hit))}",
        )


def _organs(facts, *, elected=False):
    rules, women = facts.rules, facts.case.women or 0
    verb = "选出" if elected else "提名"
    audit, ladies = (facts.body(b, elected=elected) for b in (Body.AUDIT, Body.WOMEN))
    low, high = rules["audit_size"].value
    low = 1 if facts.small else low
    yield Requirement(
        "经费审查委员会",
        low <= len(audit) <= high,
        rules["audit_size"],
        f"应{verb}经费审查委员 {low} 至 {high} 人，现有 {len(audit)} 人",
    )
    for body, people, word in ((Body.AUDIT, audit, "经审委"), (Body.WOMEN, ladies, "女职工委员会")):
        if len(people) > 1:
            yield Requirement(
                f"{word}主任一人",
                sum(p.duty == Duty.HEAD for p in people) == 1,
                rules["audit_size" if body == Body.AUDIT else "women_committee"],
                f"请{verb}一位{word}主任",
            )
    chairs = {p.person_name for p in facts.body(Body.COMMITTEE) if p.duty == Duty.HEAD}
    yield Requirement(
        "主席不兼经审",
        not chairs & {p.person_name for p in audit},
        rules["audit_not_chair"],
        "工会主席（候选人）不得兼任经费审查委员",
    )
    if facts.case.women is None:
        yield Requirement("女职工委员会或委员", False, rules["women_committee"], "请填写女会员人数")
    elif women:
        many = women >= rules["women_committee"].value
        least = 3 if many else 1
        yield Requirement(
            "女职工委员会" if many else "女职工委员",
            len(ladies) >= least and all(p.female for p in ladies),
            rules["women_committee"],
            f"女会员 {women} 人，应{verb}女职工委员 {least} 人以上，均为女性",
        )


def _elect(facts):
    case, rules = facts.case, facts.rules
    entitled, present, ballots = (n or 0 for n in (case.entitled, case.present, case.ballots))
    yield Requirement(
        "公示期满",
        bool(case.meeting_on and case.notice_to and case.meeting_on > case.notice_to),
        rules["notice_days"],
        f"公示至 {case.notice_to} 期满，次日起方可选举",
    )
    if case.meeting == FoundingCase.Meeting.DELEGATES:
        least = rules["delegates_from"].value
        yield Requirement(
            "会员代表大会",
            (case.members or 0) >= least,
            rules["delegates_from"],
            f"会员不足 {least} 人，应召开会员大会",
        )
    yield Requirement(
        "到会三分之二以上",
        quorate(present, entitled, rules["attendance"].share),
        rules["attendance"],
        f"应到 {entitled} 人，实到 {present} 人，到会人数不足，选举无效",
    )
    yield Requirement(
        "选票有效",
        0 < ballots <= present and all((p.votes or 0) <= ballots for p in facts.people),
        rules["majority"],
        "收回选票不能多于实到人数，得票不能多于收回选票",
    )
    low, _ = rules.committee_size(case.members or 0)
    chosen = facts.body(Body.COMMITTEE, elected=True)
    yield Requirement(
        "选出委员",
        low <= len(chosen) <= (case.seats or 0),
        rules["majority"],
        f"得票超过应到会人数一半（{needed(entitled, rules['majority'].share)} 票以上）的委员"
        f" {len(chosen)} 人，不足 {low} 人或得票相等，须就差额再次投票",
    )
    yield Requirement(
        "选出主席",
        sum(p.duty == Duty.HEAD for p in chosen) == 1,
        rules["majority"],
        "主席候选人未当选，请重新选举主席",
    )
    yield from _organs(facts, elected=True)
    years = rules["term_years"].value
    yield Requirement(
        f"任期 {years[0]} 年或 {years[1]} 年",
        case.term_years in years,
        rules["term_years"],
        f"每届任期须为 {years[0]} 年或者 {years[1]} 年",
    )


def _report(facts):
    case, rule = facts.case, facts.rules["report_days"]
    late = case.reported_on and case.meeting_on
    yield Requirement(
        f"{rule.value} 日内报批",
        not late or case.reported_on - case.meeting_on <= timedelta(rule.value),
        rule,
        f"选举已逾 {rule.value} 日，报批时请说明原因",
        False,
    )


def _register(facts):
    union = facts.case.union
    yield Requirement(
        "工会统一社会信用代码",
        bool(union and union.credit_code),
        facts.rules.limit("founded"),
        "请填写工会法人资格证书上的统一社会信用代码",
    )


def _fund(facts):
    case = facts.case
    rule = facts.rules.limit("registered")
    yield Requirement("开户日期", bool(case.account_on), rule, "请填写开户日期")
    yield Requirement("起缴经费日期", bool(case.fees_from), rule, "尚未填写起缴日期", False)


def _settle(facts):
    case = facts.case
    if case.joins:
        return
    yield Requirement(
        "法人登记与开户",
        case.status == FoundingCase.Status.FUNDED,
        facts.rules.limit("funded"),
        "请先办理法人登记、开户和缴费登记",
    )
    kinds = set(case.union.organs.sitting().values_list("kind", flat=True)) if case.union else ()
    yield Requirement(
        "委员会、经审委健全", {"committee", "audit"} <= set(kinds), facts.rules["audit_size"]
    )


STEPS = {
    "request": _request,
    "form_group": _group,
    "publicise": _notice,
    "elect": _elect,
    "report": _report,
    "register": _register,
    "open_account": _fund,
    "settle": _settle,
}
