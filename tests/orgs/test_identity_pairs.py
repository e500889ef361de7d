"""Suspected duplicates: found by rules with a receipt, decided by people, remembered."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from governance.models import Event
from orgs.duplicates import matching
from orgs.duplicates.cores import core, places_named
from orgs.duplicates.rules import in_words
from orgs.models import DuplicatePair, Organization, OrganizationAlias
from orgs.services import update_organization
from orgs.services.duplicates import dismiss_pair, look_for_duplicates
from orgs.services.merging import propose_merge
from tests import make

pytestmark = pytest.mark.django_db
State = DuplicatePair.State
YUBEI = places_named([("50", "重庆市"), ("500112", "渝北区")])


@pytest.mark.parametrize(
    ("name", "left"),
    [
        ("重庆市渝北区晨光社会工作服务中心", "晨光"),
        ("渝北晨光社会工作服务中心", "晨光"),
        ("重慶市渝北區晨光幼兒園", "晨光幼儿园"),
        ("渝北区商会", "商会"),
        ("晨光（重庆）公益促进会", "晨光重庆公益"),
    ],
)
def test_the_core_of_a_name(name, left):
    assert core(name, YUBEI) == left


def pair():
    return DuplicatePair.objects.get()


def alike(**over):
    one = make.organization(name="重庆市渝北区晨光社会工作服务中心")
    other = make.organization(
        **{"name": "渝北晨光社会工作服务中心", "credit_code": None, "registered_on": None, **over}
    )
    return one, other


def rules_of(found):
    return {key: weight for key, _, _, weight in found.receipt}


def test_a_pair_comes_with_its_receipt():
    """Row 9: every rule that holds, both values, its weight, and the sum."""
    alike()
    look_for_duplicates()
    assert rules_of(pair()) == {"name_same": 50, "county_same": 10}
    assert pair().score == 60
    assert in_words(pair().receipt)[0] == (
        *("去掉地名和类别后名称相同", "重庆市渝北区晨光社会工作服务中心"),
        *("渝北晨光社会工作服务中心", 50),
    )


def test_personal_values_are_compared_and_never_written_down():
    same = {"legal_representative": "张某某", "contact_phone": "13800000001"}
    one = make.organization(name="渝北区晨光幼儿园", **same)
    make.organization(name="渝北区朝阳幼儿园", credit_code=None, **same)
    look_for_duplicates()
    assert {"phone_same", "representative_same"} < rules_of(pair()).keys()
    said = str(pair().receipt)
    assert "张某某" not in said
    assert "13800000001" not in said
    assert one.traits.phones[0] not in said


@pytest.mark.parametrize(
    ("over", "found"),
    [
        ({"name": "渝北区辰光养老服务中心"}, False),
        ({"name": "渝北区辰光养老服务中心", "contact_phone": "13800000001"}, True),
        ({"name": "渝北区晨光养老院", "contact_phone": "13800000001"}, True),
        ({"type": "53"}, False),
        ({"credit_code": make.credit_code()}, False),
        ({"federation": None, "name": "江北区晨光养老服务中心"}, False),
    ],
)
def test_what_is_near_and_what_is_not(over, found):
    place = "500105" if "federation" in over else "500112"
    over.pop("federation", None)
    over = {"credit_code": None, "registered_on": None, "name": "渝北晨光养老服务中心", **over}
    make.organization(name="渝北区晨光养老服务中心", contact_phone="13800000001")
    make.organization(place, **over)
    look_for_duplicates()
    assert DuplicatePair.objects.exists() == found


def test_the_number_within_the_code_is_found_among_aliases_too():
    one = make.organization(name="某协会", credit_code="91110108551385082Q")
    other = make.organization(name="另一名称的学会", credit_code=None)
    OrganizationAlias.objects.create(
        organization=other, scheme="organization_code", value="551385082"
    )
    look_for_duplicates()
    assert one.traits.numbers == ["551385082"]
    assert rules_of(pair())["number_same"] == 70


def test_what_many_share_tells_nothing(monkeypatch):
    monkeypatch.setattr(matching, "BLOCK", 3)
    for n in range(5):
        make.organization(name=f"{'甲乙丙丁戊'[n]}某老人之家", contact_phone="13800000001")
    look_for_duplicates()
    assert not DuplicatePair.objects.exists()


def test_a_decision_stands_until_something_that_identifies_changes(yubei):
    """Row 10: who and why are kept; another address does not ask again, another name does."""
    one, other = alike()
    look_for_duplicates()
    dismiss_pair(by=yubei, pair=pair(), reason="两家各有证书")
    look_for_duplicates()
    assert (pair().state, pair().decided_by) == (State.DISMISSED, yubei)
    update_organization(by=yubei, organization=one, residence="别处1号")
    look_for_duplicates()
    assert pair().state == State.DISMISSED
    update_organization(by=yubei, organization=other, legal_representative="李某")
    look_for_duplicates()
    assert pair().state == State.OPEN
    assert pair().reopened_at
    assert pair().reason == "两家各有证书"
    assert [e.verb for e in Event.objects.about(pair())] == ["duplicatepair.dismiss"]


def test_a_decision_says_why_and_is_made_within_reach(yubei, stranger):
    alike()
    look_for_duplicates()
    with pytest.raises(ValidationError, match="请写明为什么不是重复"):
        dismiss_pair(by=yubei, pair=pair(), reason=" ")
    with pytest.raises(PermissionDenied):
        dismiss_pair(by=stranger, pair=pair(), reason="不是")


def test_what_is_no_longer_alike_goes():
    _, other = alike()
    look_for_duplicates()
    Organization.objects.filter(pk=other.pk).update(name="渝北区朝阳幼儿园")
    look_for_duplicates()
    assert not DuplicatePair.objects.exists()


def test_crowds_are_set_apart():
    """§4 lesson 31: one wrong link must not make one organization of many."""
    for n in range(8):
        make.organization(
            name="渝北区晨光协会", credit_code=None, registered_on=date(2010 + n, 1, 1)
        )
    told = look_for_duplicates()
    assert told["crowded"] == 28
    assert set(DuplicatePair.objects.values_list("state", flat=True)) == {State.CROWDED}
    Organization.objects.filter(registered_on__gt=date(2013, 1, 1)).update(name="某学校")
    look_for_duplicates()
    assert State.OPEN in set(DuplicatePair.objects.values_list("state", flat=True))


def test_the_lowest_federation_above_both_decides(yubei):
    same = {"contact_phone": "13800000001", "legal_representative": "张某", "credit_code": None}
    make.organization("500112", name="渝北区晨光协会", residence="某路1号", **same)
    make.organization("500105", name="江北区晨光协会", residence="某路1号", **same)
    look_for_duplicates()
    assert pair().federation.code == "50"
    jiangbei, chongqing = make.officer("500105"), make.officer("50")
    seen = [DuplicatePair.objects.for_user(u, "org_edit").count() for u in (yubei, jiangbei)]
    assert seen == [0, 0]
    assert DuplicatePair.objects.for_user(chongqing, "org_edit").count() == 1


def test_a_merge_decides_the_pair_and_comparing_again_does_not_ask(yubei):
    one, other = alike()
    look_for_duplicates()
    propose_merge(by=yubei, survivor=one, loser=other, reason="同一家")
    look_for_duplicates()
    assert pair().state == State.MERGED
