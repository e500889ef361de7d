"""Writers in a storm, the folding worker killed again and again: figures stay those of a recount.

Small here, full size in `make drill`.
"""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, connection, transaction

from indicators import services
from indicators.models import Cell, Dirty, Refresh, Timeline
from membership.models import Coverage, Drive, Eligibility
from membership.reference import DRIVE_2023
from membership.services import assess, end_coverage, record_coverage
from orgs.bitemporal import rewrite
from orgs.models import Organization, OrganizationFacts
from tests import make
from tests.servers import ROOT
from unions.models import GrassrootsUnion

pytestmark = pytest.mark.django_db(transaction=True)

NURSERY = """
import os, signal, sys, time
import django
django.setup()
from indicators import services
{before}
for line in sys.stdin:
    pid = os.fork()
    if not pid:
        while True:
            services.fold()
            time.sleep(0.005)
    print(pid, flush=True)
    os.waitpid(pid, 0)
    print("gone", flush=True)
"""
DIE_HALF_WAY = """
count = services._add_cells
def die(*args):
    count(*args)
    os.kill(os.getpid(), signal.SIGKILL)
services._add_cells = die
"""


class Folding:
    """A process that folds without end until it is killed, and then a new one."""

    def __init__(self, servers, before=""):
        environment = {**servers.environment(), "DJANGO_SETTINGS_MODULE": "liaison.settings"}
        self.nursery = subprocess.Popen(
            [sys.executable, "-c", NURSERY.format(before=before)],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def start(self):
        self.nursery.stdin.write("\n")
        self.nursery.stdin.flush()
        self.pid = int(self.nursery.stdout.readline())

    def kill(self):
        os.kill(self.pid, signal.SIGKILL)
        self.wait()

    def wait(self):
        assert self.nursery.stdout.readline() == "gone\n"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.nursery.stdin.close()
        self.nursery.wait(30)
        self.nursery.stdout.close()


@pytest.fixture
def registry(servers):
    Drive.objects.create(federation=make.federation("0"), **DRIVE_2023)
    services.rebuild()
    return [
        make.organization(code, kind=kind, registration_level=level)
        for code in ("500112", "500105", "320102")
        for kind in ("hospital", "school", "general")
        for level in ("20", "50")
    ]


def edit(dice, officer, orgs, unions):
    """One edit of some kind, as an officer or an import might make it. A refusal is an answer."""
    org = dice.choice(orgs)
    day = date(2023, 1, 1) + timedelta(days=dice.randrange(1200))
    act = dice.randrange(6)
    if act == 0:
        assess(by=officer, organization=org, decision="eligible", as_of=day)
    elif act == 1:
        assess(by=officer, organization=org, decision="ineligible", reason="N03", as_of=day)
    elif act == 2:
        record_coverage(
            by=officer, organization=org, union=dice.choice(unions), form="joint", as_of=day
        )
    elif act == 3:
        end_coverage(by=officer, organization=org, on=day, reason="工会撤销")
    elif act == 4:
        with transaction.atomic():
            Organization.objects.select_for_update().get(pk=org.pk)
            held = OrganizationFacts.objects.filter(organization=org)
            then = held.known().valid(day).get()
            changed = {"registration_level": dice.choice(["20", "50"])}
            changed["status"] = dice.choice(["normal", "normal", "suspended"])
            rewrite(held, OrganizationFacts(**{**then.content(), **changed}, valid_from=day))
    else:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE membership_coverage SET form = %s WHERE organization_id = %s"
                " AND recorded_to IS NULL AND form <> 'single'",
                [dice.choice(["joint", "organ", "region"]), org.pk],
            )


class Storm:
    """Several writers at once, each with dice of its own."""

    def __init__(self, orgs, *, writers, edits):
        self.done = self.refused = 0
        officer, counter = make.officer("0"), threading.Lock()
        unions = [make.union("500112"), make.union("500105"), make.union("320102")]

        def write(seed):
            dice = random.Random(seed)
            try:
                for _ in range(edits // writers):
                    try:
                        edit(dice, officer, orgs, unions)
                        refused = 0
                    except (ValidationError, IntegrityError, OperationalError):
                        refused = 1
                    with counter:
                        self.done += 1
                        self.refused += refused
            finally:
                connection.close()

        self.threads = [threading.Thread(target=write, args=(n,)) for n in range(writers)]
        for thread in self.threads:
            thread.start()

    @property
    def is_blowing(self):
        return any(thread.is_alive() for thread in self.threads)


def storm(servers, orgs, *, writers, edits, seconds_between_kills):
    dice, kills = random.Random(7), 0
    with Folding(servers) as folding:
        folding.start()
        blowing = Storm(orgs, writers=writers, edits=edits)
        while blowing.is_blowing:
            time.sleep(dice.uniform(0, seconds_between_kills))
            folding.kill()
            kills += 1
            folding.start()
        folding.kill()
    verdict = services.verify()
    assert verdict.first == ""
    assert blowing.done == edits // writers * writers
    assert blowing.refused < blowing.done * 0.6
    assert Refresh.objects.filter(cause="fold").count() > 1
    assert Timeline.objects.exists()
    return kills, blowing


def test_a_storm_of_edits_with_kills(servers, registry):
    kills, _ = storm(servers, registry, writers=4, edits=400, seconds_between_kills=0.5)
    assert kills > 2


@pytest.mark.drill
def test_ten_thousand_edits_with_kills(servers, registry):
    started = time.monotonic()
    kills, blowing = storm(servers, registry, writers=8, edits=10_000, seconds_between_kills=1)
    print(
        f"\n10,000 edits by 8 writers, {blowing.refused} refused; folding worker killed {kills}"
        f" times; 0 differences; {time.monotonic() - started:.0f} s"
    )


def test_killed_half_way_nothing_has_happened_and_nothing_is_lost(servers, registry):
    services.fold()
    before = list(Cell.objects.order_by("pk").values_list())
    Eligibility.objects.create(
        organization=registry[0], decision="eligible", valid_from=date(2023, 5, 1)
    )
    assert Dirty.objects.count() == 1
    with Folding(servers, before=DIE_HALF_WAY) as folding:
        folding.start()
        folding.wait()
    assert Dirty.objects.count() == 1
    assert list(Cell.objects.order_by("pk").values_list()) == before
    services.fold(wait=True)
    assert (
        Cell.objects.get(federation__code="0", population="all", dimension="total", key="").eligible
        == 1
    )
    assert services.verify().differences == 0


def test_a_mark_that_is_lost_would_be_found(registry):
    """The control: verify is able to see what this file says never happens."""
    services.fold()
    Coverage.objects.create(
        organization=registry[0],
        union=GrassrootsUnion.objects.first() or make.union(),
        form="joint",
        valid_from=date(2024, 1, 1),
    )
    Dirty.objects.all().delete()
    verdict = services.verify()
    assert verdict.differences > 0
    assert "indicators_timeline" in verdict.first


def test_two_folders_do_not_both_fold(servers, registry):
    """The second does not wait and finds nothing to do; what is committed meanwhile is kept."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [services.LOCK])
        found = []

        def other():
            found.append(services.fold())
            connection.close()

        thread = threading.Thread(target=other)
        thread.start()
        thread.join(20)
        assert found == [None]
        assert Dirty.objects.exists()
    assert services.fold() is not None
