"""A list that lacks what it had: a state with a time of grace, decided by a person (CQ-21)."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from orgs.models import Disappearance, ImportBatch, Organization
from orgs.services import disappearances
from tests import make

pytestmark = pytest.mark.django_db
MARCH, JUNE, SEPTEMBER = date(2024, 3, 31), date(2024, 6, 30), date(2024, 9, 30)
AUTHORITY = "重庆市渝北区民政局"


@pytest.fixture
def lists(take_in, tmp_path):
    """``lists(as_of, "甲", "乙")``: a whole list of that day, applied."""
    names = {}

    def apply(as_of, *those, source="区民政局名单"):
        rows = ["名称,统一社会信用代码,组织类型,登记管理机关"]
        for name in those:
            code = names.setdefault(name, make.credit_code())
            rows.append(f"渝北区{name}服务中心,{code},民办非企业单位,{AUTHORITY}")
        file = tmp_path / f"{source}{as_of}-{len(those)}.csv"
        file.write_text("\n".join(rows), encoding="utf-8")
        return take_in(file, as_of=as_of, source=source, code="500112")

    return apply


def named(name):
    return Organization.objects.get(name=f"渝北区{name}服务中心")


def test_what_a_list_lacks_is_noted_and_goes_on_counting(lists):
    """CQ-21: disappearance is a state, not an end."""
    lists(MARCH, "甲", "乙", "丙")
    assert not Disappearance.objects.exists()
    assert lists(JUNE, "甲", "丙")["missing"] == 1
    row = Disappearance.objects.get()
    assert (row.organization, row.since, row.outcome) == (named("乙"), JUNE, "")
    assert row.grace_until == timezone.localdate() + timedelta(90)
    assert named("乙").status == "normal"
    lists(SEPTEMBER, "甲", "丙")
    assert Disappearance.objects.get() == row, "noted once, since the first list that lacked it"


def test_it_reappears_with_the_next_list_of_its_source(lists):
    lists(MARCH, "甲", "乙", "丙")
    lists(JUNE, "甲", "丙")
    lists(SEPTEMBER, "乙", source="另一名单")
    assert Disappearance.objects.open().filter(organization=named("乙")).exists()
    lists(SEPTEMBER, "甲", "乙", "丙")
    row = Disappearance.objects.get(organization=named("乙"))
    assert (row.outcome, row.found_in.as_of) == ("reappeared", SEPTEMBER)


def test_an_old_list_says_nothing_of_what_a_newer_one_has(lists):
    lists(SEPTEMBER, "甲", "乙", "丙")
    lists(JUNE, "甲", "丙")
    assert not Disappearance.objects.exists()


def test_what_a_list_noted_can_be_taken_back(lists):
    """A list that is taken back never said anything."""
    lists(MARCH, "甲", "乙", "丙")
    lists(JUNE, "甲", "丙")
    lists(SEPTEMBER, "甲", "乙")
    batch = ImportBatch.objects.get(as_of=SEPTEMBER)
    disappearances.forget_missing(by=None, batch=batch)
    row = Disappearance.objects.get()
    assert (row.organization, row.outcome, row.closed_on) == (named("乙"), "", None)


def test_an_officer_decides_and_an_end_is_an_end(lists, yubei):
    lists(MARCH, "甲", "乙", "丙", "丁")
    lists(JUNE, "丁")
    rows = Disappearance.objects.filter(organization=named("甲"))
    with pytest.raises(ValidationError):
        disappearances.decide(by=yubei, disappearances=rows, outcome="ended", reason="已注销")
    disappearances.decide(
        by=yubei,
        disappearances=rows,
        outcome="ended",
        reason="登记机关告知已注销",
        status="deregistered",
        on=date(2024, 5, 20),
    )
    ended = named("甲")
    assert (ended.status, ended.ended_on) == ("deregistered", date(2024, 5, 20))
    rows = Disappearance.objects.filter(organization=named("乙"))
    disappearances.decide(by=yubei, disappearances=rows, outcome="living", reason="电话核实，漏列")
    lists(SEPTEMBER, "丁")
    assert named("乙").status == "normal"
    assert not Disappearance.objects.open().filter(organization=named("乙")).exists()
    assert Disappearance.objects.open().get().organization == named("丙")


def test_a_neighbour_decides_nothing(lists, stranger):
    lists(MARCH, "甲", "乙")
    lists(JUNE, "甲")
    with pytest.raises(PermissionDenied):
        disappearances.decide(
            by=stranger, disappearances=Disappearance.objects.all(), outcome="living", reason="核实"
        )
    assert Disappearance.objects.open().count() == 1


def test_what_ended_otherwise_is_asked_no_more(lists):
    lists(MARCH, "甲", "乙")
    lists(JUNE, "甲")
    Organization.objects.filter(pk=named("乙").pk).update(
        status="deregistered", ended_on=date(2024, 6, 1)
    )
    assert disappearances.tidy() == 1
    assert Disappearance.objects.get().outcome == "ended"
