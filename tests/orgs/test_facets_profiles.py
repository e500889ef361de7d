"""Annual profiles: added, superseded, repeated on the organization; never changed."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from orgs.models import AnnualProfile, Organization, OrganizationFacts
from orgs.services.profiles import add_profile, correct_profile, void_profile
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def org():
    return make.organization(staff_count=9)


def add(org, by, year=2023, **over):
    values = {"staff_total": 12, "staff_full_time": 3, "staff_women": 7, **over}
    return add_profile(by=by, organization=org, as_of=date(year, 12, 31), **values)


def test_the_newest_is_repeated_on_the_organization(yubei, org):
    """CQ-06, CQ-12: staff, full-time, women, Party members, members, assets of the last year."""
    add(org, yubei, party_members=2, members=40, assets=Decimal(90_000), premises="rented")
    org.refresh_from_db()
    now = (org.staff_count, org.full_time_count, org.women_count, org.party_member_count)
    assert now == (12, 3, 7, 2)
    assert (org.member_count, org.assets, org.premises) == (40, 90_000, "rented")
    assert org.profiled_on == date(2023, 12, 31)
    facts = OrganizationFacts.objects.known().filter(organization=org)
    assert facts.valid(date(2023, 12, 30)).get().staff_count == 9
    assert facts.valid(date(2023, 12, 31)).get().staff_count == 12


def test_an_older_one_that_comes_late_changes_nothing_of_today(yubei, org):
    add(org, yubei)
    add(org, yubei, 2021, staff_total=50, staff_full_time=50)
    org.refresh_from_db()
    assert (org.staff_count, org.full_time_count) == (12, 3)
    assert org.profiles.standing().count() == 2


def test_unknown_is_not_nought(yubei, org):
    add(org, yubei, assets=Decimal(5), staff_women=None)
    add(org, yubei, 2024, staff_total=None, staff_full_time=None, staff_women=None, members=3)
    org.refresh_from_db()
    assert (org.staff_count, org.assets, org.member_count) == (12, 5, 3)
    assert org.full_time_count is None


def test_a_correction_supersedes(yubei, org):
    """CQ-06: the wrong one stays to be read; the database changes none."""
    wrong = add(org, yubei)
    with pytest.raises(ValidationError, match="更正原因"):
        correct_profile(by=yubei, row=wrong, reason="", staff_total=20)
    right = correct_profile(by=yubei, row=wrong, reason="报表填错", staff_total=20)
    assert right.supersedes == wrong
    assert (right.staff_women, right.year) == (7, 2023)
    assert list(AnnualProfile.objects.standing()) == [right]
    org.refresh_from_db()
    assert org.staff_count == 20
    with pytest.raises(ValidationError, match="已被更正"):
        correct_profile(by=yubei, row=wrong, reason="再改", staff_total=21)
    for write in (
        lambda: AnnualProfile.objects.filter(pk=wrong.pk).update(staff_total=1),
        wrong.delete,
    ):
        with pytest.raises(DatabaseError, match="supersedes"), transaction.atomic():
            write()
    other = make.organization()  # but a merge may move it
    AnnualProfile.objects.filter(pk=wrong.pk).update(organization=other)


def test_one_that_never_should_have_been_is_void(yubei, org):
    first = add(org, yubei, 2022, staff_total=5, staff_full_time=1, staff_women=1)
    wrong = add(org, yubei)
    void_profile(by=yubei, row=wrong, reason="登错组织")
    assert list(AnnualProfile.objects.standing()) == [first]
    org.refresh_from_db()
    assert (org.full_time_count, org.profiled_on) == (1, date(2022, 12, 31))


def test_of_one_source_and_day_there_is_one(yubei, org):
    from orgs.models import Source

    add(org, yubei)
    with pytest.raises(ValidationError, match="请更正原来的一份"):
        add(org, yubei)
    add(org, yubei, source=Source.objects.create(code="tax", name="税务局"), staff_total=13)
    assert org.profiles.standing().count() == 2


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"staff_full_time": 13}, "staff_full_time"),
        ({"staff_women": 13}, "staff_women"),
        ({"staff_total": None}, "staff_total"),
        ({"income_total": 10, "income_dues": 6, "income_grant": 5}, "income_total"),
        ({"assets": Decimal(-1)}, "assets"),
        ({"staff_total": None, "staff_full_time": None, "staff_women": None}, "staff_total"),
    ],
)
def test_parts_and_wholes(yubei, org, over, field):
    with pytest.raises(ValidationError) as refusal:
        add(org, yubei, **over)
    assert field in refusal.value.message_dict


def test_parts_of_the_income_need_not_sum(yubei, org):
    """CQ-12: what it lives on; what is left over is of no stated kind (D11)."""
    row = add(org, yubei, income_total=Decimal(100), income_dues=Decimal(60))
    assert (row.income, row.income_told) == (100, 60)


def test_the_database_knows_the_rules_too(yubei, org):
    row = add(org, yubei)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO orgs_annualprofile (organization_id, year, as_of, staff_total,"
            " staff_women, premises, basis, recorded_at, void)"
            " VALUES (%s, 2022, '2022-12-31', 3, 4, '', '', now(), false)",
            [row.organization_id],
        )


def test_assets_and_staff_are_summed_over_the_latest_of_each(yubei, org):
    """CQ-06 and figure R4: the latest profile of each organization up to a day."""
    add(org, yubei, 2022, assets=Decimal(10))
    add(org, yubei, 2023, assets=Decimal(30), staff_total=20)
    other = make.organization()
    add(other, yubei, 2022, assets=Decimal(5))

    def sums(on):
        latest = (
            AnnualProfile.objects.standing()
            .filter(as_of__lte=on)
            .order_by("organization", "-as_of", "-pk")
            .distinct("organization")
        )
        return sum(p.assets for p in latest), sum(p.staff_total for p in latest)

    assert sums(date(2022, 12, 31)) == (15, 24)
    assert sums(date(2024, 1, 1)) == (35, 32)


class TestDescription:
    """CQ-07, CQ-08, CQ-13, ZH-08: tag sets beside the category, three-self, charity."""

    def describe(self, org, by, **values):
        from orgs.services import update_organization

        return update_organization(by=by, organization=org, **values)

    def test_sets_in_their_order_once_each(self, yubei, org):
        """CQ-07"""
        self.describe(org, yubei, spheres=["society", "economy", "society"], relevance="close")
        org.refresh_from_db()
        assert org.spheres == ["economy", "society"]
        assert org.get_relevance_display() == "紧密"

    def test_not_known_is_not_no(self, yubei, org):
        """CQ-13: work, funds and people of its own: yes, no, or not known."""
        self.describe(org, yubei, self_run=True, self_funded=False)
        org.refresh_from_db()
        assert org.three_self == [("工作自主", True), ("经费自筹", False), ("人员自聘", None)]

    def test_funds_are_raised_by_charities_a_year_old(self, yubei, org):
        for said, words in (
            ({"fundraising_on": date(2020, 1, 1)}, "先认定为慈善组织"),
            (
                {"charity_on": date(2015, 6, 1), "fundraising_on": date(2016, 2, 1)},
                "登记满一年",
            ),
            ({"charity_on": date(2014, 6, 1)}, "不能早于成立登记日期"),
        ):
            with pytest.raises(ValidationError, match=words):
                self.describe(org, yubei, **said)
        self.describe(org, yubei, charity_on=date(2015, 6, 1), fundraising_on=date(2016, 3, 1))
        assert Organization.objects.get(pk=org.pk).fundraising_on

    def test_the_page_that_asks(self, yubei, org, client):
        """CQ-07, CQ-13"""
        client.force_login(yubei)
        address = f"/organizations/{org.uid}/description/"
        posted = {"spheres": ["society"], "self_run": "yes", "self_hired": "no", "premises": "own"}
        assert client.post(address, posted).status_code == 302
        org.refresh_from_db()
        assert (org.self_run, org.self_funded, org.self_hired) == (True, None, False)
        bad = client.post(address, {**posted, "fundraising_on": "2020-01-01"})
        assert bad.status_code == 422
        assert "先认定为慈善组织" in bad.content.decode()
