"""The demonstration's households: three hundred, one case at every step, figures that agree."""

import pytest

from accounts.models import User
from stations.demo import households
from stations.models import AidPayment, Case, FundBalance, FundEntry, Household
from tests import make
from tests.everybody import person

pytestmark = pytest.mark.django_db


def test_three_hundred_households_of_yubei():
    roles = {"yb-assistance": "assistance", "yb-approval": "assistance", "yb-finance": "finance"}
    people = {name: person(name, "500112", role) for name, role in roles.items()}
    households.load(people)
    households.load(people)
    assert Household.objects.count() == households.HOW_MANY
    assert set(Case.objects.values_list("status", flat=True)) >= {
        *("submitted", "visiting", "checking", "verified", "public", "aiding", "closed"),
    }
    assert Household.objects.for_user(people["yb-assistance"], "case_view").count() == 300
    assert not Household.objects.for_user(make.officer("50", "assistance"), "case_view").exists()
    paid = sum(AidPayment.objects.paid().values_list("amount", flat=True))
    assert paid == sum(FundBalance.objects.values_list("spent", flat=True))
    assert paid == sum(FundEntry.objects.spent().values_list("amount", flat=True))
    assert User.objects.filter(username="yb-assistance").exists()
