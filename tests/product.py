"""The whole product in processes of its own, on servers of its own: what `manage.py up` starts."""

import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

from liaison.processes import free_port, started_at, wait_until
from tests.servers import ROOT


class Product:
    def __init__(self, var, **environment):
        self.var, self.environment = var, environment

    def start(self, port=None):
        self.port = port or free_port()
        kept = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "up", "--port", str(self.port)],
            cwd=ROOT,
            env={**kept, **self.environment, "VAR_DIR": str(self.var)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        return self

    def output(self):
        return self.process.communicate(timeout=180)[0]

    def get(self, path):
        """Status of the answer; None when nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30) as page:
                return page.status
        except urllib.error.HTTPError as answer:
            return answer.code
        except OSError:
            return None

    def is_ready(self):
        return self.get("/readyz") == 200

    def wait(self):
        assert wait_until(lambda: self.process.poll() is not None or self.is_ready(), 120, 0.2)
        assert self.process.poll() is None, self.output()

    def children(self):
        return json.loads((self.var / "up.json").read_text())["children"]

    def processes(self):
        """All that run for this VAR_DIR, servers included."""
        mark = os.fsencode(self.var)
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                text = (folder / "environ").read_bytes() + (folder / "cmdline").read_bytes()
            except OSError:
                continue
            if mark in text and started_at(int(folder.name)):
                found.append(int(folder.name))
        return found

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
        return self.output()
