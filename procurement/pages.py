"""The two pages of procurement to which every noun adds: a project's and a call's; and what the
list of projects says comes next.

Orders in use on a project: 10 the plan and its money, 20 needs, 30 rules, 40 calls and bids, 50
experts, 60 scores, 70 decision and awards, 80 objections, 90 red flags. On a call: 10 to 40 the
call itself, 50 questions, 55 amendments, 60 keys and bids, 65 qualification, 70 experts, 75 scores,
80 decision, 85 objections, 90 red flags.
"""

from collections.abc import Callable
from dataclasses import dataclass

from accounts.panels import Page

PROJECT, CALL = Page(), Page()


@dataclass(frozen=True, kw_only=True)
class NextStep:
    """``read(projects)`` takes a page of rows and gives ``{project id: words}`` of those it knows
    about, in a fixed number of queries. Of several the highest ``order`` is heard."""

    key: str
    read: Callable
    order: int = 50


def next_steps(projects):
    words = {}
    for step in PROJECT.entries(NextStep):
        words |= step.read(projects)
    return words
