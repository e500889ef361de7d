"""Asked before it is saved: a mistyped code, one that is there already, a row of a list."""

import re

import pytest
from django.core.exceptions import ValidationError
from rest_framework.test import APIClient

from governance.models import Event
from orgs.models import Organization
from orgs.services import register_organization
from orgs.services.duplicates import look_for_duplicates
from orgs.validators import organization_code_checks
from tests import make
from tests.orgs import lists
from unions.models import Region

NEW = "/organizations/new/"
FIELDS = {"type": "52", "standing": "registered", "kind": "general", "region": "500112"}


@pytest.fixture
def officer(client, yubei):
    client.force_login(yubei)
    return client


@pytest.fixture
def there(db):
    made = make.organization(name="重庆市渝北区晨光社会工作服务中心")
    look_for_duplicates()
    return made


def mistyped(code):
    swapped = code[:12] + code[13] + code[12] + code[14:]
    return swapped if swapped != code else code[:-1] + ("1" if code[-1] != "1" else "2")


def test_a_mistyped_code_is_proposed_and_only_taken_when_chosen(officer, db):
    code = next(c for c in iter(make.credit_code, "") if organization_code_checks(c))
    posted = {**FIELDS, "name": "渝北区朝阳服务中心", "credit_code": mistyped(code)}
    answer = officer.post(NEW, posted)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "您是否想输入" in page
    assert code in re.findall(r'name="credit_code_instead" value="(\w*)"', page)
    assert not Organization.objects.exists()
    assert officer.post(NEW, {**posted, "credit_code_instead": ""}).status_code == 422
    answer = officer.post(NEW, {**posted, "credit_code_instead": code})
    assert answer.status_code == 302
    assert Organization.objects.get().credit_code == code


def test_known_codes_are_marked_among_the_proposals(officer, there):
    posted = {**FIELDS, "name": "另一家服务中心", "credit_code": mistyped(there.credit_code)}
    page = officer.post(NEW, posted).content.decode()
    assert re.search(rf'value="{there.credit_code}".*?在册', page)


def test_one_like_it_is_asked_about_before_it_is_saved(officer, there, yubei):
    """Row 8: named with why; another goes on with a reason, which stands in the trail."""
    posted = {**FIELDS, "name": "渝北晨光社会工作服务中心"}
    answer = officer.post(NEW, posted)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "这家可能已登记" in page
    assert there.name in page
    assert "确为另一家的理由" in page
    assert officer.post(NEW, {**posted, "despite": "负责人和证书均不同"}).status_code == 302
    made = Organization.objects.get(name="渝北晨光社会工作服务中心")
    assert Event.objects.about(made).get(verb="organization.register").reason == (
        "负责人和证书均不同"
    )


def test_what_is_not_alike_is_not_asked_about(officer, there):
    assert "确为另一家的理由" not in officer.get(NEW).content.decode()
    for n, name in enumerate(("渝北区朝阳幼儿园", "渝北区晨光学校")):
        answer = officer.post(NEW, {**FIELDS, "name": name, "staff_count": n})
        assert answer.status_code == 302, name


def test_the_api_asks_alike(there, yubei):
    caller = APIClient()
    caller.force_authenticate(yubei)
    posted = {"name": "渝北晨光社会工作服务中心", "type": "52", "region": "500112"}
    refused = caller.post("/api/v1/organizations/", posted, format="json")
    assert refused.status_code == 400
    assert "这家可能已登记" in refused.content.decode()
    made = caller.post("/api/v1/organizations/", {**posted, "despite": "另一家"}, format="json")
    assert made.status_code == 201


def test_of_organizations_elsewhere_nothing_is_said(there, stranger):
    region = Region.objects.get(code="320102")
    values = {"type": "52", "region": region, "legal_representative": "张某"}
    register_organization(by=stranger, name="晨光社会工作服务中心", **values)
    with pytest.raises(ValidationError, match="这家可能已登记"):
        register_organization(by=stranger, name="晨光社会工作服务中心", **values)


def test_a_new_row_like_one_on_the_register_waits_for_a_person(there, tmp_path, take_in):
    """Row 8: in lists, too."""
    there.legal_representative = "陈静"
    there.contact_phone = "13800001234"
    there.save()

    look_for_duplicates()
    data = [lists.row(name="渝北区晨光社会工作服务中心"), lists.row(2)]
    result = take_in(lists.text(tmp_path / "名单.csv", data), apply=False)
    assert lists.classes(result) == {"suspicious": 1, "new": 1}
