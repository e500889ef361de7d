"""The demonstration's needs."""

import pytest

from accounts.demo import create_demo_accounts
from procurement.demo import needs as demo
from procurement.models import Need, NeedTopic
from tests import make

pytestmark = pytest.mark.django_db


def test_needs_of_every_source_and_topics_in_every_state(settings):
    """ACF-12 ACF-13: once; legal aid is suitable, took in another topic, and lacks no source."""
    settings.DEMO = True
    people = create_demo_accounts(organizations=[make.organization(), make.organization()])
    demo.load_needs(people)
    count = Need.objects.count()
    assert 100 <= count <= 130
    assert set(Need.objects.values_list("source", flat=True)) == set(Need.Source.values)
    assert set(NeedTopic.objects.values_list("status", flat=True)) >= {
        *("gathering", "suitable", "unsuitable", "merged")
    }
    topic = demo.legal_topic()
    assert topic.status == "suitable"
    assert topic.merged.exists()
    assert Need.objects.filter(alike__isnull=False).exists()
    assert Need.objects.waiting().count() >= 5
    demo.load_needs(people)
    assert Need.objects.count() == count
