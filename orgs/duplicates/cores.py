"""The core of a name: who it is, without where it is and what form it has."""

import re

from orgs.duplicates.rules import FORMS
from orgs.names import fold
from unions.names import short_name

FORM = re.compile(rf"(?:{'|'.join(map(re.escape, FORMS))})$")
LEAST = 2
"""Characters that must be left; a name of nothing else stays as it is."""


def core(name, places=()):
    """晨光 of 重庆市渝北区晨光社会工作服务中心, given 重庆市 and 渝北区 (folded, longest first)."""
    said = fold(name)
    went_on = True
    while went_on:
        went_on = False
        for place in places:
            if said.startswith(place) and len(said) - len(place) >= LEAST:
                said, went_on = said.removeprefix(place), True
                break
    bare = FORM.sub("", said)
    return bare if len(bare) >= LEAST else said


def places_named(divisions):
    """How divisions, ``(code, name)``, begin a name: whole and short, folded, longest first."""
    words = {fold(word) for code, name in divisions for word in (name, short_name(code, name))}
    return tuple(sorted((w for w in words if len(w) >= LEAST), key=len, reverse=True))
