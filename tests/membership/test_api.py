"""The API says and refuses what the pages say and refuse."""

import pytest
from django.core.management import call_command
from rest_framework.test import APIClient

from membership.models import Coverage, Eligibility
from tests import make


@pytest.fixture
def api(yubei):
    client = APIClient()
    client.force_authenticate(yubei)
    return client


def url(org, what):
    return f"/api/v1/organizations/{org.uid}/{what}/"


def test_assess_and_read_back(api, org):
    """DRV-04"""
    answer = api.post(
        url(org, "eligibility"), {"decision": "eligible", "as_of": "2023-06-01"}, format="json"
    )
    assert answer.status_code == 201, answer.data
    [row] = api.get(url(org, "eligibility")).data["results"]
    assert (row["decision_display"], row["valid_from"]) == ("具备建会条件", "2023-06-01")


def test_found_and_cover(api, org, joint):
    """DRV-14"""
    body = {"form": "joint", "union": joint.pk, "as_of": "2023-06-01"}
    assert api.post(url(org, "coverage"), body, format="json").status_code == 201
    refused = api.post(url(org, "coverage"), body, format="json")
    assert refused.status_code == 400
    assert "无须重复登记" in refused.data["detail"]
    own = {"form": "single", "as_of": "2024-06-01", "founding": {"name": "某中心工会"}}
    made = api.post(url(org, "coverage"), own, format="json")
    assert made.status_code == 201, made.data
    rows = api.get(url(org, "coverage")).data["results"]
    known = [r for r in rows if r["recorded_to"] is None]
    assert [(r["form"], r["valid_to"]) for r in known] == [
        ("single", None),
        ("joint", "2024-06-01"),
    ]


@pytest.fixture
def covered(api, org, joint):
    """The id of a coverage since 2023-06-01."""
    body = {"form": "joint", "union": joint.pk, "as_of": "2023-06-01"}
    return api.post(url(org, "coverage"), body, format="json").data["id"]


def known(api, org, what="coverage"):
    return [r for r in api.get(url(org, what)).data["results"] if r["recorded_to"] is None]


def test_coverage_ends_by_the_same_service(api, org, covered):
    """DRV-14"""
    end = url(org, f"coverage/{covered}/end")
    assert "reason" in api.post(end, {"on": "2024-01-01"}, format="json").data["errors"]
    early = api.post(end, {"on": "2023-06-01", "reason": "注销"}, format="json")
    assert "终止日期须晚于覆盖开始日期" in str(early.data)
    done = api.post(end, {"on": "2024-01-01", "reason": "组织注销"}, format="json")
    assert (done.status_code, done.data["valid_to"]) == (200, "2024-01-01")
    assert api.post(end, {"reason": "再来一次"}, format="json").status_code == 404
    assert [r["valid_to"] for r in known(api, org)] == ["2024-01-01"]


def test_a_record_is_corrected_and_what_was_believed_stays(api, org, covered):
    """DRV-14"""
    body = {"valid_from": "2023-07-01", "basis": "渝北工组〔2023〕7号", "reason": "日期录错"}
    done = api.post(url(org, f"coverage/{covered}/correct"), body, format="json")
    assert (done.status_code, done.data["valid_from"]) == (200, "2023-07-01"), done.data
    assert [r["valid_from"] for r in known(api, org)] == ["2023-07-01"]
    assert Coverage.objects.count() == 2


def test_a_record_made_by_mistake_is_withdrawn(api, org, covered):
    """DRV-14 DRV-04"""
    assert api.post(url(org, f"coverage/{covered}/withdraw"), {}, format="json").status_code == 400
    body = {"reason": "登错组织"}
    assert (
        api.post(url(org, f"coverage/{covered}/withdraw"), body, format="json").status_code == 204
    )
    api.post(url(org, "eligibility"), {"decision": "eligible"}, format="json")
    [finding] = known(api, org, "eligibility")
    answer = api.post(url(org, f"eligibility/{finding['id']}/withdraw"), body, format="json")
    assert answer.status_code == 204
    assert known(api, org) == known(api, org, "eligibility") == []


@pytest.mark.parametrize("act", ["end", "correct", "withdraw"])
def test_who_may_only_look_changes_no_record(api, org, covered, act, stranger):
    body = {"reason": "试试", "on": "2024-01-01"}
    for user, status in ((make.officer("500112", "statistics"), 403), (stranger, 404)):
        api.force_authenticate(user)
        assert api.post(url(org, f"coverage/{covered}/{act}"), body, format="json").status_code == (
            status
        )


def test_a_union_out_of_reach_is_not_there(api, org):
    theirs = make.union("32")
    body = {"form": "joint", "union": theirs.pk}
    refused = api.post(url(org, "coverage"), body, format="json")
    assert refused.status_code == 400
    assert theirs.name not in str(refused.data)
    body = {"form": "single", "founding": {"name": "某工会", "federation": "32"}}
    assert api.post(url(org, "coverage"), body, format="json").status_code == 404
    assert not Coverage.objects.exists()


@pytest.mark.parametrize("what", ["eligibility", "coverage"])
def test_the_stranger_finds_nothing(stranger, org, what):
    client = APIClient()
    client.force_authenticate(stranger)
    assert client.get(url(org, what)).status_code == 404
    body = {"decision": "eligible", "form": "single", "founding": {"name": "某工会"}}
    assert client.post(url(org, what), body, format="json").status_code == 404
    assert not Eligibility.objects.exists()


def test_who_may_only_look_may_not_act(org):
    client = APIClient()
    client.force_authenticate(make.officer("500112", "statistics"))
    assert client.get(url(org, "eligibility")).status_code == 200
    answer = client.post(url(org, "eligibility"), {"decision": "eligible"}, format="json")
    assert answer.status_code == 403
    assert "只能办理本级及下级工会" in answer.data["detail"]


def test_drives_say_their_scope_in_words(api):
    """DRV-01 DRV-02 DRV-03 DRV-05 DRV-06"""
    call_command("load_drives")
    drive = api.get("/api/v1/drives/DRV-2023/").data
    assert [s["code"] for s in drive["segments"]][:2] == ["A", "B"]
    assert drive["segments"][0]["words"] == ["登记情形为已登记", "登记级别为国家级、省级"]
    assert [t["words"] for t in drive["targets"]] == [
        "2023-12-31 不低于 60%",
        "2024-12-31 达到 85% 左右（±2 个百分点）并动态保持",
    ]
    assert [d["code"] for d in api.get("/api/v1/drives/").data["results"]] == ["DRV-2023"]
