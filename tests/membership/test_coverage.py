"""DRV-14: which union covers an organization, in which form, since when."""

import threading
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from governance.models import Event
from membership.models import Coverage
from membership.services import (
    correct_coverage,
    end_coverage,
    found_union,
    record_coverage,
    record_coverages,
    void_coverage,
)
from tests import make
from unions.models import GrassrootsUnion

MARCH, JUNE = date(2023, 3, 1), date(2024, 6, 1)


def held_on(org, on):
    row = Coverage.objects.of(org).known().valid(on).counted().select_related("union").first()
    return row and (row.form, row.union.name)


def test_a_joint_union_is_one_union_and_covers_many(yubei, joint):
    """DRV-14: one union, n covered organizations."""
    orgs = [make.organization() for _ in range(5)]
    record_coverages(by=yubei, organizations=orgs, union=joint, form="joint", as_of=MARCH)
    assert Coverage.objects.known().valid(MARCH).counted().count() == 5
    assert GrassrootsUnion.objects.filter(coverages__isnull=False).distinct().count() == 1
    assert Event.objects.filter(verb="organization.cover").count() == 5


def test_founding_an_own_union_ends_the_joint_one_the_same_day(yubei, org, joint):
    """DRV-14"""
    record_coverage(by=yubei, organization=org, union=joint, form="joint", as_of=MARCH)
    row = found_union(
        by=yubei,
        organization=org,
        name=f"{org.name}工会",
        founded_on=JUNE,
        approval_number="渝北工〔2024〕12号",
    )
    assert held_on(org, JUNE - timedelta(1)) == ("joint", joint.name)
    assert held_on(org, JUNE) == ("single", f"{org.name}工会")
    assert (row.union.federation, row.basis) == (org.federation, "渝北工〔2024〕12号")
    assert Event.objects.about(org).latest("pk").detail["instead_of"] == joint.name


def test_a_standing_coverage_is_replaced_only_by_who_has_seen_it(yubei, org, joint):
    """DRV-14"""
    first = record_coverage(by=yubei, organization=org, union=joint, form="joint", as_of=MARCH)
    other = make.union(kind="industry")
    change = {"organization": org, "union": other, "form": "industry", "as_of": JUNE}
    with pytest.raises(ValidationError, match=f"自 2023-03-01 起已由“{joint}”覆盖"):
        record_coverage(by=yubei, **change)
    record_coverage(by=yubei, **change, instead_of=first)
    assert held_on(org, JUNE) == ("industry", other.name)
    with pytest.raises(ValidationError, match="无须重复登记"):
        record_coverage(by=yubei, **change)


@pytest.mark.parametrize(
    ("union", "change", "over", "words"),
    [
        ({"kind": "industry"}, {}, {}, "联合建会须由联合基层工会覆盖"),
        ({}, {"as_of": date(2015, 6, 1)}, {}, "不能早于“.*”的成立日期 2016-01-01"),
        ({"dissolved_on": date(2022, 1, 1)}, {}, {}, "已于 2022-01-01 撤销"),
        ({"code": "32"}, {}, {}, "覆盖工会须为本级及下级工会的基层工会"),
        ({}, {}, {"standing": "filed", "credit_code": None}, "未在民政部门登记"),
        ({}, {}, {"registered_on": date(2023, 4, 1)}, "不能早于成立登记日期 2023-04-01"),
        (
            {},
            {},
            {"status": "cancelled", "ended_on": date(2022, 1, 1)},
            "已于 2022-01-01 撤销登记",
        ),
    ],
)
def test_refusals_say_why_and_write_nothing(yubei, union, change, over, words):
    """DRV-14"""
    org, union = make.organization(**over), make.union(**union)
    with pytest.raises(ValidationError, match=words):
        record_coverage(
            **{"by": yubei, "organization": org, "union": union, "form": "joint", "as_of": MARCH}
            | change
        )
    assert not Coverage.objects.exists()
    assert not Event.objects.exists()


def test_an_industry_union_above_covers_below(yubei, org):
    """DRV-14: an industry union of the city covers organizations of its counties."""
    above = make.union("50", kind="industry")
    record_coverage(by=yubei, organization=org, union=above, form="industry", as_of=MARCH)
    joint_above = make.union("50", kind="joint")
    with pytest.raises(ValidationError, match="覆盖工会须为"):
        record_coverage(by=yubei, organization=make.organization(), union=joint_above, form="joint")


def test_a_regional_union_covers_its_region_only(db):
    """DRV-14"""
    cq = make.officer("50")
    elsewhere = make.union("500101", kind="regional")
    with pytest.raises(ValidationError, match="区域兜底须由本区域的工会联合会覆盖"):
        record_coverage(
            by=cq, organization=make.organization(), union=elsewhere, form="region", as_of=MARCH
        )


def test_an_organiser_of_an_unregistered_body_is_kept_but_not_counted(yubei, joint):
    """DRV-14"""
    filed = make.organization(standing="filed", credit_code=None)
    row = record_coverage(by=yubei, organization=filed, union=joint, form="organizer", as_of=MARCH)
    assert row.counted is False
    assert held_on(filed, JUNE) is None


def test_an_own_union_covers_one_organization(yubei, org):
    """DRV-14"""
    own = found_union(by=yubei, organization=org, name="某工会", founded_on=MARCH).union
    other = make.organization()
    with pytest.raises(ValidationError, match="是单独基层工会，只覆盖一个社会组织"):
        record_coverage(by=yubei, organization=other, union=own, form="single", as_of=JUNE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Coverage.objects.create(organization=other, union=own, form="single", valid_from=JUNE)


def test_the_officer_next_door_may_not(stranger, org):
    with pytest.raises(PermissionDenied):
        found_union(by=stranger, organization=org, name="某工会", founded_on=MARCH)
    with pytest.raises(PermissionDenied):
        record_coverage(
            by=stranger, organization=org, union=make.union("32"), form="joint", as_of=MARCH
        )
    assert not Coverage.objects.exists()


def test_a_union_may_be_founded_only_within_reach(yubei, org):
    with pytest.raises(PermissionDenied, match="只能在本级及下级工会之下成立"):
        found_union(
            by=yubei,
            organization=org,
            name="某工会",
            founded_on=MARCH,
            federation=make.federation("50"),
        )
    assert not GrassrootsUnion.objects.exists()


def test_an_end_leaves_the_past_as_it_was(yubei, org, joint):
    record_coverage(by=yubei, organization=org, union=joint, form="joint", as_of=MARCH)
    with pytest.raises(ValidationError, match="请填写终止覆盖的原因"):
        end_coverage(by=yubei, organization=org, on=JUNE, reason="")
    end_coverage(by=yubei, organization=org, on=JUNE, reason="联合工会撤并")
    assert held_on(org, JUNE - timedelta(1))
    assert held_on(org, JUNE) is None
    with pytest.raises(ValidationError, match="没有可终止的工会覆盖"):
        end_coverage(by=yubei, organization=org, on=JUNE + timedelta(1), reason="再来")


def test_a_correction_changes_the_past_and_keeps_what_was_believed(yubei, org, joint):
    """DRV-14"""
    row = record_coverage(by=yubei, organization=org, union=joint, form="joint", as_of=MARCH)
    told = row.recorded_from
    new = correct_coverage(by=yubei, coverage=row, valid_from=JUNE, reason="批复日期录错")
    assert held_on(org, MARCH) is None
    assert held_on(org, JUNE) == ("joint", joint.name)
    assert Coverage.objects.of(org).known(told).valid(MARCH).exists()
    void_coverage(by=yubei, coverage=new, reason="误登")
    assert held_on(org, JUNE) is None


def test_a_correction_may_not_run_over_another_coverage(yubei, org, joint):
    record_coverage(by=yubei, organization=org, union=joint, form="joint", as_of=MARCH)
    end_coverage(by=yubei, organization=org, on=JUNE, reason="撤并")
    later = record_coverage(
        by=yubei, organization=org, union=make.union(), form="joint", as_of=date(2025, 1, 1)
    )
    with pytest.raises(ValidationError, match="覆盖"):
        correct_coverage(by=yubei, coverage=later, valid_from=date(2024, 1, 1), reason="更正")
    first = Coverage.objects.of(org).known().valid(MARCH).get()
    with pytest.raises(ValidationError, match="重叠"):
        correct_coverage(by=yubei, coverage=first, valid_to=None, reason="更正")


def test_many_at_once_or_none(yubei, joint, django_assert_max_num_queries):
    """DRV-14: in bulk, with a union founded for the purpose."""
    orgs = [make.organization() for _ in range(3)]
    record_coverage(by=yubei, organization=orgs[0], union=joint, form="joint", as_of=MARCH)
    new = {
        "founding": {"name": "某大厦联合工会", "kind": "joint", "founded_on": JUNE},
        "form": "joint",
        "as_of": JUNE,
    }
    with pytest.raises(ValidationError) as refused:
        record_coverages(by=yubei, organizations=orgs, **new)
    assert [e.params["organization"] for e in refused.value.error_list] == [str(orgs[0].uid)]
    assert not GrassrootsUnion.objects.filter(name="某大厦联合工会").exists()
    with django_assert_max_num_queries(45):
        record_coverages(by=yubei, organizations=orgs[1:], **new)
    assert held_on(orgs[2], JUNE) == ("joint", "某大厦联合工会")


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_once_record_one():
    """DRV-14: one is recorded, the other told by whom the organization is covered."""
    org = make.organization()
    tries = [(make.officer("500112"), make.union()) for _ in range(4)]
    outcomes, start = [], threading.Barrier(len(tries))

    def go(officer, union):
        try:
            start.wait()
            record_coverage(by=officer, organization=org, union=union, form="joint", as_of=MARCH)
            outcomes.append("done")
        except ValidationError as refusal:
            outcomes.append(refusal.messages[0])
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=each) for each in tries]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Coverage.objects.known().counted().count() == 1
    winner = Coverage.objects.get()
    assert outcomes.count("done") == 1
    for words in set(outcomes) - {"done"}:
        assert f"起已由“{winner.union}”覆盖（联合建会，{winner.recorder}登记）" in words
    assert Event.objects.filter(verb="organization.cover").count() == 1
