import pytest
from django.core.management import call_command

from membership.models import Drive
from membership.services import assess
from tests import make


@pytest.fixture
def yubei(db):
    """The organizing officer of a county, 渝北."""
    return make.officer("500112")


@pytest.fixture
def stranger(db):
    """The one next door: the same office in 江苏."""
    return make.officer("32")


@pytest.fixture
def org(db):
    return make.organization()


@pytest.fixture
def joint(db):
    return make.union()


@pytest.fixture
def drive(db):
    call_command("load_drives")
    return Drive.objects.get()


@pytest.fixture
def orgs(drive, yubei):
    made = [make.organization(name=f"渝北区第{n}学校", kind="school") for n in range(4)]
    for one in made:
        assess(by=yubei, organization=one, decision="eligible", reason="N06")
    return made
