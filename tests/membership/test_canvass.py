from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import handover
from accounts.roles import GRANTS, Role
from communications.models import Notification
from documents.models import Attachment
from governance.models import Event
from membership.canvassing import conversions, mine, of_canvass, people_for
from membership.models import CanvassTask, Eligibility, LedgerEntry, Visit
from membership.services import assess, canvass, record_coverage
from membership.services.visits import decide, record_visit
from membership.workflows.canvass import CANVASS
from orgs.models import Organization
from tests import make

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def colleague(db):
    return make.officer("500112", name="何雨")


@pytest.fixture
def leader(db):
    return make.officer("500112", Role.LEADER, name="王主席")


def given(by, to, *organizations, **over):
    return canvass.assign_many(by=by, organizations=organizations, assignee=to, **over)


def test_a_task_is_reserved_and_handed_over(yubei, colleague, org):
    """DRV-10: reserved for one, refused to the next, handed over with a word on where it stands."""
    [task] = given(yubei, colleague, org, due_on=TODAY() + timedelta(3))
    assert task.reserved_until > TODAY()
    assert Notification.objects.get(user=colleague).url == "/canvass/"
    with pytest.raises(ValidationError, match="已由何雨承办"):
        given(yubei, yubei, org)
    with pytest.raises(ValidationError, match="原因"):
        canvass.hand_over(by=colleague, task=task, to=yubei, note=" ")
    canvass.hand_over(by=colleague, task=task, to=yubei, note="院长周五才在")
    assert list(mine(yubei)) == [task]
    assert not mine(colleague)
    assert Event.objects.get(verb="canvasstask.hand_over").reason == "院长周五才在"


def test_a_pairing_stands_beside_the_officers_task(yubei, colleague, leader, org):
    """DRV-23: a leader takes a hard case upon themselves; both are open at once."""
    given(yubei, colleague, org)
    [pairing] = given(yubei, leader, org, kind="leader")
    assert pairing.kind == CanvassTask.Kind.LEADER
    assert CanvassTask.objects.open().filter(organization=org).count() == 2
    record_visit(by=leader, organization=org, outcome="undecided", reason="N05")
    pairing.refresh_from_db()
    assert pairing.state == CanvassTask.State.FOLLOWING
    assert list(people_for(yubei, "leader")) == [leader]
    with pytest.raises(PermissionDenied):
        decide(by=leader, visit=Visit.objects.get(), decision="eligible")


def test_a_reservation_lapses(yubei, colleague, org):
    """DRV-10: who does not come loses the reservation, and is told."""
    [task] = given(yubei, colleague, org)
    assert canvass.lapse_reservations(on=task.reserved_until) == 0
    assert canvass.lapse_reservations(on=task.reserved_until + timedelta(1)) == 1
    task.refresh_from_db()
    assert (task.state, task.assignee) == (CanvassTask.State.WAITING, None)
    assert Notification.objects.filter(user=colleague, text__contains="已到期").exists()
    [again] = given(yubei, yubei, org)
    assert again.pk == task.pk


def test_the_stranger_assigns_nothing_here(stranger, colleague, org, yubei):
    with pytest.raises(PermissionDenied):
        given(stranger, colleague, org)
    with pytest.raises(ValidationError, match="不负责"):
        given(yubei, stranger, org)
    [task] = given(yubei, colleague, org)
    with pytest.raises(PermissionDenied):
        canvass.release(by=stranger, task=task, reason="x")
    with pytest.raises(PermissionDenied):
        record_visit(by=stranger, organization=org, outcome="willing")
    assert not Visit.objects.exists()


def test_a_visit_moves_everything_on(yubei, colleague, org):
    """DRV-10 DRV-12 DRV-13: task, next step, promised date, finding with its evidence, a photo."""
    [task] = given(yubei, colleague, org)
    promised = TODAY() + timedelta(7)
    visit = record_visit(
        by=colleague,
        organization=org,
        outcome="undecided",
        reason="N06",
        other_reasons=["N12", "N06"],
        staff=31,
        staffing="full_time",
        next_step="送政策上门",
        promised_on=promised,
        decision="eligible",
        photo=_photo(),
    )
    task.refresh_from_db()
    assert (task.state, task.due_on) == (CanvassTask.State.FOLLOWING, promised)
    assert visit.task == task
    assert visit.other_reasons == ["N12"]
    entry = LedgerEntry.objects.get(organization=org)
    assert (entry.next_step, entry.promised_on) == ("送政策上门", promised)
    found = Eligibility.objects.get()
    assert (found.decision, found.reason, found.other_reasons) == ("eligible", "N06", ["N12"])
    assert "走访记录" in found.evidence
    assert Attachment.objects.of(visit).count() == 1


def _photo():
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile("门牌.png", make.PNG, "image/png")


def test_a_call_on_what_is_reserved_for_another(yubei, colleague, org):
    """DRV-10: a warning first, across levels too; who insists goes on beside the holder."""
    given(yubei, colleague, org)
    above = make.officer("50")
    with pytest.raises(ValidationError, match="仍要登记"):
        record_visit(by=above, organization=org, outcome="willing")
    visit = record_visit(by=above, organization=org, outcome="willing", despite=True)
    assert visit.task is None


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"outcome": "unwilling"}, "请选择主要原因"),
        ({"outcome": "willing", "reason": "N99"}, "写明"),
        ({"outcome": "willing", "other_reasons": ["N01"]}, "先选择主要原因"),
        ({"outcome": "willing", "on": date(2999, 1, 1)}, "不能晚于今天"),
        ({"outcome": "willing", "promised_on": date(2020, 1, 1)}, "不能早于走访日期"),
    ],
)
def test_what_a_visit_may_not_say(yubei, org, told, said):
    with pytest.raises(ValidationError, match=said):
        record_visit(by=yubei, organization=org, **told)
    assert not Visit.objects.exists()


def test_closing_out_must_be_true(yubei, colleague, org, joint):
    """DRV-13: 销号 only with what the records show."""
    [task] = given(yubei, colleague, org)
    with pytest.raises(ValidationError, match="还没有登记工会覆盖"):
        canvass.close(by=yubei, task=task, result="founded")
    with pytest.raises(ValidationError, match="还没有认定"):
        canvass.close(by=yubei, task=task, result="ineligible")
    record_coverage(by=yubei, organization=org, form="joint", union=joint)
    done = canvass.close(by=yubei, task=task, result="founded")
    assert done.closed_on == TODAY()
    assert not CanvassTask.objects.open()
    canvass.reopen(by=yubei, task=done, reason="覆盖已撤")
    assert of_canvass(Organization.objects.all(), "waiting", yubei).count() == 1


def test_conversion_by_reason(yubei, joint, settings):
    """DRV-12: of those visited with a reason, how many had a union later; no rate on few cases."""
    settings.CONVERSION_LEAST_CASES = 3
    orgs = [make.organization() for _ in range(4)]
    for n, one in enumerate(orgs):
        record_visit(by=yubei, organization=one, outcome="undecided", reason="N06" if n else "N05")
    record_visit(by=yubei, organization=orgs[1], outcome="unwilling", reason="N06")
    record_coverage(by=yubei, organization=orgs[1], form="joint", union=joint)
    earlier = make.organization()
    record_coverage(
        by=yubei, organization=earlier, form="joint", union=joint, as_of=date(2020, 1, 1)
    )
    record_visit(by=yubei, organization=earlier, outcome="willing", reason="N05")
    told = {c.code: (c.visited, c.founded, c.enough) for c in conversions(yubei)}
    assert told == {"N06": (3, 1, True), "N05": (2, 0, False)}


def test_tasks_pass_to_the_successor(yubei, colleague, org):
    """DRV-10: who leaves office hands over what they had in hand."""
    from membership.ledger.duties import IN_HAND

    given(yubei, colleague, org)
    work = next(k for k in handover.kinds() if k.label == IN_HAND)
    items = work.open_items(user=colleague, federation=make.federation("500112"))
    assert items.count() == 1
    assert work.reassign(items=items, to=yubei, by=yubei) == 1
    assert mine(yubei).count() == 1


def test_the_state_of_a_task_is_in_the_trail(yubei, colleague, org):
    [task] = given(yubei, colleague, org)
    canvass.cancel(by=yubei, task=task, reason="重复")
    verbs = set(Event.objects.values_list("verb", flat=True))
    assert {"organization.assign", "canvasstask.cancel"} <= verbs


def test_an_eligibility_stands_beside_the_visit(yubei, org):
    assess(by=yubei, organization=org, decision="eligible", as_of=date(2023, 5, 1))
    record_visit(by=yubei, organization=org, outcome="gone", reason="N08", decision="ineligible")
    now = Eligibility.objects.of(org).known().valid().get()
    assert (now.decision, now.reason) == ("ineligible", "N08")


def test_every_state_by_every_verb_as_every_role(yubei, org):
    """DRV-13: what the table of moves does not say is refused, and leaves state and trail alone."""
    roles = ("leader", "organizing", "street", "statistics", "finance")
    people = {role: make.officer("500112", Role(role)) for role in roles}
    people["stranger"] = make.officer("32")
    kept = CanvassTask.objects.create(organization=org, assignee=yubei)
    wrong = []
    for state in CanvassTask.State:
        for verb, move in CANVASS.moves.items():
            for role, person in people.items():
                values = {"state": state, "assignee": yubei, "result": "", "closed_on": None}
                if state == CanvassTask.State.CLOSED:
                    values |= {"result": "gone", "closed_on": TODAY()}
                CanvassTask.objects.filter(pk=kept.pk).update(**values)
                may = role != "stranger" and move.permission in GRANTS[Role(role)]
                right = state in move.sources and (may or move.permission is None)
                told = {"result": "gone", "closed_on": TODAY()} if verb == "close" else {}
                events = Event.objects.count()
                try:
                    with transaction.atomic():
                        CANVASS.move(kept, verb, by=person, reason="试", **told)
                        done = True
                        raise Undo
                except Undo:
                    pass
                except (PermissionDenied, ValidationError):
                    done = False
                if done != right or Event.objects.count() != events:
                    wrong.append((state, verb, role))
    assert not wrong


class Undo(Exception):
    """Take back what was only tried."""
