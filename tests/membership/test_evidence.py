"""Evidence of working unions: entered, taken back, read from lists, told over the interface."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from governance.models import Event
from membership import evidence_list
from membership.models import Affiliation, EffectiveAssessment, Evidence, UnionStanding
from membership.services.affiliations import affiliate
from membership.services.evidence import record_evidence, void_evidence
from membership.services.organs import constitute
from membership.services.terms import remind_all
from orgs.services.acts import ACTS
from tests import make
from unions.models import Federation

pytestmark = pytest.mark.django_db
DAY = date(2026, 5, 1)
SERVED = {
    "DRV-19": ("congress", "review", "disclosure", "delegates"),
    "DRV-20": (
        *("legal_aid", "supervision", "bargaining", "contract"),
        *("democracy", "staff_congress"),
    ),
    "DRV-21": ("care", "counselling", "warmth", "schooling"),
}
NUMBERS = {
    "review": {"returned": 10, "satisfied": 9},
    "delegates": {"people": 5},
}


@pytest.mark.parametrize("kinds", SERVED.values(), ids=SERVED)
def test_each_system_has_its_dated_evidence(yubei, joint, kinds):
    """DRV-19 DRV-20 DRV-21"""
    for kind in kinds:
        record_evidence(
            by=yubei, union=joint, kind=kind, held_on=DAY, numbers=NUMBERS.get(kind, {})
        )
    assert set(Evidence.objects.values_list("kind", flat=True)) == set(kinds)
    assert UnionStanding.objects.get(union=joint).last_evidence_on == DAY
    assert EffectiveAssessment.objects.filter(union=joint, valid_to=None).count() == 12


def test_what_is_no_evidence(yubei, stranger, joint):
    good = {"by": yubei, "union": joint, "kind": "activity", "held_on": DAY}
    record_evidence(**good)
    with pytest.raises(PermissionDenied):
        record_evidence(**{**good, "by": stranger})
    for over, words in (
        ({}, "已经登记"),
        ({"held_on": date(2099, 1, 1)}, "不能晚于今天"),
        ({"held_on": date(2010, 1, 1)}, "不能早于工会成立日期"),
        ({"kind": "magic"}, "请选择记录类别"),
        ({"kind": "review"}, "请填写收回"),
        ({"note": "另一次", "numbers": {"people": "1.5"}}, "应为整数"),
        ({"note": "另一次", "numbers": {"people": -1}}, "应在 0 与"),
        ({"note": "另一次", "numbers": {"money": 3}}, "没有“money”"),
        ({"kind": "members", "numbers": {"workers": 5, "members": 6}}, "会员不能多于职工"),
    ):
        with pytest.raises(ValidationError, match=words):
            record_evidence(**{**good, **over})
    assert Evidence.objects.count() == 1


def test_a_mistake_is_taken_back_and_stays(yubei, joint):
    row = record_evidence(by=yubei, union=joint, kind="disclosure", held_on=DAY)
    with pytest.raises(ValidationError, match="原因"):
        void_evidence(by=yubei, evidence=row, reason=" ")
    void_evidence(by=yubei, evidence=row, reason="登错了工会")
    with pytest.raises(ValidationError, match="已经撤回"):
        void_evidence(by=yubei, evidence=row, reason="再来")
    assert Evidence.objects.get().void_reason == "登错了工会"
    assert not Evidence.objects.standing().exists()
    assert UnionStanding.objects.get(union=joint).last_evidence_on is None
    record_evidence(by=yubei, union=joint, kind="disclosure", held_on=DAY)


def sheet(*rows):
    book = openpyxl.Workbook()
    page = book.active
    page.append(["基层工会", "类别", "日期", "收回（份）", "满意（份）", "金额（元）", "说明"])
    for row in rows:
        page.append(row)
    out = BytesIO()
    book.save(out)
    return SimpleUploadedFile("记录.xlsx", out.getvalue())


def test_a_list_is_written_whole_or_not_at_all(client, yubei, joint):
    client.force_login(yubei)
    path = "/unions/evidence/import/"
    good = [joint.name, "会员评家", "2026-01-10", 100, 90, "", "年度评家"]
    wrong = [
        good,
        [joint.name, "会员评家", "2026-01-10", 100, 90, "", "年度评家"],
        ["没有这个工会", "经费收缴", "2026-01-10", "", "", 5, ""],
        [joint.name, "工会经费收缴", "昨天", "", "", 5, ""],
        [joint.name, "工会经费收缴", "2026-02-01", "", "", "", ""],
    ]
    answer = client.post(path, {"file": sheet(*wrong)})
    assert answer.status_code == 422
    page = answer.content.decode()
    for words in ("与第 2 行相同", "没有找到这个工会", "日期应写作", "请填写金额（元）"):
        assert words in page
    assert not Evidence.objects.exists()
    fees = [joint.name, "工会经费收缴", "2026-02-01", "", "", 1200, ""]
    assert client.post(path, {"file": sheet(good, fees)}).status_code == 302
    assert Evidence.objects.get(kind="review").numbers == {"returned": 100, "satisfied": 90}
    assert Evidence.objects.get(kind="fees").numbers == {"amount": "1200.00"}
    assert Event.objects.filter(verb="grassrootsunion.record_evidence").get().detail["rows"] == 2
    again = client.post(path, {"file": sheet(good)})
    assert "已经登记" in again.content.decode()


def test_what_is_exported_can_be_read_back(client, yubei, joint):
    client.force_login(yubei)
    record_evidence(
        by=yubei, union=joint, kind="warmth", held_on=DAY, numbers={"people": 9, "amount": "1.50"}
    )
    answer = client.post("/unions/evidence/export/")
    raw = b"".join(answer.streaming_content)
    page = openpyxl.load_workbook(BytesIO(raw)).active
    head = [cell.value for cell in page[1]]
    assert head == evidence_list.HEADINGS
    told = dict(zip(head, [cell.value for cell in page[2]], strict=True))
    assert (told["类别"], told["金额（元）"]) == ("送温暖", 1.5)
    Evidence.objects.all().delete()
    file = SimpleUploadedFile("导出.xlsx", raw)
    assert client.post("/unions/evidence/import/", {"file": file}).status_code == 302
    assert Evidence.objects.get().numbers == {"people": 9, "amount": "1.50"}


def test_three_taps_on_a_phone(client, yubei, joint):
    client.force_login(yubei)
    path = f"/unions/{joint.pk}/evidence/new/"
    assert "?kind=activity" in client.get(path).content.decode()
    form = client.get(f"{path}?kind=activity").content.decode()
    assert 'inputmode="decimal"' in form
    given = {"held_on": "2026-05-01", "people": "30", "note": "运动会"}
    given["file"] = SimpleUploadedFile("照片.png", make.PNG)
    answer = client.post(f"{path}?kind=activity", given)
    assert answer["Location"] == f"/unions/{joint.pk}/#evidence"
    page = client.get(f"/unions/{joint.pk}/").content.decode()
    assert "参加 30 人次" in page
    assert "照片.png" in page
    wrong = client.post(f"{path}?kind=review", {"held_on": "2026-05-01"})
    assert wrong.status_code == 422


def test_the_interface_says_and_does_the_same(yubei, stranger, joint):
    """DRV-17 DRV-19"""
    api = APIClient()
    api.force_authenticate(yubei)
    path = f"/api/v1/unions/{joint.pk}/"
    organ = {
        "kind": "committee",
        "years": 3,
        "starts_on": "2025-01-01",
        "officers": [{"person_name": "王小明", "post": "chair"}],
    }
    assert api.post(f"{path}organs/", organ, format="json").status_code == 201
    [told] = api.get(f"{path}organs/").data["results"]
    assert told["officers"][0]["person_name"] == "王小明"
    given = {"kind": "disclosure", "held_on": "2026-05-01"}
    made = api.post(f"{path}evidence/", given, format="json")
    assert made.status_code == 201
    assert api.post(f"{path}evidence/", given, format="json").status_code == 400
    assert len(api.get(f"{path}evidence/").data["results"]) == 1
    flags = api.get(f"{path}effective/").data
    assert [flag["flag"] for flag in flags["flags"]] == [f"E{n}" for n in range(1, 11)]
    assert flags["effective"] is False
    assert api.get(path).data["standing"]["met"] >= 1
    assert api.get("/api/v1/unions/", {"effective": "no"}).data["results"][0]["id"] == joint.pk
    assert not api.get("/api/v1/unions/", {"effective": "yes"}).data["results"]
    void = f"/api/v1/unions/evidence/{made.data['uid']}/void/"
    assert api.post(void, {"reason": "登错"}, format="json").status_code == 204
    api.force_authenticate(stranger)
    assert api.get(path).status_code == 404
    assert api.get("/api/v1/unions/").data["results"] == []


def test_who_sees_names_of_officers(client, yubei, joint):
    officers = [{"person_name": "欧阳小明", "post": "chair"}]
    constitute(by=yubei, union=joint, starts_on=DAY, years=3, officers=officers)
    for role, whole in (("organizing", True), ("statistics", False)):
        client.force_login(make.officer("500112", role=role))
        page = client.get(f"/unions/{joint.pk}/").content.decode()
        assert ("欧阳小明" in page) is whole


def test_a_union_comes_under_another(yubei, joint):
    """DRV-18 ZH-04"""
    above, below = make.officer("50"), make.federation("500101")
    head = make.union("500112", kind="regional", name="渝北区社会组织工会联合会")
    affiliate(
        by=yubei,
        union=joint,
        federation=joint.federation,
        through=head,
        starts_on=date(2024, 1, 1),
        reason="成立社会组织工会联合会",
    )
    with pytest.raises(PermissionDenied):
        affiliate(by=yubei, union=joint, federation=below, reason="迁址")
    with pytest.raises(ValidationError, match="没有变化"):
        affiliate(by=yubei, union=joint, federation=joint.federation, through=head, reason="再来")
    affiliate(
        by=above, union=joint, federation=below, starts_on=date(2025, 1, 1), reason="单位迁址"
    )
    joint.refresh_from_db()
    assert joint.federation == below
    rows = Affiliation.objects.filter(union=joint).order_by("starts_on")
    assert [(row.federation.code, row.through, row.ended_on) for row in rows] == [
        ("500112", None, date(2024, 1, 1)),
        ("500112", head, date(2025, 1, 1)),
        ("500101", None, None),
    ]
    assert head.led.in_force(date(2024, 6, 1)).count() == 1


def test_two_kinds_of_federations_of_a_district_and_of_a_street(client, yubei, joint):
    """SH-08: the union of the unions of social organizations, at the district and at a street, with
    the unions it leads; the federation of the organizations, itself one, with its members."""
    street = Federation.objects.create(
        code="500112-street",
        name="某街道总工会",
        short_name="某街道",
        kind="zone",
        level=Federation.Level.STREET,
        parent=make.federation("500112"),
        valid_from=date(2010, 1, 1),
    )
    street.refresh_from_db()
    district = make.union("500112", kind="regional", name="渝北区社会组织工会联合会")
    local = make.union("500112", kind="regional", name="某街道社会组织工会联合会")
    affiliate(by=yubei, union=local, federation=street, starts_on=DAY, reason="街道成立联合会")
    local.refresh_from_db()
    assert local.federation.get_level_display() == "乡级"
    affiliate(by=yubei, union=joint, federation=joint.federation, through=district, reason="理顺")
    hub = make.organization(type="51", name="渝北区社会组织联合会")
    member = make.organization(name="渝北某服务中心")
    relate = ACTS["relations"].add
    values = {"kind": "member", "counterpart": hub.credit_code, "starts_on": DAY}
    relate(by=yubei, organization=member, **values)
    client.force_login(yubei)
    assert joint.name in client.get(f"/unions/{district.pk}/").content.decode()
    assert hub.name in client.get(f"/organizations/{member.uid}/").content.decode()
    assert member.name in client.get(f"/organizations/{hub.uid}/").content.decode()
    kinds = client.get("/unions/?kind=regional").content.decode()
    assert district.name in kinds
    assert local.name in kinds


def test_reminders_go_out_once_at_six_and_at_three_months(yubei, joint):
    """C19"""
    officers = [{"person_name": "王一", "post": "chair"}]
    constitute(by=yubei, union=joint, starts_on=date(2024, 1, 1), years=3, officers=officers)
    assert remind_all(date(2026, 6, 30)) == 0
    assert remind_all(date(2026, 7, 1)) == 1
    assert remind_all(date(2026, 7, 2)) == 0
    assert remind_all(date(2026, 10, 1)) == 1
    assert remind_all(date(2026, 12, 1)) == 0
    assert remind_all(date(2027, 2, 1)) == 0, "over: it stands in the inbox"
    told = yubei.notifications.first().text
    assert told == f"“{joint.name}”工会委员会第 1 届将于 2027-01-01 届满，请指导换届。"
