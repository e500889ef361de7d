"""Three texts of one cell: as it was exported, as it stands here, as it comes back."""

from enum import Enum


class Verdict(Enum):
    KEEP = "keep"
    """Nobody changed it, or only somebody here."""
    WRITE = "write"
    """Only the file changed it."""
    SAME = "same"
    """Both say the same by now."""
    CONFLICT = "conflict"
    """Both changed it, and differently: a person chooses."""


def compare(base, here, file):
    if file == base:
        return Verdict.KEEP
    if file == here:
        return Verdict.SAME
    return Verdict.WRITE if here == base else Verdict.CONFLICT
