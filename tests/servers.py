"""One PostgreSQL and one Valkey for the run; a template database; a clone for each worker.

The template is built once and kept under var/test/ for as long as nothing that shapes it changes.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings
from django.db import connections

from liaison import embedded

ROOT = Path(__file__).parent.parent
VAR = ROOT / "var" / "test"
OPTIONS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
SHAPES_THE_TEMPLATE = [
    "*/apps.py",
    "*/migrations/*.py",
    "governance/corrections.py",
    "governance/protection.py",
    "indicators/definitions.py",
    "indicators/triggers.py",
    "indicators/triggers/*",
    "liaison/management/commands/migrate.py",
    "unions/data/*.csv",
    "unions/management/commands/*.py",
    "unions/names.py",
    "unions/reference.py",
]


class TestServers:
    def __init__(self, worker):
        self.worker = worker  # "master", "gw0", "gw1" …
        self.servers = embedded.Servers(VAR, options=OPTIONS)
        self.addresses = self.servers.join()
        self.template = f"template_{fingerprint()}"
        self.database = f"test_{worker}"
        number = int(worker.removeprefix("gw")) + 1 if worker.startswith("gw") else 0
        self.redis_url = self.addresses["REDIS_URL"].removesuffix("/0") + f"/{number}"

    def environment(self):
        """For a process of its own that is to see what this worker sees."""
        return {
            **os.environ,
            "DATABASE_URL": self.servers.url(embedded.APPLICATION, self.database),
            "DATABASE_OWNER_URL": self.servers.url(embedded.OWNER, self.database),
            "REDIS_URL": self.redis_url,
            "SECRET_KEY": settings.SECRET_KEY,
            "FIELD_KEYS": ",".join(settings.FIELD_KEYS),
            "VAR_DIR": str(VAR),
        }

    def build_template(self):
        """Migrations, divisions and federations, unless another worker or run has made them."""
        with locked(VAR / "template.lock"), self.administration() as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'template\\_%'")
            known = {name for (name,) in cursor} - {"template0", "template1"}
            if self.template in known:
                return
            for name in known:
                cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
            cursor.execute("DROP DATABASE IF EXISTS draft WITH (FORCE)")
            cursor.execute("CREATE DATABASE draft")
            environment = {
                **self.environment(),
                "DATABASE_URL": self.servers.url(embedded.APPLICATION, "draft"),
                "DATABASE_OWNER_URL": self.servers.url(embedded.OWNER, "draft"),
            }
            for command in ("migrate", "load_regions", "load_federations"):
                if command == "migrate" or has_command(command):
                    done = subprocess.run(
                        [sys.executable, "manage.py", command],
                        cwd=ROOT,
                        env=environment,
                        capture_output=True,
                        text=True,
                    )
                    if done.returncode:
                        pytest.exit(f"manage.py {command}:\n{done.stdout}\n{done.stderr}", 2)
            cursor.execute(f'ALTER DATABASE draft RENAME TO "{self.template}"')

    def clone(self):
        """Give this worker a fresh copy of the template."""
        with locked(VAR / "template.lock"), self.administration() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {self.database} WITH (FORCE)")
            cursor.execute(
                f"CREATE DATABASE {self.database} TEMPLATE {self.template} STRATEGY FILE_COPY"
            )

    def reset(self):
        """After a test that committed: fresh database, empty broker."""
        connections.close_all()
        self.clone()
        flush(self.redis_url)

    def end(self):
        connections.close_all()
        with self.administration() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {self.database} WITH (FORCE)")
        self.servers.leave()

    @contextmanager
    def administration(self):
        connection = psycopg2.connect(self.servers.url(embedded.OWNER, "postgres"))
        connection.autocommit = True
        try:
            yield connection.cursor()
        finally:
            connection.close()


def fingerprint():
    digest = hashlib.sha256()
    for pattern in SHAPES_THE_TEMPLATE:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def has_command(name):
    return any(ROOT.glob(f"*/management/commands/{name}.py"))


def flush(url):
    import redis

    with redis.Redis.from_url(url) as client:
        client.flushdb()


@contextmanager
def locked(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
