"""What is said of an indicator: in words, and where it is read."""

from dataclasses import dataclass
from datetime import date

REFERENCE_DRIVE = "DRV-2023"
"""The drive that a coverage figure means unless another is named."""


@dataclass(frozen=True, kw_only=True)
class Indicator:
    code: str
    version: int = 1
    name: str
    numerator: str
    denominator: str = ""
    population: str = "all"
    tally: str = ""
    """Of what the figure is read if not of the cells: a tally, or ``band``."""
    key: str = ""
    """Under which key the tally holds it; ``{drive}`` stands for the drive asked for."""
    monthly: bool = False
    """What came in the month up to the day, not what holds on it."""
    unit: str
    per: int = 1
    """To how many of the denominator the rate is told: stations to 10,000 workers."""
    words: str
    exclusions: str = ""
    source: str
    in_force_from: date
    in_force_to: date | None = None

    @property
    def has_records(self):
        """Is it made of things one can list? Months kept and what two years added are not; findings
        about persons are listed at the house that looks into them, and nowhere above."""
        return self.tally not in ("band", "relief") and self.key != "growth"

    @property
    def is_rate(self):
        return bool(self.denominator)

    @property
    def is_money(self):
        """Counted in fen, told in 元."""
        return self.unit == "元"

    @property
    def sums(self):
        """Adds up what records say, so that there are not as many of them as it says."""
        return self.unit in ("元", "户", "人次")

    @property
    def is_share(self):
        """A rate that is told in percent."""
        return self.is_rate and self.per == 1

    def is_mixed(self, by):
        """Do its parts, so divided, make up a whole, of which each is a share?"""
        by_reason = by == "reason" and self.numerator == self.denominator
        return self.is_rate and (by == "form" or by_reason)

    def about(self, drive=REFERENCE_DRIVE):
        """Code of the population it counts in."""
        return self.population.format(drive=drive)
