"""Whom do these names and numbers of somebody's own table mean? Proposals with their reasons.

Only what is sure is called a match: the credit code, another number, or a name that one
organization alone bears and nothing else that was said speaks against. Names that come near are
proposed with a score, never taken.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from orgs.models import Organization, OrganizationAlias
from orgs.names import fold, tidy_code
from orgs.search import candidates, containing

CODE, NUMBER, NAME, FORMER, WITHIN, NEAR = 100, 98, 90, 85, 60, 75
WRONG_PLACE, WRONG_TYPE = 20, 20
HINTS = {"region": "所在区划代码", "type": "组织类型代码", "credit_code": "统一社会信用代码"}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One question: a name or number, and what else its row says (``HINTS``)."""

    text: str
    limit: int = 5
    hints: dict = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """``score`` up to 100; ``because`` is the receipt; ``sure`` may be taken without a person."""

    organization: Organization
    score: int
    because: str
    sure: bool = False


def answers(rows, asked, *, near=True):
    """``[[Proposal]]``, best first, for each of ``asked``, out of ``rows`` (within scope).

    A fixed number of queries, and a few more for each text that nothing fits exactly (none of
    these with ``near`` False).
    """
    exact = _exact(rows, asked)
    keys = {key for found in exact for key in found}
    fuzzy = {}
    if near:
        for at, one in enumerate(asked):
            if not exact[at]:
                fuzzy[at] = _near(rows, one)
                keys |= set(fuzzy[at])
    known = rows.select_related("region").in_bulk(keys)
    return [_ranked(one, exact[at] or fuzzy.get(at, {}), known) for at, one in enumerate(asked)]


def _exact(rows, asked):
    """For each question ``{key: (score, because)}`` of those that bear just this."""
    rows = rows.order_by()
    codes = [tidy_code(one.hints.get("credit_code") or one.text) for one in asked]
    names = [fold(one.text) for one in asked]
    by_code = dict(rows.filter(credit_code__in={*codes} - {""}).values_list("credit_code", "pk"))
    by_name, by_alias = defaultdict(list), defaultdict(list)
    for name, key in rows.filter(folded_name__in={*names} - {""}).values_list("folded_name", "pk"):
        by_name[name].append(key)
    aliases = OrganizationAlias._base_manager.filter(organization__in=rows)
    former = aliases.filter(scheme="name", folded__in={*names} - {""})
    numbers = aliases.exclude(scheme="name").filter(value__in={*codes} - {""})
    for found, column in ((former, "folded"), (numbers, "value")):
        for value, key in found.values_list(column, "organization"):
            by_alias[value].append(key)
    told = []
    for code, name in zip(codes, names, strict=True):
        found = dict.fromkeys(by_alias[name], (FORMER, "曾用名相同"))
        found |= dict.fromkeys(by_name[name], (NAME, "名称相同"))
        found |= dict.fromkeys(by_alias[code], (NUMBER, "登记证号或曾用代码相同"))
        if code in by_code:
            found = {by_code[code]: (CODE, "统一社会信用代码相同")}
        told.append(found)
    return told


def _near(rows, one):
    said = fold(one.text)
    if len(said) < 2:
        return {}
    few = one.limit * 2
    keys = containing(rows.order_by(), said).order_by("pk").values_list("pk", flat=True)[:few]
    found = dict.fromkeys(keys, (WITHIN, "名称包含所填文字"))
    for key, changes in candidates(one.text, within=rows, limit=few):
        found[key] = (NEAR - 10 * changes, f"名称相近，差 {changes} 个字")
    return found


def _ranked(one, found, known):
    made = []
    alone = len(found) == 1
    for key, (score, because) in found.items():
        if key in known:
            off, against = _against(known[key], one.hints)
            sure = score >= NUMBER or score >= FORMER and alone and not against
            told = "，".join([because, *against])
            made.append(
                Proposal(
                    organization=known[key], score=max(score - off, 1), because=told, sure=sure
                )
            )
    made.sort(key=lambda p: (-p.score, -(p.organization.staff_count or 0), p.organization.pk))
    return made[: one.limit]


def _against(organization, hints):
    """What else the row says that does not fit: points off, and why."""
    off, why = 0, []
    place, kind = str(hints.get("region") or "").strip(), str(hints.get("type") or "").strip()
    if place and organization.region:
        here = organization.region.code
        if not (here.startswith(place.rstrip("0") or place) or place.startswith(here)):
            off, why = off + WRONG_PLACE, [*why, "但区划不同"]
    if kind and kind not in (organization.type, organization.get_type_display()):
        off, why = off + WRONG_TYPE, [*why, "但组织类型不同"]
    return off, why
