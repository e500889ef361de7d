"""Pages of needs: the public form, the officers' lists, supply and demand, the guide."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.roles import Role
from procurement import catalogue
from procurement.models import Entrustment, FundSource, Need, NeedTopic, Project, ServiceDomain
from procurement.need_rules import focus_at, supplies
from procurement.queries import matching, supply
from procurement.queries.needs import carried_by
from procurement.services import needs, topics
from tests import make
from tests.everybody import at_the_door

TEXT = "工地上的农民工被拖欠工资，希望有律师帮助"


@pytest.fixture
def officer(db):
    return make.officer("50", Role.PROCUREMENT)


def told(officer, text=TEXT, place="500112", **over):
    fields = {"domain": "legal", "group": "migrant", "people": 30, "text": text, **over}
    return needs.write_down(by=officer, federation=make.federation(place), **fields)


def channel(officer, **over):
    return needs.open_channel(
        by=officer,
        federation=make.federation("500112"),
        title="说说您需要的服务",
        site="职工之家",
        expires_at=timezone.now() + timedelta(days=9),
        **over,
    )


def test_a_worker_tells_a_need_on_a_phone(officer):
    """ACF-12: no log-in, a light page, a receipt by which one sees what became of it; two taps
    make one need; a telephone number without consent is refused."""
    code = channel(officer)
    address = reverse("procurement:tell", args=[code.token])
    nobody = at_the_door(None)
    page = nobody.get(address)
    assert page.status_code == 200
    assert len(page.content) < 60 * 1024
    given = {"text": TEXT, "domain": "legal", "group": "migrant", "people": "12"}
    again = {**given, "idempotency_key": "tap"}
    first, second = (nobody.post(address, again) for _ in range(2))
    assert first["Location"] == second["Location"]
    need = Need.objects.get()
    receipt = nobody.get(first["Location"]).content.decode()
    assert need.number in receipt
    answer = nobody.post(address, {**given, "phone": "13812345678"})
    assert answer.status_code == 422
    assert "勾选同意" in answer.content.decode()
    needs.move_need(by=officer, need=need, verb="answer", reason="明天有律师坐班")
    assert "明天有律师坐班" in nobody.get(first["Location"]).content.decode()
    assert nobody.get(address[:-2] + "x/").status_code == 404
    poster = at_the_door(officer).get(f"{code.get_absolute_url()}poster/").content.decode()
    assert "data:image/svg+xml" in poster


def test_too_many_from_one_address(officer, monkeypatch):
    """ACF-12: the form in the open is counted by address."""
    monkeypatch.setattr("procurement.views.telling.POSTS", 2)
    address = reverse("procurement:tell", args=[channel(officer).token])
    nobody = at_the_door(None)
    answers = [nobody.post(address, {}).status_code for _ in range(3)]
    assert answers == [422, 422, 429]


def test_listed_ticked_and_sorted(officer, django_assert_max_num_queries):
    """ACF-12: filtered, exported, and ticked rows go into a topic; many rows cost no more queries
    than few."""
    for n in range(6):
        told(officer, text=f"{n} 号车间想请律师讲劳动合同", people=n + 1)
    told(officer, domain="skills", text="想学电工")
    door = at_the_door(officer)
    page = door.get("/procurement/needs/?domain=legal&sort=-people&size=50").content.decode()
    assert "想学电工" not in page
    assert page.index("5 号车间") < page.index("0 号车间")
    ids = [need.pk for need in Need.objects.filter(domain="legal")]
    asked = door.post("/procurement/needs/sort/", {"ids": ids})
    assert asked.status_code == 200
    made = door.post(
        "/procurement/topics/new/",
        {"ids": ids, "federation": "50", "title": "合同咨询", "domain": "legal"},
    )
    topic = NeedTopic.objects.get()
    assert made["Location"] == topic.get_absolute_url()
    assert topic.needs.count() == 6
    assert "合同咨询" in door.get(made["Location"]).content.decode()
    book = door.post("/procurement/needs/export/?domain=legal")
    rows = list(load_workbook(open_(book)).active.values)
    assert sum(row[1] is not None and "号车间" in str(row[1]) for row in rows) == 6
    with django_assert_max_num_queries(40):
        door.get("/procurement/needs/?size=100")


def open_(answer):
    return BytesIO(b"".join(answer.streaming_content))


def test_given_out_by_the_api(officer):
    """ACF-12: needs and topics, within scope, without telephone numbers."""
    need = told(officer, phone="13812345678")
    door = at_the_door(officer)
    found = door.get("/api/v1/needs/?domain=legal").json()["results"]
    assert [row["number"] for row in found] == [need.number]
    assert "phone" not in found[0]
    stranger = at_the_door(make.officer("32", Role.PROCUREMENT))
    assert stranger.get("/api/v1/needs/").json()["results"] == []
    assert stranger.get(f"/api/v1/needs/{need.uid}/").status_code == 404


def project_of(officer, topic, **over):
    today = timezone.localdate()
    values = {
        "federation": make.federation("50"),
        "title": "法律援助宣讲",
        "domain": "legal",
        "content": "professional",
        "source": FundSource.UNION,
        "ceiling": Decimal("500000"),
        "method": "open_call",
        "starts_on": today,
        "ends_on": today + timedelta(days=300),
        "status": "approved",
        "by": officer,
        **over,
    }
    project = Project.objects.create(**values)
    project.topics.add(topic)
    return project


def topic_of(officer, *rows, **over):
    fields = {"title": "法律援助", "domain": "legal", **over}
    return topics.begin_topic(by=officer, federation=make.federation("50"), needs=rows, **fields)


def test_needs_beside_what_serves_them(officer):
    """SN-02 GD-07: by domain, group and region; the domains put first are marked; every need is
    counted once in each way."""
    labour = {**make.labour_field("democracy"), "name": "某法律援助中心"}
    make.organization(**labour)
    make.organization(name="某棋牌协会")
    need = told(officer)
    told(officer, place="50", domain="skills", group="flexible", people=5, text="想学电工")
    project_of(officer, topic_of(officer, need))
    city = make.federation("50")
    by_domain = {row.key: row for row in supply.compare(officer, city, "domain")}
    legal = by_domain["legal"]
    assert (legal.needs, legal.people, legal.projects, legal.organizations) == (1, 30, 1, 1)
    assert legal.money == Decimal("500000")
    assert by_domain["skills"].short == "可承接的组织少"
    assert {key for key, row in by_domain.items() if row.focus} == {"legal", "skills", "migrant"}
    assert focus_at(make.federation("61"))[0] == ("legal", "skills", "migrant")
    by_group = {row.key: row for row in supply.compare(officer, city, "group")}
    assert (by_group["migrant"].projects, by_group["flexible"].projects) == (1, 0)
    by_region = {row.label: row for row in supply.compare(officer, city, "region")}
    own = next(row for label, row in by_region.items() if "本级" in label)
    yubei = next(row for row in by_region.values() if row.key == "500112")
    assert (own.needs, own.projects, yubei.needs, yubei.organizations) == (1, 1, 1, 1)
    door = at_the_door(officer)
    for way in supply.WAYS:
        page = door.get(f"/procurement/supply/?by={way}").content.decode()
        assert "2 条需求，涉及 35 人" in page
        assert door.post(f"/procurement/supply/export/?by={way}").status_code == 200


def test_who_bought_from_whom(officer):
    """SH-06 GD-07: unions, contractors and projects many to many, with sums of the people whose
    needs are answered and of those served."""
    org, need = make.organization(), told(officer)
    topic = topic_of(officer, need)
    for n, place in enumerate(("50", "500112")):
        project = project_of(
            officer, topic, federation=make.federation(place), title=f"项目{n}", method="entrust"
        )
        Entrustment.objects.create(
            project=project,
            contractor="organization" if n else "company",
            organization=org if n else None,
            name=org.name if n else "某心理咨询有限公司",
            basis="试点",
            amount=Decimal("1000"),
            settled_on=timezone.localdate(),
            served=400,
        )
    found = matching.matches(officer, make.federation("50"))
    sums = matching.summed(found)
    assert (sums["unions"], sums["contractors"], sums["projects"]) == (2, 2, 2)
    assert (sums["needs"], sums["served"], sums["amount"]) == (60, 800, Decimal("2000"))
    page = at_the_door(officer).get("/procurement/matching/").content.decode()
    assert org.name in page
    assert "某心理咨询有限公司" in page


def test_needs_travel_with_the_project(officer):
    """ACF-12: what left its topic after the project was begun is still among what it was for."""
    one, two, three = (told(officer, text=f"{n} 号车间想请律师") for n in range(3))
    topic = topic_of(officer, one, two, three)
    three.refresh_from_db()
    topics.take_out(by=officer, need=three, reason="另一件事")
    project = project_of(officer, topic)
    two.refresh_from_db()
    topics.take_out(by=officer, need=two, reason="另一件事")
    assert list(carried_by(project)) == [one, two]
    assert "据此编制项目" not in at_the_door(officer).get(topic.get_absolute_url()).content.decode()
    NeedTopic.objects.filter(pk=topic.pk).update(status="suitable")
    assert (
        f"?topic={topic.uid}" in at_the_door(officer).get(topic.get_absolute_url()).content.decode()
    )
    plan = at_the_door(officer).get(f"/procurement/projects/new/?topic={topic.uid}")
    assert plan.context["form"].initial["topics"] == [topic.pk]
    assert at_the_door(officer).get("/procurement/projects/new/?topic=x").status_code == 200
    page = at_the_door(officer).get(project.get_absolute_url()).content.decode()
    assert "共 2 条需求，涉及" in page
    assert one.number in page
    assert three.number not in page


def test_what_may_be_bought_how_and_how_lawfully(officer):
    """CQ-18 ZH-11: the guide reads its data; each activity has its kinds of contractor, and a topic
    names those it asks for."""
    known = catalogue.activities()
    assert "律师事务所" in known["mock-court"].contractors
    assert {a.domain for a in known.values()} <= set(ServiceDomain.values)
    assert {a.content for a in known.values()} <= set(Project.Content.values)
    assert set(supplies()) <= set(ServiceDomain.values)
    for step in catalogue.guide()["steps"]:
        assert step["name"]
        assert step["text"]
    door = at_the_door(officer)
    page = door.get("/procurement/guide/").content.decode()
    for word in ("模拟法庭", "家政培训", "不得购买", "劳务派遣", "拆成几个"):
        assert word in page
    topic = topic_of(officer, told(officer))
    door.post(
        f"{topic.get_absolute_url()}edit/",
        {"title": "法律", "domain": "legal", "activities": ["mock-court", "legal-lecture"]},
    )
    assert "模拟法庭、" in door.get(topic.get_absolute_url()).content.decode()


def test_an_organization_tells_in_its_workspace(db):
    """ACF-12: its delegate passes on a need in /portal/ and sees what became of it."""
    org = make.organization()
    speaker = make.delegate(org).user
    door = at_the_door(speaker)
    given = {"text": TEXT, "domain": "legal", "group": "migrant", "people": "9"}
    assert door.post("/portal/needs/", given).status_code == 302
    assert Need.objects.get().organization == org
    assert TEXT[:10] in door.get("/portal/needs/").content.decode()
