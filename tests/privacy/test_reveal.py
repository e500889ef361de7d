import pytest
from django.template import Context, Template
from django.test import RequestFactory

from accounts.roles import Role
from governance.models import Event
from orgs.models import Organization
from privacy import queries
from privacy.extensions import reauthentication
from privacy.models import Reveal
from tests import make

pytestmark = pytest.mark.django_db
PHONE = "13812341234"


@pytest.fixture
def organization():
    return make.organization(contact_phone=PHONE)


@pytest.fixture
def verified(monkeypatch):
    """A second factor was shown just now."""
    monkeypatch.setattr(reauthentication, "recently_verified", lambda request: True)


@pytest.fixture
def officer():
    return make.officer("500112")


@pytest.fixture
def desk(client, officer, verified):
    client.force_login(officer)
    return client


def address(organization, user):
    return f"/privacy/reveal/{queries.reveal_code(user, organization, 'contact_phone')}/"


def shown(organization, user):
    request = RequestFactory().get("/")
    request.user = user
    template = Template("{% load privacy %}{% masked organization 'contact_phone' %}")
    return template.render(Context({"request": request, "organization": organization}))


def test_pages_show_the_mask_and_a_link_to_whoever_may_ask(organization, officer):
    page = shown(organization, officer)
    assert "138****1234" in page
    assert "查看原文" in page
    assert PHONE not in page
    assert "查看原文" not in shown(organization, make.officer("500112", Role.FINANCE))


def test_a_reason_then_the_value_once(organization, officer, desk):
    """PIPL 51, 等保 8.1.4.11: masked by default; reveal = reason + log."""
    link = address(organization, officer)
    assert PHONE not in desk.get(link).content.decode()
    short = desk.post(link, {"reason": "看看"})
    assert short.status_code == 422
    assert PHONE not in short.content.decode()
    answer = desk.post(link, {"reason": "核对建会材料，电话联系"})
    assert PHONE in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    event = Event.objects.get(verb="organization.reveal")
    assert (event.actor, event.reason) == (officer, "核对建会材料，电话联系")
    assert event.federation == organization.federation
    seen = Reveal.objects.get()
    assert (seen.by, seen.field, seen.object_id, seen.event) == (
        officer,
        "contact_phone",
        str(organization.pk),
        event,
    )
    again = desk.post(link, {"reason": "核对建会材料，电话联系"})
    assert again.status_code == 410
    assert PHONE not in again.content.decode()
    assert Reveal.objects.count() == 1


def test_the_log_never_holds_the_value(organization, officer, desk):
    desk.post(address(organization, officer), {"reason": "核对建会材料"})
    event = Event.objects.get()
    assert PHONE not in f"{event.detail}{event.label}{event.subject_name}{event.reason}"


def test_without_a_fresh_second_factor_one_is_sent_to_show_it(
    client, organization, officer, monkeypatch
):
    monkeypatch.setattr(reauthentication, "recently_verified", lambda request: False)
    client.force_login(officer)
    answer = client.get(address(organization, officer))
    assert answer.status_code == 302
    assert "next=" in answer.url
    answer = client.post(address(organization, officer), {"reason": "核对建会材料"})
    assert answer.status_code == 302
    assert not Reveal.objects.exists()


def test_another_persons_link_and_anothers_row_do_not_exist(client, organization, verified):
    """Test 24 of trust.md."""
    officer, stranger = make.officer("500112"), make.officer("32")
    client.force_login(stranger)
    for link in (address(organization, officer), address(organization, stranger)):
        assert client.get(link).status_code == 404
        assert client.post(link, {"reason": "核对建会材料"}).status_code == 404
    assert not Reveal.objects.exists()


def test_a_right_lost_meanwhile_is_lost_for_open_links_too(client, organization, verified):
    """Test 30 of trust.md."""
    officer = make.officer("500112")
    link = address(organization, officer)
    officer.appointments.update(ends_on="2021-01-01")
    client.force_login(officer)
    assert client.post(link, {"reason": "核对建会材料"}).status_code == 404


def test_only_encrypted_columns_are_revealed(organization, officer, desk):
    code = queries.reveal_code(officer, organization, "credit_code")
    assert desk.get(f"/privacy/reveal/{code}/").status_code == 404


def test_what_is_stored_is_not_the_value(organization):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT contact_phone FROM orgs_organization WHERE id = %s", [organization.pk]
        )
        assert PHONE not in cursor.fetchone()[0]
    assert Organization.objects.get().contact_phone == PHONE


def test_auditors_see_who_looked(organization, officer, desk):
    desk.post(address(organization, officer), {"reason": "核对建会材料"})
    assert Reveal.objects.for_user(make.officer("50", Role.AUDIT), "trail_view").count() == 1
    assert Reveal.objects.for_user(make.officer("32", Role.AUDIT), "trail_view").count() == 0
