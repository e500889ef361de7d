"""What is sealed stays sealed: from the clock's side, from the database's, from every door's."""

import json
import threading
import time
import uuid
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction

from procurement.models import Bid, Call
from procurement.services import bid_files, bids
from tests.doors import DOORS, routes
from tests.everybody import person
from tests.procurement.bidding import MARKER, bidder, tender, written
from tests.visits import Visitor

LATE = """
INSERT INTO procurement_bid (uid, number, lot_id, slot, told, digest, sealed, technical, price,
    damage, revision, submitted_at)
SELECT %(uid)s, %(number)s, %(lot)s, %(slot)s, '', '', '', '', '', '', 1, clock_timestamp()
FROM (SELECT id FROM procurement_call WHERE id = %(call)s AND deadline > clock_timestamp()
      FOR UPDATE) c
RETURNING id
"""
"""The usual way, and wrong: the clock is read before the wait for the lock, and again after it."""


def row(made):
    one = {"uid": uuid.uuid4(), "number": bids.new_number(), "slot": uuid.uuid4().hex}
    one |= {"lot": made.lot.pk, "call": made.call.pk, "told": "", "digest": ""}
    return one | {"sealed": b"", "sealed_price": None}


def ends_in(made, span):
    """The deadline, by the clock of the database."""
    with connection.cursor() as cursor:
        soon = "SET deadline = clock_timestamp() + %s::interval WHERE id = %s"
        cursor.execute(f"UPDATE procurement_call {soon}", [span, made.call.pk])


def over_the_deadline(made, statement, *, ending=False):
    """Somebody holds the call's row until its deadline is past, and ends it or not; meanwhile a bid
    comes. Gives whether it was taken."""
    held, taken = threading.Event(), []
    with connection.cursor() as cursor:
        soon = "clock_timestamp() + interval '0.4 s'"
        cursor.execute(
            f"UPDATE procurement_call SET deadline = {soon} WHERE id = %s", [made.call.pk]
        )

    def hold():
        with transaction.atomic():
            call = Call.objects.select_for_update().get(pk=made.call.pk)
            held.set()
            time.sleep(0.6)
            if ending:
                Call.objects.filter(pk=call.pk).update(status=Call.Status.CLOSED)
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait()
    with connection.cursor() as cursor:
        cursor.execute(statement, row(made))
        taken = cursor.fetchone() is not None
    holder.join()
    made.call.refresh_from_db()
    return taken


@pytest.mark.django_db(transaction=True)
def test_no_bid_is_stamped_after_the_deadline():
    """Row 5: what waits for a lock over the deadline carries the moment that was tested, and is
    refused when the call was ended meanwhile. The control lets it through, stamped late."""
    made = tender()
    assert over_the_deadline(made, bids.ACCEPT)
    assert Bid.objects.get().submitted_at < made.call.deadline
    Bid.objects.all().delete()
    assert not over_the_deadline(made, bids.ACCEPT, ending=True)
    Call.objects.update(status=Call.Status.PUBLISHED)
    assert over_the_deadline(made, LATE)
    assert Bid.objects.get().submitted_at > made.call.deadline


@pytest.mark.django_db(transaction=True)
def test_many_at_the_deadline():
    """Until it and past it, from six sides at once: none is stamped late, none taken later."""
    made = tender()
    with connection.cursor() as cursor:
        soon = "clock_timestamp() + interval '0.7 s'"
        cursor.execute(
            f"UPDATE procurement_call SET deadline = {soon} WHERE id = %s", [made.call.pk]
        )
    start, refused = threading.Barrier(6), []

    def hammer():
        start.wait()
        with connection.cursor() as cursor:
            for _ in range(10_000):
                cursor.execute(bids.ACCEPT, row(made))
                if cursor.fetchone() is None:
                    refused.append(1)
                    break
        connection.close()

    threads = [threading.Thread(target=hammer) for _ in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    made.call.refresh_from_db()
    assert len(refused) == 6
    assert Bid.objects.count() > 20
    assert not Bid.objects.filter(submitted_at__gte=made.call.deadline).exists()


@pytest.fixture
def planted(db, tmp_path, settings):
    """A call with a sealed bid and its file, both with the mark, and a draft."""
    settings.MEDIA_ROOT = tmp_path
    made = tender()
    organization, delegate = bidder()
    draft = written(made.lot, organization, delegate)
    file = SimpleUploadedFile(f"{MARKER}.txt", f"附件内容 {MARKER}".encode())
    bid_files.upload(by=delegate, draft=draft, upload=file)
    digest = bids.digest_of(bids.documents(draft))
    bid = bids.submit(by=delegate, draft=draft, digest=digest)
    written(made.lot, *bidder())
    return made, bid, organization, delegate


def table_by_table():
    """What a dump of the database holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (name,) in cursor.fetchall():
            cursor.execute(f'SELECT t::text FROM "{name}" t')
            for (line,) in cursor:
                yield name, line


NEAR = ("api/v1/", "procurement/", "trail/", "search/", "jobs/")
FORMS = (MARKER, json.dumps(MARKER)[1:-1], MARKER.encode().hex())


def test_neither_database_nor_files_hold_a_planted_bid(planted):
    """等保 8.1.4.8: nothing of it in any table, in any file, in any log; nor whose it is."""
    made, bid, organization, delegate = planted
    found = [(name, line[:80]) for name, line in table_by_table() if any(f in line for f in FORMS)]
    assert not found
    raw = MARKER.encode()
    files = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    assert files
    assert not [path for path in files if raw in path.read_bytes()]
    assert not [
        path for path in Path(settings.BASE_DIR, "var").rglob("*.log") if raw in path.read_bytes()
    ]
    whose = Bid.objects.values_list("organization", "by").get(pk=bid.pk)
    assert whose == (None, None)
    made.close()
    made.open()
    text = Bid.objects.get(pk=bid.pk).content["parts"]["needs"]["text"]
    assert MARKER in text
    assert not [name for name, line in table_by_table() if any(f in line for f in FORMS)]


def test_no_door_tells_of_a_planted_bid(planted):
    """The administrator and the buyer open every list of the API and of purchases: neither the mark
    nor the number. (All other addresses, as admin: tests/faults/test_planted_bid.py, a drill.)"""
    made, bid, organization, delegate = planted
    plain = [r for r in routes() if not DOORS[r].things and not DOORS[r].post]
    plain = [r for r in plain if r.startswith(NEAR) and "export" not in r]
    addresses = [DOORS[r].address(r, {}) for r in plain]
    addresses += [f"/procurement/calls/{made.call.uid}/", f"/public/calls/{made.call.uid}/"]
    addresses += [f"/api/v1/tenders/{made.call.uid}/", f"/api/v1/tenders/{made.call.uid}/ocds/"]
    for name, code, role in (
        ("snoop-admin", "0", "system_admin"),
        ("snoop-buyer", "50", "procurement"),
    ):
        visitor = Visitor(person(name, code, role))
        for address in addresses:
            said = visitor.visit("get", address).said
            assert MARKER not in said, (name, address)
            assert bid.number not in said, (name, address)
            assert str(bid.uid) not in said, (name, address)
