"""Free texts about an organization, and by which names and numbers its people are known in them."""

from django.db import models

from orgs import merging
from orgs.models import AnnualProfile, Organization, Stance
from orgs.retention import FORGOTTEN
from privacy.free_texts import Place

SHORTEST = 100
"""A column of fewer characters holds a word, not a text."""
NOT_TEXTS = {"folded", "folded_name", "initials", "name", "number", "sheet", "value", "core"}
OWN = ("activities", "labour_field_basis", "residence", "registering_authority")
APPEND_ONLY = (AnnualProfile, Stance)


def people(organization):
    """``[(name, number)]`` of all who are known of it."""
    yield organization.legal_representative, organization.contact_phone
    for rows, name, number in (
        (organization.contacts, "person_name", "phone"),
        (organization.ties, "person_name", ""),
        (organization.claims, "name", "phone"),
        (organization.invitations, "name", "phone"),
    ):
        for row in rows.all():
            yield getattr(row, name), getattr(row, number) if number else ""


def names(organization):
    return {name for name, _ in people(organization) if len(name or "") > 1 and name != FORGOTTEN}


def numbers(organization):
    return {number for _, number in people(organization) if len(number or "") > 6}


def places(organization):
    """Texts of the register's own row, and of every table that refers to organizations."""
    own = Organization._base_manager.filter(pk=organization.pk)
    yield Place(rows=own, columns=OWN)
    for relation in merging.relations():
        columns = texts_of(relation.model)
        if not relation.key and relation.model is not Organization and columns:
            rows = relation.of(organization)
            yield Place(rows=rows, columns=columns, fixed=relation.model in APPEND_ONLY)


def texts_of(model):
    return tuple(
        field.name
        for field in model._meta.concrete_fields
        if type(field) in (models.CharField, models.TextField)
        and not field.choices
        and (field.max_length or SHORTEST) >= SHORTEST
        and field.name not in NOT_TEXTS
    )
