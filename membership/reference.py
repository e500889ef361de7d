"""The drives that every installation knows: reference data of the product."""

from datetime import date
from decimal import Decimal

from membership.models import Coverage, DrivePhase, DriveTarget

DRIVE_2023 = {
    "code": "DRV-2023",
    "name": "推进社会组织建会专项行动",
    "basis": "中华全国总工会《推进社会组织建会专项行动方案》（2023 年 5 月）",
    "starts_on": date(2023, 5, 1),
    "ends_on": date(2024, 12, 31),
    "scope": {
        "segments": [
            {
                "code": "A",
                "name": "省级以上民政部门登记的社会组织",
                "any of": {"standing": ["registered"], "registration_level": ["10", "20"]},
            },
            {
                "code": "B",
                "name": "民政部门登记的民办医院、学校、幼儿园",
                "any of": {
                    "standing": ["registered"],
                    "type": ["52"],
                    "kind": ["hospital", "school", "kindergarten"],
                },
            },
            *(
                {
                    "code": kind,
                    "name": name,
                    "within": "B",
                    "any of": {"standing": ["registered"], "type": ["52"], "kind": [kind]},
                }
                for kind, name in (
                    ("hospital", "民办医院"),
                    ("school", "民办学校"),
                    ("kindergarten", "民办幼儿园"),
                )
            ),
        ]
    },
    "counted_forms": [*Coverage.FOUNDING_FORMS],
    "description": "以具备建会条件的重点社会组织为分母。行动期满后，建会率继续按月监测，动态保持。",
}


def targets_2023():
    return [
        DriveTarget(due_on=date(2023, 12, 31), comparator="at_least", rate=Decimal("0.6")),
        DriveTarget(
            due_on=date(2024, 12, 31),
            comparator="about",
            rate=Decimal("0.85"),
            tolerance=Decimal("0.02"),
        ),
    ]


def phases_2023():
    """The plan dates two targets and names what is to be reached by each; it divides the time no
    further. Its four lines of work (摸底排查, 建会入会, 规范运行, 强化维权) run all through it."""
    return [
        DrivePhase(
            name="到 2023 年底",
            starts_on=date(2023, 5, 1),
            ends_on=date(2023, 12, 31),
            work="深入摸底排查，建立台账，分解任务；具备建会条件的重点社会组织建会率达到 60% 以上",
        ),
        DrivePhase(
            name="到 2024 年底",
            starts_on=date(2024, 1, 1),
            ends_on=date(2024, 12, 31),
            work="建会率动态保持在 85% 左右，并带动律师事务所、会计师事务所等“两新”组织建会",
        ),
    ]
