"""Sums done by hand (domain.md 4.5): n = 3, 4, 5, 7, ties, missing cells, dropped extremes."""

from decimal import Decimal
from fractions import Fraction as F

import pytest

from procurement.integrity import by_every_rule, certainty, habits
from procurement.scoring import Entry, Rule, aggregate, extremes, price_points, rank, rounded, total

MARKS = [("a", F(40)), ("b", F(60))]
MEAN, DROPS = Rule(), Rule(drop_from=5)


def sheets(*totals):
    """One sheet for each total, spread over the two cells as 4 to 6."""
    return {n: {"a": F(t) * 4 / 10, "b": F(t) * 6 / 10} for n, t in enumerate(map(F, totals), 1)}


def score(rule, *totals):
    [row] = rank([Entry("x", sheets(*totals))], MARKS, rule)
    return row


@pytest.mark.parametrize(
    ("rule", "totals", "expected", "dropped"),
    [
        (MEAN, ("80", "85", "91"), "85.33", 0),  # 256 / 3 = 85.333…
        (DROPS, ("80", "85", "91", "92"), "87.00", 0),  # four: none is dropped, 348 / 4
        (DROPS, ("60", "80", "85", "91", "99"), "85.33", 2),  # five: 60 and 99 go
        (DROPS, ("70", "81", "82", "83", "84", "85", "100"), "83.00", 2),  # seven: 415 / 5
        (DROPS, ("99", "99", "80", "80", "70"), "86.33", 2),  # of two highest one alone: 259 / 3
        (DROPS, ("80", "80", "80", "80", "80"), "80.00", 2),
        (Rule(method="median"), ("80", "85", "91"), "85.00", 0),
        (Rule(method="median"), ("80", "85", "91", "92"), "88.00", 0),
        (Rule(method="trimmed"), ("60", "80", "85", "91", "99"), "85.33", 2),
        (Rule(method="trimmed"), ("60", "80", "85", "99"), "81.00", 0),  # a fifth of four is none
    ],
)
def test_the_rule_gives_what_the_hand_gives(rule, totals, expected, dropped):
    row = score(rule, *totals)
    assert (row.score, len(row.dropped)) == (Decimal(expected), dropped)


def test_half_is_rounded_up_and_only_once():
    """Two thirds stay two thirds until the end; 0.005 goes up, in a float it would go down."""
    assert rounded(F("84.005")) == Decimal("84.01")
    assert rounded(F("2.675")) == Decimal("2.68")
    row = score(MEAN, "80.11", "80.12", "80.12")
    assert row.exact == F("240.35") / 3
    assert row.score == Decimal("80.12")


def test_a_missing_cell_is_missing_and_not_nought():
    """30 of 40 in the one cell filled is 75 of 100, not 30; an empty sheet has no total."""
    assert total({"a": F(30), "b": None}, MARKS) == (F(75), F(2, 5))
    assert total({"a": None}, MARKS) == (None, 0)
    mixed = {**sheets("80", "90"), 3: {"a": F(30)}, 4: {}}
    [row] = rank([Entry("x", mixed)], MARKS, DROPS)
    assert row.score == Decimal("81.67")  # (80 + 90 + 75) / 3
    assert row.completeness == (1 + 1 + F(2, 5) + 0) / 4
    assert 4 not in row.totals


def test_who_abstains_does_not_make_five():
    """Five sit, four gave totals: nothing is dropped, for the rule counts totals."""
    row = score(DROPS, "60", "80", "90", "100")
    [with_empty] = rank([Entry("x", {**sheets("60", "80", "90", "100"), 9: {}})], MARKS, DROPS)
    assert row.score == with_empty.score == Decimal("82.50")


def test_ties_go_by_the_rule_in_its_order():
    same = sheets("80", "80", "80")
    entries = [
        Entry("dear", same, ties={"amount": F(-500), "grade": 5}),
        Entry("cheap", same, ties={"amount": F(-400), "grade": 1}),
        Entry("graded", same, ties={"amount": F(-500), "grade": 6}),
        Entry("best", sheets("81", "80", "80"), ties={}),
    ]
    rows = rank(entries, MARKS, MEAN)
    assert [row.key for row in rows] == ["best", "cheap", "graded", "dear"]
    assert [row.rank for row in rows] == [1, 2, 3, 4]
    assert [row.decided_by for row in rows] == ["", "amount", "amount", "grade"]


def test_what_no_rule_parts_shares_a_rank():
    same = sheets("80", "80", "80")
    rows = rank([Entry(k, same) for k in "xy"] + [Entry("z", sheets("70"))], MARKS, MEAN)
    assert [(row.rank, row.tied) for row in rows] == [(1, True), (1, True), (3, False)]


def test_who_has_no_score_has_no_rank():
    rows = rank([Entry("none", {}), Entry("one", sheets("70"))], MARKS, MEAN)
    assert [(row.key, row.rank) for row in rows] == [("one", 1), ("none", None)]
    assert not rows[1].passed


def test_outliers_are_those_more_than_twenty_from_the_mean():
    row = score(MEAN, "50", "80", "80", "80")  # mean 72.5: 22.5 away
    assert row.outliers == (1,)
    assert score(MEAN, "60", "80", "85", "95").outliers == ()  # mean 80: exactly 20 is not more


def test_comments_are_due_below_60_and_above_95_percent():
    rule = Rule()
    due = {p: rule.must_comment(p, 8) for p in (4, F("4.8"), F("7.6"), F("7.7"), 8)}
    assert due == {4: True, F("4.8"): False, F("7.6"): False, F("7.7"): True, 8: True}


def test_prices_are_scored_by_formula():
    points = price_points({"x": "400", "y": "500", "z": None}, 10)
    assert points == {"x": F(10), "y": F(8), "z": None}
    [row] = rank([Entry("y", sheets("80"), price_points=F(8))], [("a", 36), ("b", 54)], MEAN, F(10))
    assert row.technical == 80
    assert row.score == Decimal("88.00")


def test_extremes_take_one_each_even_when_all_are_equal():
    assert extremes({1: F(80), 2: F(80), 3: F(80)}) == (1, 2)
    assert aggregate({}, DROPS) == (None, ())


def test_the_lab_finds_planted_severities_and_changes_nothing():
    """Expert 1 gives ten more, expert 2 six less; bids apart by five. The ranking stays."""
    shift = {1: 10, 2: -6, 3: 0, 4: 0, 5: 0}
    totals = {
        bid: {e: F(70 + 5 * bid + by + (e * bid) % 3) for e, by in shift.items()}
        for bid in range(5)
    }
    found = {h.expert: h for h in habits(totals, DROPS)}
    assert found[1].shift == pytest.approx(9.2, abs=1)
    assert found[2].shift == pytest.approx(-6.8, abs=1)
    assert all(places[4] == 1 for places in by_every_rule(totals, DROPS).values())
    sure = certainty(totals, DROPS, seed="x")
    assert sure == certainty(totals, DROPS, seed="x")
    assert sure[(4, 3)] > F(9, 10)
