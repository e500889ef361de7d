"""Nothing that is called ready may leave a save unfolded: the clock survives a torn file and is
heard, and a worker is heard from the first task it could take to the last."""

import subprocess
import sys

import pytest

from liaison.broker import fall_silent, living_queues, say_alive
from liaison.celery import app
from liaison.clock import Clock
from liaison.processes import wait_until
from tests.servers import ROOT, flush

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(servers, tmp_path):
    def begin():
        return Clock(app, schedule_filename=str(tmp_path / "schedule"))

    yield begin
    flush(servers.redis_url)


def test_a_torn_file_is_begun_anew(clock, tmp_path):
    first = clock()
    entries = set(first.schedule)
    first.close()
    for path in tmp_path.glob("schedule*"):
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

    again = clock()

    assert set(again.schedule) == entries
    again.close()


def test_an_emptied_file_is_begun_anew(clock, tmp_path):
    clock().close()
    data = next(path for path in tmp_path.glob("schedule*") if path.suffix not in (".dir", ".bak"))
    data.write_bytes(b"")

    clock().close()


def test_the_clock_is_heard_once_it_ticks(clock):
    begun = clock()
    assert living_queues() == set()

    begun.tick()

    assert living_queues() == {"clock"}
    begun.close()


def test_a_start_forgets_whom_a_kill_silenced(servers):
    say_alive("live@killed", ["live"])

    fall_silent()

    assert living_queues() == set()


def test_a_worker_is_heard_while_it_takes_tasks(servers, django_db_setup):
    command = [sys.executable, "-m", "celery", "-A", "liaison", "worker", "-Q", "trial"]
    command += ["--concurrency=1", "--loglevel=WARNING", "-n", f"trial-{servers.worker}"]
    process = subprocess.Popen(command, cwd=ROOT, env=servers.environment())
    try:
        assert wait_until(lambda: "trial" in living_queues(), 60)
    finally:
        process.terminate()
        process.wait(30)
    assert "trial" not in living_queues()
