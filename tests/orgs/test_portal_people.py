"""Invited, succeeded, ended: who speaks for an organization, and from when to when."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.roles import Duty, Permission
from communications import tasks  # noqa: F401 (declares the kind of work)
from governance.models import Event
from jobs import runner
from jobs.models import Job
from orgs.models import Delegate, HandOver, Invitation
from orgs.services import delegates
from tests import make
from tests.threads import together

pytestmark = pytest.mark.django_db
PASSWORD = "Correct-Horse-7-Battery"
ACCOUNT = {"username": "tang.lei", "password": PASSWORD}


@pytest.fixture
def officer():
    return make.officer("500112")


@pytest.fixture
def organization():
    return make.organization(name="渝北区启航学校")


@pytest.fixture
def manager(organization):
    return make.delegate(organization, Duty.MANAGER).user


def invite(organization, by, **over):
    values = {"name": "唐磊", "duty": Duty.OPERATOR, **over}
    return delegates.invite(organization=organization, by=by, **values)


def as_(user):
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client


def test_an_invited_person_opens_an_account_once(organization, officer):
    page = as_(officer).post(
        "/delegates/new/", {"organization": organization.name, "name": "唐磊", "duty": "manager"}
    )
    shown = as_(officer).get(page["Location"])
    address = shown.context["address"]
    assert "data:image/svg+xml" in shown.content.decode()
    visitor = Client()
    assert visitor.get(address)["Location"] == "/portal/invitation/"
    assert "唐磊" in visitor.get("/portal/invitation/").content.decode()
    given = {"name": "唐磊", "phone": "13812345678", "again": PASSWORD, **ACCOUNT}
    answer = visitor.post("/portal/invitation/", given)
    assert answer["Location"] == "/accounts/login/"
    delegate = Delegate.objects.get(user__username="tang.lei")
    assert (delegate.organization, delegate.duty) == (organization, "manager")
    assert delegate.user.phone == "13812345678"
    visitor.post("/accounts/login/", {"login": "tang.lei", "password": PASSWORD})
    assert visitor.get("/")["Location"] == "/portal/"
    assert organization.name in visitor.get("/portal/").content.decode()
    assert Client().get(address).status_code == 404
    assert {"organization.invite", "organization.delegate"} <= {
        event.verb for event in Event.objects.about(organization)
    }


def test_a_mailed_invitation_leads_to_the_same_page(organization, officer):
    made = invite(organization, officer, email="tang@example.cn")
    for job in Job.objects.filter(kind="communications.mail"):
        runner.run(job.uid)
    assert mail.outbox[0].to == ["tang@example.cn"]
    link = next(line for line in mail.outbox[0].body.splitlines() if line.startswith("http"))
    assert delegates.invitation_of(link.rstrip("/").rpartition("/")[2]) == made


@pytest.mark.parametrize("how", ["used", "revoked", "expired", "bent"])
def test_a_dead_link_opens_nothing(organization, officer, how):
    made = invite(organization, officer)
    token = made.token
    match how:
        case "used":
            delegates.accept_as_new(invitation=made, **ACCOUNT)
        case "revoked":
            delegates.revoke(invitation=made, by=officer)
        case "expired":
            Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        case "bent":
            token = token[:-1] + ("A" if token[-1] != "A" else "B")
    assert Client().get(f"/portal/invitation/{token}/").status_code == 404
    if how != "bent":
        with pytest.raises(ValidationError, match="已经用过、撤回或过期"):
            delegates.accept_as_new(invitation=made, username="second", password=PASSWORD)


def test_a_second_organization_needs_no_second_account(organization, officer, manager):
    other = make.organization()
    made = invite(other, officer, name=manager.name)
    client = as_(manager)
    client.get(f"/portal/invitation/{made.token}/")
    assert client.post("/portal/invitation/accept/")["Location"] == "/portal/"
    page = client.get(f"/portal/?organization={other.uid}")
    assert page.context["organization"] == other
    assert [o.pk for o in page.context["others"]] == [organization.pk]
    assert client.get("/portal/").context["organization"] == other  # remembered


def test_an_officer_cannot_stand_on_both_sides(organization, officer):
    made = invite(organization, officer)
    client = as_(make.officer("500112"))
    client.get(f"/portal/invitation/{made.token}/")
    client.post("/portal/invitation/accept/")
    assert not Delegate.objects.exists()
    with pytest.raises(ValidationError, match="兼任两边"):
        delegates.accept(by=officer, invitation=made)


def test_a_manager_invites_all_but_managers(organization, manager):
    client = as_(manager)
    answer = client.post(
        f"/portal/{organization.uid}/people/invite/", {"name": "新人", "duty": "finance"}
    )
    assert answer.status_code == 302
    assert client.get(answer["Location"]).status_code == 200
    with pytest.raises(PermissionDenied, match="通过移交"):
        invite(organization, manager, duty=Duty.MANAGER)
    operator = make.delegate(organization).user
    with pytest.raises(PermissionDenied):
        invite(organization, operator)
    assert as_(operator).get(f"/portal/{organization.uid}/people/invite/").status_code == 404


@pytest.mark.parametrize("stays", [True, False])
def test_a_manager_is_succeeded_when_both_agree(organization, manager, stays):
    mine = manager.delegations.get()
    successor = make.delegate(organization)
    answer = as_(manager).post(
        f"/portal/{organization.uid}/hand-over/",
        {"successor": successor.pk, "stays": "yes" if stays else "no"},
    )
    assert answer.status_code == 302
    proposed = HandOver.objects.get()
    assert not successor.user.may(Permission.OWN_ORG_MANAGE, organization)
    for stranger in (manager, make.delegate(organization).user):
        assert as_(stranger).post(f"/portal/hand-over/{proposed.pk}/accepted/").status_code == 403
    as_(successor.user).post(f"/portal/hand-over/{proposed.pk}/accepted/")
    mine.refresh_from_db()
    successor.refresh_from_db()
    assert successor.duty == Duty.MANAGER
    assert (mine.duty == Duty.OPERATOR, mine.ended) == (stays, not stays)
    assert as_(manager).get("/portal/").status_code == (200 if stays else 403)


def test_a_hand_over_may_be_declined_or_taken_back(organization, manager):
    mine, successor = manager.delegations.get(), make.delegate(organization)
    for outcome, by in (("declined", successor.user), ("withdrawn", manager)):
        proposed = delegates.propose_hand_over(by=manager, outgoing=mine, successor=successor)
        with pytest.raises(ValidationError, match="已提出移交"):
            delegates.propose_hand_over(by=manager, outgoing=mine, successor=successor)
        delegates.settle_hand_over(by=by, hand_over=proposed, outcome=outcome)
        with pytest.raises(ValidationError, match="不能再办理"):
            delegates.settle_hand_over(by=by, hand_over=proposed, outcome=outcome)
    successor.refresh_from_db()
    assert successor.duty == Duty.OPERATOR


def test_the_last_manager_is_ended_by_an_officer_alone(organization, officer, manager):
    mine = manager.delegations.get()
    with pytest.raises(ValidationError, match="唯一的负责人"):
        delegates.end(delegate=mine, by=manager, reason="离职")
    delegates.end(delegate=mine, by=officer, reason="离职")
    assert not manager.may(Permission.OWN_ORG_VIEW, organization)


def test_an_end_holds_at_the_next_request(organization, officer, manager):
    """Permission changes act at once (ASVS 8.3.2)."""
    operator = make.delegate(organization)
    client = as_(operator.user)
    assert client.get("/portal/").status_code == 200
    delegates.end(delegate=operator, by=manager, reason="换人")
    assert client.get("/portal/").status_code == 302  # no session left: to log in
    other = make.delegate(organization)
    client = as_(other.user)
    delegates.set_duty(delegate=other, duty=Duty.FINANCE, by=manager)
    assert client.post(f"/portal/{organization.uid}/corrections/").status_code == 404


def test_an_end_by_date(organization, manager):
    operator = make.delegate(organization)
    today = timezone.localdate()
    delegates.end(delegate=operator, by=manager, reason="合同到期", last_day=today)
    assert operator.user.may(Permission.OWN_ORG_VIEW, organization)
    Delegate.objects.filter(pk=operator.pk).update(ends_on=today - timedelta(days=1))
    assert not User.objects.get(pk=operator.user_id).may(Permission.OWN_ORG_VIEW, organization)


def test_duties_and_what_they_may(organization):
    may = {
        duty: {
            p.split("_")[-1]
            for p in (
                Permission.OWN_ORG_VIEW,
                Permission.OWN_ORG_CORRECT,
                Permission.OWN_ORG_MANAGE,
            )
            if make.delegate(organization, duty).user.may(p, organization)
        }
        for duty in Duty
    }
    assert may == {
        Duty.MANAGER: {"view", "correct", "manage"},
        Duty.OPERATOR: {"view", "correct"},
        Duty.FINANCE: {"view"},
    }


@pytest.mark.django_db(transaction=True)
def test_of_two_who_use_one_invitation_one_comes_in(organization, officer):
    for n in range(5):
        made = invite(organization, officer)

        def accept(who, made=made, n=n):
            delegates.accept_as_new(
                invitation=made, username=f"person-{n}-{who}", password=PASSWORD
            )

        assert together(accept, "a", "b") == ["lost", "won"]
    assert Delegate.objects.count() == 5


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_come_in(organization, officer, monkeypatch):
    """Negative control: the race is real."""
    made = invite(organization, officer)

    def unlocked(invitation):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.3)")
        return invitation

    monkeypatch.setattr(delegates, "_taken_up", unlocked)

    def accept(who):
        fresh = Invitation.objects.get(pk=made.pk)
        delegates.accept_as_new(invitation=fresh, username=f"person-{who}", password=PASSWORD)

    outcomes = together(accept, "a", "b")
    assert outcomes == ["won", "won"]
