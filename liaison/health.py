"""Alive, ready, and what is counted: for the machines that watch this one."""

import ipaddress
import secrets
from contextlib import suppress

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import Http404, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache

from indicators.models import Dirty
from jobs.models import Job
from liaison import metrics
from liaison.broker import broker, living_queues
from liaison.clock import NAME as CLOCK

QUEUES = ("live", "work")


@login_not_required
@never_cache
def healthz(request):
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@never_cache
def readyz(request):
    parts = check_parts()
    ready = all(parts.values())
    words = {part: "ok" if fine else "down" for part, fine in parts.items()}
    return JsonResponse({"ready": ready, **words}, status=200 if ready else 503)


@login_not_required
@never_cache
def metrics_page(request):
    if not is_internal(request):
        raise Http404
    for part, fine in check_parts().items():
        metrics.up.labels(part).set(fine)
    count_waiting()
    return HttpResponse(metrics.page(), content_type="text/plain; version=0.0.4; charset=utf-8")


def count_waiting():
    """Work that has piled up; left as it was while the database is away."""
    unfinished = (Job.State.WAITING, Job.State.RUNNING, Job.State.QUARANTINED)
    with suppress(DatabaseError):
        for state in unfinished:
            metrics.jobs.labels(state.value).set(Job.objects.filter(state=state).count())
        metrics.marked.set(Dirty.objects.count())


def check_parts():
    return {
        "database": database_answers(),
        "broker": broker_answers(),
        "worker": are_heard(QUEUES),
        "clock": are_heard([CLOCK]),  # without it no save would reach an open page
    }


def database_answers():
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return True
    except Exception:  # whatever goes wrong, the answer is no
        connection.close()
        return False


def broker_answers():
    try:
        return broker().ping()
    except Exception:
        return False


def are_heard(queues):
    """Each of them was heard of within half a minute."""
    try:
        return living_queues() >= set(queues)
    except Exception:
        return False


def is_internal(request):
    """From this machine, and not handed on by a proxy; or with the token."""
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if settings.METRICS_TOKEN and secrets.compare_digest(
        token.encode(), settings.METRICS_TOKEN.encode()
    ):
        return True
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
