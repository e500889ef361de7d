"""What measurements stand on: servers of their own, two registries, a clock, and a line of result.

Machines differ and are noisy, so ratios are the result: both sides are measured in turns in the
same run, and medians are compared.
"""

import json
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from urllib.parse import unquote, urlsplit

import psycopg2

from liaison import embedded

ROOT = Path(__file__).parent.parent
VAR = ROOT / "var" / "bench"
OPTIONS = {"shared_buffers": "1GB", "max_wal_size": "8GB", "checkpoint_timeout": "30min"}
COUNT = int(os.environ.get("BENCH_COUNT", "902000"))
SMALL = max(1, COUNT // 100)
SEED = 20260901
BARE = "bare"
"""The schema of the peers: copies of the product's tables without what the product adds."""


@dataclass
class Line:
    """One comparison: what the product takes, what its peer takes, and the ratio wanted."""

    goal: str
    what: str
    product: float
    peer: float
    peer_name: str
    want: str
    unit: str = "s"
    higher_is_better: bool = False
    limit: float | None = None
    note: str = ""
    ratio: float = field(init=False)
    met: bool | None = field(init=False)

    def __post_init__(self):
        self.ratio = self.product / self.peer if self.peer else float("nan")
        if self.limit is None:
            self.met = None
        elif self.higher_is_better:
            self.met = self.ratio >= self.limit
        else:
            self.met = self.ratio <= self.limit

    def as_dict(self):
        return asdict(self)


class Ground:
    """The servers and their two registries: ``bench_large`` and, a hundredth of it,
    ``bench_small``."""

    def __init__(self):
        self.servers = embedded.Servers(VAR, options=OPTIONS)
        self.addresses = self.servers.join()

    def environment(self, database):
        return {
            **os.environ,
            "DATABASE_URL": self.servers.url(embedded.APPLICATION, database),
            "DATABASE_OWNER_URL": self.servers.url(embedded.OWNER, database),
            "REDIS_URL": self.addresses["REDIS_URL"],
            "VAR_DIR": str(VAR),
            "EMBEDDED": "1",
            "DJANGO_SETTINGS_MODULE": "liaison.settings",
        }

    def prepare(self, database, count, *, streets=False):
        """A database with that many organizations, unless a former run has left it; with
        federations down to the streets if asked."""
        mark = f"{count} organizations, seed {SEED}, {self.fingerprint()}"
        with self.owner("postgres") as cursor:
            cursor.execute(
                "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
                [database],
            )
            if (found := cursor.fetchone()) and found[0] == mark:
                return 0.0
            cursor.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
            cursor.execute(f'CREATE DATABASE "{database}"')
            started = time.monotonic()
            for command in (
                ["migrate", "-v0"],
                ["load_regions"],
                ["load_federations", *(["--streets"] if streets else [])],
                ["load_drives"],
                ["generate_registry", "--count", str(count), "--seed", str(SEED), "--json"],
            ):
                say(f"  {database}: {' '.join(command)}")
                if command[0] == "generate_registry":
                    started = time.monotonic()
                done = subprocess.run(
                    [sys.executable, "manage.py", *command],
                    cwd=ROOT,
                    env=self.environment(database),
                    check=True,
                    stdout=subprocess.PIPE,
                )
            seconds = time.monotonic() - started
            self.report(database).write_bytes(done.stdout)
            cursor.execute(f'COMMENT ON DATABASE "{database}" IS %s', [mark])
        return seconds

    def report(self, database):
        return VAR / f"{database}-{self.fingerprint()}.json"

    def generated(self, database):
        """What the generator said of the registry that stands, or None."""
        report = self.report(database)
        return json.loads(report.read_text()) if report.exists() else None

    def fingerprint(self):
        from hashlib import sha256

        digest = sha256()
        for pattern in (
            "*/migrations/*.py",
            "indicators/synthetic.py",
            "indicators/draft.py",
            "indicators/triggers.py",
        ):
            for path in sorted(ROOT.glob(pattern)):
                digest.update(path.read_bytes())
        return digest.hexdigest()[:12]

    @contextmanager
    def owner(self, database="bench_large"):
        """A cursor of the role that owns the tables, committing each statement."""
        link = psycopg2.connect(self.servers.url(embedded.OWNER, database))
        link.autocommit = True
        try:
            yield link.cursor()
        finally:
            link.close()

    def pgbench(self, script, *, clients, seconds, database="bench_large"):
        """Transactions a second that so many clients reach with a script."""
        url = urlsplit(self.servers.url(embedded.APPLICATION, database))
        path = VAR / "script.sql"
        path.write_text(script)
        done = subprocess.run(
            [
                *(embedded.postgres_program("pgbench"), "-n", "-M", "prepared", "-f", str(path)),
                *("-c", str(clients), "-j", "2", "-T", str(seconds), "-U", url.username),
                *("-h", unquote(url.query.removeprefix("host=")), database),
            ],
            env={**os.environ, "PGPASSWORD": unquote(url.password)},
            capture_output=True,
            text=True,
            check=True,
        )
        [line] = [x for x in done.stdout.splitlines() if x.startswith("tps")]
        return float(line.split()[2])

    def use(self, database):
        """Point Django at one of the registries."""
        from django.db import connection

        connection.close()
        connection.settings_dict["NAME"] = database

    def leave(self):
        from django.db import connections

        connections.close_all()
        self.servers.leave()


def say(text):
    print(text, file=sys.stderr, flush=True)


def seconds(act, *arguments):
    """How long an act takes."""
    started = time.perf_counter()
    act(*arguments)
    return time.perf_counter() - started


def in_turns(rounds, *, warm=0, **sides):
    """Median time of each side; every round runs each side once. ``warm`` rounds come before and
    do not count: the first touch of a page after a checkpoint writes the whole page."""
    taken = {name: [] for name in sides}
    for _ in range(warm + rounds):
        for name, act in sides.items():
            taken[name].append(seconds(act))
    return {name: median(times[warm:]) for name, times in taken.items()}


def share(times, fraction):
    """The time that so large a share of them does not exceed."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * fraction))]
