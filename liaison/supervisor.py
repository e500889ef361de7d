"""Keeps the product's processes alive, and leaves none behind."""

import contextlib
import ctypes
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from liaison.processes import identity, is_alive, started_at, wait_until

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)
LONGEST_PAUSE = 30
PATIENCE = 10
LONGEST_LOG = 50_000_000


def programs(port, *, host="127.0.0.1", var, web=1):
    """The four processes of the product; docker-compose.yml runs the same. With ``web`` more than
    one, so many serve at one address, and the death of one is no outage: uvicorn begins another.
    """
    several = ("--workers", str(web), "--timeout-worker-healthcheck", "60") if web > 1 else ()
    python = [sys.executable, "-m"]
    worker = [*python, "celery", "-A", "liaison", "worker", "--without-gossip", "--without-mingle"]
    return {
        "web": [
            *(*python, "uvicorn", "liaison.asgi:application", "--host", host, "--port", str(port)),
            *("--no-access-log", "--no-proxy-headers", "--no-server-header"),
            *("--timeout-graceful-shutdown", "3"),
            *several,
        ],
        "worker-live": [*worker, "-Q", "live", "-n", "live@%h", "--concurrency", "1"],
        "worker-work": [*worker, "-Q", "work", "-n", "work@%h", "--concurrency", "1"],
        "beat": [
            *(*python, "celery", "-A", "liaison", "beat", "--pidfile="),
            *("--schedule", str(var / "beat-schedule")),
        ],
    }


class Child:
    def __init__(self, name, command, environment, log):
        self.name, self.command, self.environment, self.log = name, command, environment, log
        self.process = None
        self.failures = 0
        self.start_at = 0  # not before this moment

    def start(self):
        parent = os.getpid()

        def die_with_parent():
            LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
            if os.getppid() != parent:
                os._exit(1)

        if self.log.exists() and self.log.stat().st_size > LONGEST_LOG:
            self.log.replace(self.log.with_suffix(".log.old"))
        with open(self.log, "ab") as output:
            self.process = subprocess.Popen(
                self.command,
                env={**self.environment, "PROCESS_NAME": f"liaison {self.name}"},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=die_with_parent,
            )
        self.began = time.monotonic()

    def tend(self):
        """Start again what has ended, each time a little later."""
        if self.process and self.process.poll() is None:
            return False
        if self.process:
            lived = time.monotonic() - self.began
            self.failures = 1 if lived > 60 else self.failures + 1
            self.start_at = time.monotonic() + min(2 ** (self.failures - 1), LONGEST_PAUSE)
            end_group(self.process.pid)  # what its own children left
            self.process = None
            return True
        if time.monotonic() >= self.start_at:
            self.start()
            return True
        return False


class Supervisor:
    def __init__(self, commands, *, environment, var, ensure=lambda: None, say=print):
        self.var, self.ensure, self.say = Path(var), ensure, say
        logs = self.var / "log"
        logs.mkdir(parents=True, exist_ok=True)
        self.children = [
            Child(name, command, environment, logs / f"{name}.log")
            for name, command in commands.items()
        ]
        self.stopping = False

    @property
    def record(self):
        return self.var / "up.json"

    def claim(self):
        """Write down who we are; end what an earlier, killed supervisor left. False: one runs."""
        with contextlib.suppress(FileNotFoundError, ValueError):
            earlier = json.loads(self.record.read_text())
            if is_alive(earlier["up"]):
                return False
            for pid in earlier["children"]:
                end_group(pid)
        self.write_down()
        return True

    def write_down(self):
        pids = [child.process.pid for child in self.children if child.process]
        draft = self.record.with_suffix(".draft")
        draft.write_text(json.dumps({"up": identity(), "children": pids}))
        draft.replace(self.record)

    def run(self, ready=lambda: None):
        """Until a signal says stop."""
        for sign in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(sign, self.stop)
        try:
            while not self.stopping:
                for child in self.children:
                    running = child.process
                    if child.tend():
                        self.write_down()
                        if running:
                            self.say(f"{child.name} 已退出，正在重新启动……")
                self.ensure()
                ready()
                time.sleep(0.3)
        finally:
            self.end()

    def stop(self, *_):
        self.stopping = True

    def end(self):
        running = [child.process for child in self.children if child.process]
        for process in running:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
        wait_until(lambda: all(process.poll() is not None for process in running), PATIENCE)
        for process in running:
            end_group(process.pid)
            process.wait()
        self.record.unlink(missing_ok=True)


def end_group(leader):
    """Kill whatever still runs in the session that this child of ours began."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            ours = b"liaison" in (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if int(fields[3]) == leader and ours and started_at(int(folder.name)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(folder.name), signal.SIGKILL)
