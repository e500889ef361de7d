import json
import random
import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from accounts.roles import Role
from governance import proof, protection, queries, seals
from governance.models import Event, Seal, SealedEvent
from governance.trail import record
from tests import make
from tests.tampering import as_owner, cut, tampering

pytestmark = pytest.mark.django_db


def write(count=1, **values):
    return [
        Event.objects.create(
            **{"verb": "thing.done", "label": "办理", "reason": f"理由{n}", **values}
        )
        for n in range(count)
    ]


@pytest.mark.parametrize("model", protection.INSERT_ONLY)
def test_the_application_may_add_to_the_trail_and_never_change_it(model):
    """Tests 32–33 of trust.md: no UPDATE, no DELETE, no TRUNCATE, no taking the guard off."""
    write(2)
    seals.seal()
    table = model._meta.db_table
    for statement in (
        f"UPDATE {table} SET id = id",
        f"DELETE FROM {table}",
        f"TRUNCATE {table} CASCADE",
        f"ALTER TABLE {table} DISABLE TRIGGER insert_only",
        f"DROP TRIGGER insert_only ON {table}",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_guard_is_the_second_lock_the_grants_are_the_first():
    with connection.cursor() as cursor:
        for model in protection.INSERT_ONLY:
            for right, given in (("INSERT", True), ("UPDATE", False), ("DELETE", False)):
                cursor.execute("SELECT has_table_privilege(%s, %s)", [model._meta.db_table, right])
                assert cursor.fetchone() == (given,)


@pytest.mark.django_db(transaction=True)
def test_the_owner_is_stopped_by_the_guard(servers):
    write()
    with as_owner(servers), connection.cursor() as cursor:
        for statement in ("UPDATE governance_event SET reason = ''", "DELETE FROM governance_seal"):
            with pytest.raises(DatabaseError, match="insert-only"):
                cursor.execute(statement)


def test_an_act_and_its_line_are_one():
    with transaction.atomic():
        record(by=None, verb="done", label="办理")
        transaction.set_rollback(True)
    assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_recorded():
    with pytest.raises(AssertionError):
        record(by=None, verb="done", label="办理")


def test_sealing_covers_what_is_new_and_chains():
    write(5)
    assert seals.seal() == 5
    assert seals.seal() == 0
    write(2)
    assert seals.seal() == 2
    first, second = Seal.objects.order_by("pk")
    assert second.previous == first
    assert (first.count, second.count) == (5, 2)
    verdict = proof.verify()
    assert verdict.sound
    assert (verdict.seals, verdict.events, verdict.unsealed) == (2, 7, 0)


@pytest.mark.django_db(transaction=True)
def test_an_event_that_commits_late_is_sealed_by_the_next_run():
    """Its number is smaller than those already sealed; "up to number N" would lose it."""
    written, commit = threading.Event(), threading.Event()

    def late():
        with transaction.atomic():
            write(reason="慢")
            written.set()
            commit.wait(10)
        connection.close()

    thread = threading.Thread(target=late)
    thread.start()
    written.wait(10)
    write(3)
    assert seals.seal() == 3
    commit.set()
    thread.join()
    assert seals.seal() == 1
    late_one = Event.objects.get(reason="慢")
    assert late_one.pk < SealedEvent.objects.filter(seal=Seal.objects.first()).first().event_id
    assert proof.verify().sound


@pytest.mark.django_db(transaction=True)
def test_one_seals_at_a_time():
    write()
    holding, release = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [seals.LOCK])
            holding.set()
            release.wait(10)
        connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    holding.wait(10)
    assert seals.seal() is None
    release.set()
    thread.join()
    assert seals.seal() == 1


def test_roots_differ_where_leaves_differ():
    leaves = ["a", "b", "c", "d", "e"]
    assert seals.merkle_root(leaves) != seals.merkle_root(leaves[::-1])
    assert seals.merkle_root(leaves) != seals.merkle_root([*leaves, "e"])
    assert seals.merkle_root(["a"]) != "a"


def verify(*arguments):
    """The command's exit code and its JSON."""
    from io import StringIO

    out = StringIO()
    try:
        call_command("verify_trail", *arguments, "--json", stdout=out)
        code = 0
    except SystemExit as ended:
        code = ended.code
    return code, json.loads(out.getvalue())


def test_without_an_anchor_the_tail_is_unproven(tmp_path):
    write(3)
    call_command("export_anchor", str(tmp_path / "anchor"))
    assert verify()[1]["tail"] == "unproven"
    code, told = verify("--anchor", str(tmp_path / "anchor"))
    assert (code, told["tail"], told["events"]) == (0, "proven", 3)
    (tmp_path / "other").write_text("{}")
    with pytest.raises(CommandError) as failed:
        verify("--anchor", str(tmp_path / "other"))
    assert failed.value.returncode == 2


def build(seals_count, size=4):
    for _ in range(seals_count):
        write(size)
        seals.seal()


@pytest.mark.django_db(transaction=True)
def test_the_first_altered_event_is_named(servers, tmp_path):
    build(3)
    keys = list(Event.objects.order_by("pk").values_list("pk", flat=True))
    call_command("export_anchor", str(tmp_path / "anchor"))
    with tampering(servers) as cursor:
        cursor.execute("UPDATE governance_event SET reason = '改' WHERE id = ANY(%s)", [keys[5:8]])
    code, told = verify()
    assert code == 1
    assert told["first"]["event"] == keys[5]
    assert f"第 {keys[5]} 号记录：记录被改动" in told["first"]["message"]


@pytest.mark.django_db(transaction=True)
def test_a_cut_tail_is_found_with_the_anchor_alone(servers, tmp_path):
    """Finding 7 of trust.md: a chain alone sees 0 of 60 cuts."""
    build(4)
    call_command("export_anchor", str(tmp_path / "anchor"))
    with tampering(servers) as cursor:
        cut(cursor, random.Random(1), [])
    assert verify()[0] == 0, "unproven, as it says"
    code, told = verify("--anchor", str(tmp_path / "anchor"))
    assert code == 1
    assert told["first"]["what"] == "cut"


@pytest.mark.django_db(transaction=True)
def test_a_whole_trail_written_anew_is_found_with_the_anchor(servers, tmp_path):
    build(2)
    call_command("export_anchor", str(tmp_path / "anchor"))
    with tampering(servers) as cursor:
        cursor.execute("UPDATE governance_event SET reason = '另一说法' WHERE id % 2 = 0")
        cursor.execute("DELETE FROM governance_sealedevent; DELETE FROM governance_seal")
        cursor.execute("ALTER SEQUENCE governance_seal_id_seq RESTART")
    seals.seal(everything=True)
    assert verify()[0] == 0
    assert verify("--anchor", str(tmp_path / "anchor"))[0] == 1


@pytest.mark.django_db(transaction=True)
def test_granting_again_changes_nothing(servers):
    with as_owner(servers), connection.cursor() as cursor:
        protection.grant()
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgname = 'insert_only'")
        assert cursor.fetchone() == (3,)


def test_timeline_tells_insiders_who_and_why_and_outsiders_that_it_was_done():
    officer = make.officer("500112")
    organization = make.organization()
    with transaction.atomic():
        record(
            by=officer, verb="approve", label="批准建会", subject=organization, reason="材料齐全"
        )
    (inside,) = queries.events_about(organization, make.officer("50"))
    assert officer.name in inside["who"]
    assert inside["text"] == "材料齐全"
    assert inside["level"] == "good"
    outsider = make.officer("500112", Role.EXPERT)
    outsider.__dict__["offices"] = []
    (outside,) = queries.events_about(organization, outsider)
    assert officer.name not in outside["who"]
    assert outside["text"] == ""
