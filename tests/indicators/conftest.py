from copy import deepcopy
from datetime import date

import pytest

from indicators import services
from membership.models import Coverage, Drive, Eligibility
from membership.reference import DRIVE_2023, targets_2023
from tests import make


@pytest.fixture
def drive(db):
    """The drive of the reference data, with its two targets."""
    drive = Drive.objects.create(federation=make.federation("0"), **deepcopy(DRIVE_2023))
    for target in targets_2023():
        target.drive = drive
        target.save()
    return drive


@pytest.fixture
def counted(drive):
    """Cells of an empty registry, to be folded into."""
    services.rebuild()
    return drive


def eligible(organization, since=date(2023, 5, 1), **over):
    return Eligibility.objects.create(
        organization=organization, decision="eligible", valid_from=since, **over
    )


def ineligible(organization, since=date(2023, 5, 1), **over):
    return Eligibility.objects.create(
        organization=organization,
        decision="ineligible",
        reason="N02",
        valid_from=since,
        **over,
    )


def cover(organization, union, form="joint", since=date(2023, 6, 1), **over):
    return Coverage.objects.create(
        organization=organization, union=union, form=form, valid_from=since, **over
    )
