"""What a province's officers do about founding unions: one of everything, for addresses."""

import uuid
from datetime import date
from decimal import Decimal

from django.utils import timezone

from jobs.models import Job
from membership.models import DriveTarget, LedgerReturn
from membership.services import assess, record_coverage
from membership.services.canvass import assign_many
from membership.services.criteria import judge_criterion
from membership.services.drives import create_drive
from membership.services.founding import open_case
from membership.services.targets import draft_plan, propose_plan
from membership.services.visits import record_visit
from tests.unions_at_work import at_work

SCOPE = {"segments": [{"code": "A", "name": "重点对象", "any of": {"type": ["52"]}}]}
DUE = date(2024, 12, 31)
NONE, NOWHERE = "999999999", str(uuid.UUID(int=1))


def founding(say, org, *, chief, officer, here):
    """``{kind: (what is there, what is not)}``, all of ``org`` and of ``here`` above it."""
    coverage = record_coverage(
        by=officer,
        organization=org,
        form="joint",
        as_of=date(2023, 6, 1),
        basis=say("覆盖依据"),
        founding={
            "name": say("某联合工会"),
            "kind": "joint",
            "founded_on": date(2023, 6, 1),
            "approval_number": say("批复文号"),
        },
    )
    eligibility = assess(
        by=officer,
        organization=org,
        decision="eligible",
        as_of=date(2023, 5, 1),
        note=say("认定说明"),
        evidence=say("认定依据"),
    )
    judged = judge_criterion(
        by=officer, organization=org, criterion="premises", met=True, evidence=say("看到的场地")
    )
    drive = create_drive(
        by=chief,
        federation=here,
        code=f"{here.code}-2024",
        name=say("专项行动"),
        basis=say("行动依据"),
        description=say("行动说明"),
        starts_on=date(2024, 1, 1),
        scope=SCOPE,
        counted_forms=["single", "joint"],
        targets=[DriveTarget(due_on=DUE, comparator="at_least", rate=Decimal("0.6"))],
    )
    plan = draft_plan(
        by=chief, drive=drive, federation=here, due_on=DUE, method="gap", note=say("分解说明")
    )
    propose_plan(by=chief, plan=plan)
    case = open_case(
        by=officer,
        organizations=[org],
        form="single",
        name=say("某筹建工会"),
        wish=say("职工意愿"),
        opinion=say("行政意见"),
    )
    acted = Job.objects.create(
        kind="membership.act_on_many",
        title=say("批量认定"),
        by=officer,
        state="done",
        result={"done": 1, "refused": [[org.pk, say("跳过的原因")]], "lines": []},
        finished_at=timezone.now(),
    )
    [task] = assign_many(by=officer, organizations=[org], assignee=officer)
    visit = record_visit(
        by=officer,
        organization=org,
        outcome="undecided",
        reason="N06",
        note=say("走访说明"),
        next_step=say("下一步"),
    )
    returned = LedgerReturn.objects.create(
        drive=drive, federation=org.federation, by=officer, name=say("台账.xlsx"), status="ready"
    )
    return {
        "task": (str(task.uid), NOWHERE),
        "close": ("close", "close"),
        "visit": (str(visit.uid), NOWHERE),
        "return": (str(returned.uid), NOWHERE),
        "cell": ("remark", "remark"),
        "eligibility": (str(eligibility.pk), NONE),
        "criterion": ("premises", "nonesuch"),
        "criterion finding": (str(judged.pk), NONE),
        "coverage": (str(coverage.pk), NONE),
        "union": (str(coverage.union_id), NONE),
        "drive": (drive.code, "NO-SUCH"),
        "plan": (str(plan.uid), NOWHERE),
        "version": ("1", "2"),
        "share": (officer.appointments.get().federation.code, "no-such"),
        "acted": (str(acted.uid), NOWHERE),
        "case": (str(case.uid), NOWHERE),
        "case unit": (str(case.units.get().pk), NONE),
        "case verb": ("request", "no_such"),
        "case paper": ("founding-request", "no-such"),
        **at_work(say, coverage.union, officer=officer),
    }
