"""The one kind of paper that is about no record: a letter from one body to another (函)."""

from accounts.roles import Permission
from documents.kinds import Draft, Kind


def compose(subject, federation):
    return Draft(title=f"{federation.name}关于××××的函")


LETTER = Kind(
    key="letter",
    label="函",
    view=Permission.ORG_VIEW,
    edit=Permission.ORG_EDIT,
    compose=compose,
    series="函",
)
