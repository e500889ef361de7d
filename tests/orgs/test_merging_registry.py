"""Whatever may refer to an organization says what becomes of it when two are merged."""

import re

import pytest
from django.apps import apps
from django.db import models

from orgs import merging
from orgs.bitemporal import Bitemporal
from orgs.models import Organization


def references():
    """``(label, column)`` of every foreign key, and of every pair that may name any kind of row."""
    found = {
        (f.related_model._meta.label, f.field.name)
        for f in Organization._meta.get_fields(include_hidden=True)
        if f.auto_created and not f.concrete and f.related_model is not None
    }
    for model in apps.get_models():
        if model._meta.app_label not in OURS:
            continue
        names = {f.name for f in model._meta.concrete_fields if isinstance(f, models.CharField)}
        for name in names:
            stem = re.sub(r"_?(type|model)$", "", name)
            keys = {f"{stem}_id", f"{stem}_key"} if stem else {"object_id", "object_key"}
            if stem != name and keys & names:
                found.add((model._meta.label, name))
    return found


OURS = {config.label for config in apps.get_app_configs() if "site-packages" not in config.path}


def test_everything_that_may_refer_to_an_organization_is_declared():
    """Row 12: a table that nobody declared stops the suite, not a merge half-way."""
    missing = references() - merging.declared()
    assert not missing, f"say Move, Timeline, Keep or Forbid (orgs.merging): {sorted(missing)}"


def test_nothing_is_declared_that_is_not_there():
    assert not merging.declared() - references()


def test_the_watchman_sees_an_undeclared_table(monkeypatch):
    monkeypatch.delitem(merging._relations, ("orgs.Delegate", "organization"))
    assert ("orgs.Delegate", "organization") in references() - merging.declared()


@pytest.mark.parametrize("relation", merging.relations(merging.Timeline), ids=lambda r: r.label)
def test_only_rows_of_two_times_are_joined_as_timelines(relation):
    assert issubclass(relation.model, Bitemporal)


@pytest.mark.parametrize("relation", merging.relations(merging.Move), ids=lambda r: r.label)
def test_rows_of_two_times_are_never_just_moved(relation):
    assert not issubclass(relation.model, Bitemporal)


def test_who_forbids_says_why():
    assert all(relation.why for relation in merging.relations() if relation.unless)
