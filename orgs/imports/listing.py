"""A file as understood: its rows, and what was said around them."""

from dataclasses import dataclass, field

from orgs.imports.columns import LABELS


@dataclass(slots=True)
class Row:
    """One line of data: its values as kept, what was read off others, and what is wrong."""

    sheet: str
    number: int
    values: dict = field(default_factory=dict)
    derived: set = field(default_factory=set)
    coarse: dict = field(default_factory=dict)  # dates that speak of a month or a year only
    errors: list = field(default_factory=list)  # (field or "", value as written, message)
    unreadable: dict = field(default_factory=dict)  # field -> as written: left empty, row kept
    meant: list = field(default_factory=list)  # (credit code, the slip): what a wrong one may be
    written: tuple = ()


@dataclass(slots=True)
class Listing:
    """A file as understood: ``columns`` and ``labels`` of its header, rows, words around them."""

    sheet: str
    sheets: tuple
    header: tuple
    labels: tuple
    columns: dict
    rows: list
    totals: list  # (line, rows above it since the last one)
    said: list  # lines of text: titles, notes, other sheets
    tables: list  # sheets that hold figures instead of rows
    left_aside: dict  # field -> word nobody could place -> where it stands
    unsaid: dict = field(default_factory=dict)  # field -> 不详 and the like -> where
    unreadable: dict = field(default_factory=dict)  # field -> where: as Row.unreadable
    unfounded: list = field(default_factory=list)  # of the labour field, but no word in which way
    lacking: dict = field(default_factory=dict)  # (field, what it lacks) -> where: not taken in
    unread: dict = field(default_factory=dict)  # heading of a column not taken in -> cells in it
    hidden: tuple = ()  # sheets nobody sees
    listed: list = field(default_factory=list)  # sheets read as lists
    signature: str = ""  # of the headings as guessed, by which a correction is remembered
    guessed: bool = True  # the header stands where it was guessed
    recalled: str = ""  # who set these columns right before, and when

    def label(self, name):
        """How the file heads a field."""
        at = next((at for at, f in self.columns.items() if f == name), None)
        return self.labels[at] if at is not None else LABELS.get(name, "")
