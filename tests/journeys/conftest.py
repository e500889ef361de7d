"""The real door under uvicorn, in a thread of the test's own process, and the browser before it.

In a thread, so that the server sees what the test has set: its database, broker, clock, mails.
"""

import asyncio
import os
import threading
import time

import pytest
from django.conf import settings
from django.contrib.staticfiles.handlers import ASGIStaticFilesHandler
from django.test import Client


def pytest_collection_modifyitems(items):
    """A journey that waited in vain, or asked a page that was just leaving, is walked once more: a
    busy machine may answer late. Whatever else fails, and what fails twice, is a failure."""
    of_browser = [r"^TimeoutError: ", r"^Error: "]
    once_more = pytest.mark.flaky(reruns=1, only_rerun=of_browser)
    for item in items:
        if "/tests/journeys/" in item.path.as_posix():
            item.add_marker(once_more)


@pytest.fixture(scope="session")
def web(django_db_setup):
    """The running server's address; for one worker's whole run."""
    import uvicorn

    before = dict(os.environ)
    from liaison.asgi import application

    os.environ.clear()
    os.environ.update(before)  # the door sets what is meant for a process of its own
    server = uvicorn.Server(
        uvicorn.Config(
            ASGIStaticFilesHandler(application),
            host="127.0.0.1",
            port=0,
            log_level="warning",
            timeout_graceful_shutdown=2,
        )
    )
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()), daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture
def live(web, transactional_db):
    """Address of the running product over a database of this test's own; what it writes is
    committed, and gone afterwards."""
    return web


@pytest.fixture
def enter(live):
    """``enter(page, user)``: a session without going through the log-in page."""

    def enter(page, user):
        client = Client()
        client.force_login(user)
        name = settings.SESSION_COOKIE_NAME
        page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live}])

    return enter
