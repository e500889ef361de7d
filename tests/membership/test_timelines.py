"""Whatever is written in whatever order, one counted row holds on any day, and what was known
at any moment can still be read."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from membership.models import Eligibility
from orgs.bitemporal import rewrite, rewrite_each
from tests import make

DAYS = 12
START = date(2024, 1, 1)
writes = st.lists(
    st.tuples(
        st.integers(0, DAYS - 1),
        st.one_of(st.none(), st.integers(1, DAYS)),
        st.sampled_from(["eligible", "ineligible", None]),
    ),
    min_size=1,
    max_size=8,
)


def told(org, at=None):
    """The decision for each day, as known at a moment."""
    rows = list(Eligibility.objects.of(org).known(at))
    days = []
    for n in range(DAYS + 2):
        on = START + timedelta(n)
        held = [r for r in rows if r.valid_from <= on and (not r.valid_to or r.valid_to > on)]
        assert len(held) <= 1
        days.append(held[0].decision if held else None)
    return days


def row(org, start, end, decision):
    return Eligibility(
        organization=org,
        decision=decision,
        reason="N02" if decision == "ineligible" else "",
        valid_from=start,
        valid_to=end,
    )


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(writes=writes, each=st.booleans())
def test_any_sequence_of_rewrites_says_the_last_word_of_each_day(db, writes, each):
    """DRV-04 DRV-14: on any date one row, as written last; past knowledge unchanged."""
    with transaction.atomic():
        org, other = make.organization(), make.organization()
        model, seen = [None] * (DAYS + 2), []
        rows = Eligibility.objects.of(org)
        for n, (first, length, decision) in enumerate(writes):
            at = timezone.now() + timedelta(seconds=n)
            start = START + timedelta(first)
            end = start + timedelta(length) if length else None
            if decision is None:
                rewrite(rows, (start, end), at=at)
            elif each:
                both = Eligibility.objects.filter(organization__in=[org, other])
                news = [row(org, start, end, decision), row(other, start, end, decision)]
                rewrite_each(both, news, at=at)
            else:
                rewrite(rows, row(org, start, end, decision), at=at)
            for day in range(first, DAYS + 2):
                if length is None or day < first + length:
                    model[day] = decision
            assert told(org) == model
            seen.append((at, list(model)))
        for at, then in seen:
            assert told(org, at) == then
        transaction.set_rollback(True)
