"""A person asks to be forgotten: two people decide, every record, and what is left (PIPL 47)."""

import json
from datetime import date
from io import StringIO

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import connection

from accounts.roles import Role
from governance.models import Correction, Event
from orgs import services as orgs
from orgs.models import Contact, ImportLine, Inspection, OrganizationFacts, Tie
from orgs.services import particulars as orgs_particulars
from privacy import free_texts, services
from privacy.models import Erasure
from tests import make

pytestmark = pytest.mark.django_db
NAME, PHONE = "欧阳待清除", "13655557777"
FORMER = "司徒曾任职"


@pytest.fixture
def officer():
    return make.officer("500112")


@pytest.fixture
def guard():
    return make.officer("0", Role.SECURITY_ADMIN)


@pytest.fixture
def organization(officer):
    """Whose persons stand in all four records: the register, corrections, lineage, the trail."""
    made = orgs.register_organization(
        by=officer,
        name="渝北区某某服务中心",
        type="52",
        credit_code=make.credit_code(),
        registering_authority="重庆市渝北区民政局",
        region=make.federation("500112").region,
        registered_on=date(2015, 3, 1),
        staff_count=12,
        legal_representative=FORMER,
        contact_phone=PHONE,
    )
    orgs.update_organization(by=officer, organization=made, legal_representative=NAME)
    source = apps.get_model("orgs.Source").objects.create(code="t", name="民政")
    batch = apps.get_model("orgs.ImportBatch").objects.create(
        source=source, federation=made.federation, file_name="a"
    )
    ImportLine.objects.create(
        batch=batch,
        row=2,
        outcome="changed",
        organization=made,
        values={"name": made.name, "legal_representative": NAME},
        changes={"legal_representative": [FORMER, NAME]},
        private=json.dumps({"contact_phone": PHONE}),
    )
    Contact.objects.create(
        organization=made, person_name=NAME, phone=PHONE, starts_on=date(2020, 1, 1)
    )
    for post in ("理事长", "秘书长"):
        Tie.objects.create(
            organization=made,
            person_name=NAME,
            kind="official",
            post=post,
            starts_on=date(2020, 1, 1),
        )
    made.refresh_from_db()
    return made


def ask(officer, organization, **over):
    given = {"ground": "purpose", "reason": "本人来访，已核对证件", **over}
    return services.ask_erasure(by=officer, kind="organization", row=organization, **given)


def everything():
    """All text in the database, sealed values opened."""
    told = []
    for model in apps.get_models():
        if model._meta.managed and not model._meta.proxy:
            for row in model._base_manager.values():
                told.append(" ".join(str(value) for value in row.values()))
    return "\n".join(told)


def test_erasure_clears_all_four_records(officer, guard, organization):
    """Architecture: bitemporal rows, trail, corrections, import lineage; grep finds nothing."""
    before = everything()
    assert before.count(NAME) >= 5
    assert before.count(FORMER) >= 2
    assert PHONE in before
    assert Correction.objects.filter(after__legal_representative=NAME).exists()
    facts = list(OrganizationFacts.objects.values())
    asked = ask(officer, organization)
    services.decide_erasure(by=guard, asked=asked, agree=True, decision="同意")
    after = everything()
    for value in (NAME, FORMER, PHONE):
        assert value not in after
    asked.refresh_from_db()
    told = {line["label"]: line["rows"] for line in asked.evidence}
    assert (told["orgs.ImportLine"], told["orgs.Contact"], told["orgs.Tie"]) == (1, 1, 2)
    assert told["governance.Correction"] >= 1
    assert list(OrganizationFacts.objects.values()) == facts, "what is counted stays"
    assert Tie.objects.count() == 2, "that officials held the posts is counted on"
    line = ImportLine.objects.get()
    assert (line.row, line.values) == (2, {"name": organization.name})


def test_two_people_and_a_reason(officer, guard, organization):
    asked = ask(officer, organization)
    with pytest.raises(PermissionDenied):
        services.decide_erasure(by=officer, asked=asked, agree=True, decision="")
    with pytest.raises(ValidationError):
        services.decide_erasure(by=guard, asked=asked, agree=False, decision="否")
    services.decide_erasure(by=guard, asked=asked, agree=False, decision="法定保存期限未满")
    with pytest.raises(ValidationError):
        services.decide_erasure(by=guard, asked=asked, agree=True, decision="")
    assert NAME in everything()
    verbs = Event.objects.filter(verb__startswith="erasure").order_by("pk")
    assert [e.verb for e in verbs] == ["erasure.ask", "erasure.refuse"]


def test_a_hold_beats_an_erasure(officer, guard, organization):
    auditor = make.officer("50", Role.AUDIT)
    asked = ask(officer, organization)
    hold = services.place_hold(by=auditor, row=organization, reason="劳动争议仲裁中")
    with pytest.raises(ValidationError, match="法律保全"):
        services.decide_erasure(by=guard, asked=asked, agree=True, decision="")
    assert NAME in everything()
    services.lift_hold(by=auditor, hold=hold, reason="仲裁已经裁决")
    batch = ImportLine.objects.get().batch
    hold = services.place_hold(by=auditor, row=batch, reason="批次在审计中")
    with pytest.raises(ValidationError, match="导入名单"):
        services.decide_erasure(by=guard, asked=asked, agree=True, decision="")
    assert NAME in everything(), "all of it or nothing"


def test_a_neighbour_asks_nothing(organization):
    with pytest.raises(PermissionDenied):
        ask(make.officer("32"), organization)


def test_an_account_is_forgotten_once_out_of_office(officer, guard):
    leaver = make.officer("500112", Role.STREET, name=NAME, email="gone@example.cn")
    given = {"kind": "account", "row": leaver, "ground": "ended", "reason": "已离任，本人申请"}
    with pytest.raises(ValidationError, match="仍在任职"):
        services.ask_erasure(by=officer, **given)
    leaver.appointments.update(ends_on=date(2021, 1, 1))
    asked = services.ask_erasure(by=officer, **given)
    services.decide_erasure(by=guard, asked=asked, agree=True, decision="同意")
    leaver.refresh_from_db()
    assert (leaver.username, leaver.is_active) == (f"erased-{leaver.pk}", False)
    told = everything()
    assert NAME not in told
    assert "gone@example.cn" not in told
    assert leaver.appointments.count() == 1


def test_the_trail_calls_accounts_by_their_names_and_people_not_at_all(officer):
    """Four records, one use each: what cannot forget must not know."""
    from accounts.services import people

    people.new_account(by=officer, username="xinren", name=NAME, email="", phone="")
    event = Event.objects.latest("pk")
    assert event.subject_name == "xinren"
    assert NAME not in f"{event.detail}{event.reason}{event.label}"


def test_after_a_restore_it_is_done_again(officer, guard, organization):
    asked = ask(officer, organization)
    services.decide_erasure(by=guard, asked=asked, agree=True, decision="")
    with connection.cursor() as cursor:  # what a backup brings back
        cursor.execute(
            "UPDATE orgs_organization SET legal_representative = %s WHERE id = %s",
            [NAME, organization.pk],
        )
    out = StringIO()
    call_command("repeat_erasures", "--json", stdout=out)
    assert json.loads(out.getvalue())["erasures"] == 1
    assert NAME not in everything()


def test_a_backup_older_than_the_erasure_is_told_of_it(officer, guard, organization, tmp_path):
    asked = ask(officer, organization)
    services.decide_erasure(by=guard, asked=asked, agree=True, decision="")
    call_command("repeat_erasures", "--export", str(tmp_path / "done.json"), stdout=StringIO())
    Erasure.objects.all().delete()  # the backup has neither the request nor its effect
    type(organization).objects.update(legal_representative=NAME)
    call_command("repeat_erasures", "--from", str(tmp_path / "done.json"), stdout=StringIO())
    assert NAME not in everything()


def test_the_way_over_the_pages(client, officer, guard, organization):
    """PIPL 47: asked for, decided, evidence, in a few clicks."""
    client.force_login(officer)
    address = f"/organizations/{organization.uid}/erase/"
    page = client.get(address).content.decode()
    assert "导入名单各行中的人员" in page
    assert "统计数不因清除而变" in page
    data = {"ground": "purpose", "reason": "本人来访，已核对证件", "received_on": "2026-01-05"}
    assert client.post(address, data).status_code == 302
    asked = Erasure.objects.get()
    assert "提交审批" not in client.get(asked.get_absolute_url()).content.decode()
    client.force_login(guard)
    assert asked.get_absolute_url() in client.get("/privacy/erasures/").content.decode()
    decided = client.post(f"{asked.get_absolute_url()}decide/", {"agree": "1", "decision": ""})
    assert decided.status_code == 302
    page = client.get(asked.get_absolute_url()).content.decode()
    assert "清除了什么" in page
    assert NAME not in page


def test_free_texts_lose_numbers_and_the_names_that_were_ticked(client, officer, guard):
    """What people wrote in notes: numbers go by themselves, a name where it means the person."""
    organization = make.organization(legal_representative=NAME, contact_phone=PHONE)
    noted = orgs_particulars.add_particular(
        by=officer,
        model=Inspection,
        organization=organization,
        year=2024,
        regime="inspection",
        result="passed",
        note=f"由{NAME}（{PHONE}）送来",
    )
    street = orgs.update_organization(
        by=officer, organization=organization, activities=f"{NAME}路敬老院"
    )
    other = make.organization(activities=f"与{NAME}、{PHONE}无关")
    client.force_login(officer)
    page = client.get(f"/organizations/{organization.uid}/erase/").content.decode()
    assert "由**（**）送来" in page
    assert (NAME in page, PHONE in page) == (False, False)
    spots = free_texts.spots_of("organization", organization)
    key = free_texts.key_of(noted, "note")
    assert {s.key for s in spots} == {key, free_texts.key_of(street, "activities")}
    asked = ask(officer, organization, texts=[key])
    services.decide_erasure(by=guard, asked=asked, agree=True, decision="同意")
    noted.refresh_from_db()
    street.refresh_from_db()
    other.refresh_from_db()
    assert noted.note == "由**（**）送来"
    assert street.activities == f"{NAME}路敬老院", "not ticked: a street of that name"
    assert PHONE in other.activities
    asked.refresh_from_db()
    assert {"label": "", "name": "办理文字中的姓名和号码", "rows": 1} in asked.evidence
    assert not Correction.objects.filter(after__note__contains=PHONE).exists()
