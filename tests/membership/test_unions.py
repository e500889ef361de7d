"""A grassroots union ends: the same day nobody is covered by it, and nobody is surprised."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from rest_framework.test import APIClient

from governance.models import Event
from membership.models import Coverage
from membership.queries import loss_of
from membership.services import assess, dissolve_union, record_coverages
from tests import make

pytestmark = pytest.mark.django_db
BEGAN, ENDS = date(2023, 6, 1), date(2024, 6, 1)


@pytest.fixture
def covered(yubei, joint):
    """Three organizations that the joint union covers, one of them found eligible."""
    orgs = [make.organization() for _ in range(3)]
    record_coverages(by=yubei, organizations=orgs, union=joint, form="joint", as_of=BEGAN)
    assess(by=yubei, organization=orgs[0], decision="eligible", as_of=BEGAN)
    return orgs


def test_its_coverage_ends_the_same_day(yubei, joint, covered):
    """DRV-14"""
    loss = loss_of(joint, ENDS)
    assert (loss.ending, loss.counted, loss.eligible) == (3, 3, 1)
    assert dissolve_union(by=yubei, union=joint, on=ENDS, reason="园区撤并") == 3
    joint.refresh_from_db()
    assert joint.dissolved_on == ENDS
    known = Coverage.objects.known()
    assert {row.valid_to for row in known} == {ENDS}
    assert known.valid(date(2024, 5, 31)).count() == 3
    assert not known.valid(ENDS).exists()
    assert Coverage.objects.count() == 6
    told = Event.objects.about(joint).get()
    assert (told.verb, told.reason, told.detail["coverages"]) == (
        "grassrootsunion.dissolve",
        "园区撤并",
        3,
    )
    [batch] = {e.detail["batch"] for e in Event.objects.filter(label="终止工会覆盖（工会撤销）")}
    assert batch
    with pytest.raises(ValidationError, match="已于 2024-06-01 撤销"):
        dissolve_union(by=yubei, union=joint, on=ENDS, reason="再来")


def test_what_cannot_be_dissolved(yubei, stranger, joint, covered):
    with pytest.raises(PermissionDenied):
        dissolve_union(by=stranger, union=joint, on=ENDS, reason="别人的")
    for values, words in (
        ({"on": ENDS, "reason": " "}, "原因"),
        ({"on": date(2099, 1, 1), "reason": "将来"}, "不能晚于今天"),
        ({"on": date(2015, 1, 1), "reason": "太早"}, "不能早于成立日期"),
        ({"on": date(2023, 1, 1), "reason": "早于覆盖"}, "有 3 家自这一天或之后"),
    ):
        with pytest.raises(ValidationError, match=words):
            dissolve_union(by=yubei, union=joint, **values)
    assert not Coverage.objects.exclude(recorded_to=None).exists()


def test_whom_it_covers_elsewhere_is_for_those_above(yubei):
    """An industry union of 渝北 whose members' organizations moved to another county."""
    union = make.union("500112", kind="industry")
    elsewhere, above = make.organization("500101"), make.officer("50")
    record_coverages(by=above, organizations=[elsewhere], union=union, form="industry", as_of=BEGAN)
    with pytest.raises(ValidationError, match="1 家，请由上级工会办理"):
        dissolve_union(by=yubei, union=union, on=ENDS, reason="撤并")
    assert dissolve_union(by=above, union=union, on=ENDS, reason="撤并") == 1


def test_the_page_tells_what_it_does_before_it_does_it(client, yubei, joint, covered):
    client.force_login(yubei)
    path, values = f"/unions/{joint.pk}/", {"on": "2024-06-01", "reason": "园区撤并"}
    assert f"{path}dissolve/" in client.get(path).content.decode()
    shown = client.post(f"{path}dissolve/", values).content.decode()
    assert '其中 <b class="num">3</b> 家不再计入已建会' in shown
    assert '<b class="num">1</b> 家会回到“具备条件未建会”' in shown
    assert Coverage.objects.count() == 3
    assert client.post(f"{path}dissolve/", {**values, "step": "confirm"})["Location"] == path
    page = client.get(path).content.decode()
    assert "已撤销" in page
    assert "撤销日期：（空） → 2024-06-01" in page
    assert client.get(f"{path}dissolve/").status_code == 403


def test_the_interface_does_the_same(yubei, stranger, joint, covered):
    """DRV-14"""
    api = APIClient()
    api.force_authenticate(yubei)
    path = f"/api/v1/unions/{joint.pk}/dissolve/"
    assert api.get(path, {"on": "2024-06-01"}).data == {"ending": 3, "counted": 3, "eligible": 1}
    assert api.get(path, {"on": "昨天"}).status_code == 400
    assert "reason" in api.post(path, {}, format="json").data["errors"]
    done = api.post(path, {"on": "2024-06-01", "reason": "撤并"}, format="json")
    assert (done.status_code, done.data["dissolved_on"]) == (200, "2024-06-01")
    api.force_authenticate(stranger)
    assert api.get(path).status_code == 404
