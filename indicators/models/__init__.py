from indicators.models.bulletins import Bulletin
from indicators.models.cells import (
    Cell,
    Definition,
    Dirty,
    Measures,
    MonthlyChange,
    Refresh,
    Timeline,
    TimelineQuerySet,
)
from indicators.models.tallies import TallyDay, TallyDirty, TallyStretch

__all__ = [
    "Bulletin",
    "Cell",
    "Definition",
    "Dirty",
    "Measures",
    "MonthlyChange",
    "Refresh",
    "TallyDay",
    "TallyDirty",
    "TallyStretch",
    "Timeline",
    "TimelineQuerySet",
]
