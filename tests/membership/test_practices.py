"""The library of experience and cases, and the list of Party organizations without a union."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.roles import Role
from membership.models import Practice
from membership.party import PartyFirst, party_since
from membership.queries import without_union
from membership.services import practices as services
from orgs.models import Organization, OrganizationFacts
from tests import make
from tests.everybody import at_the_door
from tests.indicators.conftest import cover

TEXT = {
    "kind": "experience",
    "topic": "party",
    "title": "党建带工建三步法",
    "summary": "先党后工",
    "body": "同步摸排、同步组建、同步验收。",
}


@pytest.fixture
def people(db):
    return make.officer("50"), make.officer("50", Role.LEADER)


def published(officer, leader):
    row = services.write_practice(by=officer, federation=make.federation("50"), **TEXT)
    services.move_practice(by=officer, practice=row, verb="submit")
    return services.move_practice(by=leader, practice=row, verb="publish")


def test_written_reviewed_by_another_and_read_below(people):
    """DRV-25: a draft at the desk; published, read in the whole line of command."""
    officer, leader = people
    row = services.write_practice(by=officer, federation=make.federation("50"), **TEXT)
    below, next_door = make.officer("500112"), make.officer("32")
    assert row not in Practice.objects.for_user(below, "founding_view")
    services.move_practice(by=officer, practice=row, verb="submit")
    with pytest.raises(ValidationError, match="不能修改"):
        services.revise_practice(by=officer, practice=row, title="改")
    with pytest.raises(PermissionDenied):
        services.move_practice(by=officer, practice=row, verb="publish")
    services.move_practice(by=leader, practice=row, verb="publish")
    assert row in Practice.objects.for_user(below, "founding_view")
    assert row not in Practice.objects.for_user(next_door, "founding_view")


def test_an_organization_is_chosen_by_a_part_of_its_name(people):
    """DRV-25: offered while one types, taken by code or whole name, within reach alone."""
    officer = people[0]
    door = at_the_door(officer)
    chosen = make.organization(name="渝北区晨光养老院")
    far = make.organization("320105", name="晨光社")
    offered = door.get("/organizations/offered/", {"organization": "晨光"}).content.decode()
    assert f'value="{chosen.credit_code} 渝北区晨光养老院"' in offered
    assert "晨光社" not in offered
    asked = {**TEXT, "federation": make.federation("50").pk}
    answer = door.post("/practices/new/", {**asked, "organization": far.credit_code})
    assert answer.status_code == 422
    assert "在您的管理范围内没有这家社会组织" in answer.content.decode()
    said = f"{chosen.credit_code} {chosen.name}"
    answer = door.post("/practices/new/", {**asked, "organization": said})
    row = Practice.objects.get()
    assert row.organization == chosen
    assert f'value="{said}"' in door.get(f"{answer['Location']}edit/").content.decode()
    door.post(f"{answer['Location']}edit/", {**TEXT, "organization": chosen.name})
    row.refresh_from_db()
    assert row.organization == chosen


def test_nobody_publishes_their_own(people):
    officer, _ = people
    officer.appointments.create(
        federation=make.federation("50"), role=Role.LEADER, starts_on="2020-01-01"
    )
    officer.__dict__.pop("offices", None)
    row = services.write_practice(by=officer, federation=make.federation("50"), **TEXT)
    services.move_practice(by=officer, practice=row, verb="submit")
    with pytest.raises(ValidationError, match="别人审核"):
        services.move_practice(by=officer, practice=row, verb="publish")


def test_the_pages(people, django_assert_max_num_queries):
    """DRV-25: found by its words; files go along with it."""
    officer, leader = people
    writer = at_the_door(officer)
    answer = writer.post("/practices/new/", {**TEXT, "federation": make.federation("50").pk})
    assert answer.status_code == 302
    page = answer["Location"]
    file = SimpleUploadedFile("流程.txt", "三步".encode())
    assert writer.post(f"{page}files/", {"file": file}).status_code == 302
    assert writer.post(f"{page}submit/").status_code == 302
    assert at_the_door(leader).post(f"{page}publish/").status_code == 302
    reader = at_the_door(make.officer("500112"))
    assert "流程.txt" in reader.get(page).content.decode()
    with django_assert_max_num_queries(25):
        assert TEXT["title"] in reader.get("/practices/?search=同步验收").content.decode()
    assert TEXT["title"] not in reader.get("/practices/?search=别的").content.decode()
    assert reader.get("/api/v1/practices/").json()["results"][0]["title"] == TEXT["title"]


def test_a_party_organization_and_no_union(people, django_assert_max_num_queries):
    """CQ-23, ZH-02: whoever has a Party organization and no union of any form is listed, larger
    ones first; a union of whatever form takes it off the list."""
    small = make.organization(has_party_org=True, staff_count=8)
    large = make.organization(has_party_org=True, staff_count=80)
    make.organization(has_party_org=False)
    covered = make.organization(has_party_org=True)
    cover(covered, make.union())
    assert set(without_union(Organization.objects.all())) == {small, large}
    officer = at_the_door(make.officer("500112"))
    with django_assert_max_num_queries(50):
        said = officer.get("/founding/party-gap/?party_gap=yes").content.decode()
    assert said.index(large.name) < said.index(small.name)
    assert covered.name not in said
    assert officer.post("/founding/party-gap/export/").status_code == 200
    listed = officer.get("/organizations/?party_gap=yes").content.decode()
    assert small.name in listed
    assert covered.name not in listed
    found = officer.get("/api/v1/organizations/?party_gap=yes").json()["results"]
    assert {row["name"] for row in found} == {small.name, large.name}


def test_since_when_there_is_a_party_organization_and_how_long_without_a_union(people):
    """CQ-23: the day is the first of the stretch in which the register tells of one; the gap goes
    to the union's first day, or on to today."""
    org = make.organization(has_party_org=False)
    then = date(2024, 3, 31)
    old = OrganizationFacts.objects.get(organization=org)
    OrganizationFacts.objects.filter(pk=old.pk).update(valid_to=then)
    old.pk, old.valid_from, old.has_party_org = None, then, True
    old.save(force_insert=True)
    Organization.objects.filter(pk=org.pk).update(has_party_org=True)
    assert party_since([org]) == {org.pk: date(2024, 3, 31)}
    assert PartyFirst(date(2024, 3, 31), date(2024, 5, 30)).months == 1
    assert "1 个月后建会" in PartyFirst(date(2024, 3, 31), date(2024, 5, 30)).words
    assert "工会在先" in PartyFirst(date(2024, 3, 31), date(2023, 5, 1)).words
    assert "同步建立" in PartyFirst(date(2024, 3, 31), date(2024, 4, 1)).words
    officer = at_the_door(make.officer("500112"))
    said = officer.get("/founding/party-gap/?party_gap=yes").content.decode()
    assert "2024-03-31" in said
    assert "没有工会" in officer.get(f"/organizations/{org.uid}/").content.decode()
