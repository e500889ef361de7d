"""What can be done with work: ask for it, call it off, try it again, hand it on to a worker."""

from datetime import timedelta

import structlog
from celery import current_app
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from accounts.roles import Permission
from accounts.services import notices
from governance.trail import record
from jobs.models import Clearance, Job
from jobs.registry import UnknownKind, find
from privacy import retention
from unions.models import Federation

log = structlog.get_logger("jobs")
HINT_AGAIN_SECONDS = 30
HINT_AT_MOST_EVERY = 3600


@transaction.atomic
def enqueue(
    *,
    by,
    kind,
    title,
    arguments=None,
    key=None,
    queue=Job.Queue.WORK,
    total=0,
    max_attempts=None,
    after=None,
):
    """Ask for work, in the transaction that wants it: both are there after commit, or neither.

    ``by`` the person whose rights it acts with (None: the system's own work); ``kind`` as declared
    with ``jobs.registry.kind``; ``arguments`` JSON, ids rather than data; ``key`` makes asking
    twice give the same job; ``queue`` "live" for what people wait for on open pages; ``after`` a
    moment before which it is not tried. Returns the Job.
    """
    if max_attempts is None:
        try:
            max_attempts = find(kind).max_attempts
        except UnknownKind:  # declared in a process that loads tasks; a page need not
            max_attempts = 3
    job = Job(
        kind=kind,
        title=title[:200],
        by=by,
        key=key,
        arguments=arguments or {},
        queue=queue,
        total=total,
        max_attempts=max_attempts,
        hinted_at=None if after else timezone.now(),
        request_id=structlog.contextvars.get_contextvars().get("request_id") or "",
    )
    if after is not None:
        job.next_try_at = after
    if key is None:
        job.save()
    else:
        found = _insert_once(job)
        if found is not None:
            return found
    if after is None:
        transaction.on_commit(lambda: hint(job.uid, job.queue), robust=True)
    return job


def _insert_once(job):
    """The job that holds this key already, or None after inserting this one."""
    Job.objects.bulk_create([job], ignore_conflicts=True)
    kept = Job.objects.get(key=job.key)
    job.pk = kept.pk
    return None if kept.uid == job.uid else kept


def hint(uid, queue):
    """Tell a worker that there may be something to do. Lost when the broker is down, and then the
    sweeper tells it again."""
    try:
        current_app.send_task("jobs.run", args=[str(uid)], queue=queue, retry=False)
    except Exception as down:  # whatever the broker suffers from, the row is safe
        log.warning("hint not sent", error=type(down).__name__)
        return False
    return True


@transaction.atomic
def cancel(*, by, job):
    """Call it off: at once while it waits; a running one stops at its next step and undoes all."""
    waiting = Job.objects.filter(pk=job.pk, state=Job.State.WAITING).update(
        state=Job.State.CANCELLED, finished_at=Now(), cancel_requested_at=Now()
    )
    if not waiting and not Job.objects.filter(
        pk=job.pk, state=Job.State.RUNNING, cancel_requested_at=None
    ).update(cancel_requested_at=Now()):
        job.refresh_from_db()
        if job.is_cancelling:
            return job
        raise ValidationError(f"“{job.title}”{job.get_state_display()}，不能再取消。")
    job.refresh_from_db()
    record(by=by, verb="cancel", label="取消作业", subject=job)
    return job


@transaction.atomic
def retry(*, by, job):
    """Give a job that failed or was quarantined its attempts back."""
    ended = [Job.State.FAILED, Job.State.QUARANTINED, Job.State.CANCELLED]
    again = _again(Job.objects.filter(pk=job.pk, state__in=ended), hinted_at=Now())
    job.refresh_from_db()
    if not again:
        raise ValidationError(f"“{job.title}”{job.get_state_display()}，不需要重试。")
    record(by=by, verb="retry", label="重试作业", subject=job)
    transaction.on_commit(lambda: hint(job.uid, job.queue), robust=True)
    return job


def _again(jobs, **values):
    return jobs.update(
        state=Job.State.WAITING,
        attempts=0,
        next_try_at=Now(),
        hints=0,
        error="",
        diagnosis="",
        finished_at=None,
        cancel_requested_at=None,
        progress=0,
        **values,
    )


def _quarantined(by, jobs):
    if not by.may_somewhere(Permission.JOB_MANAGE):
        raise PermissionDenied("只有系统管理员可以处理隔离的作业。")
    reach = Job.objects.for_user(by, Permission.JOB_MANAGE).quarantined().order_by().values("pk")
    keys = jobs.order_by().values("pk")
    return list(Job.objects.filter(pk__in=reach).filter(pk__in=keys).select_for_update())


@transaction.atomic
def release(*, by, jobs):
    """Let quarantined jobs try again, with the rights their requesters have then. Returns how many;
    those that are not quarantined any more are passed over."""
    found = _quarantined(by, jobs)
    for job in found:
        record(by=by, verb="release", label="放行隔离的作业", subject=job, kind=job.kind)
    _again(Job.objects.filter(pk__in=[job.pk for job in found]), hinted_at=None)
    transaction.on_commit(sweep, robust=True)
    return len(found)


@transaction.atomic
def give_up(*, by, jobs, reason):
    """Quarantined jobs are not to be done: whoever asked for them reads why."""
    if not reason.strip():
        raise ValidationError({"reason": "请写明放弃的原因，发起人会看到。"})
    found = _quarantined(by, jobs)
    for job in found:
        record(
            by=by, verb="give_up", label="放弃隔离的作业", subject=job, reason=reason, kind=job.kind
        )
    Job.objects.filter(pk__in=[job.pk for job in found]).update(
        state=Job.State.FAILED, error=f"系统管理员已放弃这项作业：{reason.strip()}"
    )
    return len(found)


def may_fetch(*, user, job):
    """A result made in an office stays with the office: whoever left it leaves the file, too.
    And a large export waits for a leader's word."""
    if Clearance.objects.filter(job=job).exclude(granted=True).exists():
        return False
    if not job.permission:
        return True
    places = Federation.objects.filter(code__in=job.reach)
    return user.may_somewhere(job.permission) and all(
        user.may_at(job.permission, place) for place in places
    )


@transaction.atomic
def ask_clearance(*, by, job, purpose, rows):
    """The result of ``job`` is not to be fetched before a leader has agreed."""
    federation = by.offices[0].federation
    asked = Clearance.objects.create(job=job, federation=federation, purpose=purpose, rows=rows)
    record(
        by=by,
        verb="ask",
        label="申请导出",
        subject=asked,
        federation=federation,
        reason=purpose,
        rows=rows,
    )
    return asked


@transaction.atomic
def decide_clearance(*, by, clearance, granted, reason=""):
    """A leader other than the requester agrees, or refuses and says why."""
    clearance = Clearance.objects.select_for_update(of=("self",)).get(pk=clearance.pk)
    if not by.may(Permission.EXPORT_APPROVE, clearance):
        raise PermissionDenied("您无权审批这项导出。")
    if clearance.granted is not None:
        raise ValidationError("这项导出已审批，请刷新页面查看。")
    if clearance.job.by_id == by.pk:
        raise ValidationError("本人申请的导出，请本级其他领导或上级工会领导批准。")
    if not granted and not reason.strip():
        raise ValidationError({"reason": "请填写不批准的原因，申请人会看到。"})
    clearance.granted, clearance.reason = granted, reason.strip()
    clearance.decided_by, clearance.decided_at = by, timezone.now()
    clearance.save()
    record(
        by=by,
        verb="approve" if granted else "refuse",
        label="批准导出" if granted else "不批准导出",
        subject=clearance,
        reason=clearance.reason,
        rows=clearance.rows,
    )
    notices.tell(
        user=clearance.job.by,
        subject="导出已批准" if granted else "导出未获批准",
        text=clearance.job.title,
        url=clearance.job.get_absolute_url(),
    )
    return clearance


@transaction.atomic
def note_download(*, by, job):
    """What leaves the house is written down."""
    record(by=by, verb="download", label="下载结果文件", subject=job, file=job.kind)


def sweep(*, most=200):
    """Take back what dead workers held, and hint again at what is due. Returns what was done.

    Hints are throttled: the first again after half a minute, then twice as long each time, so that
    a thousand jobs behind a slow one do not fill the broker.
    """
    lost = Job.objects.filter(state=Job.State.RUNNING, lease_until__lt=Now())
    with transaction.atomic():
        given_up = _lock(lost.filter(attempts__gte=models.F("max_attempts")), most)
        for job in given_up:
            _quarantine(job, "处理程序多次中途终止。作业已隔离，请联系系统管理员。", "worker lost")
        taken_back = _lock(lost, most)
        Job.objects.filter(pk__in=[job.pk for job in taken_back]).update(
            state=Job.State.WAITING, next_try_at=Now(), hinted_at=None, lease_until=None
        )
    with transaction.atomic():
        due = Job.objects.filter(state=Job.State.WAITING, next_try_at__lte=Now())
        rest = Q(hinted_at=None)
        for hints in range(8):
            pause = min(HINT_AGAIN_SECONDS * 2**hints, HINT_AT_MOST_EVERY)
            same = Q(hints__gte=hints) if hints == 7 else Q(hints=hints)
            rest |= same & Q(hinted_at__lt=Now() - timedelta(seconds=pause))
        due = _lock(due.filter(rest).order_by("next_try_at"), most)
        Job.objects.filter(pk__in=[job.pk for job in due]).update(
            hinted_at=Now(), hints=models.functions.Least(models.F("hints") + 1, 30)
        )
    hinted = sum(hint(job.uid, job.queue) for job in due)
    return {"quarantined": len(given_up), "taken_back": len(taken_back), "hinted": hinted}


def _lock(rows, most):
    return list(rows.select_for_update(skip_locked=True, of=("self",))[:most])


def _quarantine(job, error, diagnosis):
    job.state, job.error, job.diagnosis = Job.State.QUARANTINED, error, diagnosis
    job.finished_at, job.lease_until = timezone.now(), None
    job.save(update_fields=["state", "error", "diagnosis", "finished_at", "lease_until"])
    record(by=None, verb="quarantine", label="隔离作业", subject=job, attempts=job.attempts)
    log.error("job quarantined", kind=job.kind, uid=str(job.uid), diagnosis=diagnosis)


def purge(*, before, dry_run=False):
    """Forget jobs that ended before then, with their files. Gives their number."""
    jobs = Job.objects.finished().filter(finished_at__lt=before)
    return retention.in_pieces(jobs, _forget, dry_run, batch=500)


def _forget(jobs):
    for job in jobs.exclude(result_file=""):
        job.result_file.delete(save=False)
    jobs.delete()
