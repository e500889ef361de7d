"""A membership goes from union to union, and its years go along."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from membership.models import Member, Transfer
from membership.queries import member_count
from membership.services import dissolve_union, members, reviewing, transfers
from tests import joined, make
from unions.models import GrassrootsUnion

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def officer():
    return make.officer("500112")


@pytest.fixture
def far():
    return make.officer("320102")


@pytest.fixture
def member(far):
    """A member of a union in 南京 since 2019."""
    union = make.union("320102")
    return members.enrol(by=far, union=union, joined_on=date(2019, 5, 1), **joined.person())


def test_asked_by_one_side_answered_by_the_other(member, officer, far):
    home = make.union()
    transfer = transfers.ask(by=officer, member=member, to_union=home)
    assert (transfer.answering.code, transfer.incoming) == ("320102", True)
    with pytest.raises(PermissionDenied):
        transfers.accept(by=officer, transfer=transfer)
    with pytest.raises(ValidationError, match="正在办理"):
        transfers.ask(by=officer, member=member, to_union=home)

    transfers.accept(by=far, transfer=transfer)

    member.refresh_from_db()
    assert (member.union, member.federation.code) == (home, "500112")
    assert (member.joined_on, member.in_union_since) == (date(2019, 5, 1), TODAY())
    assert member_count(home) == 1
    assert not Member.objects.for_user(far, "member_view").exists()
    assert Transfer.objects.for_user(far, "member_view").exists()


def test_let_go_by_ones_own_union(member, officer, far):
    home = make.union(credit_code="81500112MC0000001A")
    transfer = transfers.ask(by=far, member=member, to_union=home)
    assert (transfer.answering.code, transfer.incoming) == ("500112", False)
    transfers.accept(by=officer, transfer=transfer)
    member.refresh_from_db()
    assert member.union == home


def test_refused_with_a_reason_the_member_stays(member, officer, far):
    transfer = transfers.ask(by=officer, member=member, to_union=make.union())
    with pytest.raises(ValidationError, match="原因"):
        transfers.decline(by=far, transfer=transfer, reason=" ")
    transfers.decline(by=far, transfer=transfer, reason="劳动关系仍在本单位。")
    member.refresh_from_db()
    assert member.federation.code == "320102"
    assert transfers.ask(by=officer, member=member, to_union=make.union()).status == "asked"


def test_taken_back_by_who_asked_alone(member, officer, far):
    transfer = transfers.ask(by=officer, member=member, to_union=make.union())
    with pytest.raises(PermissionDenied):
        transfers.take_back(by=far, transfer=transfer)
    assert transfers.take_back(by=officer, transfer=transfer).status == "withdrawn"


def test_unanswered_it_goes_up_until_somebody_answers(member, officer, far):
    transfer = transfers.ask(by=officer, member=member, to_union=make.union())
    assert transfers.escalate_late() == 0
    Transfer.objects.update(due_on=TODAY() - timedelta(1))

    assert transfers.escalate_late() == 1

    transfer.refresh_from_db()
    assert (transfer.answering.code, transfer.escalations) == ("3201", 1)
    assert transfer.due_on > TODAY()
    with pytest.raises(PermissionDenied):
        transfers.accept(by=far, transfer=transfer)
    city = make.officer("3201")
    assert transfers.accept(by=city, transfer=transfer).status == "accepted"
    assert transfers.escalate_late(today=TODAY() + timedelta(60)) == 0


def test_among_ones_own_unions_at_once(officer):
    one, other = make.union(), make.union()
    member = members.enrol(by=officer, union=one, **joined.person())
    assert transfers.ask(by=officer, member=member, to_union=other).status == "accepted"
    assert (member_count(one), member_count(other)) == (0, 1)


def test_strangers_move_nobody(member):
    with pytest.raises(PermissionDenied):
        transfers.ask(by=make.officer("3301"), member=member, to_union=make.union())


def test_who_applied_by_a_code_reads_what_became_of_it(officer, far):
    who = joined.person()
    members.enrol(by=far, union=make.union("320102"), joined_on=date(2018, 1, 1), **who)
    code = joined.code(make.union(), officer)
    one = reviewing.approve(by=officer, application=joined.applied(code, **who))
    transfers.decline(by=far, transfer=one.transfer, reason="未离职。")
    one.refresh_from_db()
    assert (one.status, one.refusal) == ("refused", "not_released")
    again = reviewing.approve(by=officer, application=joined.applied(code, **who))
    transfers.accept(by=far, transfer=again.transfer)
    again.refresh_from_db()
    assert again.status == "approved"
    assert again.member.joined_on == date(2018, 1, 1)


def test_a_union_dissolved_its_members_wait_in_the_pool(officer):
    """工会法 art. 13: the union goes, memberships may stay."""
    union = make.union()
    some = [
        members.enrol(by=officer, union=union, joined_on=date(2020, 1, n), **joined.person())
        for n in (1, 2, 3)
    ]
    dissolve_union(by=officer, union=union, reason="单位注销")
    for member in some:
        member.refresh_from_db()
        assert (member.union, member.federation.code, member.ended_on) == (None, "500112", None)
        assert member.joined_on.year == 2020
        assert member.transfers.get().ground == "union_ended"
    placed = transfers.ask(by=officer, member=some[0], to_union=make.union(), ground="placed")
    assert placed.status == "accepted"
    assert Member.objects.current().filter(union=None).count() == 2


def test_members_follow_their_union(officer):
    """The federation that answers for a member is the union's, wherever that goes."""
    union = make.union()
    member = members.enrol(by=officer, union=union, **joined.person())
    GrassrootsUnion.objects.filter(pk=union.pk).update(federation=make.federation("50"))
    member.refresh_from_db()
    assert member.federation.code == "50"


def test_leaving_and_coming_back(officer):
    union, who = make.union(), joined.person()
    member = members.enrol(by=officer, union=union, joined_on=date(2015, 1, 1), **who)
    with pytest.raises(ValidationError, match="已有会籍"):
        members.enrol(by=officer, union=make.union(), **who)
    members.end_membership(by=officer, member=member, why="resigned")
    with pytest.raises(ValidationError, match="终止"):
        members.end_membership(by=officer, member=member, why="resigned")
    back = members.enrol(by=officer, union=union, **who)
    assert back.joined_on == TODAY()
    assert member_count(union) == 1
