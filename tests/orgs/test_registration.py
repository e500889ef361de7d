"""One organization: registered, changed, renamed, ended, assigned; both times kept."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from governance.models import Event
from orgs import services
from orgs.models import Organization, OrganizationFacts
from orgs.services.registration import OUTSIDE, TAKEN, TAKEN_ELSEWHERE
from tests import make
from unions.models import Region


def register(by, **over):
    values = {
        "name": "重庆市渝北区晨光社会工作服务中心",
        "type": "52",
        "credit_code": make.credit_code(),
        "region": Region.objects.get(code="500112"),
        "registered_on": date(2016, 5, 1),
        **over,
    }
    return services.register_organization(by=by, **values)


def facts(organization, on, at=None):
    return OrganizationFacts.objects.known(at).valid(on).get(organization=organization)


def test_registered_by_residence_from_its_registration_on(chongqing):
    """ACF-03"""
    organization = register(chongqing)
    assert organization.federation.code == "500112"
    assert not organization.federation_assigned
    only = organization.facts.get()
    assert (only.valid_from, only.valid_to, only.federation) == (
        date(2016, 5, 1),
        None,
        organization.federation,
    )
    told = Event.objects.about(organization).get()
    assert (told.verb, told.actor, told.federation_id) == (
        "organization.register",
        chongqing,
        organization.federation_id,
    )


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"region": None, "registering_authority": "重庆市江北区民政局"}, "500105"),
        ({"region": None, "registering_authority": "重庆市民政局"}, "50"),
        ({"region": None, "credit_code": "53500000MJP000128M", "type": "53"}, "50"),
        ({"region": None, "credit_code": None, "standing": "unregistered"}, "50"),
    ],
)
def test_who_answers_when_the_residence_is_unknown(chongqing, given, code):
    assert register(chongqing, **given).federation.code == code


def test_an_explicit_federation_stands_also_when_the_residence_moves(chongqing):
    organization = register(chongqing, federation=make.federation("500103"))
    moved = services.update_organization(
        by=chongqing,
        organization=organization,
        reason="迁址",
        region=Region.objects.get(code="500105"),
    )
    assert moved.federation.code == "500103"


def test_it_moves_with_its_residence_from_that_day(chongqing):
    organization = register(chongqing)
    services.update_organization(
        by=chongqing,
        organization=organization,
        as_of=date(2020, 1, 1),
        reason="迁址",
        region=Region.objects.get(code="500105"),
    )
    assert facts(organization, date(2019, 12, 31)).federation.code == "500112"
    assert facts(organization, date(2020, 1, 1)).federation.code == "500105"


def test_nothing_outside_ones_own_territory(yubei, stranger):
    with pytest.raises(ValidationError, match=OUTSIDE):
        register(yubei, region=Region.objects.get(code="500105"))
    with pytest.raises(ValidationError, match=OUTSIDE):
        register(yubei, federation=make.federation("500105"))
    organization = register(yubei)
    with pytest.raises(PermissionDenied, match=OUTSIDE):
        services.update_organization(by=stranger, organization=organization, staff_count=3)
    with pytest.raises(ValidationError, match=OUTSIDE):
        services.assign_federation(
            by=yubei, organization=organization, federation=make.federation("50"), reason="上收"
        )
    assert Event.objects.count() == 1


def test_a_code_taken_next_door_is_refused_without_telling_whose(yubei, stranger):
    taken = make.organization().credit_code
    nanjing = Region.objects.get(code="320102")
    with pytest.raises(ValidationError, match=TAKEN_ELSEWHERE):
        register(stranger, credit_code=taken, region=nanjing)
    with pytest.raises(ValidationError, match=TAKEN):
        register(yubei, credit_code=taken)


def test_counted_changes_say_why_others_need_not(chongqing):
    organization = make.organization()
    with pytest.raises(ValidationError, match="请填写变更原因"):
        services.update_organization(by=chongqing, organization=organization, staff_count=5)
    services.update_organization(by=chongqing, organization=organization, residence="新址1号")
    assert organization.facts.count() == 1


def test_back_dated_and_future_changes(chongqing):
    organization = make.organization(staff_count=10)
    soon = timezone.localdate() + timedelta(days=40)
    before = timezone.now()

    def change(**values):
        services.update_organization(
            by=chongqing, organization=organization, reason="核实", **values
        )

    change(as_of=soon, staff_count=30)
    organization.refresh_from_db()
    assert organization.staff_count == 10
    change(as_of=date(2018, 1, 1), staff_count=20)
    organization.refresh_from_db()
    assert organization.staff_count == 20
    assert facts(organization, date(2017, 12, 31)).staff_count == 10
    assert facts(organization, soon).staff_count == 30
    assert facts(organization, date(2019, 1, 1), before).staff_count == 10
    assert services.refresh_current(on=soon) == 1
    organization.refresh_from_db()
    assert organization.staff_count == 30
    assert services.refresh_current() == 1


def test_renamed_and_still_found(chongqing):
    organization = make.organization(name="重庆市渝北区旧名协会")
    services.rename(
        by=chongqing, organization=organization, name=" 重庆市渝北区新名 協會", on=date(2022, 2, 2)
    )
    organization.refresh_from_db()
    assert organization.name == "重庆市渝北区新名協會"
    alias = organization.aliases.get()
    assert (alias.value, alias.until) == ("重庆市渝北区旧名协会", date(2022, 2, 2))


def test_ended_from_its_day_and_revived(chongqing):
    organization = make.organization()
    services.end_organization(
        by=chongqing, organization=organization, status="deregistered", on=date(2021, 7, 1)
    )
    organization.refresh_from_db()
    assert organization.ended
    assert facts(organization, date(2021, 6, 30)).status == "normal"
    assert facts(organization, date(2021, 7, 1)).status == "deregistered"
    services.update_organization(
        by=chongqing,
        organization=organization,
        as_of=date(2022, 1, 1),
        reason="法院撤销注销决定",
        status="normal",
    )
    organization.refresh_from_db()
    assert (organization.status, organization.ended_on) == ("normal", None)
    assert facts(organization, date(2021, 12, 31)).status == "deregistered"
    assert facts(organization, date(2022, 1, 1)).status == "normal"


def test_a_corrected_registration_date_moves_the_beginning(chongqing):
    organization = make.organization(registered_on=date(2015, 3, 1))
    services.update_organization(
        by=chongqing, organization=organization, registered_on=date(2012, 3, 1)
    )
    assert facts(organization, date(2013, 1, 1)).type == "52"


def test_the_same_again_writes_nothing(chongqing):
    organization = make.organization(staff_count=4)
    services.update_organization(by=chongqing, organization=organization, staff_count=4)
    assert not Event.objects.exists()
    assert Organization.objects.count() == 1
