"""Money for aid: by source in, by item out, never more than there is."""

import threading
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from accounts.roles import Role
from indicators import services as indicators
from indicators.queries import figure
from indicators.records import records
from stations.models import FundBalance, FundEntry, FundStatement, ServiceItem
from stations.services import funds
from tests import make


def today():
    return timezone.localdate()


def item(code="living"):
    return ServiceItem.objects.get(code=code)


def fund(code="50", by=None, name="困难职工帮扶基金"):
    by = by or make.officer(code, Role.FINANCE)
    return by, funds.open_fund(by=by, federation=make.federation(code), name=name)


def filled(code="50", amount="1000", source="union"):
    by, made = fund(code)
    funds.receive(by=by, fund=made, source=source, amount=Decimal(amount))
    return by, made


def test_what_comes_in_and_goes_out(db):
    """AS-07, SC-04: three kinds of source, every entry for an item; 1867.54 万元, 7.9 万人."""
    by, made = fund("51", name="四川省困难职工帮扶基金")
    for source, amount in (("central", "9000000"), ("union", "8000000"), ("donation", "3000000")):
        funds.receive(by=by, fund=made, source=source, amount=Decimal(amount), party="某单位")
    for source, code, amount, persons in (
        ("central", "living", "9000000", 40_000),
        ("union", "medical", "7000000", 30_000),
        ("donation", "school", "2675400", 9_000),
    ):
        funds.spend(
            by=by,
            fund=made,
            source=source,
            amount=Decimal(amount),
            item=item(code),
            persons=persons,
        )
    told = funds.publish(by=by, fund=made, starts_on=date(2020, 1, 1), ends_on=today())
    assert told.figures["total"]["out"] == "18675400.00"
    assert told.figures["total"]["persons"] == 79_000
    assert [(f["label"], f["left"]) for f in told.figures["families"]] == [
        ("财政拨款", "0.00"),
        ("工会经费", "1000000.00"),
        ("社会捐助", "324600.00"),
    ]
    assert [i["label"] for i in told.figures["items"]] == ["生活救助", "医疗救助", "助学救助"]
    funds.spend(by=by, fund=made, source="union", amount=Decimal(1), item=item())
    assert FundStatement.objects.published().get() == told
    assert FundStatement.objects.get().figures == told.figures
    funds.withdraw(by=by, statement=told, reason="漏登")
    assert not FundStatement.objects.published().exists()


def test_only_the_house_that_owns_it(db):
    _, made = filled()
    for stranger in (
        make.officer("500112", Role.FINANCE),
        make.officer("0", Role.FINANCE),
        make.officer("50", Role.ASSISTANCE),
    ):
        with pytest.raises(PermissionDenied):
            funds.spend(by=stranger, fund=made, source="union", amount=Decimal(1), item=item())
    assert made not in type(made).objects.for_user(make.officer("32", Role.FINANCE), "fund_view")


def test_never_more_than_there_is_of_that_source(db):
    by, made = filled(amount="1000")
    with pytest.raises(ValidationError, match="还剩 1,000.00 元"):
        funds.spend(by=by, fund=made, source="union", amount=Decimal("1000.01"), item=item())
    with pytest.raises(ValidationError, match="还剩 0.00 元"):
        funds.spend(by=by, fund=made, source="central", amount=Decimal(1), item=item())
    entry = funds.spend(by=by, fund=made, source="union", amount=Decimal(1000), item=item())
    income = FundEntry.objects.received().get()
    with pytest.raises(ValidationError, match="不足"):
        funds.reverse(by=by, entry=income, reason="重复登记")
    funds.reverse(by=by, entry=entry, reason="打错了")
    with pytest.raises(ValidationError, match="已经冲正"):
        funds.reverse(by=by, entry=entry, reason="再冲一次")
    funds.reverse(by=by, entry=income, reason="重复登记")
    balance = FundBalance.objects.get()
    assert (balance.received, balance.spent) == (0, 0)


def test_entries_stay_as_they_were_written(db):
    by, made = filled()
    entry = FundEntry.objects.get()
    with pytest.raises(DatabaseError), transaction.atomic():
        FundEntry.objects.filter(pk=entry.pk).update(amount=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        entry.delete()
    tomorrow = today() + timedelta(days=1)
    with pytest.raises(ValidationError, match="不能晚于今天"):
        funds.receive(by=by, fund=made, source="union", amount=Decimal(1), on=tomorrow)


def race(by, made, spend):
    wins, barrier = [], threading.Barrier(8)

    def one():
        try:
            barrier.wait()
            spend(by, made)
            wins.append(1)
        except ValidationError:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(wins)


def take(by, made):
    funds.spend(by=by, fund=made, source="union", amount=Decimal(300), item=item())


def careless(barrier):
    """The negative control: asked first, taken later."""

    def take(by, made):
        balance = FundBalance.objects.get(fund=made)
        barrier.wait()
        if balance.left < 300:
            raise ValidationError("不足")
        FundBalance.objects.filter(pk=balance.pk).update(spent=balance.spent + 300)

    return take


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_for_the_last_of_it():
    """Of 1,000 元 in takings of 300 three succeed; asked first and taken later, eight do."""
    by, made = filled(amount="1000")
    assert race(by, made, take) == 3
    balance = FundBalance.objects.get()
    assert balance.spent == 900
    assert sum(e.amount for e in FundEntry.objects.spent()) == 900
    FundBalance.objects.update(spent=0)
    assert race(by, made, careless(threading.Barrier(8))) == 8


def of(code, **asked):
    return {r["key"]: r["value"] for r in figure(code, make.federation("50"), **asked)["rows"]}


def test_figures_of_money(db):
    """A2, A6: by source and by item, folded as they come; a reversal takes its entry back."""
    indicators.fold()
    by, made = filled("500112", amount="1000.50")
    funds.receive(by=by, fund=made, source="central", amount=Decimal("200"))
    spent = [
        funds.spend(
            by=by,
            fund=made,
            source="union",
            amount=Decimal(amount),
            item=item(code),
            households=2,
            persons=5,
        )
        for code, amount in (("living", "300.25"), ("school", "100"), ("legal", "50"))
    ]
    indicators.fold(wait=True)
    assert of("A6") == {"50": Decimal("1200.50")}
    assert of("A6", by="source") == {"fiscal": Decimal(200), "union": Decimal("1000.50")}
    assert of("A2") == {"50": Decimal("450.25")}
    assert of("A2", by="item") == {"living": Decimal("300.25"), "school": 100, "legal": 50}
    assert (of("A2a"), of("A2b")) == ({"50": 6}, {"50": 15})
    assert of("A2", by="child") == {"500112": Decimal("450.25")}
    whole = records("A2", make.federation("50"))
    assert set(whole) == set(spent)
    assert list(records("A2", make.federation("50"), by="item", key="legal")) == [spent[2]]
    funds.reverse(by=by, entry=spent[0], reason="重复")
    indicators.fold(wait=True)
    assert of("A2", by="item") == {"school": 100, "legal": 50}
    assert of("A2b") == {"50": 10}
    assert indicators.verify().first == ""
    client = Client()
    client.force_login(make.officer("50", Role.LEADER))
    told = client.get("/api/v1/indicators/A2/?federation=50&by=item").json()
    assert [(row["key"], row["value"]) for row in told["rows"]] == [
        ("school", "100.00"),
        ("legal", "50.00"),
    ]
    page = client.get("/indicators/A2/?federation=50&by=item")
    assert "帮扶项目" in page.content.decode()
    behind = client.get("/dashboard/records/?code=A2&federation=50&by=item&key=legal")
    assert "困难职工帮扶基金" in behind.content.decode()
