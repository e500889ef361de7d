"""Persons of an organization. A new legal representative is that of the register, too."""

from django.core.exceptions import ValidationError
from django.db import transaction

from orgs.models import Tie
from orgs.services.particulars import add_particular, correct_particular
from orgs.services.registration import update_organization


@transaction.atomic
def add_tie(*, by, organization, **values):
    tie = add_particular(by=by, model=Tie, organization=organization, **values)
    _repeat(by, tie)
    return tie


@transaction.atomic
def correct_tie(*, by, row, reason, **values):
    if "person_name" in values and not values["person_name"]:
        del values["person_name"]  # shown masked: left empty, it stays
    tie = correct_particular(by=by, row=row, reason=reason, **values)
    _repeat(by, tie)
    return tie


def _repeat(by, tie):
    if tie.kind != Tie.Kind.REPRESENTATIVE or not tie.holds():
        return
    try:
        update_organization(
            by=by, organization=tie.organization, legal_representative=tie.person_name
        )
    except ValidationError as refusal:
        raise ValidationError({"person_name": refusal.messages}) from refusal
