"""What may be held, and whose personal values may be erased: apps say so in ``ready()``.

subjects.register(Subject(kind="organization", label="orgs.Organization", …))
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.apps import apps


def nothing_against(row):
    return ""


@dataclass(frozen=True, kw_only=True)
class Subject:
    """``find(rows, text)`` gives, of the rows within reach, the one a person means by ``text``;
    ``federation(row)`` whose it is. ``people`` says whose values an erasure is about ("" if it is
    no subject of erasures); ``against(row)`` why it may not be erased yet."""

    kind: str
    label: str
    title: str
    hint: str
    find: Callable
    federation: Callable
    people: str = ""
    against: Callable = nothing_against

    def sought(self, user, permission, text):
        """The row meant, within the person's reach, or None."""
        rows = apps.get_model(self.label)._default_manager.for_user(user, permission)
        return self.find(rows, text.strip())


_subjects = {}


def register(*several):
    for subject in several:
        _subjects[subject.kind] = subject


def every():
    return list(_subjects.values())


def find(kind):
    return _subjects.get(kind)


def of(row):
    """The subject that a row is, or None."""
    return next((s for s in _subjects.values() if s.label == row._meta.label), None)
