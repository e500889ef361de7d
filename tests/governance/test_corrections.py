import json

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.models import Appointment, User
from accounts.roles import Role
from governance import corrections, protection, queries
from governance.models import Correction
from governance.trail import record
from orgs.models import Organization
from tests import make
from tests.tampering import as_owner
from unions.models import Federation

pytestmark = pytest.mark.django_db


@pytest.fixture
def organization():
    return make.organization(name="旧名", residence="旧址")


def rename(name="新名"):
    Organization.objects.update(name=name)


WAYS = {
    "save": lambda row: (setattr(row, "name", "新名"), row.save()),
    "update": lambda row: rename(),
    "bulk": lambda row: (
        setattr(row, "name", "新名"),
        Organization.objects.bulk_update([row], ["name"]),
    ),
    "sql": lambda row: connection.cursor().execute(
        "UPDATE orgs_organization SET name = '新名', folded_name = 'x'"
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_no_way_of_writing_escapes(organization, way):
    """Test 33 of trust.md: finding 6, only a trigger sees everything."""
    WAYS[way](organization)
    (note,) = Correction.objects.all()
    assert (note.before["name"], note.after["name"]) == ("旧名", "新名")
    assert not note.removed


def test_a_removal_keeps_what_was_there():
    appointment = make.officer("50").appointments.get()
    Appointment.objects.filter(pk=appointment.pk).delete()
    note = Correction.objects.get()
    assert note.removed
    assert note.before["role"] == "organizing"
    assert note.after == {}


def test_writing_the_same_again_is_no_correction(organization):
    Organization.objects.update(name="旧名")
    assert not Correction.objects.exists()


def test_secrets_encrypted_and_derived_columns_are_left_out():
    user = make.officer("50", phone="13812341234")
    user.set_password("another-long-password-1")
    user.phone = "13900000000"
    user.save()
    user.name = "新名"
    user.save()
    (note,) = Correction.objects.filter(subject_type="accounts.user")
    assert set(note.before) == {"name"}


def test_a_correction_hangs_on_the_act_in_whose_transaction_it_happened(organization):
    officer = make.officer("500112")
    with transaction.atomic():
        rename()
        record(by=officer, verb="change", label="更正", subject=organization, reason="登记证变更")
    (told,) = queries.corrections_about(organization, officer)
    assert told["who"] == officer.name
    assert told["title"] == "更正"
    assert told["reason"] == "登记证变更"
    assert told["changes"] == [("名称", "旧名", "新名")]


def test_values_are_told_in_words(organization):
    Organization.objects.update(
        type="51", federation=make.federation("50"), has_party_org=True, residence=""
    )
    (told,) = queries.corrections_about(organization, make.officer("500112"))
    assert ("责任工会", "渝北区总工会", "重庆市总工会") in told["changes"]
    assert ("住所", "旧址", "—") in told["changes"]
    assert any(after == "社会团体" for _, _, after in told["changes"])


def test_outsiders_do_not_see_it(organization):
    rename()
    outsider = make.officer("500112", Role.EXPERT)
    outsider.__dict__["offices"] = []
    assert queries.corrections_about(organization, outsider) == []


def test_a_federation_is_tracked_without_what_the_database_derives():
    Federation.objects.filter(code="500112").update(short_name="临空")
    (note,) = Correction.objects.all()
    assert note.before == {"short_name": "渝北"}


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO governance_correction (at, act, subject_type, subject_id, removed, before,"
        " after) VALUES (now(), '', '', '', false, '{}', '{}')",
        "UPDATE governance_correction SET subject_id = ''",
        "TRUNCATE governance_correction",
    ],
)
def test_the_application_can_neither_forge_nor_alter_a_note(organization, statement):
    rename()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_erasure_may_remove_them(organization):
    rename()
    assert Correction.objects.all().delete()[0] == 1


@pytest.mark.django_db(transaction=True)
def test_triggers_follow_the_declarations(servers, monkeypatch):
    def triggers():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'note_correction'"
            )
            return {name for (name,) in cursor.fetchall()}

    whole = triggers()
    assert {"orgs_organization", "accounts_user", "accounts_appointment"} <= whole
    with as_owner(servers):
        monkeypatch.setattr(corrections, "_tracked", {"accounts.User": ("password",)})
        protection.grant()
        assert triggers() == {"accounts_user"}
        monkeypatch.undo()
        protection.grant()
        assert triggers() == whole


def test_what_is_left_out_exists():
    """A renamed column must not slip into the notes."""
    assert User in corrections.tracked()
    for model, but in corrections.tracked().items():
        assert {field.name for field in model._meta.concrete_fields} >= set(but)
        assert json.dumps(but)
