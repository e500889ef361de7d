"""The fold counts what a recount would, whatever happened in between."""

from datetime import date, timedelta

from django.utils import timezone

from indicators import services
from indicators.models import Cell, Dirty, MonthlyChange, Refresh, Timeline
from orgs.models import OrganizationFacts
from tests import make
from tests.indicators.conftest import cover, eligible, ineligible
from unions.models import Federation


def today():
    return timezone.localdate()


def cell(code, population="all", dimension="total", key=""):
    found = Cell.objects.filter(
        federation__code=code, population=population, dimension=dimension, key=key
    ).first()
    if found is None:
        return None
    return (
        *(found.registered, found.filed, found.normal),
        *(found.normal_covered, found.eligible, found.eligible_covered),
    )


def agrees():
    verdict = services.verify()
    assert verdict.first == ""
    return True


def test_an_organization_is_counted_at_every_level_above_it(counted):
    org = make.organization(registration_level="20", kind="hospital")
    eligible(org)
    cover(org, make.union())
    refresh = services.fold()
    assert refresh.cause == Refresh.Cause.FOLD
    assert not Dirty.objects.exists()
    for code in ("500112", "50", "0"):
        for population in ("all", "DRV-2023", "DRV-2023:A", "DRV-2023:B", "DRV-2023:hospital"):
            assert cell(code, population) == (1, 0, 1, 1, 1, 1)
    for code in ("50", "0"):
        assert cell(code, dimension="form", key="joint") == (1, 0, 1, 1, 1, 1)
    assert cell("500112", dimension="form", key="joint") is None
    assert cell("500113") is None
    assert cell("0", "DRV-2023:school") is None
    assert (
        MonthlyChange.objects.get(
            federation__code="50", population="DRV-2023", month_end=date(2023, 6, 30)
        ).eligible_covered
        == 1
    )
    assert (
        MonthlyChange.objects.get(
            federation__code="50", population="DRV-2023", month_end=date(2023, 5, 31)
        ).eligible_covered
        == 0
    )
    assert agrees()


def test_an_organ_union_covers_but_does_not_found(counted):
    org = make.organization()
    eligible(org)
    cover(org, make.union(kind="organ"), form="organ")
    services.fold()
    assert cell("50") == (1, 0, 1, 1, 1, 0)
    assert agrees()


def test_filed_only_and_ended_organizations_are_told_apart(counted):
    make.organization(standing="filed", credit_code=None)
    make.organization(status="preparing")
    make.organization(status="suspended")
    make.organization(status="deregistered", ended_on=date(2020, 1, 1))
    services.fold()
    assert cell("50") == (1, 1, 0, 0, 0, 0)


def test_what_goes_takes_its_cells_along(counted):
    org = make.organization()
    ineligible(org)
    services.fold()
    assert cell("50", dimension="reason", key="N02") == (1, 0, 1, 0, 0, 0)
    OrganizationFacts.objects.filter(organization=org).delete()
    services.fold()
    assert not Cell.objects.exists()
    assert not MonthlyChange.objects.exists()
    assert not Timeline.objects.exists()


def test_an_edit_that_counts_for_nothing_makes_no_refresh(counted):
    org = make.organization()
    services.fold()
    OrganizationFacts.objects.filter(organization=org).update(staff_count=7)
    assert Dirty.objects.exists()
    assert services.fold() is None
    assert not Dirty.objects.exists()


def test_a_new_superior_moves_the_sums(counted):
    make.organization()
    services.fold()
    Federation.objects.filter(code="500112").update(parent=make.federation("32"))
    assert services.fold().cause == Refresh.Cause.REBUILD
    assert cell("50") is None
    assert cell("32") == (1, 0, 1, 0, 0, 0)
    assert agrees()


def test_a_new_scope_counts_others(counted):
    make.organization(registration_level="20")
    services.fold()
    counted.scope["segments"][0]["any of"]["registration_level"] = ["10"]
    counted.save()
    services.fold()
    assert cell("50", "DRV-2023") is None
    counted.description = "无关计数"
    counted.save()
    assert not Dirty.objects.exists()


def test_a_drive_of_a_province_stays_at_home(counted):
    from membership.models import Drive
    from membership.reference import DRIVE_2023

    Drive.objects.create(
        federation=make.federation("50"),
        **{
            **DRIVE_2023,
            "code": "CQ",
            "scope": {
                "segments": [{"code": "A", "name": "全部", "any of": {"standing": ["registered"]}}]
            },
        },
    )
    make.organization()
    make.organization("320102")
    services.fold()
    assert cell("0", "CQ") == (1, 0, 1, 0, 0, 0)
    assert cell("32", "CQ") is None


def test_the_next_day_brings_what_was_dated_ahead(counted):
    """Facts of tomorrow count tomorrow, without any further edit."""
    org, other = make.organization(), make.organization()
    eligible(org, since=today() + timedelta(1))
    cover(other, make.union(), since=today() - timedelta(9), valid_to=today() + timedelta(2))
    services.fold()
    assert cell("50") == (2, 0, 2, 1, 0, 0)
    services.advance(on=today() + timedelta(1))
    assert cell("50") == (2, 0, 2, 1, 1, 0)
    services.advance(on=today() + timedelta(40))
    assert cell("50") == (2, 0, 2, 0, 1, 0)
    assert Refresh.objects.first().as_of == today() + timedelta(40)
    assert agrees()
    services.advance(on=today())
    assert cell("50") == (2, 0, 2, 1, 0, 0)
    assert agrees()


def test_a_rebuild_mends_what_was_tampered_with(counted):
    make.organization()
    services.fold()
    Cell.objects.filter(federation__code="50").update(registered=9)
    verdict = services.verify()
    assert verdict.differences == Cell.objects.filter(federation__code="50").count()
    assert "indicators_cell" in verdict.first
    Timeline.objects.update(eligible=1)
    MonthlyChange.objects.filter(month_end=date(2023, 5, 31)).delete()
    verdict = services.verify()
    assert verdict.timeline == 1
    assert verdict.months == 3
    services.rebuild()
    assert agrees()


def test_more_than_a_fold_can_bear_is_rebuilt(counted, monkeypatch):
    monkeypatch.setattr(services, "MOST_FOLDED", 1)
    make.organization()
    make.organization()
    assert services.fold().cause == Refresh.Cause.REBUILD
    assert cell("50") == (2, 0, 2, 0, 0, 0)
    make.organization()
    assert services.fold().cause == Refresh.Cause.FOLD
    assert cell("50") == (3, 0, 3, 0, 0, 0)
