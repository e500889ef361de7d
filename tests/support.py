"""What supports founding in a province and what presses for it: one of everything."""

from datetime import date
from decimal import Decimal

from accounts.roles import Role
from indicators.models import Bulletin
from membership.models import Drive
from membership.services import obstructions, practices, subsidies
from tests.everybody import person
from tests.founding import NONE, NOWHERE
from unions.models import GrassrootsUnion

NO_COUNTS = {"n": 0, "d": 0, "n0": 0, "d0": 0, "lacking": None, "state": "none"}
NO_FIGURES = {"on": "2024-01-31", "before": "2023-12-31", "refresh": "", "target": None}
NO_FIGURES |= {"whole": NO_COUNTS, "own": None, "segments": [], "children": []}
NO_FIGURES |= {"reasons": [], "months": []}


def support(say, org, union, drive, *, officer, here):
    """``{kind: (what is there, what is not)}``: money of the province, a union of the county."""
    finance = person(f"p{here.code}-finance", here.code, Role.FINANCE)
    budget = subsidies.set_budget(
        by=finance,
        federation=here,
        year=2024,
        source="own",
        amount=Decimal("90000"),
        basis=say("预算依据"),
    )
    kind = subsidies.begin_kind(
        by=finance,
        federation=here,
        name=say("补助种类"),
        nature="fixed",
        rule="fixed",
        amount=Decimal("3000"),
        starts_on=date(2024, 1, 1),
        basis=say("补助依据"),
    )
    subsidy = subsidies.apply_for(
        by=officer,
        budget=budget,
        kind=kind,
        union=GrassrootsUnion.objects.get(pk=union),
        organization=org,
        purpose=say("补助用途"),
    )
    case = obstructions.report_obstruction(
        by=officer,
        organization=org,
        manner="refusing",
        reporter="worker",
        facts=say("案件经过"),
        reported_on=date(2024, 3, 1),
    )
    practice = practices.write_practice(
        by=officer,
        federation=org.federation,
        kind="experience",
        topic="founding",
        title=say("经验标题"),
        summary=say("经验摘要"),
        body=say("经验正文"),
        organization=org,
    )
    bulletin = Bulletin.objects.create(  # as drawn: there are no figures yet
        federation=here,
        drive=Drive.objects.get(code=drive),
        on=date(2024, 1, 31),
        title=say("通报标题"),
        body=say("通报正文"),
        figures=NO_FIGURES,
        author=officer,
    )
    return {
        "bulletin": (str(bulletin.uid), NOWHERE),
        "budget": (str(budget.pk), NONE),
        "subsidy kind": (str(kind.pk), NONE),
        "subsidy": (str(subsidy.uid), NOWHERE),
        "obstruction": (str(case.uid), NOWHERE),
        "practice": (str(practice.uid), NOWHERE),
        "withdrawing": ("withdraw", "withdraw"),
        "advising": ("advise", "advise"),
        "submitting": ("submit", "submit"),
        "advice": ("obstruction-advice", "obstruction-advice"),
    }
