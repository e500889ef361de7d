"""How a job runs: taken by one worker, done and marked done in one transaction, or not at all.

Attempts are counted before the work begins, so that a job that kills its worker counts too. The
lease is kept alive, progress told and cancelling noticed over a connection of its own that commits
at once: the work's own transaction shows nothing until its end.
"""

import random
import tempfile
import threading
import time
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import structlog
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File
from django.db import DatabaseError, connections, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Greatest, Now
from django.utils import timezone

from governance.trail import record
from jobs.models import Job
from jobs.registry import find

log = structlog.get_logger("jobs")
BACKOFF_SECONDS = 5
BACKOFF_MOST = 600
TELL_EVERY = 0.5


class Cancelled(Exception):
    """The person who asked for the job called it off."""


class Superseded(Exception):
    """The lease ran out and another worker has the job: whatever was done here is undone."""


def lease_seconds():
    return getattr(settings, "JOB_LEASE_SECONDS", 60)


def take(uid):
    """The job, if it is due and nobody has it: state, lease, attempt in one conditional UPDATE."""
    free = Q(state=Job.State.WAITING, next_try_at__lte=Now()) | Q(
        state=Job.State.RUNNING, lease_until__lt=Now()
    )
    taken = Job.objects.filter(free, uid=uid, attempts__lt=F("max_attempts")).update(
        state=Job.State.RUNNING,
        attempts=F("attempts") + 1,
        lease_until=Now() + timedelta(seconds=lease_seconds()),
        started_at=Coalesce("started_at", Now()),
        hints=0,
        progress=0,
        message="",
        error="",
        diagnosis="",
    )
    return Job.objects.select_related("by").get(uid=uid) if taken else None


def run(uid):
    """Do one job. Returns its state afterwards, or None when there was nothing to do."""
    job = take(uid)
    if job is None:
        return None
    with structlog.contextvars.bound_contextvars(request_id=job.request_id, job=str(job.uid)):
        start = time.monotonic()
        state = _run(job)
        log.info("job", kind=job.kind, state=state, seconds=round(time.monotonic() - start, 2))
        return state


def _run(job):
    with Side(job) as side:
        work = Run(job, side)
        try:
            kind = find(job.kind)
            work.check_rights(kind.permission)
            work.note_reach(kind.permission)
            if kind.outside:
                _finish(job, work, kind.handler(work))
            else:
                with transaction.atomic():
                    result = kind.handler(work)
                    work.check_rights_again(kind.permission)
                    _finish(job, work, result)
            return Job.State.DONE
        except Cancelled:
            state = _end(job, state=Job.State.CANCELLED)
        except Superseded:
            log.warning("job superseded", kind=job.kind)
            state = None
        except (ValidationError, PermissionDenied) as refused:
            state = _end(job, state=Job.State.FAILED, error=words(refused))
        except Exception as wrong:
            log.exception("job failed", kind=job.kind, attempt=job.attempts)
            state = _try_later(job, wrong)
        work.forget_file()
        return state


def _finish(job, work, result):
    """Mark it done, unless it is no longer ours or was called off meanwhile."""
    ours = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, attempts=job.attempts)
    done = ours.filter(cancel_requested_at=None).update(
        state=Job.State.DONE,
        result=result or {},
        result_file=work.file,
        result_name=work.file_name,
        permission=work.permission,
        reach=work.reach,
        progress=Greatest("progress", "total"),
        message="",
        finished_at=Now(),
        lease_until=None,
    )
    if not done:
        raise Cancelled if ours.exists() else Superseded


def _end(job, **values):
    """The state in which a job stays."""
    ours = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, attempts=job.attempts)
    ours.update(finished_at=Now(), lease_until=None, message="", **values)
    return values["state"]


def _try_later(job, wrong):
    diagnosis = f"{type(wrong).__name__} {place(wrong)}"
    reference = f"（编号 {str(job.uid)[:8]}）"
    if job.attempts >= job.max_attempts:
        with transaction.atomic():
            state = _end(
                job,
                state=Job.State.QUARANTINED,
                error=f"系统出错，重试 {job.attempts} 次仍未成功，请联系系统管理员{reference}。",
                diagnosis=diagnosis,
            )
            record(by=None, verb="quarantine", label="隔离作业", subject=job, why=diagnosis)
        return state
    pause = min(BACKOFF_SECONDS * 3 ** (job.attempts - 1), BACKOFF_MOST) * random.uniform(0.8, 1.2)  # noqa: S311
    ours = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, attempts=job.attempts)
    ours.update(
        state=Job.State.WAITING,
        next_try_at=Now() + timedelta(seconds=pause),
        hinted_at=None,
        lease_until=None,
        error=f"系统出错，稍后自动重试{reference}。",
        diagnosis=diagnosis,
    )
    return Job.State.WAITING


def words(refused):
    """What a refusal says to a person."""
    if isinstance(refused, ValidationError):
        return "；".join(refused.messages)
    return str(refused) or "您的权限已变更，作业未执行。"


def place(wrong):
    """Where it went wrong, without the values that messages like to quote."""
    trace = wrong.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else ""


class Run:
    """What a handler holds: ``job``, ``user`` (whose rights it acts with), ``arguments``."""

    def __init__(self, job, side):
        self.job, self.side, self.arguments = job, side, job.arguments
        self.user = job.by
        self.file, self.file_name = "", ""
        self.permission, self.reach = "", []
        self._told = 0.0

    def check_rights(self, permission):
        """Rights are those of now, not of when the work was asked for."""
        if self.user is None:
            return
        if not self.user.is_active:
            raise PermissionDenied("发起人的账号已停用，作业未执行。")
        if permission and not self.user.may_somewhere(permission):
            raise PermissionDenied("您的权限已变更，作业未执行。")

    def check_rights_again(self, permission):
        """At the end, too: who was shut out meanwhile leaves nothing done and no file."""
        if self.user is not None:
            self.user = type(self.user)._base_manager.get(pk=self.user.pk)
            self.check_rights(permission)

    def note_reach(self, permission):
        """Whose office it was made in, for whoever fetches the result later."""
        if self.user is not None and permission:
            self.permission = permission
            self.reach = sorted(f.code for f in self.user.federations_granting(permission))

    def progress(self, done, message="", *, total=None):
        """Say how far it is; cheap enough for every row (told twice a second). Raises Cancelled."""
        now = time.monotonic()
        if now - self._told < TELL_EVERY and done != total:
            return
        self._told = now
        self.side.tell(done, message, total)
        self.check_cancelled()

    def check_cancelled(self):
        """Raises Cancelled if the person called it off; everything done so far is then undone."""
        if self.side.cancelled():
            raise Cancelled

    @contextmanager
    def result_file(self, name):
        """A new binary file to write the result into; the person downloads it under ``name``."""
        with tempfile.TemporaryFile() as file:
            yield file
            file.seek(0)
            field = Job._meta.get_field("result_file")
            path = f"jobs/{timezone.localdate():%Y/%m}/{self.job.uid}-{self.job.attempts}"
            self.file = field.storage.save(path, File(file))
            self.file_name = name[:200]

    def forget_file(self):
        if self.file:
            Job._meta.get_field("result_file").storage.delete(self.file)


class Side:
    """A connection beside the work's own: keeps the lease, tells progress, hears of cancelling."""

    def __init__(self, job):
        self.job, self.lock, self.stopped = job, threading.Lock(), threading.Event()
        self.connection = None

    def __enter__(self):
        self.connection = connections["default"].copy()
        self.connection.inc_thread_sharing()
        self.thread = threading.Thread(target=self._keep, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stopped.set()
        self.thread.join(10)
        with self.lock, suppress(DatabaseError):
            self.connection.close()

    def _keep(self):
        while not self.stopped.wait(lease_seconds() / 3):
            with suppress(DatabaseError):
                self._execute("UPDATE jobs_job SET {lease} WHERE {ours}", [])

    def tell(self, done, message, total):
        with suppress(DatabaseError):
            self._execute(
                "UPDATE jobs_job SET progress = %s, message = %s, total = coalesce(%s, total),"
                " {lease} WHERE {ours}",
                [done, message[:300], total],
            )

    def cancelled(self):
        found = self._execute(
            "SELECT cancel_requested_at IS NOT NULL FROM jobs_job WHERE {ours}", [], fetch=True
        )
        return bool(found and found[0])

    def _execute(self, sql, values, fetch=False):
        sql = sql.format(
            lease=f"lease_until = now() + interval '{lease_seconds() * 1000:.0f} milliseconds'",
            ours="id = %s AND state = 'running' AND attempts = %s",
        )
        with self.lock:
            if self.stopped.is_set():
                return None
            try:
                with self.connection.cursor() as cursor:
                    cursor.execute(sql, [*values, self.job.pk, self.job.attempts])
                    return cursor.fetchone() if fetch else None
            except DatabaseError:
                self.connection.close()  # a fresh one next time
                raise
