"""Two records of one organization made one: what moves, what gives way, and the figures."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from governance.models import Event
from indicators import services as figures
from indicators.queries import figure
from membership.models import Coverage, Eligibility
from membership.services import assess, record_coverage
from orgs import merging
from orgs.models import Delegate, Merge, Organization, OrganizationFacts
from orgs.services import update_organization
from orgs.services.merging import (
    CHANGED,
    ITSELF,
    OUTSIDE,
    OWN,
    approve_merge,
    decline_merge,
    digest,
    preview,
    propose_merge,
)
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def two():
    return make.organization(name="渝北区晨光服务中心"), make.organization(name="晨光服务中心")


def cover(by, organization, as_of, **over):
    values = {"form": "joint", "union": make.union(), **over}
    return record_coverage(by=by, organization=organization, as_of=as_of, **values)


def merged(by, survivor, loser, **over):
    return propose_merge(by=by, survivor=survivor, loser=loser, reason="现场核实", **over)


def known(model, organization):
    rows = model.objects.known().filter(organization=organization).order_by("valid_from")
    return [(row.valid_from, row.valid_to) for row in rows]


def test_the_one_that_goes_counts_no_more_and_its_names_lead_on(yubei, two):
    """Rows 11 to 13: facts closed in recorded time, names and numbers become aliases."""
    survivor, loser = two
    merge = merged(yubei, survivor, loser)
    loser.refresh_from_db()
    assert merge.state == Merge.State.DONE
    assert loser.merged_into == survivor
    assert not OrganizationFacts.objects.known().filter(organization=loser).exists()
    assert loser.facts.exists(), "what was known before stays known as of then"
    assert {(a.scheme, a.value) for a in survivor.aliases.all()} == {
        ("name", loser.name),
        ("credit_code", loser.credit_code),
    }
    assert not Organization.objects.for_user(yubei, "org_view").filter(pk=loser.pk).exists()
    assert [e.verb for e in Event.objects.about(survivor)] == ["organization.merge"]
    assert [e.verb for e in Event.objects.about(loser)] == ["organization.merged_away"]


def test_coverage_fills_what_the_survivor_leaves_free(yubei, two):
    survivor, loser = two
    cover(yubei, survivor, date(2020, 1, 1))
    cover(yubei, loser, date(2018, 1, 1))
    told = preview(by=yubei, survivor=survivor, loser=loser)
    assert told["second"] == ["双方都有工会覆盖"]
    approve_merge(by=make.officer("500112"), merge=merged(yubei, survivor, loser))
    assert known(Coverage, survivor) == [
        (date(2018, 1, 1), date(2020, 1, 1)),
        (date(2020, 1, 1), None),
    ]
    assert known(Coverage, loser) == []


def test_where_both_have_a_finding_the_survivors_stands(yubei, two):
    survivor, loser = two
    assess(by=yubei, organization=survivor, decision="eligible", as_of=date(2020, 1, 1))
    assess(
        by=yubei, organization=loser, decision="ineligible", reason="N06", as_of=date(2021, 1, 1)
    )
    told = preview(by=yubei, survivor=survivor, loser=loser)
    line = next(line for line in told["lines"] if line["label"] == "建会条件认定")
    assert (line["moved"], line["gave_way"], line["stood"]) == (0, 1, 1)
    merged(yubei, survivor, loser)
    assert known(Eligibility, survivor) == [(date(2020, 1, 1), None)]


def test_a_person_who_speaks_for_both_speaks_once(yubei, two):
    survivor, loser = two
    one, other = make.officer("32"), make.officer("32")
    for organization, user in ((survivor, one), (loser, one), (loser, other)):
        Delegate.objects.create(organization=organization, user=user)
    told = preview(by=yubei, survivor=survivor, loser=loser)
    line = next(line for line in told["lines"] if line["label"] == "经办代表")
    assert (line["moved"], line["clashed"], line["stood"]) == (1, 1, 1)
    merged(yubei, survivor, loser)
    assert {d.user for d in survivor.delegates.all()} == {one, other}


def test_a_preview_leaves_nothing(yubei, two):
    survivor, loser = two
    cover(yubei, loser, date(2020, 1, 1))
    before = (known(Coverage, loser), survivor.aliases.count(), Event.objects.count())
    preview(by=yubei, survivor=survivor, loser=loser)
    loser.refresh_from_db()
    assert (known(Coverage, loser), survivor.aliases.count(), Event.objects.count()) == before
    assert loser.merged_into is None
    assert not Merge.objects.exists()


def test_the_preview_tells_the_figures_as_they_come_to_be(yubei, two):
    """#11: numerators and denominators before and after, computed, federation by federation."""
    survivor, loser = two
    leader = make.officer("50")
    for organization, form in ((survivor, "joint"), (loser, "organ")):
        kind = {"kind": "organ"} if form == "organ" else {}
        cover(leader, organization, date(2020, 1, 1), form=form, union=make.union(**kind))
    make.organization()
    figures.rebuild()
    told = preview(by=leader, survivor=survivor, loser=loser)
    seen = {(e["place"], e["figure"]): (e["before"], e["after"]) for e in told["effects"]}
    county, province = make.federation("500112"), make.federation("50")
    assert seen[county.name, "社会组织总数"] == ([3, None], [2, None])
    assert seen[county.name, "工会覆盖率（有形覆盖）"] == ([2, 3], [1, 2])
    approve_merge(by=make.officer("500112"), merge=merged(leader, survivor, loser))
    figures.fold(wait=True)
    for place in (county, province):
        for code, name in (("R1", "社会组织总数"), ("C3", "工会覆盖率（有形覆盖）")):
            [row] = figure(code, place)["rows"]
            assert seen[place.name, name][1] == [row["numerator"], row["denominator"]]
    assert not figures.verify().differences
    assert make.federation("0").name not in {place for place, _ in seen}, "beyond their reach"


def test_who_merges_reaches_both(yubei, stranger, two):
    survivor, _ = two
    next_door = make.organization("500105")
    with pytest.raises(PermissionDenied, match=OUTSIDE):
        merged(yubei, survivor, next_door)
    with pytest.raises(PermissionDenied, match=OUTSIDE):
        merged(stranger, *two)
    assert merged(make.officer("50"), survivor, next_door).federation.code == "50"


def test_refusals(yubei, two):
    survivor, loser = two
    with pytest.raises(ValidationError, match=ITSELF):
        merged(yubei, survivor, survivor)
    with pytest.raises(ValidationError, match="请填写合并依据"):
        propose_merge(by=yubei, survivor=survivor, loser=loser, reason=" ")
    seen = digest(preview(by=yubei, survivor=survivor, loser=loser))
    Delegate.objects.create(organization=loser, user=make.officer("32"))
    with pytest.raises(ValidationError, match=CHANGED):
        merged(yubei, survivor, loser, seen=seen)
    merged(yubei, survivor, loser)
    with pytest.raises(ValidationError, match="已并入"):
        merged(yubei, survivor, loser)
    with pytest.raises(ValidationError, match="已并入"):
        merged(yubei, loser, survivor)


def test_what_forbids_a_merge_says_why(yubei, two, monkeypatch):
    survivor, loser = two
    forbid = merging.Forbid("orgs.Delegate", why="合同履行中，不能合并。")
    monkeypatch.setitem(merging._relations, ("orgs.Delegate", "organization"), forbid)
    Delegate.objects.create(organization=loser, user=make.officer("32"))
    with pytest.raises(ValidationError, match="合同履行中"):
        preview(by=yubei, survivor=survivor, loser=loser)


def test_a_second_person_where_both_are_covered(yubei, two):
    survivor, loser = two
    for organization in two:
        cover(yubei, organization, date(2020, 1, 1))
    merge = merged(yubei, survivor, loser)
    assert merge.state == Merge.State.PROPOSED
    with pytest.raises(ValidationError, match=OWN):
        approve_merge(by=yubei, merge=merge)
    with pytest.raises(ValidationError, match="另一项合并"):
        merged(yubei, survivor, loser)
    assert decline_merge(by=yubei, merge=merge, reason="点错了").state == Merge.State.DECLINED
    merge = approve_merge(by=make.officer("500112"), merge=merged(yubei, survivor, loser))
    assert merge.state == Merge.State.DONE


def test_nobody_writes_to_the_one_that_went(yubei, two):
    survivor, loser = two
    merged(yubei, survivor, loser)
    with pytest.raises(PermissionDenied):
        update_organization(by=yubei, organization=loser, staff_count=3, reason="核对")
    with pytest.raises(PermissionDenied):
        cover(yubei, loser, date(2020, 1, 1))
