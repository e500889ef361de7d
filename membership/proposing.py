"""What the rules say of an organization's 建会条件: a proposal with its reasons, never a decision.

The rules are data (``eligibility.toml``): a federation with a list of its own changes that file.
"""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from django.utils import timezone

from membership.models import Eligibility, ReasonCode

FILE = Path(__file__).with_name("eligibility.toml")
MISSING = "还不知道有多少职工，请在走访时填写职工人数。"


@dataclass(frozen=True)
class Rule:
    """Speaks against when each field of ``when`` has one of its values, or when the staff is below
    the number that the set calls ``below``."""

    code: str
    reason: str
    words: str
    when: dict = field(default_factory=dict)
    below: str = ""

    def holds(self, facts, numbers):
        if self.below:
            return facts["staff"] is not None and facts["staff"] < numbers[self.below]
        return all(facts[name] in values for name, values in self.when.items())


@dataclass(frozen=True)
class Proposal:
    """``decision`` is "" while something is ``lacking``. ``because`` are ``(rule, sentence)``."""

    decision: str
    reasons: tuple = ()
    because: tuple = ()
    lacking: str = ""
    advice: tuple = ()

    @property
    def label(self):
        return Eligibility.Decision(self.decision).label if self.decision else "暂不能提出结论"

    @property
    def finding(self):
        """As ``services.assess`` takes it."""
        reason, *others = self.reasons or ("",)
        return {
            "decision": self.decision,
            "reason": reason,
            "other_reasons": others,
            "note": "；".join(words for _, words in self.because),
        }


@cache
def rules():
    with FILE.open("rb") as file:
        told = tomllib.load(file)
    for rule in told["rule"]:
        ReasonCode(rule["reason"])  # a code nobody knows is a mistake of the file
    return tuple(Rule(**rule) for rule in told["rule"]), tuple(told["set"])


def numbers_for(province, on):
    """The numbers that hold in that province (two digits) on that day: its own, else everyone's."""
    sets = [s for s in rules()[1] if s["province"] in ("", province) and s["from"] <= on]
    found = {}
    for one in sorted(sets, key=lambda s: (s["province"] != "", s["from"])):
        found |= one
    return found


def facts_of(organization, visit=None):
    """What is known: by the last visit where it says something, else by the register."""
    seen = visit.staff if visit is not None else None
    return {
        "standing": organization.standing,
        "status": organization.status,
        "staff": organization.staff_count if seen is None else seen,
        "staffing": visit.staffing if visit is not None else "",
        "outcome": visit.outcome if visit is not None else "",
    }


def propose(organization, visit=None, on=None):
    """What the rules say, with the reason of each rule that spoke."""
    on = on or timezone.localdate()
    facts = facts_of(organization, visit)
    numbers = numbers_for(organization.federation.code[:2], on)
    against = [rule for rule in rules()[0] if rule.holds(facts, numbers)]
    if against:
        reasons = tuple(dict.fromkeys(rule.reason for rule in against))
        because = tuple((rule.code, rule.words) for rule in against)
        return Proposal(Eligibility.Decision.INELIGIBLE, reasons, because)
    if facts["staff"] is None:
        return Proposal("", lacking=MISSING)
    staff, must = facts["staff"], numbers["must_staff"]
    because = [("R00", f"已登记、正常运转，有职工 {staff} 人")]
    advice = []
    if staff >= must:
        advice.append(f"会员满 {must} 人的应当建立基层工会委员会（工会法第十一条）")
    else:
        advice.append(f"会员不足 {must} 人的，可以单独建、联合建，或选举组织员（工会法第十一条）")
    days = numbers.get("letter_after_days")
    if days and organization.registered_on and (on - organization.registered_on).days > days:
        advice.append("开业已满一年尚未建会的，上级工会可发建立工会意见书")
    reasons = tuple(visit.reasons) if visit is not None else ()
    return Proposal(Eligibility.Decision.ELIGIBLE, reasons, tuple(because), advice=tuple(advice))
