"""One rule, two doors: the page and the API refuse in the same words, and neither writes."""

import html

import pytest
from rest_framework.test import APIClient

from governance.models import Event
from tests import make

CASES = [
    ("eligibility", {"decision": "ineligible"}, {}, "不具备建会条件的，请选择主要原因。"),
    ("eligibility", {"as_of": "2099-01-01"}, {}, "日期不能晚于今天。"),
    ("eligibility", {"as_of": "2010-01-01"}, {}, "认定日期不能早于成立登记日期 2015-03-01。"),
    ("eligibility", {}, {"standing": "filed", "credit_code": None}, "不能认定为具备建会条件。"),
    ("coverage", {"as_of": "2015-06-01"}, {}, "的成立日期 2016-01-01。"),
    ("coverage", {"as_of": "2099-01-01"}, {}, "日期不能晚于今天。"),
    ("coverage", {}, {"standing": "unregistered", "credit_code": None}, "未在民政部门登记"),
    (
        "coverage",
        {},
        {"status": "deregistered", "ended_on": "2020-01-01"},
        "已于 2020-01-01 注销，不能再登记覆盖。",
    ),
]


def by_page(client, org, what, data):
    asked = "?form=joint" if what == "coverage" else ""
    return client.post(f"/organizations/{org.uid}/{what}/{asked}", data), 422


def by_api(client, org, what, data):
    api = APIClient()
    api.force_authenticate(client.officer)
    url = f"/api/v1/organizations/{org.uid}/{what}/"
    return api.post(url, data, format="json"), 400


@pytest.mark.parametrize("door", [by_page, by_api])
@pytest.mark.parametrize(("what", "change", "over", "words"), CASES)
def test_both_doors_refuse_alike(client, yubei, joint, door, what, change, over, words):
    """DRV-04 DRV-14"""
    client.force_login(yubei)
    client.officer = yubei
    org = make.organization(**over)
    org.refresh_from_db()
    data = {
        "eligibility": {"decision": "eligible", "as_of": "2023-06-01"},
        "coverage": {"form": "joint", "union": joint.pk, "as_of": "2023-06-01"},
    }[what]
    answer, status = door(client, org, what, data | change)
    assert answer.status_code == status
    assert words in html.unescape(answer.content.decode())
    assert not Event.objects.filter(verb__startswith="organization.").exists()
