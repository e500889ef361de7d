import pytest
from celery import Celery
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import User
from governance.models import Event
from jobs import outbox, runner, services
from jobs.models import Job
from unions.models import CalendarException

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timezone.datetime(2026, 4, 1).date()


@pytest.fixture
def person():
    return User.objects.create_user("clerk", name="王干事")


def ask(person=None, kind="test.work", **values):
    return services.enqueue(by=person, kind=kind, title="试验", **values)


def write_a_day():
    CalendarException.objects.create(date=DAY, working=True, name="试验")


def days():
    return CalendarException.objects.filter(date=DAY).count()


def due(job):
    Job.objects.filter(pk=job.pk).update(next_try_at=Now())


def test_work_and_its_result_come_together(kinds, person):
    @kinds("test.work")
    def work(run):
        assert run.user == person
        write_a_day()
        return {"rows": run.arguments["n"]}

    job = ask(person, arguments={"n": 7}, total=7)
    assert runner.run(job.uid) == Job.State.DONE
    job.refresh_from_db()
    assert (job.state, job.result, job.attempts, job.progress) == ("done", {"rows": 7}, 1, 7)
    assert days() == 1
    assert runner.run(job.uid) is None


def test_asking_twice_with_one_key_is_one_job(person):
    first = ask(person, key="import-5")
    again = ask(person, key="import-5")
    assert first.pk == again.pk
    assert Job.objects.count() == 1


def test_a_refusal_ends_the_job_with_its_words_and_undoes_its_work(kinds, person):
    @kinds("test.work")
    def work(run):
        write_a_day()
        raise ValidationError("第 3 行：名称不能为空。")

    job = ask(person)
    assert runner.run(job.uid) == Job.State.FAILED
    job.refresh_from_db()
    assert job.error == "第 3 行：名称不能为空。"
    assert not days()


def test_a_fault_is_tried_again_later_and_then_quarantined(kinds, person):
    """OPS: attempts are bounded; the reason is kept without the values it quotes."""

    @kinds("test.work")
    def work(run):
        write_a_day()
        raise RuntimeError("电话 13800138000")

    job = ask(person, max_attempts=2)
    assert runner.run(job.uid) == Job.State.WAITING
    assert runner.run(job.uid) is None, "backed off"
    due(job)
    assert runner.run(job.uid) == Job.State.QUARANTINED
    job.refresh_from_db()
    assert "13800138000" not in job.error + job.diagnosis
    assert job.diagnosis.startswith("RuntimeError test_runner.py:")
    assert not days()
    assert Event.objects.filter(verb="job.quarantine").exists()
    services.retry(by=person, job=job)
    assert job.state == Job.State.WAITING


def test_rights_are_those_of_the_moment_it_runs(kinds, person):
    """Test 30 of trust.md: a demoted person's waiting work is not done."""

    @kinds("test.work", permission="org_import")
    def work(run):
        write_a_day()

    job = ask(person)
    assert runner.run(job.uid) == Job.State.FAILED
    job.refresh_from_db()
    assert "权限" in job.error
    dismissed = ask(person)
    User.objects.update(is_active=False)
    assert runner.run(dismissed.uid) == Job.State.FAILED
    assert not days()


def test_a_waiting_job_is_cancelled_at_once(kinds, person):
    job = services.cancel(by=person, job=ask(person))
    assert job.state == Job.State.CANCELLED
    assert runner.run(job.uid) is None
    with pytest.raises(ValidationError, match="不能再取消"):
        services.cancel(by=person, job=job)


def test_a_running_job_stops_at_its_next_step_and_undoes_all(kinds, person):
    @kinds("test.work")
    def work(run):
        write_a_day()
        run.side._execute("UPDATE jobs_job SET cancel_requested_at = now() WHERE {ours}", [])
        run.progress(1, "一半")

    job = ask(person)
    assert runner.run(job.uid) == Job.State.CANCELLED
    assert not days()


def test_cancelled_in_the_last_moment_is_still_cancelled(kinds, person):
    @kinds("test.work")
    def work(run):
        write_a_day()
        run.side._execute("UPDATE jobs_job SET cancel_requested_at = now() WHERE {ours}", [])

    assert runner.run(ask(person).uid) == Job.State.CANCELLED
    assert not days()


def test_others_see_progress_while_the_work_is_not_committed(kinds, person):
    seen = []

    @kinds("test.work")
    def work(run):
        write_a_day()
        run.progress(40, "正在核对", total=100)
        seen.append(
            run.side._execute(
                "SELECT progress, total, message FROM jobs_job WHERE {ours}", [], fetch=True
            )
        )
        seen.append(
            run.side._execute(
                "SELECT count(*) FROM unions_calendarexception WHERE date = '2026-04-01'"
                " AND EXISTS (SELECT 1 FROM jobs_job WHERE {ours})",
                [],
                fetch=True,
            )
        )

    runner.run(ask(person).uid)
    assert seen == [(40, 100, "正在核对"), (0,)]


def test_a_superseded_worker_leaves_nothing(kinds, person):
    """Its lease ran out while it slept, another took the job: only one of them may write."""

    @kinds("test.work")
    def work(run):
        write_a_day()
        run.side._execute("UPDATE jobs_job SET attempts = attempts + 1 WHERE {ours}", [])

    assert runner.run(ask(person).uid) is None
    assert not days()


def test_sweep_takes_back_from_the_dead_and_gives_up_in_the_end(person):
    """Tests 12 and 15 of trust.md: attempts were counted before the work began."""
    job = ask(person, max_attempts=2)
    for attempt in (1, 2):
        assert runner.take(job.uid).attempts == attempt
        assert runner.take(job.uid) is None, "leased"
        Job.objects.update(lease_until="2020-01-01T00:00Z")
        done = services.sweep()
    assert done["quarantined"] == 1
    job.refresh_from_db()
    assert job.state == Job.State.QUARANTINED
    assert "隔离" in job.error


def test_sweep_hints_again_with_ever_longer_pauses(person, monkeypatch):
    """Tests 13 and 16: a hint lost between commit and publish is only late."""
    hinted = []
    monkeypatch.setattr(services, "hint", lambda uid, queue: hinted.append(uid) or True)
    job = ask(person)
    assert len(hinted) == 1
    assert services.sweep()["hinted"] == 0, "hinted a moment ago"
    for _ in range(3):
        Job.objects.update(hinted_at=timezone.now() - timezone.timedelta(seconds=61))
        services.sweep()
    job.refresh_from_db()
    assert job.hints == 2
    assert len(hinted) == 3


def test_no_hint_leaves_before_the_commit(person, monkeypatch):
    """Finding: a task sent inside the transaction does not find its row."""
    hinted = []
    monkeypatch.setattr(services, "hint", lambda uid, queue: hinted.append(uid) or True)
    from django.db import transaction

    with transaction.atomic():
        ask(person)
        assert not hinted
    assert len(hinted) == 1


def test_a_dead_broker_does_not_stop_the_asking(servers, person, monkeypatch):
    job = ask(person)
    assert services.hint(job.uid, "work") is True  # the control: the broker of the tests takes it
    # An application of its own: closing the pools of the real one would close them for good.
    dead = Celery(broker="redis://127.0.0.1:1/0", set_as_current=False)
    monkeypatch.setattr(services, "current_app", dead)
    assert services.hint(job.uid, "work") is False


def test_effects_outside_run_without_a_transaction_of_ours(kinds):
    from django.db import connection

    inside = []

    @kinds("test.mail", outside=True)
    def send(run):
        inside.append(connection.in_atomic_block)

    job = outbox.post(kind="test.mail", key="mail-1", arguments={})
    assert outbox.post(kind="test.mail", key="mail-1", arguments={}).pk == job.pk
    assert runner.run(job.uid) == Job.State.DONE
    assert inside == [False]


def test_a_result_file_is_kept_only_with_the_result(kinds, person, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path

    @kinds("test.work")
    def work(run):
        with run.result_file("错误清单_20260401.xlsx") as file:
            file.write(b"content")
        if run.arguments.get("fail"):
            raise PermissionDenied("不行。")

    good = ask(person)
    runner.run(good.uid)
    good.refresh_from_db()
    assert good.result_file.read() == b"content"
    runner.run(ask(person, arguments={"fail": 1}).uid)
    assert len([p for p in tmp_path.rglob("*") if p.is_file()]) == 1
    assert services.purge(before=timezone.now()) == 2
    assert not [p for p in tmp_path.rglob("*") if p.is_file()]
