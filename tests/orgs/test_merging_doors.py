"""What was merged away is nowhere but under the one that stands for it; lists and races, too."""

import threading
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connections
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.roles import Role
from documents.services.papers import draft_paper
from orgs.models import ImportLine, Organization, Stance
from orgs.services import merging, update_organization
from orgs.services.merging import propose_merge
from orgs.services.parting import undo_merge
from orgs.services.profiles import add_profile
from orgs.services.registration import TAKEN
from tests import make
from tests.orgs import lists

REASON = {"reason": "现场核实"}


@pytest.fixture
def two(db):
    return make.organization(name="渝北区晨光服务中心"), make.organization(name="朝阳服务中心")


@pytest.fixture
def gone(two, yubei):
    propose_merge(by=yubei, survivor=two[0], loser=two[1], **REASON)
    return two


def test_old_addresses_lead_to_the_one_that_stands(gone, yubei, client):
    """Row 1: page, API by id, by code, by any former number."""
    survivor, loser = gone
    client.force_login(yubei)
    assert client.get(f"/organizations/{loser.uid}/").url == survivor.get_absolute_url()
    caller = APIClient()
    caller.force_authenticate(yubei)
    for old in (loser.uid, loser.credit_code):
        answer = caller.get(f"/api/v1/organizations/{old}/")
        assert (answer.status_code, answer.get("Location")) == (
            302,
            f"/api/v1/organizations/{survivor.uid}/",
        )


def test_from_one_to_the_next(gone, yubei, client):
    survivor, loser = gone
    last = make.organization()
    propose_merge(by=yubei, survivor=last, loser=survivor, **REASON)
    client.force_login(yubei)
    assert client.get(f"/organizations/{loser.uid}/").url == last.get_absolute_url()
    page = client.get("/organizations/", {"search": loser.credit_code}).content.decode()
    assert last.name in page


def test_strangers_are_led_nowhere(gone, stranger, client):
    client.force_login(stranger)
    assert client.get(f"/organizations/{gone[1].uid}/").status_code == 404


def test_found_as_an_alias_alone_and_listed_once(gone, yubei, client):
    survivor, loser = gone
    client.force_login(yubei)
    for words in (loser.name, loser.credit_code):
        page = client.get("/organizations/", {"search": words}).content.decode()
        assert survivor.name in page
        assert str(loser.uid) not in page


def test_its_code_stays_taken(gone, yubei, client):
    client.force_login(yubei)
    posted = {"name": "另一家服务中心", "type": "52", "credit_code": gone[1].credit_code}
    posted |= {"standing": "registered", "kind": "general", "region": "500112"}
    page = client.post("/organizations/new/", posted)
    assert page.status_code == 422
    assert TAKEN in page.content.decode() or "已登记" in page.content.decode()


def test_a_list_that_names_the_old_code_is_doubted(gone, tmp_path, take_in):
    survivor, loser = gone
    data = [lists.row(name=loser.name, code=loser.credit_code)]
    result = take_in(lists.text(tmp_path / "名单.csv", data))
    assert lists.classes(result) == {"suspicious": 1}
    line = ImportLine.objects.get(row__isnull=False)
    assert line.organization == survivor
    assert "已并入" in line.errors[-1]["message"]


def test_merges_are_taken_back_the_last_first(gone, yubei):
    survivor, loser = gone
    first = loser.mergings.get()
    second = propose_merge(by=yubei, survivor=survivor, loser=make.organization(), **REASON)
    with pytest.raises(ValidationError, match="先撤销较晚的合并"):
        undo_merge(by=yubei, merge=first, reason="误并")
    undo_merge(by=yubei, merge=second, reason="误并")
    undo_merge(by=yubei, merge=first, reason="误并")
    loser.refresh_from_db()
    assert loser.merged_into is None
    with pytest.raises(ValidationError, match="不能撤销"):
        undo_merge(by=yubei, merge=first, reason="误并")


# Races


def at_once(*acts):
    """Run in threads, each on its own connection; what each raised."""
    wrong, gate = [], threading.Barrier(len(acts))

    def run(act):
        try:
            gate.wait(10)
            act()
        except ValidationError as refused:
            wrong.append(refused.messages[0])
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return wrong


def crosswise(user, one, other):
    return at_once(
        lambda: propose_merge(by=user, survivor=one, loser=other, **REASON),
        lambda: propose_merge(by=user, survivor=other, loser=one, **REASON),
    )


def ring(one, other):
    into = dict(Organization._base_manager.values_list("pk", "merged_into"))
    return {into[one.pk], into[other.pk]} == {one.pk, other.pk}


@pytest.mark.django_db(transaction=True)
def test_two_officers_merge_crosswise():
    user, one, other = make.officer("500112"), make.organization(), make.organization()
    wrong = crosswise(user, one, other)
    assert len(wrong) == 1
    assert "已并入" in wrong[0]
    assert not ring(one, other)


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_each_would_go_into_the_other(monkeypatch):
    """The control: were they not held, each would find the other still there."""
    user, one, other = make.officer("500112"), make.organization(), make.organization()
    meet = threading.Barrier(2)

    def unlocked(keys):
        rows = Organization._base_manager.filter(pk__in=keys).select_related("federation")
        return {row.pk: row for row in rows}

    carry_out = merging._carry_out

    def together(merge):
        if merge.state == "done":
            meet.wait(10)
        return carry_out(merge)

    monkeypatch.setattr(merging, "locked", unlocked)
    monkeypatch.setattr(merging, "_carry_out", together)
    monkeypatch.setattr(merging, "preview", lambda **_: {"second": [], "lines": []})
    crosswise(user, one, other)
    assert ring(one, other)


@pytest.mark.django_db(transaction=True)
def test_merged_while_a_list_changes_the_one_that_goes(tmp_path, take_in):
    """Either comes first; the list never writes to a record that is gone."""
    user, one, other = make.officer("500112"), make.organization(), make.organization()
    data = [lists.row(name=other.name, code=other.credit_code, staff="77人")]
    file = lists.text(tmp_path / "名单.csv", data)
    wrong = at_once(
        lambda: propose_merge(by=user, survivor=one, loser=other, **REASON),
        lambda: take_in(file),
    )
    other.refresh_from_db()
    assert not wrong
    assert other.merged_into == one
    assert not other.facts.known().exists()
    line = ImportLine.objects.get(row__isnull=False)
    assert (line.organization, line.outcome) in ((other, "changed"), (one, "suspicious"))


def test_what_stays_with_the_one_that_went_is_seen_on_the_one_that_stays(yubei):
    """Profiles, stances, what sources said and papers: told there, and gone again on un-merge."""
    leader = make.officer("500112", Role.LEADER)
    survivor = make.organization(name="渝北区晨光服务中心")
    loser = make.organization(name="晨光服务中心")
    add_profile(by=yubei, organization=loser, as_of=date(2023, 12, 31), staff_total=37)
    Stance.objects.create(
        organization=loser, treatment="watch", assessed_on=date(2024, 1, 2), basis="实地走访记录"
    )
    update_organization(by=yubei, organization=loser, residence="渝北区龙溪街道九号", reason="核实")
    paper = draft_paper(
        by=yubei, kind="organization-sheet", federation=loser.federation, subject=loser
    )
    merge = propose_merge(by=yubei, survivor=survivor, loser=loser, reason="现场核实")

    def told(user, path="", **query):
        client = Client()
        client.force_login(user)
        return client.get(survivor.get_absolute_url() + path, query).content.decode()

    page = told(yubei)
    assert "原“晨光服务中心”" in page
    assert "37" in page
    record = told(yubei, "record/")
    assert "渝北区龙溪街道九号" in record
    profile = loser.profiles.get()
    assert reverse("orgs:profiles-correct", args=[survivor.uid, profile.pk]) not in page
    assert "实地走访记录" in told(leader)
    assert str(paper.get_absolute_url()) in told(yubei, "papers/")
    undo_merge(by=yubei, merge=merge, reason="实为两家")
    assert "原“晨光服务中心”" not in told(yubei)
    assert "实地走访记录" not in told(leader)
    assert str(paper.get_absolute_url()) not in told(yubei, "papers/")
    assert loser.profiles.get() == profile
