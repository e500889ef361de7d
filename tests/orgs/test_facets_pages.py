"""The page of an organization, the list and the figures: what the particulars show there."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from orgs import extensions
from orgs.particulars import SECTIONS
from orgs.services import update_organization
from orgs.services.acts import ACTS
from tests import make, particulars

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
MOST_QUERIES = 38
"""Of a page with every kind of particular, upper apps' cards and the frame …"""
FEW_QUERIES = 31
"""… and with none: kinds of which there is nothing are not asked for."""


@pytest.fixture
def officer(client, yubei):
    client.force_login(yubei)
    return client


@pytest.fixture
def org(yubei):
    org = make.organization(type="51", name="渝北区羽毛球协会")
    particulars.write(org, by=yubei, skip=("stances",))
    return org


def text(answer):
    return answer.content.decode()


def queries(client, address):
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


def test_the_page_says_what_it_is_and_has_every_section(officer, org):
    """ACF-01, CQ-06: the sentence first, then each kind in its part."""
    page = text(officer.get(org.get_absolute_url()))
    assert "社会团体，2015年成立；正常，由渝北区总工会负责。" in page
    assert "4A级" in page
    assert "活动异常名录" in page
    page += text(officer.get(f"{org.get_absolute_url()}record/"))
    for key in SECTIONS:
        assert (f'id="{key}"' in page) is (key != "stances")
    for said in ("证书编号", "学术专业委员会", "旧时名称", "原挂靠单位", "某举办单位"):
        assert said in page
    assert "兼任某人" not in page


def test_what_is_empty_is_one_line(officer):
    page = text(officer.get(make.organization().get_absolute_url()))
    assert "尚无记录" in page
    assert page.count("/grades/new/") == 1


def test_as_many_queries_for_twenty_of_each_as_for_one(officer, yubei, org):
    address = org.get_absolute_url()
    officer.get(address)
    one = queries(officer, address)
    for n in range(20):
        day = date(2016, 1, 1) + timedelta(days=100 * n)
        ACTS["grades"].add(by=yubei, organization=org, level=3, starts_on=day)
        ACTS["ties"].add(
            **{"by": yubei, "organization": org, "kind": "council", "person_name": f"某{n}"},
            starts_on=day,
        )
        other = make.organization()
        ACTS["relations"].add(
            **{"by": yubei, "organization": org, "kind": "member"},
            counterpart=other.credit_code,
            starts_on=day,
        )
    assert queries(officer, address) <= one + 1  # names of others, once there are any
    assert one <= MOST_QUERIES
    assert queries(officer, make.organization().get_absolute_url()) <= FEW_QUERIES


@pytest.mark.parametrize("kind", [k for k in SECTIONS if k not in ("stances", "relations")])
def test_each_kind_is_added_and_corrected_on_its_page(officer, kind):
    """What was typed wrongly stands in the form again; what was right is there on the page."""
    org = make.organization(type="51", name="渝北区羽毛球协会")
    said = particulars.values_of()[kind]
    address = f"/organizations/{org.uid}/{kind}/new/"
    assert officer.get(address).status_code == 200
    empty = officer.post(address, {})
    assert empty.status_code == 422
    assert "错误" in text(empty)
    done = officer.post(address, said)
    assert done.status_code == 302, text(done)
    assert done.url.endswith(f"#{kind}")
    row = SECTIONS[kind].model.objects.get(organization=org)
    address = f"/organizations/{org.uid}/{kind}/{row.pk}/correct/"
    filled = text(officer.get(address))
    assert "更正原因" in filled
    assert officer.post(address, said).status_code == 422  # why?
    assert officer.post(address, {**said, "reason": "登错"}).status_code == 302


def test_evidence_hangs_on_a_relation(officer, org):
    from django.core.files.uploadedfile import SimpleUploadedFile

    address = f"/organizations/{org.uid}/relations/new/"
    said = {"kind": "member", "counterpart": "某联合会", "starts_on": "2024-05-01"}
    bad = SimpleUploadedFile("依据.exe", b"MZ\x00\x01")
    assert officer.post(address, {**said, "evidence": bad}).status_code == 422
    good = SimpleUploadedFile("依据.txt", "同意入会".encode())
    assert officer.post(address, {**said, "evidence": good}).status_code == 302
    assert "依据.txt" in text(officer.get(org.get_absolute_url()))


def test_too_early_off_the_list_is_told_beside_the_day(officer, org):
    mark = org.credit_marks.get()
    address = f"/organizations/{org.uid}/credit-marks/{mark.pk}/end/"
    answer = officer.post(address, {"on": "2024-06-01", "reason": "已联系上"})
    assert answer.status_code == 422
    assert "列入事由尚未消除" in text(answer)


class TestList:
    def shown(self, client, query):
        page = text(client.get(f"/organizations/?{query}"))
        return {name for name in ("阳光会", "月光会") if name in page}

    @pytest.fixture
    def two(self, yubei):
        """阳光会 has particulars, 月光会 none."""
        sun = make.organization(type="51", name="阳光会", management="direct")
        make.organization(type="51", name="月光会", management="dual")
        last = TODAY().year - 1
        particulars.write(sun, by=yubei, skip=("stances", "inspections", "profiles"))
        ACTS["inspections"].add(
            **{"by": yubei, "organization": sun, "year": last},
            regime="inspection",
            result="basic",
        )
        ACTS["profiles"].add(
            **{"by": yubei, "organization": sun, "as_of": date(2023, 12, 31)},
            staff_total=3,
            staff_full_time=0,
            assets=50_000,
            premises="rented",
        )
        update_organization(
            by=yubei,
            organization=sun,
            relevance="close",
            spheres=["society"],
            key_kinds=["charity"],
            short_kinds=["living"],
            self_run=True,
            self_funded=True,
            self_hired=True,
            charity_on=date(2016, 1, 1),
        )
        sun.refresh_from_db()
        return sun

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("grade=4", "阳"),
            ("grade=3%2B", "阳"),
            ("grade=5", ""),
            ("grade=none", "月"),
            ("grade=expired", ""),
            ("inspection=basic", "阳"),
            ("inspection=unknown", "月"),
            ("credit=abnormal", "阳"),
            ("credit=dishonest", ""),
            ("credit=none", "月"),
            ("separation=listed", "阳"),
            ("separation=pending", "阳"),
            ("separation=separated", ""),
            ("official=yes", "阳"),
            ("official=no", "月"),
            ("management=direct", "阳"),
            ("relevance=any", "阳"),
            ("relevance=unknown", "月"),
            ("sphere=society", "阳"),
            ("sphere=culture", ""),
            ("key_kind=charity", "阳"),
            ("short_kind=living", "阳"),
            ("full_time=0", "阳"),
            ("full_time=unknown", "月"),
            ("assets=0-10", "阳"),
            ("premises=fixed", "阳"),
            ("three_self=all", "阳"),
            ("three_self=unknown", "月"),
            ("charity=yes", "阳"),
            ("charity=fundraising", ""),
            ("grade=nonsense", ""),
        ],
    )
    def test_conditions(self, officer, two, query, found):
        """SH-04, CQ-07, CQ-08, CQ-10, CQ-11, CQ-12, CQ-13: the list cut down by each facet."""
        expected = {f"{c}光会" for c in found}
        assert self.shown(officer, query) == expected
        told = officer.get(f"/api/v1/organizations/?{query}").json()["results"]
        assert {row["name"] for row in told} == expected

    def test_numbers_lead_to_their_organizations(self, officer, two):
        """CQ-10, CQ-11, CQ-12: the figures of 摸清底数, each with its list."""
        page = text(officer.get("/organizations/facets/"))
        for query in ("management=direct", "grade=4", "credit=abnormal", "full_time=0"):
            assert f"/organizations/?{query}" in page
        assert "列入清理规范 1 家" in page

    def test_columns(self, yubei, two):
        """SH-04, CQ-11, CQ-13: on the list and in its export."""
        columns = {c.key: c for c in extensions.entries(extensions.Column, yubei)}
        assert "stance" not in columns
        for key, words in (
            ("grade", "4A"),
            ("credit", "活动异常名录"),
            ("officials", "1 人"),
            ("separation", "列入，未脱钩"),
            ("relevance", "紧密"),
            ("charity", "慈善组织"),
            ("full_time", "0"),
        ):
            assert columns[key].read([two]) == {two.pk: words}


class TestInterface:
    def test_every_kind_is_told_and_taken(self, officer):
        """ACF-01, SH-04, CQ-06, CQ-13: nested rows, newest first, paged by cursor."""
        org = make.organization(type="51", name="渝北区羽毛球协会")
        for kind, said in particulars.values_of().items():
            address = f"/api/v1/organizations/{org.uid}/{kind}/"
            if kind == "stances":
                assert officer.get(address).status_code == 404
                continue
            made = officer.post(address, said, content_type="application/json")
            assert made.status_code == 201, made.content.decode()
            told = officer.get(address).json()
            assert told["results"] == [made.json()]
            assert "next" in told

    def test_personal_values_are_masked(self, officer, org):
        for kind, shown in (("ties", "兼*"), ("contacts", "联*")):
            told = officer.get(f"/api/v1/organizations/{org.uid}/{kind}/").json()["results"]
            assert told[0]["person_name"] == shown
            assert "index" not in str(told)

    def test_the_organization_carries_what_stands(self, officer, org):
        """SH-04: the grade that holds, the lists it is on."""
        told = officer.get(f"/api/v1/organizations/{org.uid}/").json()
        assert (told["grade"], told["credit_lists"]) == ("4A", ["abnormal"])
        assert told["full_time_count"] == 3

    def test_the_same_words_as_on_the_page(self, officer, org):
        address = f"/organizations/{org.uid}/branches/new/"
        said = {"name": "渝北区羽毛球协会江北区分会", "kind": "branch", "starts_on": "2024-05-01"}
        words = "社会团体不得设立地域性的分支机构。"
        assert words in text(officer.post(address, said))
        told = officer.post(
            f"/api/v1/organizations/{org.uid}/branches/", said, content_type="application/json"
        )
        assert told.status_code == 400
        assert words in told.content.decode()
