"""Purchases for tests: a line of money, a project, the people of 重庆 who buy."""

from datetime import date
from decimal import Decimal
from itertools import count

from accounts.roles import Role
from procurement.models import BudgetLine, Project
from procurement.services import entrustments, headcount, measures, projects
from tests import make
from tests.everybody import person
from tests.founding import NONE, NOWHERE

serial = count(1)


def line(amount="1000000", code="50", **over):
    values = {"federation": make.federation(code), "year": 2026, "source": "union"}
    values |= {"name": f"购买服务{next(serial)}", "amount": Decimal(amount)}
    return BudgetLine.objects.create(**values | over)


def people(code="50"):
    """Who plans, who answers for the money, who approves, who looks on."""
    roles = {"officer": Role.PROCUREMENT, "finance": Role.FINANCE, "leader": Role.LEADER}
    roles |= {"auditor": Role.AUDIT, "lawyer": Role.LEGAL}
    return {name: make.officer(code, role) for name, role in roles.items()}


def plan(**over):
    """The fields of a project of 重庆, 500,000 元 of union money, by open call."""
    values = {
        "title": f"职工法律援助宣讲{next(serial)}",
        "domain": "legal",
        "content": "professional",
        "source": "union",
        "ceiling": Decimal("500000"),
        "method": "open_call",
        "starts_on": date(2026, 3, 1),
        "ends_on": date(2026, 12, 31),
    }
    return values | over


def begun(by, code="50", **over):
    values = plan(**over)
    if "line" not in values and values.get("direction") != "undertake":
        values["line"] = line(code=code, source=values["source"])
    return projects.begin(by=by, federation=make.federation(code), **values)


def approved(who=None, code="50", **over):
    """A project on which calls may be made."""
    who = who or people(code)
    project = begun(who["officer"], code, **over)
    for verb, name in (("submit", "officer"), ("confirm", "finance"), ("approve", "leader")):
        if project.line_id or verb != "confirm":
            project = projects.move(by=who[name], project=project, verb=verb)
    return Project.objects.get(pk=project.pk)


def bought(say, *, here):
    """``{kind: (what is there, what is not)}``: what 重庆 buys, for those who come to its doors."""
    code = here.code
    officer = person(f"p{code}-buyer", code, Role.PROCUREMENT)
    finance = person(f"p{code}-treasurer", code, Role.FINANCE)
    leader = person(f"p{code}-approver", code, Role.LEADER)
    worked = headcount.work_out(
        by=finance,
        federation=here,
        year=2024,
        heads_of=say("人头口径"),
        heads=10,
        standard=Decimal("90000"),
        services=[],
        source="union",
        name=say("预算科目"),
    )
    measure = measures.enter(
        by=officer,
        federation=here,
        kind="measure",
        title=say("管理办法"),
        starts_on=date(2020, 1, 1),
        body=say("办法正文"),
    )
    project = projects.begin(
        by=officer,
        federation=here,
        **plan(title=say("采购项目"), summary=say("服务内容"), line=worked.line),
    )
    projects.move(by=officer, project=project, verb="submit")
    single = projects.begin(
        by=officer,
        federation=here,
        **plan(
            title="只有一家能做的服务",
            line=worked.line,
            ceiling=Decimal("1000"),
            method="single_source",
            method_reason="只有一家",
        ),
    )
    named = entrustments.name_contractor(
        by=officer,
        project=single,
        contractor="company",
        name="某公司",
        basis="只有一家",
        amount=Decimal("1000"),
    )
    for verb, by in (("submit", officer), ("confirm", finance), ("approve", leader)):
        projects.move(by=by, project=single, verb=verb)
    entrustments.give_notice(by=officer, entrustment=named)
    return {
        "project": (str(project.uid), NOWHERE),
        "single source": (str(single.uid), NOWHERE),
        "purchase line": (str(worked.line_id), NONE),
        "headcount": (str(worked.pk), NONE),
        "measure": (str(measure.uid), NOWHERE),
        "approving": ("approve", "approve"),
    }
