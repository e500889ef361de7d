"""A county's files and the lists of its departments, with households helped twice and people
forgotten among them, and as many that look like it and are not."""

from dataclasses import dataclass, field
from datetime import date
from itertools import count, cycle
from uuid import uuid4

from django.utils import timezone

from accounts.roles import Role
from orgs import papers_of_identity
from orgs.bulk import copy_rows, new_keys
from stations.models import (
    AidPayment,
    AidPlan,
    Case,
    Household,
    HouseholdMember,
    ReliefRow,
    ReliefSheet,
    ServiceItem,
)
from stations.services.relief_sheets import ROW, index_of
from tests import make
from tests.everybody import person

YEAR = timezone.localdate().year
PAID_ON = date(YEAR, 1, 15)
BEGUN, PAST = date(YEAR - 1, 7, 1), date(YEAR - 1, 12, 31)
PEOPLE = ("planner", "approver", "payer")
serial = count(1)


def number_of():
    """A new citizen's number."""
    n = next(serial)
    born = date(1960 + n // 999 % 40, 1 + n // 39_960 % 12, 1 + n // 479_520 % 28)
    return papers_of_identity.make("500112", born, n % 999 + 1)


@dataclass
class Lists:
    """Households on file at 渝北 and lists of its departments; rows are written at the end."""

    rows: list = field(default_factory=list)
    households: list = field(default_factory=list)
    duplicates: set = field(default_factory=set)
    blind_spots: set = field(default_factory=set)

    def __post_init__(self):
        self.place = make.federation("500112")
        self.people = {
            name: person(f"planted-{name}", "500112", Role.ASSISTANCE) for name in PEOPLE
        }
        self.items = {item.code: item for item in ServiceItem.objects.all()}
        self.civil = self.sheet("civil")
        self.signals = self.sheet("contact", content="signal")
        self.elsewhere = self.sheet("civil", federation=make.federation("32"))
        self.numbers = {sheet.pk: count(2) for sheet in (self.civil, self.signals, self.elsewhere)}

    def sheet(self, source, **over):
        return ReliefSheet.objects.create(
            **{
                "federation": self.place,
                "content": "relief",
                "source": source,
                "ground": "渝北民发〔2026〕8号",
                "as_of": date(YEAR, 3, 1),
                "file_name": "名单.xlsx",
                "digest": uuid4().hex,
                "status": "applied",
                "applied_at": timezone.now(),
                "by": self.people["planner"],
                **over,
            }
        )

    def household(self, item="living", amount=3_000, *, on_file=True, status="aiding",
                  paid="paid"):  # fmt: skip
        """One of two persons that was paid once; gives ``(household key, [numbers])``."""
        numbers = [number_of(), number_of()]
        self.households.append((numbers, item, amount, on_file, status, paid))
        return len(self.households) - 1, numbers

    def row(self, number, need="living", *, sheet=None, amount=9_500, since=BEGUN, until=None,
            worker="unknown"):  # fmt: skip
        sheet = sheet or self.civil
        key = len(self.rows)
        at = next(self.numbers[sheet.pk])
        self.rows.append(
            (
                *(sheet.pk, at, self.place.pk, "李四", number, index_of(number), "", ""),
                *(worker, need, "", amount, since, until),
            )
        )
        return key

    def helped_twice(self):
        which, numbers = self.household()
        self.row(numbers[1])
        self.duplicates.add(which)

    def forgotten(self):
        self.blind_spots.add(self.row(number_of(), worker="yes"))

    def signalled(self):
        self.blind_spots.add(self.row(number_of(), "medical", sheet=self.signals))

    def look_alikes(self):
        """One of each that must not be found."""
        self.row(self.household()[1][0], "medical", amount=90_000)
        self.row(self.household()[1][0], until=PAST)
        self.row(self.household()[1][0], amount=8_000)
        self.row(self.household(paid="due")[1][0])
        self.row(self.household()[1][0], sheet=self.elsewhere)
        self.row(self.household()[1][1], amount=0, worker="yes")
        self.row(self.household(on_file=False, status="checking", paid="")[1][0], worker="yes")
        self.row(number_of(), worker="no")
        self.row(number_of(), worker="yes", until=PAST)
        helped = number_of()
        self.row(helped, "medical")
        self.row(helped, "medical", sheet=self.signals)
        self.row(self.household()[1][0], "medical", sheet=self.signals)

    def strangers(self, number):
        needs = cycle(("living", "medical", "education", "housing"))
        for _ in range(number):
            self.row(number_of(), next(needs), amount=2_000)

    def write(self):
        """Everything into the database; what was planted is then named by keys."""
        keys = self._households()
        rows = new_keys(ReliefRow, len(self.rows))
        told = ((key, *row) for key, row in zip(rows, self.rows, strict=True))
        copy_rows(ReliefRow, ("id", *ROW), told)
        self.duplicates = {keys[at] for at in self.duplicates}
        self.blind_spots = {rows[at] for at in self.blind_spots}
        return self

    def _households(self):
        people, today = self.people, timezone.now()
        made = Household.objects.bulk_create(
            Household(
                federation=self.place,
                number=f"YB-{uuid4().hex[:12]}" if on_file else None,
                opened_on=BEGUN if on_file else None,
            )
            for _, _, _, on_file, _, _ in self.households
        )
        HouseholdMember.objects.bulk_create(
            HouseholdMember(
                household=household,
                relation="spouse" if at else "head",
                is_head=not at,
                name="李四",
                id_number=number,
                on_file=on_file,
            )
            for household, (numbers, _, _, on_file, _, _) in zip(made, self.households, strict=True)
            for at, number in enumerate(numbers)
        )
        cases = Case.objects.bulk_create(
            Case(household=household, channel="office", status=status, decided_at=today)
            for household, (_, _, _, _, status, _) in zip(made, self.households, strict=True)
        )
        plans = AidPlan.objects.bulk_create(
            AidPlan(
                case=case,
                item=self.items[item],
                source="union",
                amount=amount,
                starts_on=PAID_ON,
                status="approved",
                by=people["planner"],
                approver=people["approver"],
            )
            for case, (_, item, amount, _, _, _) in zip(cases, self.households, strict=True)
        )
        AidPayment.objects.bulk_create(
            AidPayment(
                plan=plan,
                household=plan.case.household,
                ordinal=1,
                item=plan.item,
                source="union",
                amount=plan.amount,
                due_on=PAID_ON,
                status=paid,
                paid_on=PAID_ON if paid == "paid" else None,
                payer=people["payer"] if paid == "paid" else None,
                receipt=uuid4().hex if paid == "paid" else "",
                prepared_by=people["planner"],
                approved_by=people["approver"],
            )
            for plan, (*_, paid) in zip(plans, self.households, strict=True)
            if paid
        )
        return [household.pk for household in made]


def planted(*, each, among):
    """``each`` duplicates, half as many blind spots of both sorts together, ``among`` rows."""
    lists = Lists()
    for n in range(each):
        lists.helped_twice()
        lists.signalled() if n % 2 else lists.forgotten()
        lists.look_alikes()
    lists.strangers(max(0, among - len(lists.rows)))
    return lists.write()
