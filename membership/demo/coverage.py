"""The founding history of the demonstration: who was found eligible, and which union covers whom.

Invented from a fixed seed along the drive's published course: above 60 % of eligible
organizations in scope at 2023-12-31, about 85 % from 2024-12-31 on (seed 003). Some counties lead
and some lag, so that there is something to see.
"""

from collections import Counter
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from django.db import transaction

from membership.models import Coverage, Eligibility
from orgs.bulk import copy_rows, new_keys
from orgs.demo import TODAY
from orgs.models import Organization
from unions.models import GrassrootsUnion

ZONE = ZoneInfo("Asia/Shanghai")
DRIVE_BEGINS, FIRST_DUE, SECOND_DUE = date(2023, 5, 20), date(2023, 12, 31), date(2024, 12, 31)
COURSE = ((0.43, date(2012, 1, 1), DRIVE_BEGINS), (0.735, DRIVE_BEGINS, FIRST_DUE))
COURSE += ((0.985, FIRST_DUE, SECOND_DUE), (1.0, SECOND_DUE, TODAY))
FORMS = (("single", 44), ("joint", 30), ("industry", 15), ("region", 11))
REASONS = (("N02", 34), ("N08", 22), ("N09", 10), ("N11", 20), ("N10", 6), ("N03", 8))
WHY_NOT_YET = (("N05", 24), ("N06", 17), ("N01", 16), ("N03", 12), ("N12", 9), ("N04", 6))
WHY_NOT_YET += (("N13", 6), ("N07", 4), ("", 6))
"""What eligible ones say that have no union; a few were never asked."""
SCOPE_KINDS = {"hospital", "school", "kindergarten"}


class Founder:
    def __init__(self, seed):
        self.dice, self.asked = Random(seed), Random(seed + 1)
        self.pull = {}
        self.unions = []
        self.shared = {}
        self.alike = Counter()  # of these, by form and federation

    def final_share(self, federation):
        """Where this federation's rate settles: most near 0.855, a few well below or above."""
        if federation not in self.pull:
            self.pull[federation] = min(0.985, max(0.62, self.dice.gauss(0.857, 0.055)))
        return self.pull[federation]

    def day(self, first, last):
        return first + timedelta(days=self.dice.randrange(max(1, (last - first).days)))

    def founding_day(self, org):
        """When its union came, or None. The course of the whole, drawn one by one."""
        share = self.final_share(org["federation"]) if org["in_scope"] else 0.42
        place = self.dice.random() / share
        if place >= 1:
            return None
        earliest = org["registered_on"] + timedelta(days=self.dice.randint(90, 240))
        begin = next((a, b) for limit, a, b in COURSE if place < limit)
        day = max(self.day(*begin), earliest)
        return day if day < TODAY else None

    def union_for(self, org, form, day):
        """A union of its own, or the shared one of its county and form."""
        if form == "single":
            return self._new(f"{org['name']}工会", "own", org, day)
        key = (form, org["federation"], org["kind"] if form == "industry" else "")
        held = held_by = self.shared.get(key)
        if held is None or (form == "joint" and held[1] >= 8):
            number = self.alike[key[:2]] + len(self.unions)
            label = {
                "joint": f"{org['federation_name'].removesuffix('总工会')}第{number}联合",
                "industry": f"{org['federation_name'].removesuffix('总工会')}"
                + {
                    "hospital": "民办医疗行业",
                    "school": "民办教育行业",
                    "kindergarten": "民办幼教行业",
                }.get(org["kind"], "社会服务行业"),
                "region": f"{org['federation_name'].removesuffix('总工会')}社会组织",
                "organ": f"{org['federation_name'].removesuffix('总工会')}民政系统机关",
            }[form]
            kind, suffix = {
                "joint": ("joint", "工会委员会"),
                "industry": ("industry", "工会联合会"),
                "region": ("regional", "工会联合会"),
                "organ": ("organ", "工会"),
            }[form]
            held = [self._new(label + suffix, kind, org, day), 0]
            self.alike[key[:2]] += held_by is None
            self.shared[key] = held
        held[1] += 1
        self.unions[held[0]][3] = min(self.unions[held[0]][3], day)
        return held[0]

    def _new(self, name, kind, org, day):
        self.unions.append([name, org["federation"], kind, day])
        return len(self.unions) - 1


def _seen(day):
    return datetime.combine(day + timedelta(days=5), datetime.min.time(), ZONE)


def _living():
    columns = ["pk", "name", "federation", "federation__name", "type", "kind", "standing"]
    columns += ["registration_level", "registered_on", "ended_on", "staff_count"]
    rows = Organization.objects.filter(source__code="demo", standing="registered").order_by("pk")
    for row in rows.values(*columns).iterator(chunk_size=5_000):
        row["federation_name"] = row["federation__name"]
        row["in_scope"] = row["registration_level"] in ("10", "20") or (
            row["type"] == "52" and row["kind"] in SCOPE_KINDS
        )
        yield row


@transaction.atomic
def load_foundings():
    """Write assessments, unions and coverage for the demonstration's organizations, once."""
    if Eligibility.objects.exists():
        return 0
    founder = Founder(20230524)
    dice = founder.dice
    assessed, covered = [], []
    for org in _living():
        ended = org["ended_on"]
        if ended and ended < DRIVE_BEGINS:
            continue
        if dice.random() > (0.97 if org["in_scope"] else 0.4):
            continue
        on = max(founder.day(date(2023, 5, 4), date(2023, 7, 1)), org["registered_on"])
        if ended and on >= ended:
            continue
        if not org["staff_count"] or dice.random() < 0.09:
            reason = dice.choices(*zip(*REASONS, strict=True))[0] if org["staff_count"] else "N02"
            assessed.append((org["pk"], on, ended, _seen(on), "ineligible", reason, "入户摸排记录"))
            continue
        # who is eligible was so from the start, as far as the canvass could tell
        since = max(org["registered_on"], date(2023, 1, 1))
        day = founder.founding_day(org)
        reason = "" if day else founder.asked.choices(*zip(*WHY_NOT_YET, strict=True))[0]
        assessed.append((org["pk"], since, ended, _seen(on), "eligible", reason, "入户摸排记录"))
        form = dice.choices(*zip(*FORMS, strict=True))[0]
        if day is None and dice.random() < 0.3:
            day, form = max(date(2016, 1, 1), org["registered_on"] + timedelta(days=60)), "organ"
        if day is None or (ended and day >= ended):
            continue
        until = ended
        if dice.random() < 0.008 and day < date(2024, 6, 1):
            until = min(filter(None, (ended, founder.day(date(2025, 1, 1), TODAY))))
        if until and until <= day:
            continue
        union = founder.union_for(org, form, day)
        covered.append((org["pk"], day, until, _seen(day), union, form))
    _write(founder, assessed, covered)
    return len(covered)


def _write(founder, assessed, covered):
    keys = new_keys(GrassrootsUnion, len(founder.unions))
    copy_rows(
        GrassrootsUnion,
        ["id", "name", "federation_id", "kind", "founded_on", "approval_number"],
        (
            (key, name[:150], federation, kind, day, f"工组〔{day.year}〕{n % 400 + 1}号")
            for n, (key, (name, federation, kind, day)) in enumerate(
                zip(keys, founder.unions, strict=True)
            )
        ),
    )
    copy_rows(
        Eligibility,
        ["organization_id", "valid_from", "valid_to", "recorded_from"]
        + ["decision", "reason", "evidence", "other_reasons", "note"],
        ((*row, [], "") for row in assessed),
    )
    copy_rows(
        Coverage,
        ["organization_id", "valid_from", "valid_to", "recorded_from"]
        + ["union_id", "form", "counted", "basis"],
        (
            (org, day, until, seen, keys[union], form, True, "同级总工会批复")
            for org, day, until, seen, union, form in covered
        ),
    )
