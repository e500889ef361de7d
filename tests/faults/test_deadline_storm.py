"""Three hundred delegates in the last minute, lines cut, a web process killed; and a few of them in
every run, without a clock."""

import json
import os
import random
import re
import signal
import threading
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.db import connection, transaction

from procurement.models import Bid, BidDraft
from procurement.services import bids, drafts
from tests.everybody import at_the_door
from tests.faults.lines import Line, ask
from tests.procurement.bidding import PARTS, bidder, tender
from tests.product import Product

DELEGATES = 300
SECONDS = 60
CUT = 0.15
POSTED = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def product(tmp_path):
    found = Product(tmp_path, WEB_PROCESSES="2").start()
    found.wait()
    yield found
    found.stop()


class Delegate(Line):
    """Asks for the page of check, hands in, and asks again until it is answered."""

    def __init__(self, product, name, told):
        super().__init__(product, {name: told["cookie"]})
        self.told, self.path = told, f"/portal/drafts/{told['draft']}/check/"
        self.answer = self.location = None
        self.seconds = 0.0

    def prepare(self):
        status, _, said = self.until_answered("GET", self.path)
        assert status == 200, (status, said[:300])
        token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', said)[1].decode()
        self.form = {"csrfmiddlewaretoken": token, "digest": self.told["digest"]}
        self.tries = 0

    def hand_in(self, at):
        time.sleep(max(0, at - time.time()))
        begun = time.monotonic()
        self.answer, self.location, self.said = self.until_answered(
            "POST", self.path, urlencode(self.form), POSTED, CUT
        )
        self.seconds = time.monotonic() - begun


def web_process(product):
    """One of the two that serve."""
    said = {pid: Path(f"/proc/{pid}/cmdline").read_bytes() for pid in product.children()}
    keeper = next(pid for pid, command in said.items() if b"uvicorn" in command)
    below = Path(f"/proc/{keeper}/task/{keeper}/children").read_text().split()
    return next(int(pid) for pid in below if served(pid))


def served(pid):
    return b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()


def in_threads(acts):
    threads = [threading.Thread(target=act) for act in acts]
    for one in threads:
        one.start()
    for one in threads:
        one.join()


@pytest.mark.drill
def test_deadline_storm(product):
    """Every receipt is in the database byte for byte; nothing after the deadline; none twice."""
    random.seed(5)
    made = ask(product, f"make {DELEGATES}")
    people = [Delegate(product, made["name"], told) for told in made["bidders"]]
    for at in range(0, len(people), 20):
        in_threads([one.prepare for one in people[at : at + 20]])
    deadline = ask(product, f"deadline {SECONDS}")["deadline"]
    start = time.time()
    moments = [random.uniform(start, deadline + 2) for _ in people]
    killer = threading.Timer(SECONDS / 2, os.kill, (web_process(product), signal.SIGKILL))
    killer.start()
    in_threads([lambda o=o, at=at: o.hand_in(at) for o, at in zip(people, moments, strict=True)])
    told = ask(product, "told")
    rows = {row["uid"]: row for row in told["bids"]}
    given = [one for one in people if one.answer == 302 and "/portal/bids/" in one.location]
    for one in given:
        uid = one.location.rstrip("/").rpartition("/")[2]
        assert rows[uid]["digest"] == one.told["digest"]
        _, _, receipt = one.until_answered("GET", f"/portal/bids/{uid}/receipt/")
        assert json.loads(receipt)["statement"]["sha256"] == one.told["digest"]
    late = [one for one in people if one.answer == 422]
    assert all("已过截止时间" in one.said.decode() for one in late)
    assert len(given) + len(late) == DELEGATES
    assert len(rows) == len(given)
    assert len({row["slot"] for row in rows.values()}) == len(rows)
    assert all(row["submitted_at"] < told["deadline"] for row in rows.values())
    assert set(told["drafts"]) == {one.told["draft"] for one in late}
    spent = sorted(one.seconds for one in people)
    p99 = spent[int(len(spent) * 0.99)]
    cut = sum(one.tries for one in people) - len(people)
    print(
        f"{len(given)} receipts, all in the database; {len(late)} late, none taken; {cut} repeats, "
        f"one of two web processes killed; median {spent[len(spent) // 2]:.2f} s, p99 {p99:.2f} s"
    )
    assert p99 < 3


class Killed(Exception):
    """The process was, before it could commit."""


def killed(delegate, draft, digest):
    with suppress(Killed), transaction.atomic():
        bids.submit(by=delegate, draft=draft, digest=digest)
        raise Killed


@pytest.mark.django_db(transaction=True)
def test_a_small_storm():
    """Processes die before the end, answers are lost, the deadline falls in between. What got a
    receipt is there as it was sent, once, and stamped in time; what got none is a draft still."""
    made, people = tender(), []
    for _ in range(5):
        organization, delegate = bidder()
        draft = drafts._new(made.lot, organization, {"parts": PARTS})
        people.append((delegate, draft, bids.digest_of(bids.documents(draft))))
    for one in people:
        killed(*one)
    assert not Bid.objects.exists()
    receipts, refused, over = {}, [], threading.Event()

    def hand_in(delegate, draft, digest, late):
        client = at_the_door(delegate)
        path, form = f"/portal/drafts/{draft.uid}/check/", {"digest": digest}
        if late:
            over.wait(60)
        client.post(path, form)  # its answer is lost
        answer = client.post(path, form)
        if answer.status_code == 302:
            receipts[answer.url.rstrip("/").rpartition("/")[2]] = digest
        elif "已过截止时间" in answer.content.decode():
            refused.append(draft.uid)
        connection.close()

    threads = [threading.Thread(target=hand_in, args=[*one, n > 2]) for n, one in enumerate(people)]
    for one in threads:
        one.start()
    while not Bid.objects.exists() and any(one.is_alive() for one in threads[:3]):
        time.sleep(0.01)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procurement_call SET deadline = clock_timestamp()")
    over.set()
    for one in threads:
        one.join()
    made.call.refresh_from_db()
    kept = {str(uid): digest for uid, digest in Bid.objects.values_list("uid", "digest")}
    assert kept == receipts
    assert receipts
    assert len(refused) == len(people) - len(receipts) >= 2
    assert set(BidDraft.objects.values_list("uid", flat=True)) == set(refused)
    assert not Bid.objects.filter(submitted_at__gte=made.call.deadline).exists()
    assert not Bid.objects.filter(revision__gt=1).exists()
