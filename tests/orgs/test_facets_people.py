"""Persons, branches, certificates, relations, aliases, separation, stances."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction

from accounts.roles import Permission
from governance.models import Event
from orgs.models import Contact, Organization, Relation, Stance, Tie
from orgs.services.acts import ACTS
from tests import make

pytestmark = pytest.mark.django_db
DAY = date(2024, 5, 1)


@pytest.fixture
def org():
    return make.organization(type="51", name="渝北区羽毛球协会")


def add(kind, organization, by, /, **values):
    return ACTS[kind].add(by=by, organization=organization, **values)


def refused(kind, organization, by, /, **values):
    with pytest.raises(ValidationError) as refusal:
        add(kind, organization, by, **values)
    return " ".join(refusal.value.messages)


def official(**over):
    return {
        "person_name": "欧阳处长",
        "kind": "official",
        "post": "副会长",
        "own_unit": "某局",
        "own_post": "处长",
        "starts_on": DAY,
        **over,
    }


def test_an_official_says_whence(yubei, org):
    """CQ-13: officials who hold posts besides, with their own unit and post; unpaid."""
    words = refused("ties", org, yubei, **official(own_unit="", own_post=""))
    assert "所在单位" in words
    assert "不得取酬" in refused("ties", org, yubei, **official(in_service=True, paid=True))
    tie = add("ties", org, yubei, **official())
    with connection.cursor() as cursor:
        cursor.execute("SELECT person_name FROM orgs_tie WHERE id = %s", [tie.pk])
        assert "欧阳" not in cursor.fetchone()[0]
    assert list(Tie.objects.of_person("欧阳处长")) == [tie]
    assert not Tie.objects.of_person("欧阳").exists()


def test_officials_may_not_head_foundations(yubei):
    fund = make.organization(type="53")
    said = official(post="秘书长", in_service=True)
    assert "基金会管理条例第二十三条" in refused("ties", fund, yubei, **said)
    assert add("ties", fund, yubei, **official(post="理事", in_service=True)).pk


def test_a_tie_cools_for_years_after_its_end(yubei, org):
    tie = add("ties", org, yubei, **official(starts_on=date(2018, 1, 1)))
    ACTS["ties"].end(by=yubei, row=tie, on=date(2021, 3, 1))
    near = Tie.objects.conflicting
    assert near(date(2020, 1, 1)).exists()
    assert near(date(2024, 2, 29), years=3).exists()
    assert not near(date(2024, 3, 1), years=3).exists()
    assert not near(date(2017, 12, 31)).exists()


def test_one_legal_representative_and_the_registers(yubei, org):
    said = {"kind": "representative", "starts_on": DAY}
    old = add("ties", org, yubei, person_name="王一", **said)
    org.refresh_from_db()
    assert org.legal_representative == "王一"
    assert "请先登记其离任" in refused("ties", org, yubei, person_name="王二", **said)
    ACTS["ties"].end(by=yubei, row=old, on=date(2024, 8, 1))
    add("ties", org, yubei, person_name="王二", **{**said, "starts_on": date(2024, 8, 1)})
    org.refresh_from_db()
    assert org.legal_representative == "王二"


def test_a_name_shown_masked_stays_when_left_empty(yubei, org, client):
    tie = add("ties", org, yubei, **official())
    client.force_login(yubei)
    address = f"/organizations/{org.uid}/ties/{tie.pk}/correct/"
    page = client.get(address).content.decode()
    assert "欧阳*" in page
    assert "欧阳处长" not in page
    said = {k: v for k, v in official().items() if k != "person_name"}
    answer = client.post(address, {**said, "person_name": "", "post": "会长", "reason": "改职务"})
    assert answer.status_code == 302
    tie.refresh_from_db()
    assert (tie.person_name, tie.post) == ("欧阳处长", "会长")


def test_contacts_are_sealed_and_tidied(yubei, org):
    """ACF-01: whom to call, encrypted and masked."""
    contact = add("contacts", org, yubei, person_name="李四", phone="138 1234 5678", starts_on=DAY)
    assert Contact.objects.get().phone == "13812345678"
    assert "联系电话应为" in refused(
        "contacts", org, yubei, person_name="李四", phone="138", starts_on=DAY
    )
    ACTS["contacts"].end(by=yubei, row=contact, on=DAY)
    assert not Contact.objects.in_force(DAY).exists()


@pytest.mark.parametrize(
    ("type_", "name", "words"),
    [
        ("52", "某分院", "不得设立分支机构"),
        ("51", "渝北区羽毛球协会专业委员会青少年分会", "不得再设立分支机构"),
        ("51", "渝北区羽毛球协会江北区分会", "不得设立地域性"),
    ],
)
def test_branches_by_the_rules(yubei, type_, name, words):
    """CQ-05: never counted, and not everybody may have any."""
    org = make.organization(type=type_, name="渝北区羽毛球协会")
    assert words in refused("branches", org, yubei, name=name, starts_on=DAY)
    assert Organization.objects.count() == 1


def test_a_branch_is_no_organization(yubei, org):
    add("branches", org, yubei, name="渝北区羽毛球协会裁判专业委员会", starts_on=DAY)
    assert Organization.objects.for_user(yubei, Permission.ORG_VIEW).count() == 1


def test_certificates_fit_the_type(yubei, org):
    said = {"number": "渝社证字第1号", "starts_on": DAY}
    assert "不发民办非企业单位" in refused("certificates", org, yubei, kind="service", **said)
    assert add("certificates", org, yubei, kind="association", **said).pk
    assert "这份证书已登记" in refused("certificates", org, yubei, kind="association", **said)


def test_separated_after_being_listed(yubei, org):
    """CQ-11"""
    said = {"listed_on": DAY, "industry_association": True}
    assert "不能早于" in refused("separations", org, yubei, separated_on=date(2024, 1, 1), **said)
    row = add("separations", org, yubei, **said)
    ACTS["separations"].correct(by=yubei, row=row, reason="完成", separated_on=date(2024, 9, 1))
    assert "已在清理规范名单中" in refused("separations", org, yubei, **said)


class TestRelations:
    def relate(self, org, by, counterpart, **over):
        values = {"kind": "member", "starts_on": DAY, **over}
        return add("relations", org, by, counterpart=counterpart, **values)

    def test_to_one_of_the_register_or_a_body_outside(self, yubei, org):
        other = make.organization(name="渝北区体育联合会")
        assert self.relate(org, yubei, other.credit_code).other == other
        assert self.relate(org, yubei, "渝北区体育联合会", kind="incubator").other == other
        outside = self.relate(org, yubei, "中国羽毛球协会", kind="parent")
        assert (outside.other, outside.body) == (None, "中国羽毛球协会")

    def test_not_to_itself_nor_twice(self, yubei, org):
        with pytest.raises(ValidationError, match="自己"):
            self.relate(org, yubei, org.credit_code)
        self.relate(org, yubei, "某局", kind="host")
        with pytest.raises(ValidationError, match="已登记"):
            self.relate(org, yubei, "某局", kind="host")

    def test_whose_code_it_is_is_not_told_to_a_neighbour(self, yubei, org):
        theirs = make.organization("320102", name="南京某会")
        for said in (theirs.credit_code, str(theirs.uid), make.credit_code()):
            with pytest.raises(ValidationError, match="没有找到这个代码"):
                self.relate(org, yubei, said)
        assert self.relate(org, yubei, "南京某会").other is None

    def test_the_other_is_named_to_whoever_may_see_it(self, chongqing, yubei, org, client):
        theirs = make.organization("500105", name="江北区某会")
        self.relate(org, chongqing, theirs.credit_code)
        for user, words in ((chongqing, "江北区某会"), (yubei, "其他地区的社会组织")):
            client.force_login(user)
            page = client.get(f"/organizations/{org.uid}/").content.decode()
            assert words in page
            told = client.get(f"/api/v1/organizations/{org.uid}/relations/").json()["results"]
            assert told[0]["counterpart"] == words
        assert Relation.objects.count() == 1


def test_old_numbers_lead_on_and_know_their_time(yubei, org, client):
    """CQ-05, ACF-05: legacy identifiers as dated aliases."""
    said = {"scheme": "organization_code", "value": "50123456-7", "until": date(2015, 9, 30)}
    alias = add("aliases", org, yubei, **said)
    assert alias.value == "501234567"
    client.force_login(yubei)
    answer = client.get("/api/v1/organizations/50123456-7/")
    assert answer.status_code == 302
    assert "9位" in refused("aliases", org, yubei, scheme="organization_code", value="5012")
    wrong = {"since": date(2020, 1, 1), "until": date(2019, 1, 1)}
    assert "不能早于" in refused("aliases", org, yubei, scheme="name", value="旧名称", **wrong)
    assert "现用" in refused("aliases", org, yubei, scheme="name", value=org.name)


class TestStances:
    """ACF-06: within the office alone."""

    @pytest.fixture
    def liaison(self):
        return make.officer("500112", "liaison")

    def assess(self, org, by, **over):
        values = {"treatment": "nurture", "basis": "政治可靠", "assessed_on": DAY, **over}
        return add("stances", org, by, **values)

    def test_the_newest_stands_and_none_is_changed(self, liaison, org):
        """ACF-06"""
        first = self.assess(org, liaison)
        self.assess(org, liaison, treatment="watch", assessed_on=date(2024, 6, 1))
        assert [s.treatment for s in Stance.objects.newest()] == ["watch"]
        for write in (first.delete, lambda: Stance.objects.update(basis="")):
            with pytest.raises(DatabaseError, match="supersedes"), transaction.atomic():
                write()

    def test_only_who_may(self, liaison, yubei, org):
        leader = make.officer("500112", "leader")
        for by in (yubei, leader, make.officer("32", "liaison")):
            with pytest.raises(PermissionDenied):
                self.assess(org, by)
        self.assess(org, liaison)
        seen = Stance.objects.for_user
        assert seen(leader, Permission.STANCE_VIEW).count() == 1
        assert not seen(yubei, Permission.STANCE_VIEW).exists()

    def test_the_trail_does_not_tell_which(self, liaison, org):
        self.assess(org, liaison)
        event = Event.objects.get(label="登记联系研判")
        assert event.subject_type == "orgs.stance"
        told = f"{event.detail}{event.reason}{event.subject_name}"
        assert "nurture" not in told
        assert "政治" not in told

    def test_never_to_the_organization_nor_those_without_the_right(
        self, liaison, yubei, org, client
    ):
        """ACF-06: neither page, list, filter, export nor interface."""
        self.assess(org, liaison, basis="内部所见")
        from accounts.models import User

        delegate = User.objects.create(username="speaker", name="代表")
        delegate.delegations.create(organization=org, starts_on=date(2023, 1, 1))
        pages = [
            f"/organizations/{org.uid}/",
            f"/organizations/{org.uid}/stances/new/",
            f"/api/v1/organizations/{org.uid}/",
            f"/api/v1/organizations/{org.uid}/stances/",
            "/organizations/?stance=nurture",
            "/portal/",
        ]
        for user in (yubei, delegate):
            client.force_login(user)
            for page in pages:
                text = client.get(page, follow=True).content.decode()
                assert "内部所见" not in text
                assert "培育扶持" not in text
            assert client.get(pages[3]).status_code == 404
        client.force_login(yubei)
        for query in ("stance=nurture", "stance=watch"):
            assert "羽毛球" in client.get(f"/organizations/?{query}").content.decode()
        client.force_login(liaison)
        assert "内部所见" in client.get(pages[0]).content.decode()
        assert "羽毛球" in client.get("/organizations/?stance=nurture").content.decode()
        assert "羽毛球" not in client.get("/organizations/?stance=watch").content.decode()
