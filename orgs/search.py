"""Finding organizations by what people type, best first.

Names are found by an index of the pairs of neighbouring characters, whatever their length and
script; see docs/adr/0014-finding-names.md for why, and for the figures. A question costs about the
same whether it has one answer or two hundred thousand: a sixteenth of the register is indexed
apart and tells how common the words are, and of common ones only the first are ranked.

What people type most, part of a name, is asked in SQL of our own: Django took longer to write the
statements than PostgreSQL to answer them.
"""

import re
from dataclasses import dataclass

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import F, Func, Q, TextField

from orgs.models import Organization, OrganizationAlias
from orgs.names import apart, fold, tidy_code

MANY = 1_000
"""Words that so many organizations fit are common: the first are shown, the rest not counted."""
COMMON = 96
"""So many in a sixteenth of the register are surely more than MANY in all."""
SHOWN = 200
FETCHED = 3_000
NEAR = 500
SHORTEST = 4
"""Of fewer characters one cannot be wrong: too much would come near."""


class Pairs(Func):
    """The pairs of neighbouring characters in a text (``orgs_pairs``, indexed)."""

    function = "orgs_pairs"
    arity = 1
    output_field = ArrayField(TextField())


def pairs_of(said):
    """Pairs that cover a text; not all of them, for each more makes the index read more."""
    return sorted({said[at : at + 2] for at in range(0, len(said) - 1, 2)} | {said[-2:]})


def containing(rows, said, column="folded_name"):
    """The rows whose name holds these two or more characters (folded)."""
    found = rows.alias(pairs=Pairs(column)).filter(pairs__contains=pairs_of(said))
    return found if len(said) == 2 else found.filter(**{f"{column}__contains": said})


@dataclass(frozen=True)
class Words:
    """What was typed, as a name, as a number and as initials; empty where it cannot be one."""

    name: str
    number: str
    initials: str

    @classmethod
    def of(cls, typed):
        name, number = fold(typed), tidy_code(typed)
        return cls(
            name if len(name) >= 2 else "",
            number if re.fullmatch(r"(?=.*\d)[0-9A-Z]{4,18}", number) else "",
            name if re.fullmatch(r"[a-z]{3,}", name) else "",
        )

    def formerly(self):
        """Aliases that are meant: a name that holds the words, a number that begins so."""
        aliases = OrganizationAlias._base_manager.order_by()
        found = []
        if self.name:
            found.append(containing(aliases, self.name, "folded").filter(scheme="name"))
        if self.number:
            found.append(aliases.filter(value__startswith=self.number).exclude(scheme="name"))
        return found

    def condition(self):
        """Which organizations are meant. Keys of aliases are written out: with a subquery in the
        OR, none of the indexes could serve."""
        meant = Q(pk__in=())
        if self.name:
            meant |= Q(pairs__contains=pairs_of(self.name), folded_name__contains=self.name)
        if self.number:
            meant |= Q(credit_code__contains=self.number)
        if self.initials:
            meant |= Q(initials__contains=self.initials)
        for aliases in self.formerly():
            keys = list(aliases.values_list("organization", flat=True)[: MANY + 1])
            many = len(keys) > MANY
            meant |= Q(pk__in=aliases.values("organization") if many else set(keys))
        return meant


def meant_by(typed, rows=None):
    """The organizations a person means who types this, typing errors aside.

    Two characters or more of a name now or formerly borne, in either script; four or more of a
    credit code, or another number from its beginning; first letters of the pinyin.
    """
    rows = Organization._base_manager.order_by() if rows is None else rows
    return rows.alias(pairs=Pairs("folded_name")).filter(Words.of(typed).condition())


@dataclass(frozen=True)
class Found:
    """``keys`` of organizations, best first. ``common``: there are more, too many to rank;
    ``alike``: nothing fits the words, these come near."""

    keys: list
    common: bool = False
    alike: bool = False


def find(rows, typed):
    """Whom a person means who types this, among ``rows``: an exact name or number first, then a
    name that begins so, holds it, was borne before; the larger organization first within each."""
    words = Words.of(typed)
    some = rows.order_by().values_list("id", "folded_name", "credit_code", "staff_count")
    if words.name and not words.number and not words.initials:
        keys, common = named(some, words.name)
    else:
        hits = Reach(meant_by(typed, some)[:FETCHED])
        [keys] = hits.asked(ALL, words.name, words.number)
        common = len(keys) == FETCHED
    if common:
        return Found(keys[:SHOWN], common=True)
    if keys or words.number or words.initials:
        return Found(keys)
    return Found([key for key, _ in candidates(typed, within=rows)], alike=True)


class Reach:
    """Some rows of the register, for statements that call them ``reach`` and tell one row.

    ``{best}`` in a statement is the order of use, for a name and a number among what is given.
    """

    def __init__(self, rows):
        self.using = rows.db
        try:
            self.rows, self.values = rows.query.sql_with_params()
        except EmptyResultSet:  # nobody is within reach
            nobody = "SELECT id, folded_name, credit_code, staff_count FROM orgs_organization"
            self.rows, self.values = f"{nobody} WHERE false", ()

    def asked(self, statement, *given):
        told = f"WITH reach AS NOT MATERIALIZED ({self.rows}) {statement.format(best=BEST)}"
        with connections[self.using].cursor() as cursor:
            cursor.execute(told, [*self.values, *given])
            return cursor.fetchone()


BEST = "ORDER BY orgs_rank(folded_name, credit_code, %s, %s), staff_count DESC NULLS LAST, id"
ALL = "SELECT ARRAY(SELECT id FROM reach {best})"
NAMED = """
    SELECT common, keys IS NULL, ARRAY(SELECT id FROM reach WHERE id = ANY (keys) {best})
    FROM orgs_named(%s, %s, %s, %s)
"""
SAMPLE = """
    SELECT ARRAY(SELECT id FROM (
        SELECT * FROM reach
        WHERE orgs_sampled(id) AND orgs_pairs(folded_name) @> %s AND strpos(folded_name, %s) > 0
        LIMIT %s
    ) AS hits {best})
"""
EXACT = "SELECT ARRAY(SELECT id FROM reach WHERE folded_name = %s {best} LIMIT %s)"
HOLDING = """
    SELECT ARRAY(SELECT id FROM (
        SELECT * FROM reach
        WHERE orgs_pairs(folded_name) @> %s AND strpos(folded_name, %s) > 0
        UNION
        SELECT * FROM reach
        WHERE id = ANY (ARRAY(
            SELECT organization_id FROM orgs_organizationalias
            WHERE scheme = 'name' AND orgs_pairs(folded) @> %s AND strpos(folded, %s) > 0
        ))
        LIMIT %s
    ) AS hits {best})
"""


def named(rows, said):
    """Keys of rows whose name holds or held these words, best first, and whether there are more,
    too many to rank.

    The whole register is asked first, which needs no planning, and the answer cut down to what is
    within reach. Where that leaves too few of common words, the rows in reach are asked themselves.
    """
    reach, pairs, rank = Reach(rows), pairs_of(said), (said, "")
    common, several, keys = reach.asked(NAMED, *rank, said, pairs, COMMON, SHOWN)
    if not several and (not common or len(keys) >= COMMON):
        return keys, common
    if common:
        [keys] = reach.asked(SAMPLE, pairs, said, SHOWN, *rank)
        if len(keys) >= COMMON:
            [exact] = reach.asked(EXACT, said, *rank, SHOWN)
            return list(dict.fromkeys([*exact, *keys])), True
    [keys] = reach.asked(HOLDING, pairs, said, pairs, said, FETCHED, *rank)
    return keys, len(keys) == FETCHED


def found_among(rows, typed):
    """``rows`` cut down to what is meant, as a set: for counts, exports and acts on all of it."""
    found = find(rows, typed)
    return meant_by(typed, rows) if found.common else rows.filter(pk__in=found.keys)


def remembered(organizations, typed):
    """Which former name or number the words mean, where the present ones do not say it:
    ``{key: "曾用名 …"}``."""
    words = Words.of(typed)
    silent = [
        o.pk
        for o in organizations
        if not (words.name and words.name in o.folded_name)
        and not (words.number and words.number in (o.credit_code or ""))
    ]
    if not silent:
        return {}
    return {
        alias.organization_id: f"{alias.get_scheme_display()} {alias.value}"
        for aliases in words.formerly()
        for alias in aliases.filter(organization__in=silent)
    }


def candidates(name, *, within=None, limit=10):
    """Organizations called almost so, nearest first: ``[(key, changes)]``.

    ``changes`` counts the characters wrong, missing or too many against the nearest part of a
    name now or formerly borne: up to one, or two in eight characters and more. One such error
    leaves all pieces of the words but one as they are, so rows are looked up by the others.
    """
    said = fold(name)
    if len(said) < SHORTEST:
        return []
    rows = Organization.objects.all() if within is None else within
    rows = rows.order_by()
    aliases = OrganizationAlias._base_manager.filter(scheme="name", organization__in=rows)
    near = [
        *_sharing(said, rows, "folded_name", "pk"),
        *_sharing(said, aliases.order_by(), "folded", "organization"),
    ]
    allowed, best = 2 if len(said) >= 8 else 1, {}
    for key, called, staff in near:
        if (changes := apart(said, called)) <= allowed:
            place = (changes, abs(len(called) - len(said)), -(staff or 0))
            best[key] = min(place, best.get(key, place))
    nearest = sorted(best.items(), key=lambda one: (one[1], one[0]))
    return [(key, place[0]) for key, place in nearest[:limit]]


def _sharing(said, rows, column, key):
    """Rows whose name holds all pieces of the words but one, some hundreds for each piece."""
    staff = F("staff_count" if key == "pk" else "organization__staff_count")
    count = 2 if len(said) < 7 else 3 if len(said) < 12 else 4
    ends = [round(len(said) * n / count) for n in range(count + 1)]
    pieces = [said[a:b] for a, b in zip(ends, ends[1:], strict=False)]
    asked = [
        rows.alias(pairs=Pairs(column))
        .filter(pairs__contains=[p for piece in pieces if piece is not left for p in whole(piece)])
        .values_list(key, column, staff)[:NEAR]
        for left in pieces
    ]
    return asked[0].union(*asked[1:], all=True)


def whole(piece):
    """All pairs of a piece; it is short, and must be there as it is."""
    return [piece[at : at + 2] for at in range(len(piece) - 1)]
