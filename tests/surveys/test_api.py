"""Figures of surveys given out by the API."""

import pytest

from tests import make
from tests.everybody import at_the_door
from tests.surveys import asked

pytestmark = pytest.mark.django_db


def test_results_leave_as_counts(db, django_assert_max_num_queries):
    """A5, AS-17: numerator, denominator and the unrounded rate; cut by ownership; for nobody next
    door; of single answers nothing."""
    officer = asked.researcher()
    survey = asked.with_tables(officer)
    door = at_the_door(officer)
    (listed,) = door.get("/api/v1/surveys/?status=collecting").json()["results"]
    assert listed["id"] == str(survey.uid)
    address = f"/api/v1/surveys/{survey.uid}/results/"
    with django_assert_max_num_queries(20):
        told = door.get(address).json()
    assert told["by_group"] == {"leaders": 536, "workers": 614, "aided": 647}
    content = [f for f in told["figures"] if f["kind"] == "satisfaction"]
    assert [(f["numerator"], f["denominator"]) for f in content] == [
        (358, 536),
        (309, 380),
        (555, 647),
    ]
    assert content[2]["rate"] == 555 / 647
    cut = door.get(address, {"by": "ownership"}).json()
    know = next(q for q in cut["questions"] if q["key"] == "know")
    private = next(c for c in know["columns"] if c["cut"] == "private")
    assert (private["options"][0]["n"], private["base"]) == (30, 36)
    stranger = at_the_door(make.officer("50"))
    assert stranger.get(address).status_code == 404
