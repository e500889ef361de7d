import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from accounts.models import Appointment, User
from accounts.roles import Permission, Role
from governance.models import TRAIL_VIEW, Event
from governance.scope import EVERYTHING, ScopedQuerySet
from orgs.models import Organization
from tests import make

pytestmark = pytest.mark.django_db
VIEW = Permission.ORG_VIEW


@pytest.fixture
def here():
    return make.organization("500112")


def reached(user, permission=VIEW):
    return set(Organization.objects.for_user(user, permission))


def test_an_office_reaches_its_own_and_what_lies_below(here):
    beside = make.organization("500113")
    assert reached(make.officer("500112")) == {here}
    assert reached(make.officer("50")) == {here, beside}
    assert reached(make.officer("0")) == {here, beside}


def test_the_stranger_next_door_reaches_nothing(here):
    for stranger in (make.officer("500113"), make.officer("32"), make.officer("320102")):
        assert reached(stranger) == set()
        assert not stranger.may(VIEW, here)


def test_a_code_that_begins_like_another_is_not_below_it(here):
    """Paths end with a stroke: '/0/50/' does not reach '/0/500…/'."""
    assert reached(make.officer("51")) == set()


def test_an_office_without_the_permission_reaches_nothing(here):
    assert reached(make.officer("50", Role.AUDIT_ADMIN)) == set()
    assert reached(make.officer("50", Role.FINANCE), Permission.ORG_EDIT) == set()


def test_ended_and_coming_offices_reach_nothing(here):
    former, coming = make.officer("50"), make.officer("50")
    Appointment.objects.filter(user=former).update(ends_on="2024-01-01")
    Appointment.objects.filter(user=coming).update(starts_on="2999-01-01")
    assert reached(former) == reached(coming) == set()


def test_nobody_and_the_disabled_reach_nothing(here):
    disabled = make.officer("50", is_active=False)
    assert reached(AnonymousUser()) == reached(disabled) == set()


def test_several_walks_are_a_union_without_doubles():
    auditor = make.officer("50", Role.AUDIT)
    own = Event.objects.create(verb="a", label="自己", actor=auditor)
    both = Event.objects.create(
        verb="a", label="两者", actor=auditor, federation=make.federation("500112")
    )
    Event.objects.create(verb="a", label="别处", federation=make.federation("32"))
    assert sorted(e.pk for e in Event.objects.for_user(auditor, TRAIL_VIEW)) == [own.pk, both.pk]


def test_rows_of_no_federation_are_for_the_top_alone():
    lost = Event.objects.create(verb="login.failed", label="登录失败")
    assert lost in Event.objects.for_user(make.officer("0", Role.AUDIT_ADMIN), TRAIL_VIEW)
    assert lost not in Event.objects.for_user(make.officer("50", Role.AUDIT_ADMIN), TRAIL_VIEW)


def test_filters_and_counts_stay_inside(here):
    make.organization("320102")
    rows = Organization.objects.filter(type="52").for_user(make.officer("50"), VIEW)
    assert rows.count() == 1
    assert rows.exclude(pk=here.pk).count() == 0


class Everywhere:
    def condition(self, user, permission):
        return EVERYTHING


class Named:
    def condition(self, user, permission):
        return Q(username="chosen")


def test_a_walk_of_ones_own():
    """What a new walk has to say, and no more."""

    class Some(ScopedQuerySet):
        reaches = (Named(),)

    class All(ScopedQuerySet):
        reaches = (Named(), Everywhere())

    person = make.officer("32", username="chosen")
    make.officer("32")
    assert [u.pk for u in Some(User).for_user(person, "any")] == [person.pk]
    assert All(User).for_user(person, "any").count() == User.objects.count()


def test_the_head_of_a_province_costs_one_query_more_and_only_once(django_assert_num_queries):
    user = make.officer("50")
    assert user.offices
    with django_assert_num_queries(2):  # which federations, and their organizations
        list(Organization.objects.for_user(user, VIEW))
    with django_assert_num_queries(1):
        list(Organization.objects.for_user(user, VIEW))


def test_too_many_federations_to_write_out_are_a_subquery(here, monkeypatch):
    monkeypatch.setattr("governance.scope.MOST_KEYS", 3)
    assert reached(make.officer("50")) == {here}
    assert reached(make.officer("32")) == set()
