import pytest
from django.core.exceptions import ValidationError

from governance.models import Event
from privacy import queries, services
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return make.officer("50")


@pytest.fixture
def person():
    return make.organization()


def publish(by):
    return services.publish_notice(by=by, purpose="join", title="入会告知书", text="收集姓名…")


def agree(person, ticked=True):
    return services.give_consent(
        by=None, person=person, purpose="join", channel="扫码", ticked=ticked
    )


def test_without_notice_or_tick_nothing_is_collected(officer, person):
    """PIPL 13–17, 29–30."""
    with pytest.raises(ValidationError, match="尚未发布"):
        agree(person)
    publish(officer)
    with pytest.raises(ValidationError, match="勾选"):
        agree(person, ticked=False)
    assert not queries.consents(person, "join")


def test_consent_stands_until_withdrawn(officer, person):
    publish(officer)
    assert agree(person).pk == agree(person).pk
    assert queries.consents(person, "join")
    assert not queries.consents(person, "other")
    assert services.withdraw_consent(by=None, person=person, purpose="join") == 1
    assert not queries.consents(person, "join")
    assert list(Event.objects.order_by("pk").values_list("verb", flat=True)) == [
        "noticeofprocessing.publish",
        "consent.give",
        "consent.withdraw",
    ]


def test_a_new_version_asks_anew(officer, person):
    publish(officer)
    agree(person)
    assert publish(officer).version == 2
    assert not queries.consents(person, "join")
    agree(person)
    assert queries.consents(person, "join")
