"""What every test stands on: real servers, a database with all divisions and federations."""

import os
import subprocess
import sys
import time
from contextlib import suppress
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connections
from django.test import Client, TransactionTestCase

from liaison.environment import parse_database
from liaison.processes import answers, free_port, wait_until
from liaison.supervisor import programs
from tests.browser import browser, page, phone  # noqa: F401
from tests.drills import pytest_terminal_summary  # noqa: F401
from tests.servers import ROOT, VAR, TestServers, flush


def pytest_configure(config):
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher",  # real hashing is slow on purpose
        *settings.PASSWORD_HASHERS,
    ]
    settings.MEDIA_ROOT = VAR / "files"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's loop runs in the test's thread


@pytest.fixture(scope="session")
def servers(worker_id):
    """PostgreSQL and Valkey, joined or started; this worker's own database and number."""
    found = TestServers(worker_id)
    found.build_template()
    found.clone()
    flush(found.redis_url)
    yield found
    found.end()


@pytest.fixture(scope="session")
def django_db_setup(servers):
    """Point Django at the clone instead of letting it create a database by migrations."""
    address = parse_database(servers.environment()["DATABASE_URL"])
    for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT"):
        settings.DATABASES["default"][key] = address[key]
        connections["default"].settings_dict[key] = address[key]
    settings.REDIS_URL = settings.CELERY_BROKER_URL = servers.redis_url
    settings.LIVE_CHANNEL = f"liaison:events:{servers.redis_url.rpartition('/')[2]}"
    settings.CACHES["default"]["LOCATION"] = servers.redis_url
    for alias in settings.CACHES:
        with suppress(AttributeError):  # what an earlier test without database has opened
            del caches[alias]
    use_broker(servers.redis_url)
    # A test that commits gets a fresh clone afterwards; nothing is flushed table by table.
    TransactionTestCase._fixture_teardown = lambda test: servers.reset()


def use_broker(url):
    from liaison.celery import app

    app.conf.broker_url = app.conf.broker_read_url = app.conf.broker_write_url = url


@pytest.fixture(autouse=True)
def _forced_log_in_is_complete(monkeypatch):
    """`client.force_login` stands for a whole log-in: the second factor was shown, too."""
    force_login = Client.force_login

    def with_second_factor(self, user, backend=None):
        force_login(self, user, backend)
        session = self.session
        session["account_authentication_methods"] = [
            {"method": "mfa", "type": "totp", "id": 0, "at": time.time()}
        ]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()

    monkeypatch.setattr(Client, "force_login", with_second_factor)


@pytest.fixture(scope="module")
def worker_process(servers):
    """A real Celery worker on both queues, started by the first test that asks for it. It ends with
    its module, or it would take the jobs of later tests, which do them themselves.
    For tests marked django_db(transaction=True): it sees only what is committed."""
    command = [sys.executable, "-m", "celery", "-A", "liaison", "worker", "-Q", "live,work"]
    command += ["--concurrency=1", "--loglevel=WARNING", "-n", servers.worker]
    process = subprocess.Popen(command, cwd=ROOT, env=servers.environment())
    yield process
    process.terminate()
    process.wait(30)


@pytest.fixture(autouse=True)
def _long_tests_ask_as_often(monkeypatch):
    """When somebody was last seen is written every 15 seconds: on a busy machine a test that counts
    queries would find one more."""
    monkeypatch.setattr("accounts.middleware.SEEN_EVERY", timedelta(minutes=5))


@pytest.fixture(scope="session")
def site(servers, django_db_setup):
    """The real web process on this worker's database: its address, for browsers and streams.
    For tests marked django_db(transaction=True): it sees only what is committed."""
    port = free_port()
    command = programs(port, var=VAR)["web"]
    environment = {**servers.environment(), "PORT": str(port), "STATIC_FROM_SOURCE": "1"}
    log = VAR / f"web-{servers.worker}.log"
    with open(log, "wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
    if not wait_until(lambda: process.poll() is not None or answers(port), 60) or process.poll():
        pytest.fail(f"the web process did not start:\n{log.read_text()[-3000:]}")
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(30)


@pytest.fixture
def manage(servers, tmp_path):
    """``manage("backup", folder)``: a command as an operator runs it, on this worker's database;
    its attachments are in ``manage.files``. For tests that commit."""
    var = tmp_path / "var"

    def run(*arguments, **variables):
        connections.close_all()
        environment = {**servers.environment(), "VAR_DIR": str(var), **variables}
        command = [sys.executable, "manage.py", *map(str, arguments)]
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)

    run.files = var / "files"
    run.files.mkdir(parents=True)
    return run
