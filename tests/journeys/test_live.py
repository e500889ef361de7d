"""An open dashboard follows what an officer records elsewhere: real browser, web process, worker
and clock."""

import subprocess
import time
from datetime import date

import pytest
from django.conf import settings
from django.test import Client

from accounts.roles import Role
from indicators import services
from liaison.supervisor import programs
from membership.models import Coverage
from membership.services.coverage import record_coverage
from tests import make
from tests.browser import axe
from tests.indicators.conftest import drive, eligible  # noqa: F401
from tests.servers import ROOT, VAR

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE_MS = 30_000


@pytest.fixture
def beat(servers, worker_process):
    """The clock that asks the workers for what is due."""
    command = programs(0, var=VAR)["beat"]
    with open(VAR / f"beat-{servers.worker}.log", "wb") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=servers.environment(), stdout=log, stderr=log
        )
        yield process
        process.terminate()
        process.wait(20)


def sign_in(page, site, user):
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": site}])


def test_the_figure_follows_an_officers_save(site, beat, page, drive, capsys):  # noqa: F811
    """DRV-25: the leader of 重庆 looks on while 渝北 records a founding."""
    organizations = [make.organization(kind="hospital") for _ in range(4)]
    for organization in organizations:
        eligible(organization)
    union = make.union()
    services.rebuild()
    leader, officer = make.officer("50", Role.LEADER), make.officer("500112", Role.ORGANIZING)
    sign_in(page, site, leader)
    page.goto(f"{site}/dashboard/")
    heading = page.locator("h1")
    assert heading.inner_text() == "建会率 0.0%，离 85% 还差 4 家"
    page.locator(".updated").wait_for(timeout=PATIENCE_MS)  # the stream is open
    before = page.evaluate("window.stays = 'here'; performance.timeOrigin")
    began = time.monotonic()
    record_coverage(
        by=officer,
        organization=organizations[0],
        union=union,
        form=Coverage.Form.JOINT,
        as_of=date(2026, 1, 5),
        basis="渝工组〔2026〕1号",
    )
    page.get_by_role("heading", name="建会率 25.0%，离 85% 还差 3 家").wait_for(timeout=PATIENCE_MS)
    seconds = time.monotonic() - began
    with capsys.disabled():
        print(f"\n看板在登记建会 {seconds:.2f} 秒后变化", end=" ")
    assert page.evaluate("window.stays") == "here"  # not loaded again
    assert page.evaluate("performance.timeOrigin") == before
    assert page.locator("#ranking").get_by_text("25.0%").count() == 1
    axe(page)
