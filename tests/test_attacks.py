"""What an attacker with an account, a stolen session or a place next door would try."""

import json
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import Appointment, OneTimeLink, User
from accounts.services import appointments, people
from indicators import services as figures
from membership.services import assess
from orgs import services as register
from orgs.services import delegates
from tests import make
from tests.everybody import at_the_door

pytestmark = pytest.mark.django_db
ELSEWHERE = "该统一社会信用代码不能在本级登记，请报上级工会核对。"


@pytest.fixture
def officer():
    return make.officer("500112", username="officer-one")


# A stolen session


def test_nobody_helps_themselves(officer):
    """Not out of a lock, not to a new password: by it a stolen session would outlive the theft."""
    door = at_the_door(officer)
    own = f"/accounts/people/{officer.username}"

    for act in ("unlock", "link", "enable", "disable", "factors"):
        assert door.get(f"{own}/{act}/").status_code == 403
        assert door.post(f"{own}/{act}/", {"reason": "试一试"}).status_code == 403
    for act in (people.unlock, people.issue_link):
        with pytest.raises(ValidationError, match="不能办理自己的账号"):
            act(user=officer, by=officer)
    assert not OneTimeLink.objects.exists()


def test_a_new_mail_address_is_asked_for_once_more(officer, mailoutbox):
    """Whoever owns the mailbox can set the password."""
    User.objects.filter(pk=officer.pk).update(email="old@example.cn")
    door = at_the_door(officer)
    session = door.session
    for shown in session["account_authentication_methods"]:
        shown["at"] -= 3600
    session.save()

    answer = door.post("/accounts/me/", {"email": "thief@example.cn", "phone": ""})

    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/again/")
    officer.refresh_from_db()
    assert officer.email == "old@example.cn"
    assert door.post("/accounts/me/", {"email": "old@example.cn", "phone": ""}).status_code == 302


def test_the_old_mailbox_is_told(officer):
    User.objects.filter(pk=officer.pk).update(email="old@example.cn")

    at_the_door(officer).post("/accounts/me/", {"email": "new@example.cn", "phone": ""})

    from communications.models import OutboxMail

    assert OutboxMail.objects.get().subject == "您的账号更换了邮箱"
    officer.refresh_from_db()
    assert officer.email == "new@example.cn"


def test_a_password_alone_hears_nothing(officer):
    assert at_the_door(officer, factors=1).get("/events/grant/").status_code == 403


def test_streams_end_when_rights_do(officer, django_capture_on_commit_callbacks, monkeypatch):
    told = []
    monkeypatch.setattr("accounts.live.publish", told.extend)
    at_the_door(officer)
    office = officer.appointments.get()

    with django_capture_on_commit_callbacks(execute=True):
        appointments.end(appointment=office, by=None, reason="调离")

    assert [message["topic"] for message in told] == ["again"]


# Links


def test_no_link_to_who_no_longer_speaks_or_will_serve_elsewhere(officer):
    delegate = make.delegate(make.organization())
    tomorrow = timezone.localdate() + timedelta(days=1)
    office = Appointment.objects.create(
        user=delegate.user, federation=make.federation("32"), role="organizing", starts_on=tomorrow
    )
    with pytest.raises(PermissionDenied):
        delegates.issue_link(delegate=delegate, by=officer)
    office.delete()
    type(delegate).objects.update(starts_on=date(2020, 1, 1), ends_on=date(2021, 1, 1))
    with pytest.raises(ValidationError, match="已经结束"):
        delegates.issue_link(delegate=delegate, by=officer)


# What uniqueness has to say, and no more


def register_in_jiangsu(code):
    with pytest.raises(ValidationError) as refused:
        register.register_organization(
            by=make.officer("32"),
            federation=make.federation("320102"),
            name="某社会服务中心",
            type="52",
            credit_code=code,
        )
    return refused.value.message_dict


def test_a_code_that_is_taken_elsewhere_says_nothing_of_where(tmp_path):
    """By hand, over the interface, in a list (docs/adr/0008-what-uniqueness-tells.md)."""
    theirs = make.organization(name="巴渝某中心")
    assert register_in_jiangsu(theirs.credit_code) == {"credit_code": [ELSEWHERE]}

    door = at_the_door(make.officer("32"))
    asked = {"name": "某", "type": "52", "credit_code": theirs.credit_code, "federation": "320102"}
    answer = door.post("/api/v1/organizations/", asked, content_type="application/json")
    assert answer.json()["errors"] == {"credit_code": [ELSEWHERE]}
    form = {**asked, "standing": "registered", "kind": "general"}
    page = door.post("/organizations/new/", form).content.decode()
    assert ELSEWHERE in page
    assert "巴渝" not in page

    found = take_in(tmp_path, "32", [("巴渝某中心", ""), ("某二中心", theirs.credit_code)])
    assert (found["new"], found["refused"]) == (1, 1)
    [error] = found["errors"]
    assert (error["message"], error["value"]) == (ELSEWHERE, theirs.credit_code)
    assert "巴渝" not in json.dumps({**found, "batch": ""}, ensure_ascii=False)


def take_in(folder, code, rows):
    from orgs.imports.batches import import_file
    from orgs.services.importing import source_named

    file = folder / "名单.csv"
    lines = ["名称,统一社会信用代码,组织类型", *(f"{n},{c},民办非企业单位" for n, c in rows)]
    file.write_text("\n".join(lines))
    return import_file(
        by=make.officer(code),
        path=file,
        name=file.name,
        source=source_named("某名单"),
        federation=make.federation(code),
        as_of=date(2024, 1, 1),
    )


def test_names_and_former_codes_of_others_are_free(tmp_path):
    theirs = make.organization(name="巴渝某中心", credit_code=None)
    theirs.aliases.create(scheme="credit_code", value=make.credit_code())
    former = theirs.aliases.get().value

    found = take_in(tmp_path, "32", [("巴渝某中心", ""), ("某二中心", former)])

    assert found["new"] == 2


def test_a_list_tells_no_name_by_a_code(tmp_path):
    """Next to a neighbour's code, a row with the neighbour's name is judged as ever."""
    theirs = make.organization(name="同名服务中心")
    make.organization("320102", name="同名服务中心", credit_code=None, registering_authority="")

    found = take_in(tmp_path, "32", [("某中心", theirs.credit_code), ("同名服务中心", "")])

    assert (found["refused"], found["same"], found["new"]) == (1, 1, 0)


def test_a_unions_code_says_nothing_of_where():
    make.union(credit_code="81500112MC0000001A")
    mine = make.union("320102")
    mine.credit_code = "81500112MC0000001A"
    with pytest.raises(ValidationError) as refused:
        mine.validate_unique()
    assert refused.value.messages == ["这个代码不能使用，请核对；确属本单位的，请报上级工会。"]


# Organizations that have moved away


def test_what_has_moved_away_is_counted_but_no_longer_named():
    """The figure of the past stands; what the organization is called now is not ours to read."""
    officer, boss = make.officer("32"), make.officer("0")
    org = make.organization("320102", name="江南旧名中心")
    assess(by=officer, organization=org, decision="eligible", as_of=date(2023, 5, 1))
    moved = make.federation("500112")
    register.assign_federation(by=boss, organization=org, federation=moved, reason="迁移")
    register.rename(by=boss, organization=org, name="巴渝新名中心")
    figures.rebuild()

    asked = {"on": "2023-12-31", "federation": "32"}
    answer = at_the_door(officer).get("/api/v1/indicators/R1/records/", asked)

    assert answer.json()["count"] == len(answer.json()["results"]) == 1
    assert "巴渝" not in answer.content.decode()
    page = at_the_door(officer).get("/dashboard/records/", {**asked, "code": "R1"})
    assert "巴渝" not in page.content.decode()
    assert (
        at_the_door(boss)
        .get("/api/v1/indicators/R1/records/", asked)
        .json()["results"][0]["name"]
        .startswith("巴渝")
    )


# Work asked for in an office that has changed since


def test_lists_are_read_with_the_rights_of_now():
    import orgs.tasks  # noqa: F401 - declares the kind of work
    from jobs import runner
    from orgs.imports.batches import hand_in

    officer = make.officer("50")
    batch = hand_in(
        by=officer,
        file=SimpleUploadedFile("x.csv", "名称\n某协会\n".encode()),
        source="某名单",
        federation=make.federation("50"),
        as_of=date(2024, 1, 1),
    )
    Appointment.objects.update(federation=make.federation("32"))

    assert runner.run(batch.job.uid) == "failed"
    batch.refresh_from_db()
    assert batch.result == {}
