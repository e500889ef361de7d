"""What founding puts on the register's own pages: columns, conditions, panels."""

from datetime import date

import pytest
from django.core.management import call_command
from django.http import QueryDict

from accounts.roles import Permission
from membership.extensions import coverage_panel, eligibility_panel
from membership.services import (
    assess,
    correct_coverage,
    record_coverage,
    withdraw_assessment,
)
from orgs import extensions
from orgs.models import Organization
from orgs.selection import found
from tests import make

MARCH = date(2023, 3, 1)


def listed(user, query):
    rows = Organization.objects.for_user(user, Permission.ORG_VIEW)
    return set(found(rows, user, QueryDict(query)))


def test_conditions(yubei, joint):
    """DRV-02 DRV-03 DRV-04 DRV-14: what the list can be cut down to."""
    call_command("load_drives")
    covered, gap, organ, bare = (make.organization(kind="school") for _ in range(4))
    outside = make.organization()
    for org in (covered, gap, organ):
        assess(by=yubei, organization=org, decision="eligible")
    record_coverage(by=yubei, organization=covered, union=joint, form="joint")
    union = make.union(kind="organ")
    record_coverage(by=yubei, organization=organ, union=union, form="organ")
    cases = {
        "": {covered, gap, organ, bare, outside},
        "drive=DRV-2023": {covered, gap, organ, bare},
        "drive=DRV-2023:school": {covered, gap, organ, bare},
        "drive=DRV-2023:A": set(),
        "drive=nothing": set(),
        "eligibility=eligible": {covered, gap, organ},
        "eligibility=unassessed": {bare, outside},
        "coverage=yes": {covered, organ},
        "coverage=no": {gap, bare, outside},
        "coverage=counted": {covered},
        "coverage=gap": {gap, organ},
        "coverage=organ": {organ},
        "drive=DRV-2023&eligibility=unassessed": {bare},
    }
    for query, expected in cases.items():
        assert listed(yubei, query) == expected, query
        assert not listed(make.officer("32"), query)


@pytest.mark.parametrize("rows", [1, 50])
def test_columns_cost_the_same_however_many_rows(yubei, joint, rows, django_assert_num_queries):
    orgs = [make.organization() for _ in range(rows)]
    assess(by=yubei, organization=orgs[0], decision="ineligible", reason="N02")
    record_coverage(by=yubei, organization=orgs[0], union=joint, form="joint")
    columns = [c for c in extensions.entries(extensions.Column, yubei) if c.order in (30, 31, 32)]
    with django_assert_num_queries(3):
        read = {c.key: c.read(orgs) for c in columns}
    assert read["eligibility"][orgs[0].pk] == "暂不具备建会条件"
    assert read["coverage"][orgs[0].pk] == "联合建会"
    assert read["union"][orgs[0].pk] == joint.name
    assert rows == 1 or read["coverage"][orgs[1].pk] == "未覆盖"


def test_panels_show_both_times(yubei, org, joint):
    """DRV-14: what was corrected stays to be seen."""
    row = record_coverage(by=yubei, organization=org, union=joint, form="joint", as_of=MARCH)
    correct_coverage(by=yubei, coverage=row, valid_from=date(2023, 4, 1), reason="日期录错")
    shown = coverage_panel(org, yubei)
    assert shown["now"].valid_from == date(2023, 4, 1)
    assert [bool(r.recorded_to) for r in shown["rows"]] == [False, True]
    assert shown["may_edit"]
    assert coverage_panel(org, make.officer("32"))["rows"] == []
    assert eligibility_panel(org, yubei)["now"] is None


def test_what_was_corrected_is_told_with_who_and_why(client, yubei, org, joint):
    """The history shows both the row believed before and the reason for which it was corrected."""
    row = record_coverage(
        by=yubei, organization=org, union=joint, form="joint", as_of=date(2023, 6, 1)
    )
    correct_coverage(by=yubei, coverage=row, valid_from=date(2023, 7, 1), reason="批复日期录错")
    finding = assess(by=yubei, organization=org, decision="eligible", as_of=date(2023, 6, 1))
    withdraw_assessment(by=yubei, assessment=finding, reason="误认定")
    client.force_login(yubei)
    page = client.get(org.get_absolute_url()).content.decode()
    _, _, coverage = page.partition("覆盖历史（2 条）")
    assert "批复日期录错" in coverage.partition("</details>")[0]
    _, _, eligibility = page.partition("认定历史（1 条）")
    assert "误认定" in eligibility.partition("</details>")[0]
