"""How much the ranking hangs on single experts and on the rule (unique feature 16): pure reading.

Nothing here changes a rank. ``totals`` is ``{bid: {expert: total}}`` of one lot.
"""

import random
from dataclasses import dataclass, replace
from fractions import Fraction

from procurement.scoring import METHODS, aggregate

ROUNDS = 30
DRAWS = 400


@dataclass(frozen=True)
class Severity:
    """How much more (or less) an expert gives than the others on the same bids; how far apart the
    expert puts bids; and by how many places at most the ranking moves without the expert."""

    expert: object
    shift: float
    spread: float
    moves: int


def severities(totals):
    """Two-way additive fit: a total is a bid's worth and an expert's habit; habits sum to 0."""
    cells = [(bid, e, float(v)) for bid, row in totals.items() for e, v in row.items()]
    experts = {e for _, e, _ in cells}
    if not cells:
        return {}
    worth, habit = dict.fromkeys(totals, 0.0), dict.fromkeys(experts, 0.0)
    for _ in range(ROUNDS):
        for bid in worth:
            worth[bid] = mean([v - habit[e] for b, e, v in cells if b == bid])
        for expert in habit:
            habit[expert] = mean([v - worth[b] for b, e, v in cells if e == expert])
        centre = mean(list(habit.values()))
        habit = {expert: value - centre for expert, value in habit.items()}
    return habit


def mean(values):
    return sum(values) / len(values) if values else 0.0


def spread(values):
    middle = mean(values)
    return mean([(value - middle) ** 2 for value in values]) ** 0.5


def ranks(totals, rule):
    """``{bid: rank}`` by a rule; without totals no rank."""
    scores = {bid: aggregate(row, rule)[0] for bid, row in totals.items()}
    known = sorted((s for s in scores.values() if s is not None), reverse=True)
    return {bid: known.index(s) + 1 for bid, s in scores.items() if s is not None}


def by_every_rule(totals, rule):
    """``{rule in words: {bid: rank}}``: as if another rule had been fixed."""
    others = {f"{name}": replace(rule, method=key, drop_from=0) for key, name in METHODS.items()}
    others["去掉最高最低后平均"] = replace(rule, method="mean", drop_from=3)
    return {name: ranks(totals, other) for name, other in others.items()}


def habits(totals, rule):
    """Each expert's severity, spread and weight in the ranking."""
    fitted, whole = severities(totals), ranks(totals, rule)
    found = []
    for expert in sorted(fitted, key=str):
        given = [float(row[expert]) for row in totals.values() if expert in row]
        without = {b: {e: v for e, v in row.items() if e != expert} for b, row in totals.items()}
        other = ranks(without, rule)
        moves = max((abs(other.get(bid, place) - place) for bid, place in whole.items()), default=0)
        found.append(Severity(expert, fitted[expert], spread(given), moves))
    return found


def certainty(totals, rule, seed):
    """Of neighbours in the ranking, how often the upper one stays above when the panel is drawn
    anew from its own members: ``{(upper, lower): share}``. The same seed gives the same shares."""
    chance = random.Random(seed)  # noqa: S311 - a statistic, not a secret
    places = ranks(totals, rule)
    ordered = sorted(places, key=lambda bid: (places[bid], str(bid)))
    experts = sorted({e for row in totals.values() for e in row}, key=str)
    pairs = list(zip(ordered, ordered[1:], strict=False))
    wins = dict.fromkeys(pairs, 0)
    for _ in range(DRAWS if pairs else 0):
        chosen = [chance.choice(experts) for _ in experts]
        means = {}
        for bid in ordered:
            drawn = {n: totals[bid][e] for n, e in enumerate(chosen) if e in totals[bid]}
            means[bid] = float(aggregate(drawn or totals[bid], rule)[0])
        for pair in pairs:
            wins[pair] += means[pair[0]] > means[pair[1]]
    return {pair: Fraction(number, DRAWS) for pair, number in wins.items()}
