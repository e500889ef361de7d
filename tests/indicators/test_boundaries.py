"""The same months on the boundaries of the time and on today's (peers, unique feature 4)."""

from datetime import date

import pytest
from django.utils import timezone

from accounts.roles import Role
from governance import territory
from indicators import services
from indicators.queries import figure
from orgs.models import OrganizationFacts
from tests import make
from tests.indicators.conftest import cover, eligible
from unions.models import Federation, Region


def today():
    return timezone.localdate()


MOVED = date(2024, 7, 1)
IN_SCOPE = {"registration_level": "20", "kind": "hospital"}


def series(code, boundary):
    federation = Federation.objects.get(code=code)
    rows = figure("C1", federation, by="month", boundary=boundary)["rows"]
    return {row["key"]: (row["numerator"], row["denominator"]) for row in rows}


def move(org, federation, on=MOVED):
    """As a correction of the register would: closed here, opened there."""
    fact = OrganizationFacts.objects.get(organization=org, recorded_to=None, valid_to=None)
    OrganizationFacts.objects.filter(pk=fact.pk).update(valid_to=on)
    fact.pk, fact.valid_from, fact.federation = None, on, federation
    fact.save(force_insert=True)


@pytest.fixture
def moved(counted):
    """Three of 渝北 (two founded), two of 江北 (one founded); one founded moves in July 2024."""
    yubei, jiangbei = make.federation("500112"), make.federation("500105")
    union, orgs = make.union(), []
    for n, (home, founded) in enumerate(
        ((yubei, 1), (yubei, 1), (yubei, 0), (jiangbei, 1), (jiangbei, 0))
    ):
        org = make.organization(federation=home, **IN_SCOPE)
        eligible(org)
        if founded:
            cover(org, union, since=date(2023, 9 + n % 2, 1))
        orgs.append(org)
    move(orgs[0], jiangbei)
    services.fold()
    services.rebuild()
    return orgs


def test_each_month_counts_where_organizations_stood_or_where_they_stand(moved):
    then, now = series("500112", "then"), series("500112", "now")
    assert (then["2024-06"], then["2024-07"]) == ((2, 3), (1, 2))
    assert (now["2024-06"], now["2024-07"]) == ((1, 2), (1, 2))
    assert series("500105", "now")["2024-06"] == (2, 3)


def test_the_whole_is_the_same_on_both_in_every_month(moved):
    for code in ("50", "0"):
        assert series(code, "then") == series(code, "now")
    parts = [series(code, "now") for code in ("500112", "500105")]
    for month, whole in series("50", "now").items():
        assert tuple(map(sum, zip(*(p[month] for p in parts), strict=True))) == whole


def test_who_ended_before_stands_with_whoever_answers_now(moved):
    """江北 is merged into 渝北: what ended there long before is counted with 渝北."""
    gone = make.organization(
        federation=make.federation("500105"), ended_on=date(2024, 3, 1), **IN_SCOPE
    )
    OrganizationFacts.objects.filter(organization=gone).update(valid_to=date(2024, 3, 1))
    eligible(gone)
    services.rebuild()
    before = series("500112", "now")["2024-02"]
    territory.merge_regions(
        regions=[Region.objects.get(code="500105")],
        into=Region.objects.get(code="500112"),
        on=today(),
        by=make.officer("50", role=Role.SYSTEM_ADMIN),
    )
    services.rebuild()
    after = series("500112", "now")
    assert before == (1, 2)
    assert after["2024-02"] == (3, 6)
    assert series("500112", "then")["2024-02"] == (2, 3)
    assert series("50", "now") == series("50", "then")


def test_only_months_of_organizations_can_be_redrawn(moved):
    with pytest.raises(ValueError, match="按月份"):
        figure("C1", make.federation("50"), boundary="now")
    with pytest.raises(ValueError, match="按月份"):
        figure("C9", make.federation("50"), by="month", boundary="now")
