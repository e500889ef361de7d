"""The demonstration's money, cases, texts and bulletins: through the services, and once."""

from datetime import date

import time_machine
from django.core.management import call_command

from accounts.demo import create_demo_accounts
from indicators import services as figures
from indicators.bulletins.demo import load_bulletins
from indicators.models import Bulletin
from membership.demo import load_support
from membership.models import Obstruction, Practice, Subsidy, SubsidyBudget
from tests import make
from tests.indicators.conftest import cover, eligible


@time_machine.travel("2026-11-22 10:00 +0800", tick=False)
def test_it_is_loaded_once(db, settings):
    settings.DEMO = True
    people = create_demo_accounts()
    call_command("load_drives")
    for n in range(12):
        org = make.organization(kind="school")
        eligible(org)
        cover(org, make.union(kind="own"), form="single", since=date(2026, 1, 1 + n))
    for n in range(5):
        make.organization(staff_count=40 + n)
    figures.rebuild()
    assert load_support(people) == 1
    states = set(Subsidy.objects.values_list("status", flat=True))
    assert states == {"applied", "returned", "approved", "paid", "rejected"}
    for budget in SubsidyBudget.objects.all():
        paid = budget.subsidies.filter(status="paid")
        assert budget.paid == sum(row.approved for row in paid)
    states = set(Obstruction.objects.values_list("status", flat=True))
    assert states == {"reported", "advising", "at_labour", "settled"}
    assert set(Practice.objects.values_list("status", flat=True)) == {"submitted", "published"}
    assert load_bulletins(people) == 3
    assert set(Bulletin.objects.values_list("status", flat=True)) == {"released", "submitted"}
    assert load_support(people) == load_bulletins(people) == 0
