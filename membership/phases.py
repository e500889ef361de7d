"""A drive's time as a line: its phases, and where today stands among them."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Stretch:
    """A phase, from where on the line and how far, in hundredths of it; ``state`` as of today."""

    phase: object
    start: float
    width: float
    state: str

    @property
    def words(self):
        return {"past": "已过", "now": "进行中", "ahead": "未开始"}[self.state]

    @property
    def level(self):
        return {"past": "done", "now": "good", "ahead": "plain"}[self.state]


@dataclass(frozen=True)
class Line:
    stretches: list
    starts_on: object
    ends_on: object
    today: float | None
    """Where today stands; None before the drive and after its end."""


def line_of(drive, today):
    """None for a drive without phases."""
    phases = list(drive.phases.all())
    if not phases:
        return None
    begin = min(drive.starts_on, phases[0].starts_on)
    end = drive.ends_on or max(phase.ends_on for phase in phases)
    whole = (end - begin).days + 1

    def at(day):
        return 100 * (day - begin).days / whole

    stretches = []
    for phase in phases:
        start, stop = at(phase.starts_on), at(phase.ends_on + timedelta(days=1))
        state = "past" if phase.ends_on < today else "now" if phase.starts_on <= today else "ahead"
        stretches.append(Stretch(phase, start, stop - start, state))
    return Line(stretches, begin, end, at(today) if begin <= today <= end else None)
