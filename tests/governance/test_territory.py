import threading
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from accounts.models import Appointment, User
from accounts.roles import Role
from governance import territory
from governance.models import Event
from unions.models import Federation, GrassrootsUnion, Region, RegionSuccession
from unions.queries import deepest_territorial_federation, living_regions

ON = date(2021, 4, 9)


def federation(code):
    return Federation.objects.get(code=code)


def region(code):
    return Region.objects.get(code=code)


def administrator(code="0"):
    user = User.objects.create(username=f"admin-{code}", name="管理员")
    Appointment.objects.create(
        user=user, federation=federation(code), role=Role.SYSTEM_ADMIN, starts_on=ON
    )
    return user


@pytest.fixture
def admin(db):
    return administrator()


@pytest.fixture
def street(db):
    """A federation of a street of 330105, with a grassroots union in the district itself."""
    above = federation("330105")
    GrassrootsUnion.objects.create(name="某社工会", federation=above)
    place = Region.objects.filter(parent__code="330105").first()
    return Federation.objects.create(
        **{"code": place.code, "name": "某街道总工会", "short_name": "某", "level": 5},
        **{"parent": above, "region": place},
    )


def test_a_new_name_keeps_the_former_one(admin):
    territory.rename_region(region=region("500112"), name="临空区", on=ON, by=admin, basis="国函")
    assert (federation("500112").name, federation("500112").short_name) == ("临空区总工会", "临空")
    assert RegionSuccession.objects.get().former_name == "渝北区"
    event = Event.objects.get()
    assert (event.verb, event.label, event.actor) == ("region.rename", "区划更名", admin)
    assert event.detail["former"] == {"code": "500112", "name": "渝北区"}
    assert event.federation == federation("500112")


def test_a_county_that_becomes_a_city_keeps_its_federation(admin):
    before = federation("500229")
    heir = territory.rename_region(
        region=region("500229"), name="城口市", code="500281", on=ON, by=admin
    )
    after = federation("500281")
    assert (after.pk, after.path, after.region) == (before.pk, "/0/50/500281/", heir)
    assert region("500229").valid_to == ON
    assert living_regions(["500229"])["500229"] == heir
    assert region(Region.objects.filter(parent=heir).first().code).path.startswith(heir.path)
    assert deepest_territorial_federation("500229") == after


def test_divisions_that_merge_hand_over_all_they_had(admin, street):
    territory.merge_regions(regions=[region("330105")], into=region("330106"), on=ON, by=admin)
    ended, street = federation("330105"), federation(street.code)
    assert (ended.valid_to, region("330105").valid_to) == (ON, ON)
    assert street.path == f"/0/33/3301/330106/{street.code}/"
    assert street.county == federation("330106")
    assert GrassrootsUnion.objects.get().federation == federation("330106")
    assert not Region.objects.filter(parent__code="330105").exists()
    assert deepest_territorial_federation("330105") == federation("330106")
    assert Event.objects.get().detail["federations"] == ["330105"]


def test_divisions_may_merge_into_a_new_one(admin):
    heir = territory.merge_regions(
        regions=[region("330105"), region("330106")], into=("330199", "钱江区"), on=ON, by=admin
    )
    assert federation("330199").name == "钱江区总工会"
    assert {r.code for r in living_regions(["330105", "330106"]).values()} == {heir.code}


def test_a_division_that_is_split_keeps_what_is_left(admin, street):
    (part,) = territory.split_region(
        region=region("330105"),
        parts=[("330199", "新区", [street.code])],
        on=ON,
        by=admin,
    )
    assert federation(street.code).path == f"/0/33/3301/330199/{street.code}/"
    assert region(street.code).parent == part
    assert federation("330105").valid_to is None
    assert deepest_territorial_federation("330105") == federation("330105")


def test_a_division_that_is_split_up_leaves_nothing_over(admin):
    codes = list(Region.objects.filter(parent__code="330105").values_list("code", flat=True))
    parts = [("330198", "东区", codes[:2]), ("330199", "西区", codes[3:])]
    with pytest.raises(ValidationError, match="全部下级"):
        territory.split_region(region=region("330105"), parts=parts, on=ON, by=admin, remains=False)
    parts[1] = ("330199", "西区", codes[2:])
    territory.split_region(region=region("330105"), parts=parts, on=ON, by=admin, remains=False)
    assert federation("330105").valid_to == ON
    assert deepest_territorial_federation("330105") == federation("3301")


def test_another_superior_is_one_act(admin):
    territory.reparent_federation(
        federation=federation("4403"), parent=federation("0"), by=admin, basis="总工发"
    )
    assert federation("440305").path == "/0/4403/440305/"
    assert federation("440305").province is None
    event = Event.objects.get()
    assert (event.verb, event.detail["before"], event.detail["after"]) == (
        *("federation.reparent", "44", "0"),
    )
    assert event.detail["moved"] == 10


@pytest.mark.parametrize(
    ("code", "parent", "reason"),
    [
        ("0", "50", "下级"),
        ("4403", "440305", "下级"),
        ("4403", "44", "已经隶属"),
        ("50", "32", "层级"),
    ],
)
def test_a_superior_that_cannot_be_is_refused_in_words(admin, code, parent, reason):
    with pytest.raises(ValidationError, match=reason):
        territory.reparent_federation(
            federation=federation(code), parent=federation(parent), by=admin
        )
    assert not Event.objects.exists()


def test_nobody_moves_what_is_not_theirs(db):
    by = administrator("32")
    with pytest.raises(PermissionDenied):
        territory.reparent_federation(
            federation=federation("500112"), parent=federation("32"), by=by
        )
    with pytest.raises(PermissionDenied):
        territory.merge_regions(regions=[region("330105")], into=region("330106"), on=ON, by=by)
    assert federation("500112").path == "/0/50/500112/"
    assert not Event.objects.exists()


def test_what_is_not_yet_in_force_waits(admin):
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(ValidationError, match="生效"):
        territory.rename_region(region=region("50"), name="甲市", on=tomorrow, by=admin)


def test_other_kinds_are_founded_and_ended(admin):
    one = territory.found_federation(
        **{"code": "500112-education", "name": "渝北区教育工会", "short_name": "教育工会"},
        **{"kind": "industrial", "level": 4, "parent": federation("500112")},
        **{"region": region("500112"), "by": admin, "on": ON},
    )
    assert one.path == "/0/50/500112/500112-education/"
    GrassrootsUnion.objects.create(name="某校工会", federation=one)
    territory.end_federation(federation=one, on=ON + timedelta(days=30), by=admin)
    assert GrassrootsUnion.objects.get().federation == federation("500112")
    assert [e.verb for e in Event.objects.order_by("id")] == ["federation.found", "federation.end"]


def test_a_code_of_the_wrong_kind_is_refused_in_words(admin):
    with pytest.raises(ValidationError, match="编码|约束|federation"):
        territory.found_federation(
            **{"code": "教育", "name": "渝北区教育工会", "short_name": "教育工会"},
            **{"kind": "industrial", "level": 4, "parent": federation("500112")},
            **{"region": region("500112"), "by": admin, "on": ON},
        )


@pytest.mark.django_db(transaction=True)
def test_two_that_would_each_go_under_the_other():
    by = administrator()
    one, two = (
        territory.found_federation(
            **{"code": f"500112-{slug}", "name": f"{slug}工会", "short_name": slug, "level": 4},
            **{"kind": "industrial", "parent": federation("500112"), "region": region("500112")},
            **{"by": by, "on": ON},
        )
        for slug in ("a", "b")
    )
    start, outcomes = threading.Barrier(2), []

    def go(under, above):
        start.wait()
        try:
            territory.reparent_federation(federation=under, parent=above, by=by)
            outcomes.append("moved")
        except ValidationError:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=pair) for pair in ((one, two), (two, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["moved", "refused"]
    assert Event.objects.filter(verb="federation.reparent").count() == 1
