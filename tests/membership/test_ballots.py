"""The arithmetic of elections, by hand (工会基层组织选举工作条例; domain 3.3)."""

from fractions import Fraction

import pytest

from membership.ballots import count, least_candidates, needed, quorate


@pytest.mark.parametrize(
    ("present", "entitled", "enough"),
    [
        *((33, 50, False), (34, 50, True)),  # two thirds of 50 is 33 1/3
        *((20, 30, True), (19, 30, False)),  # of 30 it is 20 and no more
        *((2, 3, True), (1, 3, False), (0, 0, False)),
        (66667, 100000, True),  # 66.667 %: compared as fractions, never rounded
        (66666, 100000, False),
    ],
)
def test_two_thirds_of_those_entitled_must_be_there(present, entitled, enough):
    assert quorate(present, entitled) is enough


def test_more_than_half_of_those_entitled_elects():
    """Of 30 entitled it takes 16, though only 20 came and 11 would be most of these."""
    assert needed(30) == 16
    assert needed(31) == 16
    assert needed(1) == 1
    assert count({"a": 16, "b": 15}, entitled=30, seats=2).elected == ("a",)


def test_there_are_more_candidates_than_seats():
    assert least_candidates(3) == 4  # 5 % of 3 is nothing, one more is the least
    assert least_candidates(20) == 21
    assert least_candidates(21) == 23  # 5 % of 21 is 1.05: two more
    assert least_candidates(10, Fraction(1, 5)) == 12


def test_the_most_votes_take_the_seats():
    told = count({"a": 29, "b": 25, "c": 24, "d": 20}, entitled=30, seats=3)
    assert (told.elected, told.tied, told.left) == (("a", "b", "c"), (), 0)


def test_a_tie_for_the_last_seat_elects_none_of_the_tied():
    told = count({"a": 29, "b": 20, "c": 20, "d": 16}, entitled=30, seats=2)
    assert (told.elected, set(told.tied), told.left) == (("a",), {"b", "c"}, 1)
    three = count({"a": 20, "b": 20, "c": 20}, entitled=30, seats=2)
    assert (three.elected, len(three.tied), three.left) == ((), 3, 2)


def test_a_shortfall_leaves_seats_to_vote_on_again():
    told = count({"a": 29, "b": 15, "c": 3}, entitled=30, seats=3)
    assert (told.elected, told.left) == (("a",), 2)
