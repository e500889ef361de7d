from datetime import date

import pytest

from orgs.imports.batches import import_file
from orgs.services.importing import source_named
from tests import make

AS_OF = date(2024, 3, 31)


@pytest.fixture
def chongqing(db):
    return make.officer("50")


@pytest.fixture
def yubei(db):
    return make.officer("500112")


@pytest.fixture
def stranger(db):
    """The one next door: the same office in 江苏."""
    return make.officer("32")


@pytest.fixture
def take_in(tmp_path, db):
    """``take_in(file, apply=True)``: import it for 重庆 and give the result."""

    def take_in(file, *, apply=True, code="50", as_of=AS_OF, source="市民政局名单"):
        return import_file(
            by=None,
            path=file,
            name=file.name,
            source=source_named(source),
            federation=make.federation(code),
            as_of=as_of,
            apply=apply,
        )

    return take_in
