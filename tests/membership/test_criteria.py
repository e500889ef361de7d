"""The criteria of the sources, judged one by one by hand, each with its evidence."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from rest_framework.test import APIClient

from governance.models import Event
from membership.models import CriterionFinding
from membership.priorities import criteria, ranked, reasons
from membership.services.criteria import judge_criterion, withdraw_criterion
from orgs.models import Organization
from tests import make

pytestmark = pytest.mark.django_db


def weighed(org):
    """Its points by criterion, and what is said for each."""
    on, place = timezone.localdate(), make.federation("500112")
    [row] = ranked(Organization.objects.filter(pk=org.pk), place, on)
    told = criteria(place, on)
    return {c.code: getattr(row, c.column) for c in told}, [w for _, w in reasons(row, told)]


def test_what_was_seen_goes_before_what_is_supposed(client, yubei):
    """CQ-22: each criterion is judged with its evidence, by somebody on a day, and ranks by that;
    alone or with others is decided by size."""
    org = make.organization(premises="own", registered_on=date(2025, 1, 1))
    assert weighed(org)[0]["premises"] == 15
    assert weighed(org)[0]["basis"] == 0
    client.force_login(yubei)
    address = f"/organizations/{org.uid}/criteria/"
    lease = SimpleUploadedFile("租约.txt", "租赁合同".encode())
    told = {"evidence": "自有房屋已出售", "judged_on": "2026-01-05", "file": lease}
    answer = client.post(f"{address}premises/", {"met": "0", **told})
    assert (answer.status_code, answer.url) == (302, address)
    told = {"evidence": "有工资集体协议", "judged_on": "2026-01-05"}
    client.post(f"{address}basis/", {"met": "1", **told})
    points, words = weighed(org)
    assert (points["premises"], points["basis"]) == (0, 5)
    assert words == [f"工作基础好：有工资集体协议（{yubei}，2026-01-05 认定）"]
    page = client.get(address).content.decode()
    for said in ("自有房屋已出售", "租约.txt", "有工资集体协议", "5 项中符合 1 项"):
        assert said in page
    assert Event.objects.about(org).filter(verb="organization.judge_criterion").count() == 2


def test_the_newest_stands_until_it_is_taken_back(yubei, org):
    """CQ-22"""
    today = timezone.localdate()
    first = judge(yubei, org, "influence", True, judged_on=today - timedelta(9))
    judge(yubei, org, "influence", False, judged_on=today - timedelta(20))
    last = judge(yubei, org, "influence", False)
    assert CriterionFinding.objects.standing().get() == last
    assert CriterionFinding.objects.standing(today - timedelta(1)).get() == first
    with pytest.raises(ValidationError, match="请填写撤回认定的原因"):
        withdraw_criterion(by=yubei, finding=last, reason=" ")
    withdraw_criterion(by=yubei, finding=last, reason="看错了单位")
    assert CriterionFinding.objects.standing().get() == first
    with pytest.raises(ValidationError, match="已经撤回"):
        withdraw_criterion(by=yubei, finding=last, reason="再撤")


def test_no_evidence_no_finding(yubei, stranger, org):
    with pytest.raises(ValidationError, match="请写明依据"):
        judge_criterion(by=yubei, organization=org, criterion="stable", met=True, evidence=" ")
    with pytest.raises(ValidationError, match="不能晚于今天"):
        judge(yubei, org, "stable", True, judged_on=timezone.localdate() + timedelta(1))
    with pytest.raises(PermissionDenied):
        judge(stranger, org, "stable", True)
    assert not CriterionFinding.objects.exists()


def test_the_union_as_a_check_item_of_the_partys_work(client, yubei):
    """ZH-03: whether founding a union is among what the Party's work is judged by, shown, found
    and exported with the organizations that have a Party organization and no union."""
    listed, other = (make.organization(has_party_org=True, name=f"渝北区第{n}中心") for n in (1, 2))
    judge(yubei, listed, "party_norms", True)
    client.force_login(yubei)
    page = client.get("/founding/party-gap/?party_gap=yes")
    assert {row[0].name: row[-1] for row in page.context["rows"]} == {
        listed.name: "已列入",
        other.name: "未核实",
    }
    found = client.get("/founding/party-gap/?party_gap=yes&party_norms=unseen")
    assert [row[0] for row in found.context["rows"]] == [other]


def test_over_the_interface(yubei, stranger, org):
    """CQ-22"""
    api = APIClient()
    api.force_authenticate(yubei)
    address = f"/api/v1/organizations/{org.uid}/criteria/"
    told = {"criterion": "stable", "met": True, "evidence": "社保缴费名单"}
    made = api.post(address, told, format="json")
    assert made.status_code == 201
    assert api.post(address, {**told, "criterion": "wealth"}, format="json").status_code == 400
    rows = {row["criterion"]: row for row in api.get(address).json()["results"]}
    assert (rows["stable"]["met"], rows["stable"]["now"]["evidence"]) == (True, "社保缴费名单")
    gone = api.post(f"{address}{made.json()['id']}/withdraw/", {"reason": "误登"}, format="json")
    assert gone.json()["void_reason"] == "误登"
    api.force_authenticate(stranger)
    assert api.get(address).status_code == 404


def judge(by, org, criterion, met, **more):
    return judge_criterion(
        by=by, organization=org, criterion=criterion, met=met, evidence="实地查看", **more
    )
