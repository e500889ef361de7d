"""Full size: a province answers."""

import time

import pytest

from surveys import planted
from surveys.queries.results import Results
from surveys.services import entering
from tests.surveys import asked

pytestmark = [pytest.mark.django_db, pytest.mark.drill]
TIMES = 56


def test_a_hundred_thousand_answers_are_counted(db, django_assert_max_num_queries):
    """A5: 100,632 answers are read in the same queries as 1,797, in seconds."""
    survey = asked.published(asked.researcher())
    for _ in range(TIMES):
        rows = [{**row, "paper": ""} for row in planted.rows()]
        entering.write(survey, survey.current, rows, "sheet")
    start = time.perf_counter()
    with django_assert_max_num_queries(12):
        results = Results(survey)
        figures = results.figures
        assert results.total == TIMES * 1797
    seconds = time.perf_counter() - start
    content = [f for f in figures if f.reading.kind == "satisfaction"]
    assert [(f.n, f.base) for f in content][2] == (TIMES * 555, TIMES * 647)
    print(f"{results.total:,} answers counted in {seconds:.1f} s")
    assert seconds < 10
