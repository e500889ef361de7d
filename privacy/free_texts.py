"""Free texts in which somebody may be named: notes, reasons, descriptions that people wrote.

An app says where such texts stand and by which words its subject's people are known:

    free_texts.declare("organization", names=…, numbers=…, places=…)

Numbers are exact and are taken out of every text. A name may be a common word, so whoever asks for
an erasure is shown the places, and ticks those that mean the person.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Q, TextField
from django.db.models.functions import Cast, Concat

from governance.models import Correction
from privacy import holds

GONE = "**"
"""In place of a name or number: never longer than it, so that the text still fits its column."""
HELD = "“{}”中有受法律保全的记录，解除之前不能清除。"
AROUND = 12
MOST = 200


@dataclass(frozen=True, kw_only=True)
class Place:
    """Columns of rows about the subject. What is ``fixed`` is never rewritten: it is only told."""

    rows: object
    columns: tuple
    fixed: bool = False

    @property
    def model(self):
        return self.rows.model

    def naming(self, words):
        """The rows in which one of the words stands."""
        told = Q(pk__in=())
        for column in self.columns:
            for word in words:
                told |= Q(**{f"{column}__contains": word})
        return self.rows.filter(told).order_by("pk")


@dataclass(frozen=True, kw_only=True)
class Texts:
    """Each of the three takes the subject: ``names`` and ``numbers`` give words, ``places`` gives
    Places."""

    names: Callable
    numbers: Callable
    places: Callable


@dataclass(frozen=True, kw_only=True)
class Spot:
    """A text that names somebody, as it may be shown: the words in it masked."""

    key: str
    where: str
    excerpt: str
    automatic: bool
    fixed: bool


_texts = {}


def declare(kind, **how):
    _texts[kind] = Texts(**how)


def spots_of(kind, subject):
    """Where its people are named in free texts today; not more than MOST."""
    told = _texts.get(kind)
    if told is None:
        return []
    names, numbers = told.names(subject), told.numbers(subject)
    found = []
    for place in told.places(subject) if names | numbers else ():
        for row in place.naming(names | numbers)[: MOST - len(found)]:
            found += [
                Spot(
                    key=key_of(row, column),
                    where=where(row, column),
                    excerpt=excerpt(text, names | numbers),
                    automatic=not any(name in text for name in names),
                    fixed=place.fixed,
                )
                for column in place.columns
                if any(word in (text := getattr(row, column) or "") for word in names | numbers)
            ]
    return found


def key_of(row, column):
    return f"{row._meta.label_lower}:{row.pk}:{column}"


def where(row, column):
    return f"{row._meta.verbose_name}：{row._meta.get_field(column).verbose_name}"


def excerpt(text, words):
    """The first mention with a little around it, every word masked."""
    at = min(text.find(word) for word in words if word in text)
    start, end = max(0, at - AROUND), at + 3 * AROUND
    ends = ("…" if start else "", "…" if end < len(text) else "")
    return f"{ends[0]}{without(text, words)[start:end]}{ends[1]}"


def without(text, words):
    for word in sorted(words, key=len, reverse=True):
        text = text.replace(word, GONE)
    return text


def scrub(kind, subject, chosen):
    """Take numbers out of all texts, names out of those ``chosen`` (keys), and both out of what
    corrections noted of such rows. Gives the evidence: ``[{label, name, rows}]``."""
    told = _texts.get(kind)
    if told is None:
        return []
    names, numbers = told.names(subject), told.numbers(subject)
    chosen, texts, notes = set(chosen), 0, 0
    for place in told.places(subject):
        if place.fixed or not names | numbers:
            continue
        naming = place.naming(names | numbers)
        if holds.held(naming).exists():
            raise ValidationError(HELD.format(place.model._meta.verbose_name))
        for row in naming:
            changed = {}
            for column in place.columns:
                text = getattr(row, column) or ""
                words = numbers | names if key_of(row, column) in chosen else numbers
                if (scrubbed := without(text, words)) != text:
                    changed[column] = scrubbed
            if changed:
                place.model._base_manager.filter(pk=row.pk).update(**changed)
                texts += len(changed)
        notes += _forget_notes(place, names | numbers)
    return [
        {"label": "", "name": "办理文字中的姓名和号码", "rows": texts},
        {"label": Correction._meta.label, "name": "办理文字的更正记录", "rows": notes},
    ]


def _forget_notes(place, words):
    """What a trigger noted of these texts, before now and just now."""
    keys = [str(key) for key in place.rows.values_list("pk", flat=True)]
    rows = Correction.objects.filter(
        subject_type=place.model._meta.label_lower, subject_id__in=keys
    ).filter(Q(before__has_any_keys=place.columns) | Q(after__has_any_keys=place.columns))
    told = Concat(Cast("before", TextField()), Cast("after", TextField()))
    naming = Q(pk__in=())
    for word in words:
        naming |= Q(told__contains=word)
    return rows.annotate(told=told).filter(naming).delete()[0]
