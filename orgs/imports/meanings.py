"""What one cell says, whatever row it stands in: values, or why there are none.

Lists repeat themselves: the same text in columns of one heading is understood, and tried against
the rules of its field, once.
"""

from functools import partial
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator

from orgs import beside
from orgs.imports import cells
from orgs.imports.columns import LABELS
from orgs.models import CountedFacts, Organization
from orgs.names import fold, half_width
from orgs.services.registration import OUTSIDE, TIDY, tidied
from unions.models import Federation

DATES = ("registered_on", "ended_on", "labour_field_decided_on", "charity_on", *beside.DATES)
PLACES = ("province", "prefecture", "county", "region")
"""Columns that say a place together."""
WORDS = TIDY.keys() - {"contact_phone"}
LEFT_EMPTY = {"contact_phone"}  # malformed, they cost themselves only, not the row
LONGEST, RULES = {}, {}
"""The longest first, for itself: nearly all are shorter, and it is asked of every text."""
for _field in Organization._meta.concrete_fields:
    LONGEST[_field.attname] = _field.max_length
    RULES[_field.attname] = [r for r in _field.validators if not isinstance(r, MaxLengthValidator)]
MOST_TOLD = 20_000


class Said(NamedTuple):
    """``plain``: nothing but values. ``wrong``: why the text means nothing; ``refused``: why its
    value may not be; ``unread``: malformed, and left empty; ``notes``: what was passed over."""

    values: dict
    plain: bool = True
    coarse: dict = {}
    wrong: str = ""
    refused: tuple = ()
    unread: tuple = ()
    notes: tuple = ()


NOTHING_SAID = Said({})


class Told(dict):
    """What the texts below one heading say, each understood when it is first met."""

    def __init__(self, understand):
        super().__init__()
        self.understand = understand

    def __missing__(self, text):
        if len(self) > MOST_TOLD:
            self.clear()
        said = self[text] = self.understand(text) if text else NOTHING_SAID
        return said


class Meanings:
    """Understands the cells of one list, taken in by one federation."""

    def __init__(self, within, *, municipality):
        self.municipality = municipality
        ours = Federation.objects.at_or_below([within]).values_list("pk", "code", "name")
        self.federations = {}
        for pk, code, title in ours:
            self.federations[code] = self.federations[fold(title)] = pk
        self.told = {}  # (field, unit of its heading) -> Told

    def below(self, name, unit):
        """What texts say in a column of this field; its heading may say that numbers are in 万元
        or of which year they are (``unit``)."""
        if (name, unit) not in self.told:
            understand = partial(self.words, name, TIDY[name]) if name in WORDS else None
            self.told[name, unit] = Told(understand or partial(self.said, name, unit))
        return self.told[name, unit]

    def words(self, name, tidy, text):
        """Plain words, which hardly ever repeat: names, codes, residences."""
        said = half_width(text).lower()
        if said in cells.UNSAID:
            return Said({}, False, notes=(("unsaid", text),))
        if said in cells.NOTHING:
            return NOTHING_SAID
        value = tidy(text)
        why = broken(name, value)
        return Said({name: value}, False, refused=((name, why),)) if why else Said({name: value})

    def said(self, name, unit, text):
        values, coarse, notes = {}, {}, []
        try:
            self.value(values, coarse, notes, name, text, unit)
        except ValidationError as wrong:
            return Said(values, False, wrong=wrong.messages[0])
        refused, unread = [], []
        for field, value in values.items():
            if why := broken(field, value):
                (unread if field in LEFT_EMPTY else refused).append((field, why))
        for field, _ in unread:
            values[field] = ""
        if coarse or notes or refused or unread:
            return Said(values, False, coarse, "", tuple(refused), tuple(unread), tuple(notes))
        return Said(values)

    def value(self, values, coarse, notes, name, text, unit):
        said = half_width(text).lower()
        if name in beside.FIELDS and said in cells.NOTHING:
            return
        if name in beside.FIELDS:
            self.beside(values, notes, name, text, unit)
        elif name == "has_party_org":
            values[name] = cells.yes(LABELS[name], text)
        elif said in cells.UNSAID:
            notes.append(("unsaid", text))
        elif said in cells.NOTHING and not (name in cells.ANSWERED and said in cells.NO):
            return
        elif name == "labour_field":
            values[name] = labour_field(text)
        elif name in cells.ANSWERED:
            values[name] = cells.yes(LABELS[name], text)
        elif name in cells.ONE_OF:
            label, words = cells.ONE_OF[name]
            values[name] = cells.choice(words, label, text)
        elif name in cells.SEVERAL:
            found, strange = cells.several(name, text)
            notes += [("left_aside", word) for word in strange]
            if found:
                values[name] = found
        elif name == "assets":
            values[name] = cells.money(text, unit=unit)
        elif name == "member_count":
            values[name] = cells.count("会员数", "人或家", text)
        elif name == "contact_phone":
            values.update(tidied({name: cells.phone(text)}))
        elif name in DATES:
            values[name], certain = cells.day(text)
            if certain < 10:
                coarse[name] = certain
        elif name == "staff_count":
            values[name] = cells.staff(text)
        elif name == "type":
            values[name] = cells.choice(cells.TYPES, "组织类型", text)
        elif name == "registration_level":
            values[name] = cells.level(text, municipality=self.municipality)
        elif name == "status":
            if (standing := cells.chosen(cells.STANDINGS, text)) == CountedFacts.Standing.FILED:
                values["standing"] = standing
            else:
                values[name] = cells.choice(cells.STATUSES, "存续状态", text)
        elif name == "standing":
            values[name] = cells.choice(cells.STANDINGS, "登记情形", text)
        elif name == "management":
            values[name] = cells.choice(cells.MANAGEMENTS, "管理方式", text)
        elif name in ("kind", "category"):
            table = cells.KINDS if name == "kind" else cells.CATEGORIES
            found = cells.chosen(table, text)
            if found is None:
                notes.append(("left_aside", text))
            else:
                values[name] = found
        elif name == "federation":
            found = self.federations.get(half_width(text)) or self.federations.get(fold(text))
            if found is None:
                raise ValidationError(OUTSIDE)
            values["federation_id"] = found
        elif name not in PLACES:
            values[name] = text

    def beside(self, values, notes, name, text, unit):
        """What cannot be understood of it costs itself only, not the row."""
        try:
            values |= cells.beside(name, text, year=unit)
        except ValidationError:
            notes.append(("left_aside", text))


def labour_field(text):
    """Yes is no finding without a word in which way; no is one; domains may stand for yes."""
    domains, strange = cells.several("labour_domains", text)
    if domains and not strange:
        return domains
    return cells.yes(LABELS["labour_field"], text)


def broken(name, value):
    """Which of the field's own rules a value breaks, in words: those a page and the API go by."""
    if value is None or value == "":
        return ""
    longest = LONGEST.get(name)
    try:
        if longest and len(value) > longest:
            MaxLengthValidator(longest)(value)
        for rule in RULES.get(name, ()):
            rule(value)
    except ValidationError as refused:
        return refused.messages[0]
    return ""
