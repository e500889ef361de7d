"""Untrusted files are opened in a child process: little memory, little CPU, no secrets, no family.

A 5 KB workbook can make a reader ask for half a terabyte and abort its process; ``try`` does not
help against that, a process of its own does.
"""

import json
import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

LINE_LIMIT = 64 * 1024 * 1024
MEMORY = 1024 * 1024 * 1024
BOOT = """
import resource, runpy, sys
memory, cpu, script = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
for what, most in (
    (resource.RLIMIT_AS, memory),
    (resource.RLIMIT_CPU, cpu),
    (resource.RLIMIT_CORE, 0),
    (resource.RLIMIT_FSIZE, 0),
    (resource.RLIMIT_NOFILE, 64),
):
    resource.setrlimit(what, (most, most))
sys.argv = sys.argv[3:]
sys.stdout.reconfigure(encoding="utf-8")
runpy.run_path(script, run_name="__main__")
"""


class SandboxFailed(Exception):
    """The child died or ran out of time: the file is at fault, not we."""


def lines(script: Path, *arguments, seconds, cpu, memory=MEMORY, most=2_000_000_000):
    """Run ``script`` alone and yield the JSON values it prints, one a line.

    It writes no file, sees no environment of ours, and gets ``seconds`` of time, ``cpu`` seconds
    of work and ``memory`` bytes. Raises SandboxFailed. Whatever happens, no process is left behind.
    """
    child = subprocess.Popen(
        [sys.executable, "-I", "-B", "-c", BOOT, str(memory), str(cpu), str(script), *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PATH": os.defpath, "LANG": "C.UTF-8"},
        cwd="/",
        start_new_session=True,
    )
    alarm = threading.Timer(seconds, _kill, [child])
    alarm.start()
    try:
        while line := child.stdout.readline(LINE_LIMIT):
            most -= len(line)
            if most < 0 or not line.endswith(b"\n"):
                raise SandboxFailed("too much said")
            yield json.loads(line)
        if child.wait():
            raise SandboxFailed(f"ended with {child.returncode}")
    except ValueError as garbled:
        raise SandboxFailed("garbled") from garbled
    finally:
        alarm.cancel()
        _kill(child)
        child.stdout.close()
        child.wait()


def _kill(child):
    if child.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
