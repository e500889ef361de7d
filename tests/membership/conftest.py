import pytest

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
