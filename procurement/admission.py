"""Who may bid: rules as data, each answered from the register with the day of its proof.

A call carries its rules in ``admission`` as ``{"version", "rules": [...]}``; the product's own are
in ``admission.toml``. ``examine`` is asked by bidders before they write a word, by officers after
the opening, and again before an award. What the register cannot tell is *unproven*, never a
failure: a person looks at it.
"""

import tomllib
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.utils import timezone

from orgs import unionized
from orgs.models import Inspection, Organization
from orgs.models.particulars import years_after
from procurement.models import Award, Ban

PASS, FAIL, UNPROVEN = "pass", "fail", "unproven"
RESULTS = {PASS: "符合", FAIL: "不符合", UNPROVEN: "待核实"}
LEVELS = {PASS: "good", FAIL: "bad", UNPROVEN: "caution"}
REQUIRED, PREFERRED = "required", "preferred"
STALE_YEARS = 2
"""An inspection older than the year before last proves nothing of today."""


@dataclass(frozen=True)
class Finding:
    """What came of one rule for one organization. ``proven_on`` is the day of the record that
    shows it, None where nothing on record does."""

    key: str
    label: str
    result: str
    reason: str
    proven_on: date | None = None
    curable: bool = False
    effect: str = REQUIRED
    automatic: bool = True
    cite: str = ""

    @property
    def bars(self):
        return self.result == FAIL and self.effect == REQUIRED

    @property
    def result_label(self):
        if self.effect == PREFERRED and self.result == FAIL:
            return "不具备"
        return RESULTS[self.result]

    @property
    def level(self):
        return "plain" if self.effect == PREFERRED and self.result == FAIL else LEVELS[self.result]

    def as_json(self):
        return asdict(self) | {"proven_on": self.proven_on and self.proven_on.isoformat()}


@cache
def _told():
    path = Path(__file__).with_name("admission.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def standard(source):
    """The rules a call begins with, for money of that source, as JSON."""
    rules = [rule for rule in _told()["rules"] if applies(rule, source)]
    return {"version": _told()["version"], "rules": [dict(rule) for rule in rules]}


def applies(rule, source):
    return not rule.get("sources") or source in rule["sources"]


def words(rule):
    """A rule as a call says it: its label, with the figure that is asked for."""
    if "years" in rule:
        return f"{rule['label']}（不少于 {rule['years']} 年）"
    if rule.get("test") == "staffed":
        kinds = dict(Organization.Kind.choices)
        least = [f"不少于 {rule.get('at_least', 1)} 人"]
        least += [f"{kinds[k]}不少于 {n} 人" for k, n in rule.get("at_least_of", {}).items()]
        return f"{rule['label']}（{'，'.join(least)}）"
    return rule["label"]


def rules_of(call):
    """Those the call was published with; while it says none, the standard ones."""
    rules = (call.admission or {}).get("rules")
    if rules is None:
        rules = standard(call.project.source)["rules"]
    project = call.project
    fit = [rule for rule in rules if applies(rule, project.source)]
    prefers = (project.rules or {}).get("prefer_union", True)
    return [rule for rule in fit if prefers or rule.get("test") != "unionized"]


def examine(organization, call, on=None):
    """A Finding for each rule of the call, in its order."""
    on = on or timezone.localdate()
    found = []
    for rule in rules_of(call):
        test = TESTS.get(rule.get("test", ""))
        if test is None:
            result, reason, proven_on = UNPROVEN, "由工作人员核对申报材料", None
        else:
            result, reason, proven_on = test(organization, rule, call, on)
        found.append(
            Finding(
                key=rule["key"],
                label=rule["label"],
                result=result,
                reason=reason,
                proven_on=proven_on,
                curable=bool(rule.get("curable")),
                effect=rule.get("effect", REQUIRED),
                automatic=test is not None,
                cite=rule.get("cite", ""),
            )
        )
    return found


def barring(organization, call, on=None):
    """Only what speaks against it for certain."""
    return [finding for finding in examine(organization, call, on) if finding.bars]


def normal(organization, rule, call, on):
    said = f"登记状态为{organization.get_status_display()}"
    if organization.standing != organization.Standing.REGISTERED:
        return FAIL, f"{organization.get_standing_display()}，不具有法人资格", None
    if organization.status == organization.Status.NORMAL:
        return PASS, said, last_known(organization)
    return FAIL, said, organization.ended_on or last_known(organization)


def last_known(organization):
    """The day of the facts that say so: when what counts now began to be known."""
    newest = organization.facts.known().order_by("-valid_from").first()
    return timezone.localdate(newest.recorded_from) if newest else None


def old_enough(organization, rule, call, on):
    born, years = organization.registered_on, rule.get("years", 1)
    if born is None:
        return UNPROVEN, "登记册中没有成立登记日期", None
    if years_after(born, years) <= on:
        return PASS, f"{born:%Y-%m-%d} 成立登记，已满 {years} 年", born
    return FAIL, f"{born:%Y-%m-%d} 成立登记，未满 {years} 年", born


def inspected(organization, rule, call, on):
    last = organization.inspections.order_by("-year", "-pk").first()
    if last is None:
        return UNPROVEN, "登记册中没有年检或年报记录", None
    said = f"{last.year} 年度{last.get_regime_display()}：{last.get_result_display()}"
    proof = last.submitted_on or timezone.localdate(last.recorded_at)
    if last.result in Inspection.BAD:
        return FAIL, said, proof
    if last.year < on.year - STALE_YEARS:
        return UNPROVEN, f"{said}，此后没有记录", proof
    return PASS, said, proof


def unmarked(organization, rule, call, on):
    mark = organization.credit_marks.in_force(on).order_by("starts_on").first()
    if mark:
        said = f"{mark.starts_on:%Y-%m-%d} 列入{mark.get_list_display()}：{mark.cause_labels}"
        return FAIL, said, mark.starts_on
    return PASS, "登记册中没有在列的记录", on


def staffed(organization, rule, call, on):
    least = rule.get("at_least_of", {}).get(organization.kind, rule.get("at_least", 1))
    count, day = organization.full_time_count, organization.profiled_on
    if count is None:
        return UNPROVEN, "登记册中没有专职人员数", None
    said = f"专职人员 {count} 人，要求不少于 {least} 人"
    return (PASS if count >= least else FAIL), said, day


def not_banned(organization, rule, call, on):
    ban = Ban.objects.holding(organization, call.project.federation, on).first()
    if ban is None:
        return PASS, "没有在期的禁入决定", on
    until = f"至 {ban.ends_on:%Y-%m-%d}" if ban.ends_on else "未定期限"
    said = f"{ban.federation.short_name}{ban.decision_number}：{ban.get_cause_display()}，{until}"
    return FAIL, said, ban.starts_on


def nothing_overdue(organization, rule, call, on):
    """An award whose service should be over: whether it was finished is not known before contracts
    are kept here, so a person asks."""
    late = Award.objects.ended(organization, on).select_related("lot__call__project").first()
    if late is None:
        return PASS, "没有服务期已满的项目", on
    project = late.lot.call.project
    said = f"“{project}”服务期于 {project.ends_on:%Y-%m-%d} 届满，请核实是否已办结"
    return UNPROVEN, said, project.ends_on


def graded(organization, rule, call, on):
    least = rule.get("at_least", 3)
    grade = organization.grades.current(on).first()
    if grade is None:
        return FAIL, "没有有效的评估等级", None
    said = f"{grade.get_level_display()}，有效期至 {grade.valid_until:%Y-%m-%d}"
    return (PASS if grade.level >= least else FAIL), said, grade.starts_on


def has_union(organization, rule, call, on):
    if not unionized.known():
        return UNPROVEN, "建会情况未接入", None
    union = unionized.unions_of([organization], on).get(organization.pk)
    if union is None:
        return FAIL, "尚未建立工会，也没有被工会覆盖", None
    return PASS, f"{union.name}（{union.form}）", union.since


TESTS = {
    "normal": normal,
    "old_enough": old_enough,
    "inspected": inspected,
    "unmarked": unmarked,
    "staffed": staffed,
    "not_banned": not_banned,
    "nothing_overdue": nothing_overdue,
    "graded": graded,
    "unionized": has_union,
}
"""What the register can answer, by the name that rules use."""
