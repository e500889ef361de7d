from datetime import date

import pytest

from accounts.models import User
from tests import make


@pytest.fixture
def org_delegate(db):
    """Somebody who speaks for an organization in 渝北."""
    user = User.objects.create(username="delegate", name="经办代表")
    make.organization().delegates.create(user=user, starts_on=date(2023, 1, 1))
    return user
