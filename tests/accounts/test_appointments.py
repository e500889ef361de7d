"""Offices: who may give which, from when to when, and who may never hold two."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import handover
from accounts.models import Appointment, User
from accounts.roles import (
    ADMINISTRATORS,
    DELEGATE_GRANTS,
    GRANTABLE,
    GRANTABLE_BELOW,
    GRANTS,
    OUTSIDERS,
    Permission,
    Role,
)
from accounts.services import appointments
from governance.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def day():
    return lambda n: timezone.localdate() + timedelta(days=n)


@pytest.fixture
def give(federation):
    """give(by, user, role, code): an appointment from today."""

    def appoint(by, user, role=Role.STREET, code="500112", **values):
        values.setdefault("starts_on", timezone.localdate())
        return appointments.appoint(
            user=user, federation=federation(code), role=role, by=fresh(by), **values
        )

    return appoint


def fresh(user):
    """The person as the next request sees them."""
    return User.objects.get(pk=user.pk)


def test_every_permission_has_a_name_and_a_sentence():
    for permission in Permission:
        assert permission.label, permission
        assert permission.sentence.endswith("。"), permission
    assert set(GRANTS) == set(Role)


def test_administrators_touch_no_business_and_auditors_nothing_at_all():
    business = {
        *(Permission.ORG_VIEW, Permission.ORG_EDIT, Permission.FOUNDING_EDIT),
        *(Permission.DASHBOARD_VIEW, Permission.PERSONAL_REVEAL, Permission.ORG_IMPORT),
    }
    for role in ADMINISTRATORS:
        assert not GRANTS[role] & business
    assert GRANTS[Role.AUDIT_ADMIN] == {Permission.TRAIL_VIEW, Permission.RETENTION_VIEW}
    assert not GRANTS[Role.SYSTEM_ADMIN] & {Permission.TRAIL_VIEW, Permission.APPOINTMENT_MANAGE}
    assert not set().union(*DELEGATE_GRANTS.values()) & set().union(*GRANTS.values())


def test_an_officer_appoints_at_their_own_federation_and_below(person, give):
    officer, colleague = person(), person("colleague", Role.LEGAL)
    given = give(officer, colleague, Role.LIAISON)
    assert fresh(colleague).may_at(Permission.ORG_EDIT, given.federation)
    told = Event.objects.about(colleague).first()
    assert (told.verb, told.federation) == ("user.appoint", given.federation)


@pytest.mark.parametrize(
    ("role", "code"),
    [
        (Role.ORGANIZING, "50"),  # above
        (Role.ORGANIZING, "500113"),  # beside
        (Role.ORGANIZING, "0"),
        (Role.LEADER, "500112"),  # not theirs to give at their own federation
        (Role.AUDIT, "500112"),
        (Role.FINANCE, "500112"),
        (Role.SYSTEM_ADMIN, "500112"),
        (Role.SECURITY_ADMIN, "500112"),
        (Role.AUDIT_ADMIN, "500112"),
    ],
)
def test_nobody_gives_what_is_not_theirs(person, give, role, code):
    officer, colleague = person(), person("colleague", Role.LEGAL)
    with pytest.raises(PermissionDenied):
        give(officer, colleague, role, code)
    assert colleague.appointments.count() == 1


def test_leaders_and_auditors_are_appointed_from_above(person, give):
    province, colleague = person("cq", code="50"), person("colleague", Role.LEGAL)
    assert give(province, colleague, Role.LEADER, "500112")
    assert give(province, person("second", Role.LEGAL), Role.AUDIT, "500112")


def test_nobody_appoints_oneself(person, give):
    officer = person()
    with pytest.raises(PermissionDenied, match="自己"):
        give(officer, officer, Role.LIAISON)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ORGANIZING, Role.SECURITY_ADMIN}))
def test_other_roles_appoint_nobody(person, give, role):
    with pytest.raises(PermissionDenied):
        give(person("by.one", role, "50"), person("colleague", Role.LEGAL))
    assert role not in GRANTABLE
    assert role not in GRANTABLE_BELOW


def test_people_of_another_province_are_out_of_reach(person, give):
    with pytest.raises(PermissionDenied):
        give(person(), person("xu.feng", Role.LEGAL, "32"))


def test_the_security_administrator_gives_the_administrators(person, give):
    guard = person("guard", Role.SECURITY_ADMIN, "0")
    nobody = person("nobody", None)
    assert give(guard, nobody, Role.SYSTEM_ADMIN, "0")
    with pytest.raises(PermissionDenied):
        give(guard, person("other", None), Role.STREET, "500112")


def test_a_term_begins_and_ends_at_midnight(clock, person, federation, day):
    user = person("term", None)
    Appointment.objects.create(
        user=user,
        federation=federation(),
        role=Role.ORGANIZING,
        starts_on=day(1),
        ends_on=day(2),
    )

    def may():
        return fresh(user).may_at(Permission.ORG_EDIT, federation())

    clock.move_to("2026-11-02T23:59:59+08:00", tick=False)
    assert not may()
    clock.shift(1)
    assert may()
    clock.move_to("2026-11-04T23:59:59+08:00", tick=False)
    assert may()
    clock.shift(1)
    assert not may()


def test_an_office_ended_is_gone_at_the_next_request(person, client):
    officer, boss = person(), person("boss", code="50")
    client.force_login(officer)
    assert client.get("/accounts/people/").status_code == 200
    office = officer.appointments.get()
    appointments.end(appointment=office, by=boss, reason="调离")
    assert client.get("/accounts/people/").status_code == 403
    assert Event.objects.about(officer).first().reason == "调离"


def test_a_last_day_in_office_still_counts(person, federation, day):
    officer, boss = person(), person("boss", code="50")
    appointments.end(
        appointment=officer.appointments.get(), by=boss, reason="届满", last_day=day(0)
    )
    assert fresh(officer).may_at(Permission.ORG_EDIT, federation())


def test_a_deputy_acts_only_from_day_to_day(clock, person, federation, day):
    officer, deputy = person(), person("deputy", Role.LEGAL)
    boss = person("boss", code="50")
    appointments.deputize(
        appointment=officer.appointments.get(),
        deputy=deputy,
        starts_on=day(1),
        ends_on=day(3),
        reason="出差",
        by=boss,
    )

    def may():
        return fresh(deputy).may_at(Permission.ORG_EDIT, federation())

    found = []
    for _ in range(5):
        found.append(may())
        clock.shift(86400)
    assert found == [False, True, True, True, False]


def test_ending_an_office_ends_its_deputies(person, federation, day):
    officer, deputy, boss = person(), person("deputy", Role.LEGAL), person("boss", code="50")
    office = officer.appointments.get()
    values = {"starts_on": day(0), "ends_on": day(9), "reason": "出差"}
    appointments.deputize(appointment=office, deputy=deputy, by=boss, **values)
    assert fresh(deputy).may_at(Permission.ORG_EDIT, federation())
    appointments.end(appointment=office, by=boss, reason="调离")
    assert not fresh(deputy).may_at(Permission.ORG_EDIT, federation())


def test_one_may_choose_and_dismiss_ones_own_deputy(person, federation, day):
    officer, deputy = person(), person("deputy", Role.LEGAL)
    values = {"starts_on": day(0), "ends_on": day(9), "reason": "出差"}
    row = appointments.deputize(
        appointment=officer.appointments.get(), deputy=deputy, by=officer, **values
    )
    with pytest.raises(ValidationError, match="代理人不能再"):
        appointments.deputize(
            appointment=row, deputy=person("third", Role.LEGAL), by=fresh(deputy), **values
        )
    appointments.end(appointment=row, by=officer, reason="提前返回")
    assert not fresh(deputy).may_at(Permission.ORG_EDIT, federation())


ADMINS = sorted(ADMINISTRATORS)
OTHERS = [Role.ORGANIZING, Role.LEADER, Role.EXPERT]


@pytest.mark.parametrize("first", ADMINS)
@pytest.mark.parametrize("second", [*ADMINS, *OTHERS])
def test_the_database_keeps_administrators_apart(person, federation, first, second):
    user = person("one", first, "0")
    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.create(
            user=user, federation=federation("0"), role=second, starts_on="2021-01-01"
        )


@pytest.mark.parametrize("first", ADMINS)
@pytest.mark.parametrize("second", [*ADMINS, *OTHERS])
def test_the_database_counts_deputies(person, federation, day, first, second):
    user, other = person("one", first, "0"), person("two", second, "0")
    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.create(
            user=user,
            federation=federation("0"),
            role=second,
            starts_on=day(0),
            ends_on=day(5),
            stands_in_for=other.appointments.get(),
            reason="出差",
        )


def test_one_after_the_other_is_fine(person, federation, day):
    user = person("one", None)
    Appointment.objects.create(
        user=user,
        federation=federation("0"),
        role=Role.SYSTEM_ADMIN,
        starts_on=day(-9),
        ends_on=day(-1),
    )
    Appointment.objects.create(
        user=user, federation=federation("0"), role=Role.AUDIT_ADMIN, starts_on=day(0)
    )


@pytest.mark.parametrize("role", sorted(OUTSIDERS))
def test_outsiders_hold_no_office_of_the_union(person, federation, role):
    user = person("one", role, "50")
    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.create(
            user=user, federation=federation("50"), role=Role.LEGAL, starts_on="2021-01-01"
        )


def test_the_service_says_it_in_words(person, give):
    guard, officer = person("guard", Role.SECURITY_ADMIN, "0"), person()
    with pytest.raises(ValidationError, match="三类管理员"):
        give(guard, officer, Role.AUDIT_ADMIN, "0")


def test_open_work_passes_to_a_colleague_of_the_same_role(person, monkeypatch):
    officer, colleague, boss = person(), person("colleague"), person("boss", code="50")
    moved = []

    def reassign(*, items, to, by):
        moved.append((items.count(), to, by))
        return items.count()

    everybody = {"open_items": lambda user, federation: User.objects.filter(pk=user.pk)}
    monkeypatch.setattr(handover, "_kinds", {})
    handover.register("待办", reassign=reassign, **everybody)
    office = officer.appointments.get()
    preview = handover.preview(user=officer, federation=office.federation)
    assert preview == [("待办", 1, "")]
    with pytest.raises(ValidationError, match="同一职责"):
        appointments.hand_over(appointment=office, to=person("third", Role.LEGAL), by=boss)
    told = appointments.hand_over(appointment=office, to=fresh(colleague), by=boss)
    assert told == {"待办": 1}
    assert moved == [(1, colleague, boss)]
    assert Event.objects.about(officer).first().detail["moved"] == {"待办": 1}
