"""What officers write down of a union at work: one of everything, for addresses."""

from datetime import date

from membership.services.evidence import record_evidence
from membership.services.inspections import ask_inspection
from membership.services.organs import constitute

NONE, NOWHERE = "999999999", "00000000-0000-0000-0000-000000000001"


def at_work(say, union, *, officer):
    """``{kind: (what is there, what is not)}``, all of this union."""
    chair = {"person_name": say("某主席"), "post": "chair"}
    organ = constitute(
        by=officer,
        union=union,
        starts_on=date(2023, 7, 1),
        years=3,
        officers=[chair, {"person_name": say("某委员")}],
        approval_number=say("任期批复"),
    )
    evidence = record_evidence(
        by=officer,
        union=union,
        kind="activity",
        held_on=date(2024, 5, 1),
        numbers={"people": 12},
        note=say("活动说明"),
    )
    inspection = ask_inspection(by=officer, union=union, assignee=officer)
    return {
        "organ": (str(organ.pk), NONE),
        "officer": (str(organ.officers.first().pk), NONE),
        "evidence": (str(evidence.uid), NOWHERE),
        "inspection": (str(inspection.uid), NOWHERE),
    }
