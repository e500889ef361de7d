"""What the demonstration knows of its organizations besides the register: tag sets, profiles,
grades, lists, people. 重庆's published figures (seed 000) hold exactly; the rest is invented."""

from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from orgs.bulk import copy_rows
from orgs.demo_words import GIVEN, SUPERVISORS, SURNAMES
from orgs.models import (
    AnnualProfile,
    Branch,
    Certificate,
    Contact,
    CreditMark,
    Grade,
    Inspection,
    Relation,
    Separation,
    Stance,
    Tie,
)
from orgs.models.particulars import years_after

RECORD_DAY = date(2017, 9, 30)
LAST = date(2025, 12, 31)
SEEN = datetime(2026, 3, 20, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
RECORD = 15_705
"""So many rows, the first, are 重庆's on the day of record."""
ASSETS, STAFF = 9_000_000_000, 165_000
DIRECT, DIRECT_IN_CITY = 740, 105
CLOSE, CLOSE_ASSOCIATIONS, CLOSE_DIRECT, SOME = 76, 72, 2, 138
LISTED, LISTED_IN_CITY, LISTED_INDUSTRY, SEPARATED = 2_193, 522, 1_116, 2_010

SPHERES = {
    **dict.fromkeys(("01", "02"), ["economy"]),
    **dict.fromkeys(("03", "06", "07"), ["culture"]),
    **dict.fromkeys(("04", "05", "09", "12"), ["society"]),
    "08": ["ecology"],
    "10": ["politics", "society"],
}
KEY_KINDS = {
    **dict.fromkeys(("01", "02"), ["economic"]),
    **dict.fromkeys(("04", "05", "09"), ["service"]),
    **dict.fromkeys(("10", "12"), ["management"]),
}
SHORT_KINDS = {"05": ["living"], "06": ["culture"], "07": ["culture"], "10": ["affairs"]}
SHORT_KINDS |= {"09": ["living", "affairs"], "12": ["living"]}
BODIES = {
    "51": ["congress", "council", "supervisors"],
    "52": ["council", "supervisors"],
    "53": ["council", "supervisors", "secretariat"],
    "59": [],
}
BASES = {
    "nurture": "章程和活动清楚，与工会合作多年。",
    "guide": "人员流动较大，宜加强联系。",
    "watch": "近一年活动较少，继续了解。",
}
NEAR_WORKERS = {"09", "10", "12"}


def describe(rows):
    """Set the described columns of every row; the same keys in the same order for all."""
    dice = Random(2018)
    known = [id(row) for row in shown(rows)]
    for row in rows:
        told = dice.random() < 0.8 or id(row) in known
        staff = row["staff_count"] or 0
        counted = row["status"] == "normal" and row["registered_on"] < LAST
        counted = (counted and dice.random() < 0.3) or id(row) in known
        full_time = min(staff, dice.choice((0, 1, 2, 2, 3, 4, staff))) if counted else None
        of_type, charity = row["type"], row["type"] == "53" or dice.random() < 0.004
        row |= {
            "spheres": SPHERES.get(row["category"], []) if told else [],
            "key_kinds": KEY_KINDS.get(row["category"], []) if told else [],
            "short_kinds": SHORT_KINDS.get(row["category"], []) if told else [],
            "relevance": "",
            "bodies": BODIES[of_type] if told else [],
            "premises": dice.choice(("own", "rented", "rented", "free", "none")) if told else "",
            "self_run": dice.random() < 0.9 if told else None,
            "self_funded": dice.random() < 0.8 if told else None,
            "self_hired": dice.random() < 0.85 if told else None,
            "charity_on": _later(row, 200) if charity else None,
            "full_time_count": full_time,
            "women_count": round(staff * 0.55) if counted else None,
            "party_member_count": staff // 8 if counted else None,
            "profiled_on": LAST if counted else None,
        }
    _as_published(rows[:RECORD], dice)


def shown(rows):
    """The two that the published delegates speak for: everything is known of them."""
    living = [row for row in rows[:RECORD] if row["status"] == "normal"]
    return [next(r for r in living if r["kind"] == kind) for kind in ("kindergarten", "hospital")]


def _later(row, days):
    day = max(row["registered_on"] + timedelta(days=days), date(2016, 9, 1))
    return day if day < (row["ended_on"] or LAST) else None


def _as_published(record, dice):
    """Direct registration, relevance to workers and their combinations, as in seed 000."""
    city = [row for row in record if row["registration_level"] == "20"]
    districts = [row for row in record if row["registration_level"] != "20"]
    associations = [row for row in city if row["type"] == "51"]
    others = [row for row in city if row["type"] != "51"]
    near = sorted(associations, key=lambda row: row["category"] not in NEAR_WORKERS)
    close = near[:CLOSE_ASSOCIATIONS] + others[: CLOSE - CLOSE_ASSOCIATIONS]
    some = near[CLOSE_ASSOCIATIONS : CLOSE_ASSOCIATIONS + SOME]
    for row in city:
        row["relevance"] = "none"
    for row in some:
        row["relevance"] = "some"
    for at, row in enumerate(close):
        row["relevance"] = "close"
        staff = max(row["staff_count"] or 0, (2, 3, 2, 4, 3, 0, 2, 3, 5, 1)[at % 10])
        row["staff_count"], row["profiled_on"] = staff, LAST
        row["full_time_count"] = (2, 3, 2, 4, 3, 0, 2, 3, 5, 1)[at % 10]
        row["women_count"], row["party_member_count"] = staff // 2, staff // 8
    rest = [row for row in city if row["relevance"] != "close"]
    direct = [
        *close[:CLOSE_DIRECT],
        *dice.sample(rest, DIRECT_IN_CITY - CLOSE_DIRECT),
        *dice.sample(districts, DIRECT - DIRECT_IN_CITY),
    ]
    chosen = {id(row) for row in direct}
    for row in record:
        now = "direct" if id(row) in chosen else "dual"
        if row["management"] != now:
            row["management"] = now
            where = "重庆市" if row["registration_level"] == "20" else "区"
            office = f"{where}{SUPERVISORS.get(row['category'], '社会工作部')}"
            row["supervising_unit"] = "" if now == "direct" else office


def write_particulars(keys, rows, *, by=None):
    """COPY the particulars of organizations written under these keys."""
    dice = Random(2019)
    pairs = list(zip(keys, rows, strict=True))
    record = pairs[:RECORD]
    living = [(key, row) for key, row in pairs if row["status"] == "normal"]
    city = [(k, r) for k, r in record if r["registration_level"] == "20" and not r["ended_on"]]
    known = [id(row) for row in shown(rows)]
    delegated = [pair for pair in record if id(pair[1]) in known]
    by = by and by.pk
    _write(AnnualProfile, by, [*_profiles_of_record(record), *_profiles(living, dice)])
    _write(Grade, by, _grades([p for p in living if id(p[1]) not in known], delegated, dice))
    going_on = [p for p in record if not p[1]["ended_on"] and id(p[1]) not in known]
    _write(Inspection, by, _inspections(going_on, delegated, dice))
    _write(CreditMark, by, _marks(living, dice))
    _write(Separation, by, _separations(record))
    associations = [(k, r) for k, r in city if r["type"] == "51"]
    _write(Tie, by, _ties(associations, delegated, dice))
    _write(Contact, by, _contacts([*delegated, *dice.sample(city, 200)], dice))
    _write(Branch, by, _branches(dice.sample(associations, 120)))
    _write(Certificate, by, _certificates([*delegated, *dice.sample(city, 300)], dice))
    _write(Relation, by, _relations([*delegated, *dice.sample(associations, 150)]))
    _write(Stance, by, _stances([*delegated, *dice.sample(city, 120)], dice))


def _write(model, by, rows):
    """Rows as dicts of one shape, with who wrote them down and when."""
    rows = list(rows)
    if not rows:
        return
    if issubclass(model, AnnualProfile | Stance):
        rows = [{**row, "void": False} for row in rows]
    columns = [*rows[0], "recorded_at", "recorded_by_id"]
    copy_rows(model, columns, ((*row.values(), SEEN, by) for row in rows))


def _shares(weights, total):
    """Whole numbers in these proportions that sum to ``total``."""
    whole, given, seen = sum(weights), 0, 0
    for weight in weights:
        seen += weight
        upto = total * seen // whole
        yield upto - given
        given = upto


def _profiles_of_record(record):
    """90 亿元 and 16.5 万人 on the day of record, spread by size."""
    staff = _shares([(row["staff_count"] or 0) + 1 for _, row in record], STAFF)
    assets = _shares([(row["assets"] or 0) // 1000 + 10 for _, row in record], ASSETS // 100)
    for (key, _), people, hundreds in zip(record, staff, assets, strict=True):
        yield _profile(key, RECORD_DAY, "2017年1—9月统计", people, assets=hundreds * 100)


def _profiles(living, dice):
    for key, row in living:
        if row["profiled_on"] != LAST:
            continue
        income = dice.randrange(20, 900) * 1000
        dues = income * dice.randrange(20, 95) // 100 if row["type"] == "51" else 0
        service = (income - dues) * dice.randrange(40, 90) // 100
        yield _profile(
            *(key, LAST, "2025年度工作报告", row["staff_count"]),
            full_time=row["full_time_count"],
            women=row["women_count"],
            party=row["party_member_count"],
            members=row["member_count"],
            assets=row["assets"],
            income=(income, dues or None, service),
            expenditure=income * dice.randrange(80, 105) // 100,
            premises=row["premises"],
        )


def _profile(
    key,
    as_of,
    basis,
    staff,
    *,
    full_time=None,
    women=None,
    party=None,
    members=None,
    assets=None,
    income=(None, None, None),
    expenditure=None,
    premises="",
):
    total, dues, service = income
    return {
        **{"organization_id": key, "year": as_of.year, "as_of": as_of, "staff_total": staff},
        **{"staff_full_time": full_time, "staff_women": women, "party_members": party},
        **{"members": members, "assets": assets, "income_total": total, "income_dues": dues},
        **{"income_service": service, "expenditure": expenditure, "premises": premises},
        "basis": basis,
    }


def _grades(living, shown, dice):
    """Of those registered long enough a few; two in five have run out."""
    old = [(k, r) for k, r in living if r["registered_on"] < date(2016, 1, 1) and r["type"] != "59"]
    chosen = [*shown, *dice.sample(old, 1500)]
    for at, (key, _) in enumerate(chosen):
        day = date(2024, 11, 20) if at < len(shown) else date(2018, 1, 1)
        day += timedelta(days=0 if at < len(shown) else dice.randrange(7 * 365))
        yield {
            "organization_id": key,
            "level": 4 if at < len(shown) else dice.choice((2, 3, 3, 3, 4, 4, 5)),
            "starts_on": day,
            "valid_until": years_after(day, 5),
            "authority": "民政局",
            "certificate": f"评〔{day.year}〕{at + 1:04d}号",
        }


def _inspections(living, shown, dice):
    for key, row in [*shown, *dice.sample(living, 4000)]:
        if row["registered_on"].year > 2023:
            continue
        for year in (2024, 2025):
            result = dice.choices(("passed", "basic", "failed", "absent"), (82, 11, 3, 4))[0]
            if (key, row) in shown:
                result = "passed"
            yield {
                **{"organization_id": key, "year": year, "regime": "inspection"},
                **{"result": result, "due_on": date(year + 1, 5, 31)},
                "submitted_on": None if result == "absent" else date(year + 1, 4, 15),
                **{"authority": row["registering_authority"], "note": ""},
            }


def _marks(living, dice):
    for key, _ in dice.sample([p for p in living if p[1]["registered_on"] < date(2023, 1, 1)], 260):
        day = date(2024, 1, 5) + timedelta(days=dice.randrange(900))
        mended = dice.random() < 0.4
        yield {
            "organization_id": key,
            "list": "abnormal",
            "causes": [dice.choice(("A1", "A1", "A2", "A4"))],
            "starts_on": day,
            "mended_on": day + timedelta(days=60) if mended else None,
            "ended_on": day + timedelta(days=75) if mended else None,
            **{"authority": "民政局", "document": "", "removal_reason": "已履行" if mended else ""},
        }


def _separations(record):
    """2,193 on the list, 522 of them the city's; 1,116 industry associations; 2,010 separated."""
    associations = [(k, r) for k, r in record if r["type"] == "51"]
    associations.sort(key=lambda pair: pair[1]["kind"] != "industry")
    city = [p for p in associations if p[1]["registration_level"] == "20"][:LISTED_IN_CITY]
    districts = [p for p in associations if p[1]["registration_level"] != "20"]
    chosen = [*city, *districts[: LISTED - LISTED_IN_CITY]]
    chosen.sort(key=lambda pair: pair[1]["kind"] != "industry")
    for at, (key, row) in enumerate(chosen):
        yield {
            **{"organization_id": key, "listed_on": RECORD_DAY, "batch": "清理规范名单"},
            "industry_association": at < LISTED_INDUSTRY,
            "office": row["supervising_unit"],
            "parted": ["body", "function", "assets", "staff", "party"] if at < SEPARATED else [],
            "separated_on": RECORD_DAY if at < SEPARATED else None,
            "note": "",
        }


def _person(dice):
    return dice.choice(SURNAMES) + "".join(dice.sample(GIVEN, 2))


def _ties(associations, shown, dice):
    index = Tie._meta.get_field("person_index")

    def tie(key, row, kind, post, unit="", own_post=""):
        name = _person(dice)
        official = kind == "official"
        return {
            **{"organization_id": key, "person_name": name, "person_index": index.of_value(name)},
            **{"kind": kind, "post": post, "own_unit": unit, "own_post": own_post},
            **{"in_service": True if official else None, "paid": False if official else None},
            **{"approval": "", "starts_on": max(row["registered_on"], date(2022, 6, 1))},
        }

    for key, row in shown:
        yield tie(key, row, "leader", "理事长")
        yield tie(key, row, "council", "理事")
        yield tie(key, row, "supervisor", "监事")
    for key, row in dice.sample(associations, 130):
        unit = row["supervising_unit"] or "区委社会工作部"
        yield tie(key, row, "official", dice.choice(("会长", "副会长")), unit, "科长")


def _contacts(chosen, dice):
    for key, row in chosen:
        yield {
            **{"organization_id": key, "person_name": _person(dice), "duty": "liaison"},
            **{"post": "办公室主任", "phone": f"1{dice.choice('3578')}{dice.randrange(10**9):09d}"},
            "starts_on": max(row["registered_on"], date(2023, 1, 1)),
        }


def _branches(chosen):
    for key, row in chosen:
        for word in ("学术专业委员会", "青年工作委员会"):
            yield {
                **{"organization_id": key, "name": row["name"] + word, "kind": "branch"},
                **{"scope": "", "address": ""},
                "starts_on": max(row["registered_on"], date(2019, 1, 1)),
            }


def _certificates(chosen, dice):
    kinds = {"51": "association", "52": "service", "53": "foundation"}
    for at, (key, row) in enumerate(chosen):
        yield {
            **{"organization_id": key, "kind": kinds[row["type"]]},
            "number": f"渝社证字第{at + 1:05d}号",
            "authority": row["registering_authority"],
            "starts_on": max(row["registered_on"], date(2021, 1, 1)),
            "valid_until": date(2025, 12, 31) + timedelta(days=dice.randrange(1200)),
        }


def _relations(chosen):
    for key, row in chosen:
        for kind, body in (
            ("supervisor", row["supervising_unit"]),
            ("party", "市社会组织综合党委"),
        ):
            if body:
                yield {
                    **{"organization_id": key, "kind": kind, "body": body, "basis": "登记资料"},
                    "starts_on": max(row["registered_on"], date(2018, 1, 1)),
                }


def _stances(chosen, dice):
    for key, _ in chosen:
        treatment = dice.choices(("nurture", "guide", "watch"), (6, 3, 1))[0]
        yield {
            **{"organization_id": key, "treatment": treatment, "assessed_on": date(2026, 2, 10)},
            "basis": BASES[treatment],
        }
