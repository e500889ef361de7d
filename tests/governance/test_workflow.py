import threading

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from structlog.testing import capture_logs

from accounts.roles import Permission, Role
from governance.models import Event
from governance.trail import record
from governance.workflow import Move, Workflow
from tests import make
from unions.models import GrassrootsUnion

pytestmark = pytest.mark.django_db


def has_number(union):
    return None if union.approval_number else "尚未填写批复文号。"


FORM = Workflow(
    field="kind",
    join=Move(
        label="改为联合工会",
        sources=("own",),
        target="joint",
        permission=Permission.ORG_EDIT,
        unless=(has_number,),
    ),
    leave=Move(
        label="改为区域联合会",
        sources=("own",),
        target="regional",
        permission=Permission.ORG_EDIT,
        needs_reason=True,
    ),
)


@pytest.fixture
def union():
    return make.union(kind="own", approval_number="渝工〔2026〕1 号")


@pytest.fixture
def officer():
    return make.officer("500112")


def test_a_move_changes_the_state_and_writes_one_line(union, officer):
    moved = FORM.move(union, "join", by=officer, reason="同意", name="某联合工会")
    assert (moved.kind, moved.name) == ("joint", "某联合工会")
    event = Event.objects.get()
    assert (event.verb, event.label) == ("grassrootsunion.join", "改为联合工会")
    assert event.detail == {"before": "own", "after": "joint"}
    assert event.reason == "同意"


def test_a_page_offers_what_may_be_done_and_says_why_not(union, officer):
    assert [verb for verb, (_, why) in FORM.available(union, officer).items() if not why] == [
        "join",
        "leave",
    ]
    union.approval_number = ""
    assert FORM.available(union, officer)["join"][1] == ["尚未填写批复文号。"]
    assert FORM.available(union, make.officer("32")) == {}
    union.kind = "joint"
    assert FORM.available(union, officer) == {}


def test_a_stranger_is_refused_and_leaves_no_act(union):
    stranger = make.officer("32")
    with capture_logs() as logs, pytest.raises(PermissionDenied, match="无权"):
        FORM.move(union, "join", by=stranger)
    union.refresh_from_db()
    assert union.kind == "own"
    assert not Event.objects.exists()
    assert logs[0]["event"] == "refused"
    assert logs[0]["actor"] == stranger.pk


def test_rights_without_the_office_do_not_help(union):
    with pytest.raises(PermissionDenied):
        FORM.move(union, "join", by=make.officer("500112", Role.FINANCE))


def test_from_the_wrong_state_one_is_told_the_present_one(union, officer):
    GrassrootsUnion.objects.filter(pk=union.pk).update(kind="joint")
    with pytest.raises(ValidationError, match="目前为“联合基层工会”"):
        FORM.move(union, "join", by=officer)


def test_guards_and_reasons(union, officer):
    with pytest.raises(ValidationError, match="请填写改为区域联合会的原因"):
        FORM.move(union, "leave", by=officer, reason="  ")
    GrassrootsUnion.objects.update(approval_number="")
    with pytest.raises(ValidationError, match="尚未填写批复文号"):
        FORM.move(union, "join", by=officer)
    assert not Event.objects.exists()


def unlocked(subject, verb, *, by, reason=""):
    """The same without lock and second look: the negative control."""
    move = FORM.moves[verb]
    with transaction.atomic():
        subject = GrassrootsUnion.objects.get(pk=subject.pk)
        if subject.kind not in move.sources:
            raise ValidationError("stale")
        GATE.wait(5)
        subject.kind = move.target
        subject.save()
        record(by=by, verb=verb, label=move.label, subject=subject)


GATE = threading.Barrier(2)


def race(act, union, officer):
    outcomes, start = [], threading.Barrier(2)

    def one(verb):
        start.wait()
        try:
            act(union, verb, by=officer, reason="理由")
            outcomes.append("won")
        except ValidationError:
            outcomes.append("lost")
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=[verb]) for verb in ("join", "leave")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


@pytest.mark.django_db(transaction=True)
def test_of_two_opposite_moves_at_once_one_wins(union, officer):
    """Test 10 of trust.md."""
    for _ in range(8):
        GrassrootsUnion.objects.update(kind="own")
        assert race(FORM.move, union, officer) == ["lost", "won"]
    assert Event.objects.count() == 8


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_win(union, officer):
    """Negative control: the race is real."""
    assert race(unlocked, union, officer) == ["won", "won"]
