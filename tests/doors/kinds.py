"""Who may open what: the kinds of people, and the shape of a door."""

import re
from dataclasses import dataclass

from tests.everybody import PEOPLE

HOLE = re.compile(r"<[^>]+>|\(\?P<\w+>(?:[^()\[\]]|\[[^\]]*\])*\)")


@dataclass(frozen=True)
class Door:
    """``who`` may open it; ``things`` fill the holes of its address, in order. Whoever is not of
    ``sees`` is not to learn whether the thing is there. ``post``: it takes POST alone. ``writes``:
    the tables in which opening it leaves something."""

    who: frozenset
    things: tuple = ()
    sees: frozenset = frozenset()
    post: bool = False
    writes: frozenset = frozenset()

    def address(self, route, things, which="there"):
        values = iter(self.things)
        filled = HOLE.sub(lambda _: getattr(things[next(values)], which), route)
        return "/" + re.sub(r"[\\^$]", "", filled)


def door(who, *things, sees=(), post=False, writes=()):
    who = frozenset(who)
    return Door(who, things, who | frozenset(sees), post, frozenset(writes))


PUBLIC = set(PEOPLE)
NOBODY = set()
ORGANIZERS = {"cq_organizing", "yb_organizing", "js_organizing"}
LEADERS = {"acftu", "cq_leader"}
VIEWERS = LEADERS | ORGANIZERS | {"cq_audit"}
FOUNDERS = LEADERS | ORGANIZERS
OURS = {"cq_organizing", "yb_organizing"}
"""Of the officers, those whose subtree holds 渝北."""
SEEN = LEADERS | OURS
"""Of those who see founding, those who see it in 渝北."""
SEEN_ORG = SEEN | {"cq_audit"}
ADMINS = {"security_admin", "system_admin"}
CARERS = ORGANIZERS | ADMINS
SEEN_PERSON = OURS | ADMINS
KEEPERS = ADMINS | {"auditor", "cq_audit"}
HOLDERS = {"security_admin", "cq_audit"}
PUBLISHERS = LEADERS | {"cq_organizing"}
