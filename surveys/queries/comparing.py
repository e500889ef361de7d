"""Two surveys of one series beside each other: questions and options by their codes."""

from dataclasses import dataclass
from fractions import Fraction

from unions.look.numbers import rounded


@dataclass
class Pair:
    """The same option for the same group, then and now."""

    label: str
    now: object
    then: object

    @property
    def points(self):
        """By how many percentage points it moved, from the counts; None where one is not told."""
        if not (self.now.base and self.then and self.then.base):
            return None
        if self.now.n is None or self.then.n is None:
            return None
        moved = Fraction(self.now.n, self.now.base) - Fraction(self.then.n, self.then.base)
        return rounded(moved * 100)


def compared(now, then):
    """``[(asked, column, [Pair])]`` of the questions that both surveys asked of a group."""
    before = {
        (asked.key, column.group.code): {line.option.code: line for line in column.lines}
        for asked in then.asked
        for column in asked.columns
    }
    return [
        (asked, column, [Pair(x.label, x, lines.get(x.option.code)) for x in column.lines])
        for asked in now.asked
        for column in asked.columns
        if (lines := before.get((asked.key, column.group.code)))
    ]
