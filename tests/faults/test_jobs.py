"""Workers killed at any moment: nothing lost, nothing twice, and what kills them is set aside.

Small here, full size in `make drill` (trust.md 0 finding 1, tests 2, 3, 11, 12, 15, 16).
"""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import contextmanager, suppress

import pytest
from django.db import connection, transaction
from django.http import JsonResponse
from django.test import RequestFactory

from jobs import services
from jobs.idempotency import idempotent
from jobs.models import Job
from tests import make
from tests.servers import ROOT
from unions.models import GrassrootsUnion

pytestmark = pytest.mark.django_db(transaction=True)

NURSERY = """
import os, signal, sys, time
import django
django.setup()
from django.conf import settings
from django.db import transaction
from jobs import runner
from jobs.models import Job
from jobs.registry import kind
from unions.models import GrassrootsUnion
settings.JOB_LEASE_SECONDS = 0.5

@kind("fault.unit", max_attempts=90)
def unit(run):
    GrassrootsUnion.objects.create(
        name=f"第{{run.arguments['n']}}件", federation_id=run.arguments["federation"]
    )
    time.sleep(0.02)

@kind("fault.poison")
def poison(run):
    os.abort()

def naive(uid):
    job = runner.take(uid)
    if job:
        class Bare: arguments = job.arguments
        unit(Bare)
        Job.objects.filter(pk=job.pk).update(state="done", lease_until=None)

run = {run}
for line in sys.stdin:
    pid = os.fork()
    if not pid:
        while True:
            for uid in Job.objects.filter(state="waiting").values_list("uid", flat=True)[:5]:
                run(uid)
            time.sleep(0.005)
    print(pid, flush=True)
    os.waitpid(pid, 0)
    print("gone", flush=True)
"""


class Worker:
    """A process that does jobs without end until it is killed, and then a new one."""

    def __init__(self, servers, run="runner.run"):
        self.nursery = subprocess.Popen(
            [sys.executable, "-c", NURSERY.format(run=run)],
            cwd=ROOT,
            env={**servers.environment(), "DJANGO_SETTINGS_MODULE": "liaison.settings"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.begin()

    def begin(self):
        self.nursery.stdin.write("\n")
        self.nursery.stdin.flush()
        self.pid = int(self.nursery.stdout.readline())

    def kill(self):
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        self.nursery.stdout.readline()

    def end(self):
        self.kill()
        self.nursery.stdin.close()
        self.nursery.wait(10)
        self.nursery.stdout.close()


@contextmanager
def working(servers, **options):
    worker = Worker(servers, **options)
    try:
        yield worker
    finally:
        worker.end()


@pytest.fixture(autouse=True)
def quiet(monkeypatch):
    """No broker: these workers look for themselves, as if every hint had been lost."""
    monkeypatch.setattr(services, "hint", lambda uid, queue: True)


def ask(count, kind="fault.unit"):
    federation = make.federation("50").pk
    with transaction.atomic():
        for n in range(count):
            services.enqueue(
                by=None,
                kind=kind,
                title=f"{n}",
                arguments={"n": n, "federation": federation},
                max_attempts=3 if kind == "fault.poison" else 90,
            )


def storm(worker, kills, chance):
    for _ in range(kills):
        time.sleep(chance.uniform(0.02, 0.25))
        worker.kill()
        services.sweep()
        worker.begin()


def settle(worker, seconds):
    """Sweep until no job is left; whoever dies is replaced."""
    until = time.monotonic() + seconds
    while Job.objects.unfinished().exists() and time.monotonic() < until:
        services.sweep()
        time.sleep(0.1)


def done():
    return Counter(GrassrootsUnion.objects.values_list("name", flat=True))


def kill_and_count(servers, count, kills):
    ask(count)
    with working(servers) as worker:
        storm(worker, kills, random.Random(7))
        settle(worker, 20 + count / 10)
    assert set(Job.objects.values_list("state", flat=True)) == {Job.State.DONE}
    assert done() == Counter({f"第{n}件": 1 for n in range(count)})
    return Job.objects.filter(attempts__gt=1).count()


def test_killed_workers_lose_nothing_and_double_nothing(servers):
    assert kill_and_count(servers, count=60, kills=8) >= 1, "no kill hit a job"


@pytest.mark.drill
def test_fifty_kills_among_twelve_hundred_jobs(servers):
    assert kill_and_count(servers, count=1200, kills=50) >= 10


def test_work_and_done_in_two_transactions_double(servers):
    """Negative control: what one transaction is for."""
    ask(60)
    with working(servers, run="naive") as worker:
        storm(worker, 12, random.Random(7))
        settle(worker, 20)
    assert max(done().values()) > 1


def test_a_job_that_kills_its_worker_is_set_aside_and_the_others_are_done(servers):
    ask(1, kind="fault.poison")
    ask(20)
    with working(servers) as worker:
        until = time.monotonic() + 30
        while Job.objects.unfinished().exists() and time.monotonic() < until:
            services.sweep()
            time.sleep(0.2)
            with suppress(ChildProcessError):
                if not os.path.exists(f"/proc/{worker.pid}"):
                    worker.nursery.stdout.readline()
                    worker.begin()
    poison = Job.objects.get(kind="fault.poison")
    assert (poison.state, poison.attempts) == (Job.State.QUARANTINED, 3)
    assert Job.objects.filter(state=Job.State.DONE).count() == 20


def fifty_posts(view):
    answers, gate = [], threading.Barrier(50)

    def post():
        request = RequestFactory().post(
            "/unions/", {"name": "某会"}, headers={"Idempotency-Key": "k", "Accept": "text/html"}
        )
        request.user = make.User(username="nobody", is_active=False)
        gate.wait()
        try:
            answers.append(view(request))
        finally:
            connection.close()

    threads = [threading.Thread(target=post) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def found_a_union(request):
    return JsonResponse({"number": make.union(name=request.POST["name"]).pk}, status=201)


def test_fifty_identical_posts_are_one(servers):
    answers = fifty_posts(idempotent(found_a_union))
    assert GrassrootsUnion.objects.count() == 1
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert sum("Idempotent-Replayed" in answer for answer in answers) == 49


def test_fifty_identical_posts_without_the_key_are_fifty(servers):
    """Negative control."""
    fifty_posts(found_a_union)
    assert GrassrootsUnion.objects.count() == 50


def test_a_hint_reaches_a_real_worker(servers, worker_process, monkeypatch):
    """Through the broker, Celery and the registry of a worker that loads every app's tasks."""
    monkeypatch.undo()
    job = services.enqueue(
        by=None, kind="documents.scan", title="检查", arguments={"digest": "none"}
    )
    until = time.monotonic() + 300
    while job.attempts == 0 or job.lease_until:
        assert time.monotonic() < until, "nobody took it"
        time.sleep(0.2)
        services.sweep()
        job.refresh_from_db()
    assert job.diagnosis.startswith("DoesNotExist")
    assert job.state == Job.State.WAITING
