"""The targets of the demonstration come about as people would have made them."""

from datetime import date

import pytest
from django.core.management import call_command

from membership.demo import load_targets, targets
from membership.models import TargetPlan
from membership.services import assess
from tests import make


@pytest.mark.django_db
def test_objected_settled_issued_and_asked_again(monkeypatch):
    """DRV-13"""
    call_command("load_drives")
    people = {
        "acftu": make.officer("0"),
        "cq-organizing": make.officer("50"),
        "yb-organizing": make.officer("500112"),
    }
    for code, count in (("500112", 4), ("500105", 6)):
        officer = "yb-organizing" if code == "500112" else "cq-organizing"
        for _ in range(count):
            org = make.organization(code, kind="school")
            assess(
                by=people[officer], organization=org, decision="eligible", as_of=date(2023, 5, 1)
            )
    monkeypatch.setattr(targets, "LESS", 1)
    monkeypatch.setattr(targets, "EXTRA", 1)
    assert load_targets(people) == 3
    assert load_targets(people) == 0
    nation, first, second = TargetPlan.objects.order_by("pk")
    assert [p.status for p in (nation, first, second)] == ["issued", "issued", "proposed"]
    share = first.shares.get(federation__code="500112")
    assert (share.answer, share.quota, share.countered) == ("agreed", 3, 3)
    assert "不能建会" in share.reason
    assert second.shares.get(federation__code="500112").answer == "waiting"
