"""The demonstration's surveys."""

import pytest

from accounts.demo import create_demo_accounts
from surveys.demo import load
from surveys.models import Response, Survey
from surveys.queries.results import Results
from tests import make

pytestmark = pytest.mark.django_db


def test_loaded_once_with_the_tables(db, settings):
    """AS-21: 江苏's survey of 2014 shows table 4; loading again changes nothing."""
    settings.DEMO = True
    make.union()
    people = create_demo_accounts()
    load(people)
    count = Response.objects.count()
    load(people)
    assert Response.objects.count() == count
    survey = Survey.objects.get(year=2014)
    assert survey.status == "closed"
    table = Results(survey).awareness_and_satisfaction
    assert [(f.n, f.base) if f else None for f in table[1][1]] == [
        (358, 536),
        (309, 380),
        (555, 647),
    ]
    assert Survey.objects.get(kind="evaluation").envelopes.count() == 12
