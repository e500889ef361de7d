"""Services at a counter: kept once, counted by the day, voided and never rewritten."""

import threading
from datetime import date, timedelta
from decimal import Decimal
from time import perf_counter
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.db.models import Sum
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.roles import Permission, Role
from stations import records_kept
from stations.models import ServiceDay, ServiceRecord, UseDay
from stations.queries import counters, vitality
from stations.services import offerings, records
from tests import make
from tests.stations.served import counter, entry, item, station


def today():
    return timezone.localdate()


def keep(by, here, *entries):
    return records.record_services(by=by, station=here, entries=list(entries))


def summed():
    return {
        (d.station_id, d.on, d.item.code, d.group): (d.records, d.persons, d.quantity)
        for d in ServiceDay.objects.select_related("item").filter(records__gt=0)
    }


def test_what_was_done_counts_by_the_day(db):
    """AS-25, AS-36: persons in times, households in their own unit."""
    here, clerk = counter()
    kept, refused = keep(
        clerk,
        here,
        entry(persons=3),
        entry(group="migrant"),
        entry("living", quantity=Decimal(2)),
        entry(on=today() - timedelta(days=1)),
    )
    assert (len(kept), refused) == (4, {})
    assert summed() == {
        (here.pk, today(), "psychology", "all"): (1, 3, 3),
        (here.pk, today(), "psychology", "migrant"): (1, 1, 1),
        (here.pk, today(), "living", "all"): (1, 1, 2),
        (here.pk, today() - timedelta(days=1), "psychology", "all"): (1, 1, 1),
    }
    assert UseDay.objects.filter(station=here).count() == 2
    assert counters.today(here)["persons"] == 5
    assert counters.last_of(clerk, here) == kept[-1]
    done = counters.delivered(make.federation("50"), today(), today(), by="kind")
    assert [(row["item__kind"], row["persons"]) for row in done] == [("service", 4), ("relief", 1)]


def test_what_is_sent_again_is_kept_once(db):
    """T-3, T-4: the same entries twice, and once more with another's number."""
    here, clerk = counter()
    sent = [entry(), entry(persons=2)]
    first, _ = keep(clerk, here, *sent)
    again, _ = keep(clerk, here, *sent, entry(persons=5))
    assert ServiceRecord.objects.count() == 3
    assert {row.pk for row in first} < {row.pk for row in again}
    assert ServiceDay.objects.get().persons == 8
    there, other = counter()
    _, refused = keep(other, there, {**entry(), "uid": sent[0]["uid"]})
    assert "已用于别的站点" in str(refused[sent[0]["uid"]])


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({"days": 1}, "不能晚于今天"),
        ({"days": -32}, "31 天以内"),
        ({"code": "legal"}, "没有提供“法律援助”"),
        ({"persons": 0}, "人次"),
        ({"card": "卡号"}, "会员卡号为"),
        ({"group": "nobody"}, "选项"),
    ],
)
def test_what_cannot_be_is_refused_and_the_rest_kept(db, over, words):
    here, clerk = counter()
    on = today() + timedelta(days=over.pop("days", 0))
    wrong = entry(over.pop("code", "psychology"), on=on, **over)
    kept, refused = keep(clerk, here, entry(), wrong)
    assert len(kept) == ServiceRecord.objects.count() == 1
    assert words in str(refused[wrong["uid"]])


def test_who_records_where(db):
    """A clerk at one's own station, an office for those below it; the neighbour nowhere."""
    here, clerk = counter()
    there, _ = counter()
    keep(clerk, here, entry())
    keep(make.officer("50", Role.ASSISTANCE), here, entry())
    for stranger, place in ((clerk, there), (make.officer("32", Role.ASSISTANCE), here)):
        with pytest.raises(PermissionDenied):
            keep(stranger, place, entry())
    seen = ServiceRecord.objects.for_user(clerk, Permission.SERVICE_VIEW)
    assert {row.station for row in seen} == {here}
    clerk.station_posts.update(ends_on=today() - timedelta(days=1))
    with pytest.raises(PermissionDenied):
        keep(type(clerk).objects.get(pk=clerk.pk), here, entry())


def test_a_mistaken_record_is_voided(db):
    here, clerk = counter()
    (wrong, right), _ = keep(clerk, here, entry(persons=40), entry(persons=4))
    with pytest.raises(ValidationError, match="原因"):
        records.void(by=clerk, service=wrong, reason=" ")
    records.void(by=clerk, service=wrong, reason="多打了一个零")
    with pytest.raises(ValidationError, match="已经作废"):
        records.void(by=clerk, service=wrong, reason="再作废")
    assert ServiceDay.objects.get().persons == 4
    assert list(ServiceRecord.objects.standing()) == [right]
    records.void(by=clerk, service=right, reason="登错站点")
    assert not UseDay.objects.exists()
    assert keep(clerk, here, {"uid": wrong.uid, "item": wrong.item})[0][0].voided_at


def test_cards_are_sealed_and_forgotten_in_time(db):
    here, clerk = counter()
    (row,), _ = keep(clerk, here, entry(card="6217001234567890"))
    assert list(ServiceRecord.objects.of_card("6217001234567890")) == [row]
    with connection.cursor() as cursor:
        cursor.execute("SELECT card FROM stations_servicerecord")
        assert "6217001234567890" not in cursor.fetchone()[0]
    ServiceRecord.objects.update(at=timezone.now() - timedelta(days=731))
    assert records_kept.forget_cards(timezone.now() - timedelta(days=730), False) == 1
    row.refresh_from_db()
    assert (row.card, row.card_index) == ("", "")


def test_an_item_that_reaches_nobody_is_dormant(db):
    """AS-44: counted by its head, over the year up to a day."""
    here, clerk = counter("mutual", "legal", "psychology")
    keep(clerk, here, entry("mutual", persons=9), entry("legal", persons=4))
    county = make.federation("500112")
    alive = {row["item"].code: row for row in vitality.by_item(county)}
    assert (alive["other"]["persons"], alive["other"]["dormant"]) == (9, False)
    assert (alive["legal"]["persons"], alive["legal"]["dormant"]) == (4, True)
    assert alive["psychology"]["dormant"]
    assert not alive["loan"]["dormant"], "what nobody offers does not sleep"
    assert {o.item.code for o in vitality.dormant(here.offerings.all())} == {"legal", "psychology"}
    later = vitality.by_item(county, today() + timedelta(days=365))
    assert all(row["persons"] == 0 for row in later)


def together(acts):
    barrier = threading.Barrier(len(acts))

    def one(act):
        try:
            barrier.wait()
            act()
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.django_db(transaction=True)
def test_two_counters_and_a_double_sending_at_once(monkeypatch):
    """Sums are of the records there are; added up from what was read before, they are not."""
    here, clerk = counter()
    sent = [entry(persons=2) for _ in range(5)]
    together(
        [lambda: keep(clerk, here, *sent)] * 3
        + [lambda: keep(clerk, here, entry()) for _ in range(3)]
    )
    assert ServiceRecord.objects.count() == 8
    assert ServiceDay.objects.get().persons == 13 == total()

    barrier = threading.Barrier(4)

    def careless(rows):
        day = ServiceDay.objects.get()
        barrier.wait()
        ServiceDay.objects.filter(pk=day.pk).update(persons=day.persons + 1)

    monkeypatch.setattr(records, "_add_to_days", careless)
    monkeypatch.setattr(records, "Station", type("Unlocked", (), {"objects": Unlocked(here)}))
    together([lambda: keep(clerk, here, entry()) for _ in range(4)])
    assert ServiceDay.objects.get().persons < total()


def total():
    return ServiceRecord.objects.aggregate(n=Sum("persons"))["n"]


class Unlocked:
    """The negative control: nobody waits for anybody."""

    def __init__(self, row):
        self.row = row

    def select_for_update(self, **options):
        return type(self.row).objects


@pytest.mark.drill
def test_a_hundred_thousand_records_in_a_day(db):
    """Fifty counters; sums by the day agree, and lists ask no more at the end than at noon."""
    places = [counter() for _ in range(50)]
    officer, what = Client(), item("psychology")
    officer.force_login(make.officer("50", Role.ASSISTANCE))

    def morning(times):
        for here, clerk in places:
            for _ in range(times):
                keep(clerk, here, *({"uid": uuid4(), "item": what, "on": None} for _ in range(100)))

    def asked():
        found = []
        for noun in ("records", "vitality"):
            with CaptureQueriesContext(connection) as questions:
                began = perf_counter()
                assert officer.get(f"/stations/{noun}/").status_code == 200
                seconds = perf_counter() - began
            found.append((sum("stations_" in q["sql"] for q in questions), seconds))
        return found

    morning(1)
    asked()
    before, began = asked(), perf_counter()
    morning(19)
    seconds = perf_counter() - began
    after = asked()
    assert ServiceRecord.objects.count() == 100_000
    assert ServiceDay.objects.aggregate(n=Sum("persons"))["n"] == 100_000
    assert [n for n, _ in after] == [n for n, _ in before]
    print(
        f"{95_000 / seconds:,.0f} records a second; list of 100,000 in {after[0][1]:.2f} s,"
        f" vitality in {after[1][1]:.2f} s, as many queries as at 5,000"
    )


def test_offered_by_the_union_for_all_its_stations(db):
    here, clerk = counter("rest")
    officer = make.officer("500112", Role.ASSISTANCE)
    with pytest.raises(PermissionDenied):
        offerings.offer(by=officer, federation=make.federation("50"), item=item("legal"))
    everywhere = offerings.offer(
        by=officer, federation=here.federation, item=item("legal"), starts_on=date(2020, 1, 1)
    )
    assert [i.code for i in counters.offered_at(here)] == ["legal", "rest"]
    keep(clerk, here, entry("legal"))
    offerings.end_offering(by=officer, offering=everywhere, on=today(), reason="转街道办理")
    assert keep(clerk, here, entry("legal"))[1]
    assert station("50") not in type(here).objects.for_user(officer, "service_edit")
