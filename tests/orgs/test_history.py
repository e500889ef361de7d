"""What acts do to the counted history: pure timelines."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from orgs.bitemporal import Stretch, beginning, changed
from orgs.models import Organization
from orgs.services.history import next_history

START = date(2015, 1, 1)
days = st.integers(0, 4000).map(lambda n: START + timedelta(days=n))
edits = st.lists(st.tuples(days, st.sampled_from(["a", "b"]), st.integers(0, 3)), max_size=12)


def value_on(timeline, day):
    return next(s.values for s in reversed(timeline) if s.valid_from <= day)


def whole(timeline):
    """No gap, no overlap, in order, open at the end."""
    for one, other in zip(timeline, timeline[1:], strict=False):
        assert one.valid_to == other.valid_from
        assert one.values != other.values
    return timeline[0].valid_from == START and timeline[-1].valid_to is None


@given(edits)
def test_a_timeline_stays_whole_whatever_the_order_of_edits(edits):
    timeline = [Stretch(START, None, {"a": 0, "b": 0})]
    for day, name, value in edits:
        timeline = changed(timeline, day, **{name: value})
        assert whole(timeline)
        assert value_on(timeline, day)[name] == value


@given(edits)
def test_edits_in_order_of_days_all_hold(edits):
    timeline = [Stretch(START, None, {"a": 0, "b": 0})]
    for day, name, value in sorted(edits, key=lambda edit: edit[0]):
        timeline = changed(timeline, day, **{name: value})
    for name in ("a", "b"):
        told = {}
        for day, which, value in sorted(edits, key=lambda edit: edit[0]):
            if which == name:
                told[day] = value
        for day, value in told.items():
            assert value_on(timeline, day)[name] == value


def test_a_back_dated_change_leaves_later_ones():
    timeline = [Stretch(START, None, {"a": 0, "b": 0})]
    timeline = changed(timeline, date(2020, 1, 1), a=5)
    timeline = changed(timeline, date(2018, 1, 1), a=3, b=7)
    assert [(s.valid_from.year, s.values) for s in timeline] == [
        (2015, {"a": 0, "b": 0}),
        (2018, {"a": 3, "b": 7}),
        (2020, {"a": 5, "b": 7}),
    ]


def test_an_earlier_beginning_reaches_back_and_a_later_one_cuts():
    timeline = changed([Stretch(START, None, {"a": 0})], date(2020, 1, 1), a=1)
    assert beginning(timeline, date(2010, 1, 1))[0] == Stretch(
        date(2010, 1, 1), date(2020, 1, 1), {"a": 0}
    )
    assert beginning(timeline, date(2021, 1, 1)) == [Stretch(date(2021, 1, 1), None, {"a": 1})]


def test_a_corrected_end_gives_the_time_between_back():
    organization = Organization(status="deregistered", ended_on=date(2020, 1, 1))
    timeline = [
        Stretch(START, date(2020, 1, 1), {"status": "normal"}),
        Stretch(date(2020, 1, 1), None, {"status": "deregistered"}),
    ]
    later = next_history(
        timeline, organization, {"status": "deregistered", "ended_on": date(2021, 1, 1)}, START
    )
    assert value_on(later, date(2020, 6, 1)) == {"status": "normal"}
    assert value_on(later, date(2021, 1, 1)) == {"status": "deregistered"}
