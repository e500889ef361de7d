"""By which rules a purchase is made (domain.md 4.1): read from ``procurement/law/*.toml``.

A file is one rule set: for which sources of money (``sources``), where (``code``: "0" is the whole
country), from which day (``version``), and its terms, each with value, unit, words and the clause
it comes from; ``verified = false`` marks what is a default of ours. ``based_on`` takes over what a
file does not say itself. Of those that apply, the one nearest to the buyer stands, then the newest.

``freeze`` makes the plain dict that a project keeps: every term by its name, and besides
``rule_set``, ``name``, ``version``, ``since``, ``cites`` and ``unverified``. Days are working days
except ``min_days_notice``, ``question_days`` and ``contract_days``, which are calendar days.
``expert_share`` is a fraction in words ("2/3"), so that 2/3 of 6 is 4.
"""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.core.exceptions import ValidationError

from procurement.scoring import METHODS, TIES

LAW = Path(__file__).parent / "law"


@dataclass(frozen=True)
class Term:
    key: str
    value: object
    text: str = ""
    unit: str = ""
    cite: str = ""
    verified: bool = True

    @property
    def words(self):
        """``value`` for people."""
        if isinstance(self.value, bool):
            return "是" if self.value else "否"
        if isinstance(self.value, dict):
            return f"{self.value['n']} 份，{self.value['k']} 份可开"
        if self.key == "aggregation":
            return METHODS[self.value]
        if self.key == "tie_order":
            return "；".join(TIES[name] for name in self.value)
        if isinstance(self.value, list):
            return f"{len(self.value)} 种"
        if self.key == "posts":
            return "不得购买" if self.value == "forbidden" else "可以"
        if self.key == "added_share":
            return f"{self.value:.0%}"
        number = f"{self.value:,}" if isinstance(self.value, int) else self.value
        return f"{number} {self.unit}".strip()


@dataclass(frozen=True)
class RuleSet:
    rule_set: str
    name: str
    code: str
    version: date
    sources: tuple
    fixed: bool
    terms: dict

    def __getitem__(self, key):
        return self.terms[key].value


@cache
def rule_sets():
    """``{rule_set: RuleSet}`` of all files."""
    told = {}
    for path in sorted(LAW.glob("*.toml")):
        read = tomllib.loads(path.read_text(encoding="utf-8"))
        told[read["rule_set"]] = read
    return {key: _made(read, told) for key, read in told.items()}


def _made(read, told):
    terms = dict(_made(told[read["based_on"]], told).terms) if "based_on" in read else {}
    terms |= {key: Term(key, **said) for key, said in read["terms"].items()}
    return RuleSet(
        rule_set=read["rule_set"],
        name=read["name"],
        code=read["code"],
        version=date.fromisoformat(read["version"]),
        sources=tuple(read["sources"]),
        fixed=read["fixed"],
        terms=terms,
    )


def applicable(*, federation, source, on):
    """The rule set for money of this source, spent by this federation, begun on that day."""
    line = federation.path.strip("/").split("/")
    fit = [
        rules
        for rules in rule_sets().values()
        if source in rules.sources and rules.code in line and rules.version <= on
    ]
    if not fit:
        raise ValidationError({"source": f"{on:%Y年%m月%d日}还没有适用于这种资金的规则。"})
    return max(fit, key=lambda rules: (line.index(rules.code), rules.version))


def freeze(*, federation, source, on, measure=None):
    """What a project keeps of its rules. A measure of the buyer's own changes terms of a set that
    is not fixed by law."""
    rules = applicable(federation=federation, source=source, on=on)
    frozen = {key: term.value for key, term in rules.terms.items()}
    cites = {key: term.cite for key, term in rules.terms.items()}
    unverified = [key for key, term in rules.terms.items() if not term.verified]
    frozen |= {"rule_set": rules.rule_set, "name": rules.name, "since": on.isoformat()}
    frozen["version"] = rules.version.isoformat()
    if measure is not None:
        frozen["measure"] = {"title": str(measure), "number": measure.number}
        if not rules.fixed:
            frozen |= measure.terms
            cites |= dict.fromkeys(measure.terms, f"《{measure.title}》{measure.number}")
            unverified = [key for key in unverified if key not in measure.terms]
    return frozen | {"cites": cites, "unverified": unverified}


def explained(frozen):
    """The terms of a frozen set as a page shows them, in the order of its file."""
    known = rule_sets().get(frozen.get("rule_set"))
    if known is None:
        return []
    return [
        Term(
            key,
            frozen[key],
            term.text,
            term.unit,
            frozen["cites"].get(key, ""),
            key not in frozen["unverified"],
        )
        for key, term in known.terms.items()
        if key in frozen
    ]
