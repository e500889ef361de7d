"""Every model has a time for which it is kept, and a rule where that time ends (PIPL 19)."""

import pytest

from privacy import periods, retention
from tests.privacy.test_register import OURS


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_model_has_a_period(model):
    label = model._meta.label
    assert label in periods.MODELS, f"privacy/periods.py: how long is {label} kept?"
    rule = retention.rule_of(label)
    timed = rule is not None and rule.days is not None
    assert timed == (periods.period_of(label) == periods.TIMED), (
        f"{label}: a rule of retention and the class TIMED belong together"
    )


def test_nothing_has_a_period_that_is_not_there():
    assert set(periods.MODELS) <= {model._meta.label for model in OURS}
