"""The demonstration of services, over a province with stations."""

from datetime import date

from accounts.demo import create_demo_accounts
from stations.demo import services
from stations.models import Campaign, FundEntry, ServiceRecord, ServiceRound, Station
from stations.queries import rounds
from tests import make
from unions.look.numbers import rate


def test_the_demonstration_prints_the_tables(db, settings):
    """AS-09, AS-13, SC-04: the answers of 114 and of 356; four seasons; once."""
    here = make.federation("500112")
    there = make.federation("32")
    Station.objects.bulk_create(
        Station(
            federation=place,
            region=place.region,
            name=f"站点{n}",
            kind="aid_station",
            layer="township",
            opened_on=date(2010, 1, 1),
        )
        for place, many in ((here, 4), (there, 360))
        for n in range(many)
    )
    settings.DEMO = True
    people = create_demo_accounts()
    services.load(people)
    services.load(people)
    run, groups = ServiceRound.objects.order_by("pk")
    shares = [rate(row["n"], row["of"]) for row in rounds.items_run(run)]
    assert shares[:6] == ["98.2%", "98.2%", "97.4%", "86.8%", "86.0%", "85.1%"]
    assert shares[6:] == ["78.9%", "67.5%", "47.4%", "26.3%", "10.5%"]
    assert rounds.unchanged(run) == (59, 114)
    shares = [rate(row["n"], row["of"]) for row in rounds.groups_added(groups)]
    assert shares == ["54.8%", "46.1%", "16.3%", "8.4%", "7.6%"]
    assert {c.kind for c in Campaign.objects.all()} == set(Campaign.FOUR)
    spent = FundEntry.objects.spent().filter(federation__code="51")
    assert (sum(e.amount for e in spent), sum(e.persons for e in spent)) == (18_675_400, 79_000)
    assert ServiceRecord.objects.count() > 100
