"""One particular of every kind, written down by an officer."""

from datetime import date

from orgs.particulars import SECTIONS
from orgs.services.acts import ACTS

DAY = date(2024, 5, 1)


def values_of(say=str, *, phone="13900000000"):
    """``{kind: what is said of one}``; ``say`` gives texts their mark."""
    return {
        "certificates": {"kind": "practice", "number": say("证书编号"), "starts_on": DAY},
        "branches": {"name": say("学术专业委员会"), "kind": "branch", "starts_on": DAY},
        "aliases": {"scheme": "name", "value": say("旧时名称"), "until": DAY},
        "profiles": {
            "as_of": date(2023, 12, 31),
            "staff_total": 12,
            "staff_full_time": 3,
            "income_dues": "1000.00",
            "basis": say("年度报告"),
        },
        "grades": {"level": 4, "starts_on": DAY, "authority": say("评定机关")},
        "inspections": {
            "year": 2023,
            "regime": "inspection",
            "result": "passed",
            "note": say("年检说明"),
        },
        "credit-marks": {
            "list": "abnormal",
            "causes": ["A4"],
            "starts_on": DAY,
            "document": say("决定文号"),
        },
        "separations": {"listed_on": DAY, "office": say("原挂靠单位")},
        "ties": {
            "person_name": say("兼任某人"),
            "kind": "official",
            "post": "副会长",
            "own_unit": say("所在单位"),
            "own_post": say("处长"),
            "starts_on": DAY,
        },
        "contacts": {
            "person_name": say("联系某人"),
            "duty": "liaison",
            "phone": phone,
            "starts_on": DAY,
        },
        "relations": {"kind": "founder", "counterpart": say("某举办单位"), "starts_on": DAY},
        "stances": {"treatment": "guide", "basis": say("研判依据"), "assessed_on": DAY},
    }


def write(organization, *, by, stances_by=None, say=str, phone="13900000000", skip=()):
    """``{kind: row}``. Only associations have branches, only some people assess stances."""
    rows = {}
    for key, values in values_of(say, phone=phone).items():
        assert key in SECTIONS
        if key not in skip:
            actor = (stances_by or by) if key == "stances" else by
            rows[key] = ACTS[key].add(by=actor, organization=organization, **values)
    return rows
