"""The ten questions of effective coverage, answered of one union from its facts, each with why.

A reason names days and numbers but never "so many days ago": it changes only when facts do.
"""

from fractions import Fraction

from membership.effective.kinds import KINDS
from membership.effective.rules import FLAGS, Flag
from membership.models import Organ
from unions.models import GrassrootsUnion


def judge(facts):
    """``{flag: (met, reason)}`` of all ten, of the women's organ alone and of the sum."""
    found = {}
    for flag in FLAGS:
        rule = facts.rules.flags[flag]
        found[flag] = RULES[rule["rule"]](facts, rule)
    lacks = women_lacks(facts)
    found[Flag.WOMEN] = not lacks, "；".join(lacks) or "女职工组织健全"
    return {**found, Flag.EFFECTIVE: effective(facts.rules, found)}


def effective(rules, found):
    lacking = [flag for flag in rules.required if not found[flag][0]]
    others = [flag for flag in rules.others if found[flag][0]]
    if lacking:
        return False, f"未符合必备条件 {'、'.join(lacking)}"
    if len(others) < rules.at_least:
        need = f"{rules.others[0]} 至 {rules.others[-1]} 中须符合 {rules.at_least} 项"
        return False, f"{need}，现符合 {len(others)} 项"
    return True, f"必备条件齐备，另符合 {len(others)} 项"


def form(facts, rule):
    kind = facts.union.get_kind_display()
    return facts.union.kind != GrassrootsUnion.Kind.ORGAN, kind


def term(facts, rule):
    organ = facts.organs.get(Organ.Kind.COMMITTEE)
    if organ is None:
        return False, "没有登记工会委员会"
    if organ.single:
        return False, "只设组织员，没有委员会"
    if not organ.in_term(facts.on):
        return False, f"{organ}已于 {organ.term_ends_on:%Y-%m-%d} 届满，尚未换届"
    return True, f"{organ}，任期至 {organ.term_ends_on:%Y-%m-%d}"


def organs(facts, rule):
    lacks = [
        *_committee_lacks(facts),
        *_lacks(facts, Organ.Kind.AUDIT),
        *women_lacks(facts),
    ]
    return not lacks, "；".join(lacks) or "三个机构健全"


def _lacks(facts, kind):
    organ = facts.organs.get(kind)
    label = Organ.Kind(kind).label
    if organ is None:
        return [f"没有登记{label}"]
    if not organ.in_term(facts.on):
        return [f"{organ.title}已于 {organ.term_ends_on:%Y-%m-%d} 届满"]
    if not facts.officers[organ.pk]:
        return [f"{organ.title}没有在任人员"]
    return []


def _committee_lacks(facts):
    lacks = _lacks(facts, Organ.Kind.COMMITTEE)
    organ = facts.organs.get(Organ.Kind.COMMITTEE)
    least, _ = facts.law.committee_size(facts.members or 0)
    if not lacks and not organ.single and len(facts.officers[organ.pk]) < least:
        return [f"工会委员会现有 {len(facts.officers[organ.pk])} 人，不少于 {least} 人"]
    return lacks


def women_lacks(facts):
    """What the women's organ lacks: a committee from the threshold on, below it one person."""
    if facts.women == 0:
        return []
    threshold = facts.law["women_committee"].value
    lacks = _lacks(facts, Organ.Kind.WOMEN)
    if lacks and facts.women is not None and facts.women < threshold:
        return [lack.replace("女职工委员会", "女职工委员") for lack in lacks]
    organ = facts.organs.get(Organ.Kind.WOMEN)
    if not lacks and organ.single and (facts.women or 0) >= threshold:
        return [f"女会员 {facts.women} 人，应设女职工委员会，现只设女职工委员"]
    return lacks


def chair(facts, rule):
    officer = facts.chair
    if officer is None:
        return False, "没有登记现任主席"
    if officer.bars:
        return False, f"现任主席为{'、'.join(officer.bars_display())}，不得任职"
    if officer.examined_on is None:
        return False, "现任主席没有资格审查记录"
    return True, f"现任主席 {officer.examined_on:%Y-%m-%d} 经资格审查"


def joined(facts, rule):
    workers, members = facts.workers, facts.members
    if not workers:
        return False, "职工人数不详"
    if members is None:
        return False, "会员人数不详"
    met = Fraction(members, workers) >= Fraction(rule["rate"])
    return met, f"职工 {workers} 人，会员 {members} 人，入会率{_percent(members, workers)}"


def held(facts, rule):
    found = facts.speaking(rule["kinds"])
    if not found:
        return False, f"没有有效的{_several(rule['kinds'])}记录"
    newest = f"{KINDS[found[0][0]].label} {found[0][1]:%Y-%m-%d}"
    if len(found) < rule["times"]:
        return False, f"须有 {rule['times']} 次，现有 {len(found)} 次（{newest}）"
    times = f"有效记录 {len(found)} 次，最近为" if rule["times"] > 1 else ""
    return True, f"{times}{newest}"


def share(facts, rule):
    found = facts.speaking((rule["kind"],))
    label = KINDS[rule["kind"]].label
    if not found:
        return False, f"没有有效的{label}记录"
    _, held_on, _, numbers = found[0]
    over, some = numbers.get(rule["over"], 0), sum(numbers.get(n, 0) for n in rule["of"])
    if not over:
        return False, f"{label} {held_on:%Y-%m-%d} 没有收回测评表"
    met = Fraction(some, over) >= Fraction(rule["rate"])
    told = f"收回 {over} 份，满意和基本满意 {some} 份，占{_percent(some, over)}"
    return met, f"{label} {held_on:%Y-%m-%d}：{told}"


def _several(kinds):
    labels = [KINDS[kind].label for kind in kinds]
    return "、".join(labels) if len(labels) <= 3 else "服务、维权活动"


def _percent(part, whole):
    """Half up to one decimal, in whole numbers: a float would round 0.25 the wrong way."""
    tenths = (part * 2000 + whole) // (2 * whole)
    return f" {tenths // 10}.{tenths % 10}%"


RULES = {
    "form": form,
    "term": term,
    "organs": organs,
    "chair": chair,
    "joined": joined,
    "held": held,
    "share": share,
}
