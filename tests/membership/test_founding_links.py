"""A founding case and what it touches: its drive, the roster, obstruction, canvass tasks."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from membership.models import Drive, FoundingCase, Member, Obstruction
from membership.requirements import of_step
from membership.services import canvass, members
from membership.services.founding import add_units, open_case, revise_case
from tests import joined, make
from tests.membership.foundings import OPENED, case_at, move

pytestmark = pytest.mark.django_db


@pytest.fixture
def above():
    return make.officer("50")


def test_members_are_counted_from_the_roster(yubei, above, org):
    """DRV-14: whoever has joined the union in preparation counts, whatever number is typed."""
    case = case_at("recruiting", by=yubei, approver=above, organizations=[org])
    for _ in range(12):
        members.enrol(by=yubei, union=case.union, joined_on=OPENED, **joined.person())
    women = Member.objects.filter(union=case.union, sex=Member.Sex.FEMALE).count()
    case = move(case, "publicise", yubei, members=500, women=100)
    assert (case.members, case.women, case.members_counted) == (12, women, True)
    assert 0 < women < 12
    assert "会员（按名册统计）" in [r.label for r in of_step("publicise", case)]


def test_a_union_in_preparation_is_not_yet_among_the_unions(client, yubei, above, org):
    case = case_at("recruiting", by=yubei, approver=above, organizations=[org])
    client.force_login(yubei)
    assert not client.get("/unions/").context["rows"]
    page = client.get("/unions/?preparing=on")
    assert [row["union"] for row in page.context["rows"]] == [case.union]
    assert "筹建中" in page.content.decode()


def test_without_a_roster_the_typed_number_stands(yubei, above, org):
    case = case_at("noticed", by=yubei, approver=above, organizations=[org])
    assert (case.members, case.women, case.members_counted) == (30, 6, False)
    assert "会员（填报）" in [r.label for r in of_step("publicise", case)]


def test_an_obstruction_opens_a_case_of_its_own(yubei, above, org):
    """DRV-26: once; what is found again goes into the case that is in hand."""
    case = case_at("requested", by=yubei, approver=above, organizations=[org])
    case = move(case, "obstruct", yubei, reason="负责人拒绝提供名册", manner="refusing")
    assert case.status == FoundingCase.Status.OBSTRUCTED
    there = Obstruction.objects.get(organization=org)
    assert (there.manner, there.reporter, there.by) == ("refusing", "officer", yubei)
    assert there.facts == "负责人拒绝提供名册"
    case = move(case, "resume", yubei)
    move(case, "obstruct", yubei, reason="再次拒绝", manner="joining")
    there = Obstruction.objects.get(organization=org)
    assert there.facts.endswith("再次拒绝")


def test_it_is_said_which_of_several_obstructs(yubei, org):
    other, stranger = make.organization(), make.organization()
    case = open_case(
        by=yubei, organizations=[org, other], form="joint", name="联合工会", mobilised_on=OPENED
    )
    with pytest.raises(ValidationError, match="哪个单位"):
        move(case, "obstruct", yubei)
    with pytest.raises(ValidationError, match="不在这一建会事项"):
        move(case, "obstruct", yubei, organization=stranger)
    case.refresh_from_db()
    assert case.status == FoundingCase.Status.MOBILISED
    move(case, "obstruct", yubei, organization=other)
    assert [o.organization for o in Obstruction.objects.all()] == [other]


def test_the_approval_closes_out_the_canvass(yubei, above, org):
    """DRV-10: no officer is sent where the union stands; elsewhere the task stays."""
    elsewhere = make.organization()
    mine, other = canvass.assign_many(
        by=yubei,
        organizations=[org, elsewhere],
        assignee=yubei,
        due_on=timezone.localdate() + timedelta(9),
    )
    case = case_at("reported", by=yubei, approver=above, organizations=[org])
    mine.refresh_from_db()
    assert mine.is_open
    case = move(case, "approve", above)
    mine.refresh_from_db()
    other.refresh_from_db()
    assert (mine.state, mine.result, mine.closed_on) == ("closed", "founded", timezone.localdate())
    assert other.is_open


def test_a_case_belongs_to_the_drive_that_is_about_it(yubei, org):
    """DRV-01: the newest whose scope holds it, another by choice, none that is about others."""
    about = {"segments": [{"code": "A", "name": "重点", "any of": {"type": [org.type]}}]}
    besides = {"segments": [{"code": "A", "name": "别的", "any of": {"type": ["59"]}}]}
    common = {
        "basis": "通知",
        "starts_on": OPENED - timedelta(30),
        "federation": make.federation("50"),
        "counted_forms": ["single"],
    }
    mine = Drive.objects.create(code="mine", name="本市行动", scope=about, **common)
    other = Drive.objects.create(code="other", name="别的行动", scope=besides, **common)
    case = open_case(
        by=yubei, organizations=[org], form="single", name="甲工会", mobilised_on=OPENED
    )
    assert case.drive == mine
    with pytest.raises(ValidationError, match="不在“别的行动”的范围"):
        revise_case(by=yubei, case=case, drive=other)
    assert revise_case(by=yubei, case=case, drive=None).drive is None
    with pytest.raises(ValidationError, match="单独建会"):
        add_units(by=yubei, case=case, organizations=[make.organization()])


def test_the_page_tells_the_roster_and_the_next_step(client, yubei, above, org):
    case = case_at("recruiting", by=yubei, approver=above, organizations=[org])
    members.enrol(by=yubei, union=case.union, joined_on=OPENED, **joined.person())
    client.force_login(yubei)
    assert "已入会 <b>1</b> 人" in client.get(case.get_absolute_url()).content.decode()
    page = client.get(f"{case.get_absolute_url()}steps/publicise/").content.decode()
    assert "按会员名册统计，在册 1 人" in page
    assert "公示候选人" in client.get("/foundings/").content.decode()
    case = move(case, "obstruct", yubei, reason="拒绝提供场地")
    there = Obstruction.objects.get()
    assert there.get_absolute_url() in client.get(case.get_absolute_url()).content.decode()
    client.force_login(above)
    page = client.get(case_at("requested", by=yubei, approver=above).get_absolute_url())
    assert "退回请示" in page.content.decode()
    assert "职工建会意愿" in page.content.decode()
