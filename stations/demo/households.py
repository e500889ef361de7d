"""Three hundred households of 渝北 who are nobody: most on file and helped, some no longer, and one
case at every step of the way, brought there by those whose step it is."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from django.db import transaction
from django.utils import timezone

from orgs import papers_of_identity
from stations import cards, file_terms, hardship
from stations.models import (
    AidPayment,
    AidPlan,
    Case,
    Fund,
    FundBalance,
    FundEntry,
    Household,
    HouseholdMember,
    MoneyLine,
    ServiceItem,
    Standing,
    Station,
)
from stations.services import aid, applying, cases, funds, publicity, visits
from unions.calendar import add_working_days
from unions.models import Federation, Region

COUNTY, HOW_MANY, FIRST = "500112", 300, 4_000
FUND = "渝北区困难职工帮扶资金"
FAMILIES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华"
EMPLOYERS = (
    *("渝北区某环卫公司", "空港园区某机械公司", "某物流公司", "某建筑劳务公司", "某纺织公司"),
    *("某物业公司", "某餐饮公司", "两江某电子厂", "某汽车配件公司", ""),
)
CATEGORIES = (("relative", 55), ("deep", 25), ("accident", 20))
CAUSES = ("illness", "family_illness", "schooling", "unemployed", "low_income", "accident")
ITEMS = (("living", 50), ("medical", 30), ("schooling", 20))
SOURCES = (("central", 50), ("union", 35), ("donation", 15))
STEPS = (
    ("submitted", "illness"),
    ("visiting", "family_illness"),
    ("checking", "schooling"),
    ("verified", "accident"),
    ("public", "illness"),
    ("filed", "low_income"),
)


@transaction.atomic
def load(people):
    """Once."""
    if Household.objects.exists():
        return
    clerk, second, finance = (people[n] for n in ("yb-assistance", "yb-approval", "yb-finance"))
    county = Federation.objects.select_related("region").get(code=COUNTY)
    fund = Fund.objects.filter(federation=county, name=FUND).first()
    fund = fund or funds.open_fund(
        by=finance, federation=county, name=FUND, opened_on=date(2021, 1, 4)
    )
    for source, amount in (("central", 900_000), ("union", 600_000), ("donation", 260_000)):
        funds.receive(by=finance, fund=fund, source=source, amount=Decimal(amount))
    _on_file(county, fund, clerk, second, finance)
    _on_the_way(county, fund, clerk, second, finance)


def _on_file(county, fund, clerk, second, finance):
    """By the hundred: what the services would have written, in some statements."""
    dice, today = Random(20261122), timezone.localdate()  # noqa: S311 - people who are nobody
    streets = list(Region.objects.filter(parent=county.region, pseudo=False).order_by("code")[:12])
    stations = list(Station.objects.filter(federation=county, closed_on=None)[:8]) or [None]
    items = {item.code: item for item in ServiceItem.objects.filter(federation=None)}
    rules, card = hardship.freeze(county, today), cards.frozen(county, today)
    households = [
        _household(dice, n, county, dice.choice(streets or [None]), dice.choice(stations), today)
        for n in range(HOW_MANY - len(STEPS))
    ]
    Household.objects.bulk_create(households)
    members = [who for n, row in enumerate(households) for who in _members(dice, n, row)]
    HouseholdMember.objects.bulk_create(members)
    rows = [_case(dice, row, rules, card, clerk, second) for row in households]
    Case.objects.bulk_create(rows)
    MoneyLine.objects.bulk_create(line for case in rows for line in _lines(dice, case))
    Standing.objects.bulk_create(
        Standing(
            household=case.household,
            category=case.category,
            valid_from=case.household.opened_on,
            valid_to=case.household.closed_on,
        )
        for case in rows
    )
    _helped(dice, rows, items, fund, clerk, second, finance)


def _chosen(dice, weighted):
    names, weights = zip(*weighted, strict=True)
    return dice.choices(names, weights)[0]


def _household(dice, n, county, street, station, today):
    opened = today - timedelta(days=dice.randint(40, 1_500))
    over = opened < today - timedelta(days=700) and dice.random() < 0.3
    closed = opened + timedelta(days=dice.randint(370, 690)) if over else None
    looked_at = closed or max(opened, today - timedelta(days=dice.randint(5, 380)))
    relieved = dice.random() < 0.35
    return Household(
        federation=county,
        number=f"DA{COUNTY}{opened.year}D{n:05d}",
        region=street,
        station=station,
        phone=f"1390000{n:04d}",
        address=f"某街道某路{n + 1}号",
        bank="某银行渝北支行",
        bank_account=f"62220000000000{n:05d}",
        housing=dice.choice(Household.Housing.values),
        housing_area=dice.randint(25, 90),
        single_parent=dice.random() < 0.12,
        relief="minimum" if relieved else "",
        relief_since=opened if relieved else None,
        opened_on=opened,
        reviewed_on=looked_at,
        review_due_on=None if closed else file_terms.months_after(looked_at, 12),
        papers_due_on=(due := add_working_days(opened, 30)),
        papers_on=None if n % 31 == 0 or due > today else opened + timedelta(days=20),
        closed_on=closed,
        end=dice.choice(("out", "out", "government", "moved")) if closed else "",
    )


def _members(dice, n, household):
    relations = ["head", *dice.choice(([], ["spouse"], ["spouse", "child"], ["child", "parent"]))]
    for k, relation in enumerate(relations):
        year = {"child": 2012, "parent": 1952}.get(relation, 1975) + dice.randint(-6, 6)
        born = date(year, 1, 1) + timedelta(days=(n * 4 + k) % 365)
        yield HouseholdMember(
            household=household,
            relation=relation,
            is_head=relation == "head",
            name=dice.choice(FAMILIES) + dice.choice(GIVEN) + dice.choice(("", dice.choice(GIVEN))),
            id_number=papers_of_identity.make(COUNTY, born, 1 + (n * 4 + k) % 998),
            birth_year=born.year,
            health=dice.choice(HouseholdMember.Health.values),
            work="school" if relation == "child" else dice.choice(("employed", "migrant", "none")),
            employer=dice.choice(EMPLOYERS) if relation == "head" else "",
            on_file=household.closed_on is None,
        )


def _case(dice, household, rules, card, clerk, second):
    opened = timezone.make_aware(
        timezone.datetime.combine(household.opened_on, timezone.datetime.min.time())
    )
    return Case(
        household=household,
        station=household.station,
        channel=dice.choice(("phone", "station", "office")),
        cause=dice.choice(CAUSES),
        status="closed" if household.closed_on else "aiding",
        rules=rules,
        card=card,
        category=_chosen(dice, CATEGORIES),
        letter_on=household.opened_on - timedelta(days=20),
        check_result="agrees",
        reviewer=clerk,
        checker=clerk,
        approver=second,
        created_at=opened - timedelta(days=35),
        submitted_at=opened - timedelta(days=34),
        decided_at=opened,
        ended_at=opened + timedelta(days=400) if household.closed_on else None,
    )


def _lines(dice, case):
    yield MoneyLine(case=case, kind="wages", declared=dice.randint(8, 30) * 1_000)
    yield MoneyLine(case=case, kind="illness", declared=dice.randint(2, 40) * 500)


def _helped(dice, rows, items, fund, clerk, second, finance):
    """A plan for each, paid at once, and taken out of the fund."""
    plans, entries, payments, spent = [], [], [], {}
    for n, case in enumerate(rows):
        item = items.get(_chosen(dice, ITEMS)) or next(iter(items.values()))
        source, amount = _chosen(dice, SOURCES), Decimal(dice.randint(5, 24) * 100)
        on = min(case.household.opened_on + timedelta(days=15), timezone.localdate())
        plan = AidPlan(
            case=case,
            item=item,
            source=source,
            amount=amount,
            starts_on=on,
            emergency=dice.random() < 0.6,
            status="done",
            by=clerk,
            approver=second,
        )
        receipt = f"HD{on:%Y%m%d}{n:04d}"
        entry = FundEntry(
            fund=fund,
            federation=fund.federation,
            source=source,
            direction="out",
            amount=amount,
            on=on,
            item=item,
            households=1,
            persons=2,
            document=receipt,
            note="困难职工帮扶，第 1 次",
            by=finance,
        )
        payment = AidPayment(
            plan=plan,
            household=case.household,
            ordinal=1,
            item=item,
            source=source,
            amount=amount,
            persons=2,
            due_on=on,
            status="paid",
            paid_on=on,
            receipt=receipt,
            entry=entry,
            prepared_by=clerk,
            approved_by=second,
            payer=finance,
        )
        plans.append(plan)
        entries.append(entry)
        payments.append(payment)
        spent[source] = spent.get(source, Decimal(0)) + amount
    AidPlan.objects.bulk_create(plans)
    FundEntry.objects.bulk_create(entries)
    AidPayment.objects.bulk_create(payments)
    for source, amount in spent.items():
        balance = FundBalance.objects.get(fund=fund, source=source)
        FundBalance.objects.filter(pk=balance.pk).update(spent=balance.spent + amount)


def _on_the_way(county, fund, clerk, second, finance):
    """One at every step; the last is on file, planned for, half of it paid."""
    names = [step for step, _ in STEPS]
    for n, (until, cause) in enumerate(STEPS):
        born = date(1984, 5, 1) + timedelta(days=n)
        case = applying.begin(
            by=None,
            federation=county,
            ticked=True,
            name=FAMILIES[n] + GIVEN[n] + GIVEN[n + 5],
            id_number=papers_of_identity.make(COUNTY, born, 990 + n),
            phone=f"1380000{FIRST + n:04d}",
            work="employed",
            employer=EMPLOYERS[n],
        )
        amounts = {"wages": Decimal(26_000), "illness": Decimal(18_000)}
        applying.tell_money(
            by=None, case=case, amounts=amounts, cause=cause, statement="今年支出大，生活困难。"
        )
        case = applying.submit(by=None, case=case)
        for step in names[1 : n + 1]:
            case = _step(step, case, clerk, second)
        if until == "filed":
            _paid_in_part(case, fund, clerk, second, finance)


def _step(step, case, clerk, second):
    match step:
        case "visiting":
            return cases.move(by=clerk, case=case, verb="accept")
        case "checking":
            signed = {"application_signed": True, "letter_signed": True, "true": True}
            visits.record_visit(
                by=clerk, case=case, companion="街道干事", living="hard", met=2, **signed
            )
        case "verified":
            cases.record_check(by=clerk, case=case, result="agrees")
            cases.move(by=clerk, case=case, verb="verify")
        case "public":
            publicity.publish(by=clerk, case=case, unit=case.household.head.employer)
        case "filed":
            today = timezone.localdate()
            case.notices.update(
                starts_on=today - timedelta(days=10), ends_on=today - timedelta(days=1)
            )
            return cases.move(by=second, case=case, verb="file")
    return Case.objects.get(pk=case.pk)


def _paid_in_part(case, fund, clerk, second, finance):
    item = ServiceItem.objects.filter(code="living").first() or ServiceItem.objects.first()
    fields = {"item": item, "source": "union", "amount": Decimal(2_400), "instalments": 2}
    plan = aid.plan_aid(
        by=clerk, case=case, starts_on=timezone.localdate(), emergency=True, **fields
    )
    aid.approve_plan(by=second, plan=plan)
    payment = plan.payments.order_by("ordinal").first()
    aid.pay(
        by=finance, payment=payment, paid_on=timezone.localdate(), receipt="HD-DEMO-1", fund=fund
    )
