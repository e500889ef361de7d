"""Which services write particulars of each kind, by the key of its section (``orgs.particulars``).

The pages and the interface go by this one table, and refuse alike therefore.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from orgs.models import (
    Branch,
    Certificate,
    Contact,
    CreditMark,
    Grade,
    Inspection,
    OrganizationAlias,
    Separation,
)
from orgs.services.credit import correct_mark, remove_mark
from orgs.services.particulars import (
    add_particular,
    correct_particular,
    end_particular,
    remove_particular,
)
from orgs.services.profiles import add_profile, correct_profile, void_profile
from orgs.services.relations import add_relation, correct_relation
from orgs.services.stances import assess_stance
from orgs.services.ties import add_tie, correct_tie


@dataclass(frozen=True)
class Acts:
    add: Callable
    correct: Callable | None = correct_particular
    end: Callable | None = None
    remove: Callable | None = remove_particular


def plain(model, **others):
    return Acts(partial(add_particular, model=model), **others)


ACTS = {
    "certificates": plain(Certificate, end=end_particular),
    "branches": plain(Branch, end=end_particular),
    "aliases": plain(OrganizationAlias),
    "profiles": Acts(add_profile, correct_profile, remove=void_profile),
    "grades": plain(Grade, end=end_particular),
    "inspections": plain(Inspection),
    "credit-marks": plain(CreditMark, correct=correct_mark, end=remove_mark, remove=None),
    "separations": plain(Separation),
    "ties": Acts(add_tie, correct_tie, end=end_particular),
    "contacts": plain(Contact, end=end_particular),
    "relations": Acts(add_relation, correct_relation, end=end_particular),
    "stances": Acts(assess_stance, correct=None, remove=None),
}
