"""Where a drive stands against its targets. Fractions are compared as they are, never rounded."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil

from membership.models import DriveTarget


@dataclass(frozen=True)
class Standing:
    """What one target asks and what there is."""

    target: DriveTarget
    numerator: int
    denominator: int

    @property
    def rate(self):
        """The unrounded fraction; None when there is nothing to divide by."""
        return Fraction(self.numerator, self.denominator) if self.denominator else None

    @property
    def wanted(self):
        return Fraction(self.target.rate)

    @property
    def low(self):
        """The least rate that still keeps to it: a band for 左右, the rate itself otherwise."""
        slack = self.target.comparator == DriveTarget.Comparator.ABOUT
        return self.wanted - Fraction(self.target.tolerance) if slack else self.wanted

    @property
    def high(self):
        slack = self.target.comparator == DriveTarget.Comparator.ABOUT
        return min(Fraction(1), self.wanted + Fraction(self.target.tolerance)) if slack else None

    @property
    def state(self):
        """``met`` at or above the rate asked; ``band`` below it, within its tolerance; ``short``;
        ``none`` when nobody is eligible."""
        if self.rate is None:
            return "none"
        if self.rate >= self.wanted:
            return "met"
        return "band" if self.rate >= self.low else "short"

    @property
    def is_met(self):
        return self.state in ("met", "band")

    @property
    def lacking(self):
        """How many more organizations (家) reach the rate asked; 0 when it is reached."""
        return max(0, ceil(self.wanted * self.denominator) - self.numerator)


def target_in_force(targets, on: date):
    """The target to reach next; the last one, kept to dynamically, once all dates have passed."""
    ordered = sorted(targets, key=lambda t: t.due_on)
    ahead = [t for t in ordered if t.due_on >= on]
    return (ahead or ordered[-1:] or [None])[0]


def standing(target, counts):
    """A Standing for the counts of a federation; None without a target."""
    if target is None:
        return None
    return Standing(target, counts["eligible_covered"], counts["eligible"])


def lacking(counts, target):
    found = standing(target, counts)
    return found.lacking if found else None
