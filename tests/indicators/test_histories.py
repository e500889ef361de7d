"""Whatever the history of edits, folding it bit by bit gives what counting it anew gives."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators import services
from indicators.days import as_of
from membership.models import Coverage, Eligibility
from orgs.bitemporal import rewrite
from orgs.models import OrganizationFacts
from tests import make

FIRST = date(2022, 11, 1)
days = st.integers(0, 1800).map(lambda n: FIRST + timedelta(days=n))
lasting = st.one_of(st.none(), st.integers(1, 700))
which = st.integers(0, 3)
places = st.sampled_from(["500112", "500105", "50", "320102"])
edits = st.one_of(
    st.tuples(
        st.just("facts"),
        which,
        days,
        st.fixed_dictionaries(
            {
                "kind": st.sampled_from(["hospital", "school", "general"]),
                "registration_level": st.sampled_from(["20", "50", ""]),
                "standing": st.sampled_from(["registered", "registered", "filed"]),
                "status": st.sampled_from(["normal", "normal", "suspended", "deregistered"]),
                "place": places,
            }
        ),
    ),
    st.tuples(
        st.just("eligibility"), which, days, st.sampled_from(["eligible", "eligible", "ineligible"])
    ),
    st.tuples(st.just("coverage"), which, days, lasting, st.sampled_from(Coverage.Form.values)),
    st.tuples(st.just("clear"), which, days, lasting),
    st.tuples(st.just("fold")),
    st.tuples(st.just("advance"), st.integers(1, 70)),
)


def until(day, length):
    return length and day + timedelta(days=length)


class Registry:
    def __init__(self):
        self.orgs = [make.organization(kind="hospital") for _ in range(4)]
        self.union = make.union()

    def facts(self, n, day, values):
        held = OrganizationFacts.objects.filter(organization=self.orgs[n])
        values = {**values, "federation_id": make.federation(values["place"]).pk}
        del values["place"]
        rewrite(
            held,
            OrganizationFacts(organization=self.orgs[n], type="52", valid_from=day, **values),
        )

    def eligibility(self, n, day, decision):
        reason = "" if decision == "eligible" else "N02"
        rewrite(
            Eligibility.objects.of(self.orgs[n]),
            Eligibility(
                organization=self.orgs[n], decision=decision, reason=reason, valid_from=day
            ),
        )

    def coverage(self, n, day, length, form):
        if form == "single":
            form = "joint"
        rewrite(
            Coverage.objects.of(self.orgs[n]).counted(),
            Coverage(
                organization=self.orgs[n],
                union=self.union,
                form=form,
                valid_from=day,
                valid_to=until(day, length),
            ),
        )

    def clear(self, n, day, length):
        rewrite(Coverage.objects.of(self.orgs[n]).counted(), (day, until(day, length)))

    def fold(self):
        services.fold()

    def advance(self, days):
        services.advance(on=as_of() + timedelta(days=days))


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(history=st.lists(edits, min_size=3, max_size=14))
def test_fold_is_rebuild(counted, history):
    undo = transaction.savepoint()
    try:
        registry = Registry()
        services.rebuild(on=timezone.localdate() - timedelta(days=400))
        for act, *arguments in history:
            getattr(registry, act)(*arguments)
        assert services.verify().first == ""
        services.rebuild()
        assert services.verify().differences == 0
    finally:
        transaction.savepoint_rollback(undo)
