"""Households on their way to being helped, for tests that ask for one at some step of it."""

from datetime import timedelta
from decimal import Decimal
from itertools import count
from uuid import UUID

from django.utils import timezone

from orgs import papers_of_identity
from stations.models import Fund, Publicity, ServiceItem
from stations.services import aid, applying, cases, funds, publicity, visits
from tests import make

serial = count(1)
NOWHERE = str(UUID(int=1))
STEPS = ("draft", "submitted", "visiting", "checking", "verified", "public", "over", "filed")


def id_number(n=None, place="500112", born=None):
    n = n or next(serial)
    born = born or timezone.localdate().replace(year=1980, month=1, day=1) + timedelta(n // 900)
    return papers_of_identity.make(place, born, n % 900 + 1)


def applicant(**over):
    n = next(serial)
    return {
        "name": f"周某{n}",
        "id_number": id_number(n),
        "phone": f"139{n:08d}",
        "employer": "某机械公司",
        **over,
    }


class Desk:
    """Three people of one house, and who pays."""

    def __init__(self, code="500112"):
        self.house = make.federation(code)
        self.clerk, self.second = (make.officer(code, "assistance") for _ in range(2))
        self.finance = make.officer(code, "finance")

    @property
    def fund(self):
        """Of the house, with some of the union's own money in it."""
        found = Fund.objects.filter(federation=self.house).first()
        if found is None:
            found = funds.open_fund(by=self.finance, federation=self.house, name="困难职工帮扶资金")
            funds.receive(by=self.finance, fund=found, source="union", amount=Decimal(100_000))
        return found

    def pay(self, payment, receipt="R1"):
        told = {"paid_on": timezone.localdate(), "receipt": receipt, "fund": self.fund}
        return aid.pay(by=self.finance, payment=payment, **told)


def case(desk=None, until="submitted", amounts=None, cause="illness", **who):
    """A case brought as far as ``until``, one of STEPS; ``over``: its publicity has ended."""
    desk = desk or Desk()
    made = applying.begin(by=None, federation=desk.house, ticked=True, **applicant(**who))
    if until == "draft":
        return made
    amounts = amounts or {"wages": Decimal(30000), "illness": Decimal(24000)}
    applying.tell_money(by=None, case=made, amounts=amounts, cause=cause, statement="家里困难")
    made = applying.submit(by=None, case=made)
    for step in STEPS[2 : STEPS.index(until) + 1]:
        made = ACTS[step](desk, made)
    return made


def visited(desk, made):
    signed = {"application_signed": True, "letter_signed": True, "true": True}
    visits.record_visit(
        by=desk.clerk, case=made, companion="李某", living="hard", address="某街某号", **signed
    )
    return reread(made)


def checked(desk, made):
    cases.record_check(by=desk.clerk, case=made, result="agrees")
    return cases.move(by=desk.clerk, case=made, verb="verify")


def publicized(desk, made):
    publicity.publish(by=desk.clerk, case=made, unit="某机械公司")
    return reread(made)


def expired(desk, made):
    yesterday = timezone.localdate() - timedelta(days=1)
    Publicity.objects.filter(case=made).update(
        starts_on=yesterday - timedelta(days=7), ends_on=yesterday
    )
    return made


def reread(made):
    return type(made).objects.get(pk=made.pk)


ACTS = {
    "visiting": lambda desk, made: cases.move(by=desk.clerk, case=made, verb="accept"),
    "checking": visited,
    "verified": checked,
    "public": publicized,
    "over": expired,
    "filed": lambda desk, made: cases.move(by=desk.second, case=made, verb="file"),
}


def item(code="living"):
    return ServiceItem.objects.filter(code=code).first() or ServiceItem.objects.first()


def plan(desk, made, **over):
    """Approved: its instalments are due."""
    fields = {"amount": Decimal(3000), "instalments": 2, "source": "union", **over}
    fields.setdefault("item", item())
    fields.setdefault("starts_on", timezone.localdate())
    drawn_up = aid.plan_aid(by=desk.clerk, case=made, **fields)
    return aid.approve_plan(by=desk.second, plan=drawn_up)


def write(say, *, county):
    """``{kind: (there, absent)}`` for the doors: a household on file that is paid, one on the wall
    to which somebody objects."""
    desk = Desk(county)
    told = {"phone": say.phone(county), "employer": say("某单位")}
    held = case(desk, "filed", name=say("某申请人"), id_number=id_number(place=county), **told)
    payment = plan(desk, held, purpose=say("用途")).payments.first()
    shown = case(desk, "public", id_number=id_number(place=county))
    notice = shown.notices.get()
    objection = publicity.object_to(by=None, notice=notice, said=say("异议内容"))
    rows = {"case": held, "payment": payment, "plan": payment.plan, "notice": notice}
    found = {f"aid {kind}": (str(row.uid), NOWHERE) for kind, row in rows.items()}
    head = held.household.members.get()
    return {
        **found,
        "aid objection": (str(objection.uid), NOWHERE),
        "aid member": (str(head.pk), str(head.pk)),
        "aid verb": ("send_back", "send_back"),
        "aid approving": ("cancel", "cancel"),
        "aid ordinal": ("0", "0"),
        "marks": [held.number, held.household.number, head.id_number],
    }
