"""Members over the interface: masked as lists are, judged by the services that pages use."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from membership.models import Application, Member
from membership.retention import forget_applicants, forget_members
from membership.services import joining, members, reviewing
from privacy import erasure
from privacy.services import ask_erasure, decide_erasure
from tests import joined, make

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return make.officer("500112")


@pytest.fixture
def door(client, officer):
    client.force_login(officer)
    return client


def send(door, address, **given):
    return door.post(f"/api/v1/members/{address}", given, content_type="application/json")


def test_join_review_and_transfer_over_the_interface(door, officer):
    union = make.union()
    code = joined.code(union, officer)
    who = joined.person()
    answer = send(door, "applications/", code=code.slug, consent=False, **who)
    assert answer.status_code == 400
    answer = send(door, "applications/", code=code.slug, consent=True, **who)
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert told["id_number"] == f"{who['id_number'][:6]}********{who['id_number'][-4:]}"
    approved = send(door, f"applications/{told['id']}/approve/").json()
    assert approved["status"] == "approved"
    again = send(door, f"applications/{told['id']}/approve/")
    assert again.status_code == 409
    listed = door.get("/api/v1/members/", {"union": union.pk}).json()["results"]
    assert [row["id"] for row in listed] == [approved["member"]]
    assert who["id_number"] not in str(listed)
    moved = send(door, "transfers/", member=approved["member"], to_union=make.union().pk)
    assert (moved.status_code, moved.json()["status"]) == (201, "accepted")
    refused = joined.applied(code)
    said = send(door, f"applications/{refused.uid}/refuse/", why="not_ours").json()
    assert said["status"] == "refused"


def test_strangers_see_nobody(client, officer):
    application = joined.applied(joined.code(make.union(), officer))
    client.force_login(make.officer("32"))
    assert client.get("/api/v1/members/applications/").json()["results"] == []
    assert client.get(f"/api/v1/members/applications/{application.uid}/").status_code == 404
    wrong = {"code": application.code.slug, "consent": True, **joined.person()}
    assert send(client, "applications/", **wrong).status_code == 400


def test_who_has_left_can_be_forgotten(officer):
    """PIPL 47: the membership stays and is counted, the person goes, everywhere."""
    who = joined.person()
    application = joined.applied(joined.code(make.union(), officer), **who)
    reviewing.approve(by=officer, application=application)
    member = Member.objects.get()
    ask = {"by": officer, "kind": "member", "ground": "ended", "reason": "本人书面请求。"}
    with pytest.raises(ValidationError, match="会籍仍在"):
        ask_erasure(row=member, **ask)
    member = members.end_membership(by=officer, member=member, why="resigned")
    asked = ask_erasure(row=member, **ask)
    decide_erasure(by=make.officer("0", "security_admin"), asked=asked, agree=True, decision="")
    member.refresh_from_db()
    application.refresh_from_db()
    assert (member.id_number, member.id_index, member.phone, member.sex) == ("", "", "", "")
    assert (application.id_number, application.phone_index) == ("", "")
    assert all(not n for _, n in erasure.found_of("member", member))


def test_nobody_is_kept_for_longer_than_said(officer):
    code = joined.code(make.union(), officer)
    old, new = joined.applied(code), joined.applied(code)
    for application in (old, new):
        reviewing.refuse(by=officer, application=application, why="not_ours")
    long_ago = timezone.now() - timedelta(days=200)
    Application.objects.filter(pk=old.pk).update(decided_at=long_ago)
    before = timezone.now() - timedelta(days=180)
    assert forget_applicants(before, dry_run=True) == 1
    assert forget_applicants(before, dry_run=False) == 1
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.id_number, bool(new.id_number)) == ("", True)
    assert joining.shown_to(number=old.number, phone_tail="") is None
    assert forget_members(timezone.now(), dry_run=True) == 0
