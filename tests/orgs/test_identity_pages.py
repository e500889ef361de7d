"""The pages and the API of duplicates, merges and un-merges, from the list to the last question."""

import re
from datetime import date

import pytest
from rest_framework.test import APIClient

from membership.services import record_coverage
from orgs.models import Delegate, DuplicatePair, Merge, Organization
from orgs.services import update_organization
from orgs.services.duplicates import look_for_duplicates
from tests import make

PAIRS = "/organizations/duplicates/"


@pytest.fixture
def two(db):
    one = make.organization(name="重庆市渝北区晨光社会工作服务中心", contact_phone="13812345678")
    other = make.organization(
        name="渝北晨光社会工作服务中心", credit_code=None, contact_phone="13812345678"
    )
    look_for_duplicates()
    return one, other


@pytest.fixture
def officer(client, yubei):
    client.force_login(yubei)
    return client


@pytest.fixture
def api(yubei):
    caller = APIClient()
    caller.force_authenticate(yubei)
    return caller


def text(answer):
    return answer.content.decode()


def test_the_work_list_filters_sorts_and_leaves_the_house(officer, two):
    page = text(officer.get(PAIRS))
    assert two[0].name in page
    assert "联系电话相同" in page
    assert two[0].name in text(officer.get(PAIRS, {"q": "晨光", "score": "90", "sort": "-found"}))
    assert two[0].name not in text(officer.get(PAIRS, {"rule": "number_same"}))
    assert two[0].name not in text(officer.get(PAIRS, {"state": "dismissed"}))
    assert officer.get(PAIRS, {"format": "xlsx"})["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("rows", [2, 6])
def test_the_list_asks_as_often_however_long(officer, rows, django_assert_max_num_queries):
    for n in range(rows):
        for code in (make.credit_code(), None):
            make.organization(name=f"渝北区{'甲乙丙丁戊己'[n]}光老人之家", credit_code=code)
    look_for_duplicates()
    with django_assert_max_num_queries(26):
        assert officer.get(PAIRS, {"size": "50"}).status_code == 200


def test_side_by_side_with_the_receipt_and_phones_masked(officer, two):
    page = text(officer.get(DuplicatePair.objects.get().get_absolute_url()))
    assert "138****5678" in page
    assert "13812345678" not in page
    assert "+30" in page
    assert "不同" in page


def test_not_a_duplicate(officer, two, yubei):
    pair = DuplicatePair.objects.get()
    assert officer.post(pair.get_absolute_url(), {"reason": ""}).status_code == 422
    assert officer.post(pair.get_absolute_url(), {"reason": "两家"}).url == PAIRS
    pair.refresh_from_db()
    assert (pair.state, pair.decided_by, pair.reason) == ("dismissed", yubei, "两家")


def test_from_the_pair_to_the_merge_and_back(officer, two, yubei):
    """Preview, merge, an edit, un-merge with its question answered."""
    survivor, loser = two
    Delegate.objects.create(organization=loser, user=make.officer("32"))
    address = f"/organizations/{survivor.uid}/merge/"
    page = text(officer.get(address, {"other": str(loser.uid)}))
    assert "经办代表" in page
    assert not Merge.objects.exists()
    seen = re.search(r'name="seen" value="(\w+)"', page)[1]
    posted = {"other": str(loser.uid), "seen": seen, "reason": "同一家"}
    assert officer.post(address, {**posted, "reason": ""}).status_code == 422
    assert officer.post(address, {**posted, "seen": "x"}).status_code == 422
    done = officer.post(address, posted)
    merge = Merge.objects.get()
    assert done.url == merge.get_absolute_url()
    assert loser.name in text(officer.get(done.url))
    added = Delegate.objects.create(organization=survivor, user=make.officer("32"))
    update_organization(by=yubei, organization=survivor, residence="新街1号")
    undo = f"{done.url}undo/"
    page = text(officer.get(undo))
    assert "归属不明的 1 项" in page
    assert "新街1号" in page
    answers = {"question-0": "loser", "edit-0": "survivor"}
    assert officer.post(undo, {**answers, "reason": ""}).status_code == 422
    assert officer.post(undo, {"reason": "误并", "edit-0": "survivor"}).status_code == 422
    assert officer.post(undo, {**answers, "reason": "误并"}).url == done.url
    added.refresh_from_db()
    assert added.organization == loser
    assert Organization.objects.get(pk=survivor.pk).residence == "新街1号"
    assert officer.get(f"/organizations/{loser.uid}/").status_code == 200
    assert DuplicatePair.objects.get().state == "dismissed"


def test_the_other_is_named_by_code_or_name_within_reach(officer, two):
    survivor, loser = two
    address = f"/organizations/{survivor.uid}/merge/"
    elsewhere = make.organization("320102")
    for words, status in (
        (loser.name, 200),
        (elsewhere.credit_code, 422),
        ("没有这一家", 422),
        (survivor.credit_code, 422),
    ):
        assert officer.get(address, {"other": words}).status_code == status, words


def test_a_second_person_on_the_page(officer, two, yubei, client):
    for organization in two:
        values = {"form": "joint", "union": make.union(), "as_of": date(2020, 1, 1)}
        record_coverage(by=yubei, organization=organization, **values)
    address = f"/organizations/{two[0].uid}/merge/"
    page = text(officer.get(address, {"other": str(two[1].uid)}))
    assert "须由另一人复核" in page
    seen = re.search(r'name="seen" value="(\w+)"', page)[1]
    where = officer.post(address, {"other": str(two[1].uid), "seen": seen, "reason": "同一家"}).url
    assert "同意，合并" not in text(officer.get(where))
    second = make.officer("500112")
    client.force_login(second)
    assert "待复核的合并" in text(client.get("/communications/"))
    assert "同意，合并" in text(client.get(where))
    client.post(f"{where}approve/")
    assert Merge.objects.get().state == "done"


def test_over_the_api(api, two):
    survivor, loser = two
    [pair] = api.get("/api/v1/duplicates/").json()["results"]
    assert {line["rule"] for line in pair["receipt"]} >= {"联系电话相同"}
    asked = {"survivor": str(survivor.uid), "loser": str(loser.uid)}
    told = api.post("/api/v1/merges/", {**asked, "dry_run": True}, format="json")
    assert told.status_code == 200
    assert not Merge.objects.exists()
    refused = api.post("/api/v1/merges/", asked, format="json")
    assert refused.status_code == 400
    made = api.post("/api/v1/merges/", {**asked, "reason": "同一家"}, format="json")
    assert (made.status_code, made.json()["state"]) == (201, "done")
    where = f"/api/v1/merges/{made.json()['id']}/"
    Delegate.objects.create(organization=survivor, user=make.officer("32"))
    [question] = api.get(f"{where}undo/").json()["questions"]
    refused = api.post(f"{where}undo/", {"reason": "误并"}, format="json")
    assert refused.status_code == 400
    answers = {"reason": "误并", "answers": {question["key"]: "loser"}}
    assert api.post(f"{where}undo/", answers, format="json").json()["state"] == "undone"


def test_what_a_code_may_have_been_over_the_api(api, two):
    code = two[0].credit_code
    wrong = code[:12] + code[13] + code[12] + code[14:]
    if wrong == code:
        wrong = code[:-1] + ("1" if code[-1] != "1" else "2")
    [first, *_] = api.get(f"/api/v1/credit-codes/{wrong}/", {"type": "52"}).json()["results"]
    assert first["code"] == code
    assert "在册" in first["reasons"]


def test_codes_of_others_are_not_told_as_known(stranger, two):
    caller = APIClient()
    caller.force_authenticate(stranger)
    code = two[0].credit_code
    wrong = code[:-1] + ("1" if code[-1] != "1" else "2")
    found = caller.get(f"/api/v1/credit-codes/{wrong}/").json()["results"]
    assert all("在册" not in one["reasons"] for one in found)
