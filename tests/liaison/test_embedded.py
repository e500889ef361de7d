"""Our own PostgreSQL and Valkey: joined, shared, left, killed."""

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import psycopg2
import pytest
import redis

from liaison.embedded import APPLICATION, OWNER, Servers
from liaison.processes import is_alive, started_at, wait_until
from liaison.var import secret

JOIN_AND_WAIT = (
    "import sys; from liaison.embedded import Servers; s = Servers(sys.argv[1]); s.join(); "
)


@pytest.fixture(scope="module")
def var(tmp_path_factory):
    return tmp_path_factory.mktemp("var")


@pytest.fixture
def servers(var):
    found = Servers(var)
    yield found
    found.leave()


def ask(url, sql):
    connection = psycopg2.connect(url)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchone()
    finally:
        connection.close()


def other_process(var, then):
    """Another user of the same servers, in a process of its own."""
    process = subprocess.Popen(
        [sys.executable, "-c", JOIN_AND_WAIT + then, str(var)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "joined\n"
    return process


def test_both_answer_and_stop_with_the_last_user(servers):
    found = servers.join()
    postmaster = servers._postmaster()

    assert ask(found["DATABASE_URL"], "SELECT current_user") == (APPLICATION,)
    assert ask(found["DATABASE_OWNER_URL"], "SELECT current_user") == (OWNER,)
    assert redis.Redis.from_url(found["REDIS_URL"]).ping()

    servers.leave()

    assert started_at(postmaster) is None
    with pytest.raises(redis.ConnectionError):
        redis.Redis.from_url(found["REDIS_URL"]).ping()


def test_locale_is_the_same_on_every_machine(servers):
    found = servers.join()
    sql = "SELECT datlocprovider, datlocale FROM pg_database WHERE datname = 'liaison'"

    assert ask(found["DATABASE_URL"], sql) == ("b", "C.UTF-8")


def test_application_role_may_create_nothing(servers):
    found = servers.join()

    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        ask(found["DATABASE_URL"], "CREATE TABLE t (id int)")


def test_password_is_needed(servers):
    found = servers.join()
    wrong = found["DATABASE_URL"].replace(secret(servers.var, APPLICATION), "wrong")

    with pytest.raises(psycopg2.OperationalError):
        ask(wrong, "SELECT 1")
    with pytest.raises(redis.AuthenticationError):
        redis.Redis(port=int(found["REDIS_URL"].rsplit(":")[-1].split("/")[0])).ping()


def test_another_process_joins_and_the_servers_outlive_the_first(var, servers):
    servers.join()
    postmaster = servers._postmaster()
    other = other_process(var, "print('joined', flush=True); input(); s.leave()")

    servers.leave()

    assert started_at(postmaster)
    assert servers.join()
    assert servers._postmaster() == postmaster
    other.kill()
    other.wait()


def test_killed_user_is_not_counted(var, servers):
    other = other_process(var, "print('joined', flush=True); import time; time.sleep(60)")
    os.kill(other.pid, signal.SIGKILL)
    other.wait()

    servers.join()
    postmaster = servers._postmaster()
    servers.leave()

    assert postmaster
    assert started_at(postmaster) is None


def test_killed_servers_come_back_at_the_same_addresses(servers):
    found = servers.join()
    ask(found["DATABASE_OWNER_URL"], "CREATE SEQUENCE kept; SELECT setval('kept', 42)")
    with servers._state() as state:
        valkey = state["valkey"]
    for pid in (servers._postmaster(), valkey[0]):
        os.kill(pid, signal.SIGKILL)
    assert wait_until(lambda: servers._postmaster() is None and not is_alive(valkey), 10)

    servers.ensure()

    assert ask(found["DATABASE_OWNER_URL"], "SELECT last_value FROM kept") == (42,)
    assert redis.Redis.from_url(found["REDIS_URL"]).ping()


def test_pid_file_that_names_a_stranger_does_not_stop_the_start(servers):
    servers.join()
    servers.leave()
    with subprocess.Popen(servers._as_server_user(["sleep", "60"])) as stranger:
        (servers.data / "postmaster.pid").write_text(f"{stranger.pid}\n{servers.data}\n")
        found = servers.join()
        stranger.kill()

    assert ask(found["DATABASE_URL"], "SELECT 1") == (1,)


def test_secrets_are_private(servers):
    servers.join()
    folder = servers.var / "secrets"

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


def test_server_does_not_run_as_root(servers):
    servers.join()

    assert Path(f"/proc/{servers._postmaster()}").stat().st_uid != 0


def test_two_of_them_side_by_side_below_a_private_folder_with_a_long_name(servers, tmp_path):
    tmp_path.chmod(0o700)
    deep = tmp_path / ("x" * 90) / "var"
    second = Servers(deep)
    try:
        here, there = servers.join(), second.join()

        assert ask(here["DATABASE_URL"], "SELECT 1") == (1,)
        assert ask(there["DATABASE_URL"], "SELECT 1") == (1,)
        assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700
    finally:
        second.leave()
