"""The organizations of the demonstration: 重庆's published record, then plausible ones.

Seed 000 (重庆市总工会, 2018-04-16) gives for 重庆 on 2017-09-30: 7,337 社会团体, 8,298
民办非企业单位 and 70 基金会, 15,705 in all; 1,998 filed only; at city level 1,553, in the
districts 14,172, which makes 15,725. The types add up and are followed; both sums stay on record
with the list they came in. All other rows are invented from a fixed seed.
"""

from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from governance.trail import record
from orgs.bulk import copy_rows, new_keys
from orgs.demo_particulars import describe, write_particulars
from orgs.demo_words import (
    ACTS,
    DOMAINS,
    FIRST,
    FUNDING,
    GIVEN,
    KINDS,
    SUPERVISORS,
    SURNAMES,
    WAYS,
)
from orgs.models import ImportBatch, Organization, OrganizationAlias, OrganizationFacts, Source
from orgs.names import fold, initials
from unions.models import Federation, Region

RECORD_DAY = date(2017, 9, 30)
TODAY = date(2026, 11, 1)
"""The day on which the invented history ends; the data stay the same whenever they are loaded."""

CHONGQING = "50"
RECORD = {
    # (type, level): 家; the districts' share is what the types leave after the city level
    ("51", "20"): 1_069,
    ("52", "20"): 414,
    ("53", "20"): 70,
    ("51", "50"): 7_337 - 1_069,
    ("52", "50"): 8_298 - 414,
}
FILED = 1_998
STATED = {"city": 1_553, "districts": 14_172, "total": 15_705}
ELSEWHERE = 21_000
LATER_IN_CHONGQING = 1_300

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
ZONE = ZoneInfo("Asia/Shanghai")


def check_character(body):
    return ALPHABET[-sum(ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(body)) % 31]


class Maker:
    """Invents rows from one seed, so that the same rows come every time."""

    def __init__(self, seed, source):
        self.dice = Random(seed)
        self.source = source
        self.serial = 0
        self.names = set()
        self.federations = dict(Federation.objects.values_list("code", "pk"))
        self.provinces = list(Region.objects.filter(level=Region.Level.PROVINCE).order_by("code"))
        self.counties = {}
        rows = Region.objects.filter(level=Region.Level.COUNTY).order_by("code")
        for region in rows:
            if region.code in self.federations or region.code[:4] in self.federations:
                self.counties.setdefault(region.code[:2], []).append(region)
        self.townships = {}
        for code, key in (
            Region.objects.filter(level=Region.Level.TOWNSHIP)
            .order_by("code")
            .values_list("code", "pk")
        ):
            self.townships.setdefault(code[:6], []).append(key)
        self.weights = {
            # a county with more towns holds more organizations, give or take
            province: [
                (3 + len(self.townships.get(county.code, ()))) * self.dice.uniform(0.6, 1.6)
                for county in counties
            ]
            for province, counties in self.counties.items()
        }

    def kind(self, type_):
        table = KINDS[type_]
        return self.dice.choices([k for _, k in table], [w for w, _ in table])[0]

    def place(self, province):
        return self.dice.choices(self.counties[province], self.weights[province])[0]

    def home(self, county):
        """The federation that answers for a county: its own, else its city's."""
        return self.federations.get(county.code) or self.federations[county.code[:4]]

    def person(self):
        given = "".join(self.dice.sample(GIVEN, self.dice.choice((1, 2, 2))))
        return self.dice.choice(SURNAMES) + given

    def phone(self):
        return f"1{self.dice.choice('3578')}{self.dice.randrange(10**9):09d}"

    def code(self, type_, level, county):
        """A credit code as GB 32100 builds it; positions 3–8 name the registering authority."""
        self.serial += 1
        division = {"10": "100000", "20": county.code[:2] + "0000"}.get(level, county.code)
        if level == "40":
            division = county.code[:4] + "00"
        inner = f"MJ{self.serial:06d}"
        values = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        rest = (
            11
            - sum(
                values.index(c) * w for c, w in zip(inner, (3, 7, 9, 10, 5, 8, 4, 2), strict=True)
            )
            % 11
        )
        inner += {10: "X", 11: "0"}.get(rest, str(rest))
        body = f"{type_}{division}{inner}"
        return body + check_character(body)

    def name(self, kind, where):
        """A name not yet given."""
        while True:
            brand = "".join(self.dice.sample(FIRST, 2))
            name = f"{where}{brand}{self.dice.choice(kind.words)}"
            if name not in self.names:
                self.names.add(name)
                return name

    def day(self, first, last):
        return first + timedelta(days=self.dice.randrange((last - first).days + 1))


def _short(name):
    return name.removesuffix("市").removesuffix("省")


def _authority(level, province, county):
    if level == "10":
        return "中华人民共和国民政部"
    if level == "20":
        suffix = "民政厅" if province.name.endswith(("省", "自治区")) else "民政局"
        return f"{province.name}{suffix}"
    return f"{county.name}民政局"


def _supervisor(maker, category, where, *, dual):
    """Who supervises it; of one in forty nobody wrote it down."""
    if not dual or maker.serial % 40 == 0:
        return ""
    return f"{where}{SUPERVISORS.get(category, '社会工作部')}"


def _organization(maker, province, type_, level, *, born, standing="registered"):
    """One organization as a dict of column values."""
    dice = maker.dice
    county = maker.place(province.code)
    kind = maker.kind(type_)
    where = _short(province.name) if level in ("10", "20") else county.name
    low, high = kind.staff
    towns = maker.townships.get(county.code)
    region = dice.choice(towns) if towns and dice.random() < 0.6 else county.pk
    at_province = level == "20" and type_ != "52" and dice.random() < 0.35
    registered = standing == "registered"
    labour = kind.labour and dice.random() < 0.5
    staff = dice.randint(low, high)
    facets = _facets(maker, type_, kind, staff, born, labour=labour)
    name = maker.name(kind, where)
    code = maker.code(type_, level, county) if registered else None
    has_party_org = dice.random() < (0.5 if high > 20 else 0.2)
    direct = dice.random() < 0.05
    return {
        "name": name,
        "credit_code": code,
        "type": type_,
        "standing": standing,
        "status": "normal",
        "registration_level": level if registered else "",
        "kind": kind.kind,
        "category": kind.category,
        "labour_field": labour,
        "has_party_org": has_party_org,
        "staff_count": staff,
        "federation_id": maker.federations[province.code] if at_province else maker.home(county),
        "region_id": region,
        "source_id": maker.source.pk,
        "registering_authority": _authority(level, province, county) if registered else "",
        "supervising_unit": _supervisor(
            maker, kind.category, where, dual=registered and not direct
        ),
        "management": "direct" if direct else ("dual" if registered else "filing"),
        "residence": f"{county.name}{''.join(dice.sample(FIRST, 2))}路{dice.randint(1, 299)}号",
        "legal_representative": maker.person(),
        "contact_phone": maker.phone(),
        "registered_on": born,
        "ended_on": None,
        **facets,
    }


def _facets(maker, type_, kind, staff, born, *, labour):
    """The facets of 摸清底数 as an office may have collected them: mostly, not always."""
    dice = maker.dice
    told = dice.random() < 0.85
    assets = int(dice.lognormvariate(12.4, 1.1) / 1000) * 1000 + staff * 8_000
    domains = DOMAINS.get(kind.kind) or DOMAINS.get(kind.category) or (("culture",),)
    return {
        "assets": assets if told else None,
        "member_count": dice.randint(12, 400) if type_ == "51" and told else None,
        "funding_sources": list(dice.choice(FUNDING[type_])) if told else [],
        "activities": ACTS.get(kind.category, "") if told else "",
        "ways_of_working": list(dice.choice(WAYS[type_])) if told else [],
        "labour_domains": list(dice.choice(domains)) if labour else [],
        "labour_field_basis": "章程所载业务范围" if labour else "",
        "labour_field_decided_on": max(born, date(2016, 3, 31)) if labour else None,
    }


def _record_of_chongqing(maker, province):
    """15,705 on the register and 1,998 filed on the day of record; some end afterwards."""
    for (type_, level), count in RECORD.items():
        for _ in range(count):
            yield _organization(
                maker, province, type_, level, born=maker.day(date(1992, 1, 1), RECORD_DAY)
            )
    for _ in range(FILED):
        yield _organization(
            maker,
            province,
            "59",
            "50",
            born=maker.day(date(2010, 1, 1), RECORD_DAY),
            standing="filed",
        )
    for _ in range(LATER_IN_CHONGQING):
        type_ = maker.dice.choices(("51", "52"), (3, 7))[0]
        born = maker.day(RECORD_DAY + timedelta(days=1), TODAY - timedelta(days=40))
        yield _organization(maker, province, type_, "50", born=born)


def _elsewhere(maker):
    """The other provinces, a sample weighted towards what the drive is about."""
    others = [p for p in maker.provinces if p.code != CHONGQING]
    weights = [len(maker.counties[p.code]) for p in others]
    for province in maker.dice.choices(others, weights, k=ELSEWHERE):
        type_ = maker.dice.choices(("51", "52", "53"), (34, 64, 2))[0]
        level = "20" if type_ == "53" else maker.dice.choices(("20", "40", "50"), (18, 22, 60))[0]
        born = maker.day(date(1995, 1, 1), TODAY - timedelta(days=60))
        yield _organization(maker, province, type_, level, born=born)


def _end_some(maker, rows):
    """Some were dissolved after the day of record; before it would change the record."""
    for row in rows:
        first = max(row["registered_on"] + timedelta(days=400), date(2018, 1, 10))
        if maker.dice.random() < 0.035 and first < TODAY:
            row["ended_on"] = maker.day(first, TODAY)
            row["status"] = "deregistered" if maker.dice.random() < 0.85 else "cancelled"


FACT_COLUMNS = OrganizationFacts.counted_names()


def _facts(maker, key, row):
    """What the organization counted as over time: staff recounted in 2024, then perhaps an end."""
    content = [row[name] for name in FACT_COLUMNS]
    living = list(content)
    living[FACT_COLUMNS.index("status")] = "normal"
    start, end = row["registered_on"], row["ended_on"]
    known = datetime(2017, 10, 9, 9, tzinfo=ZONE) if start <= RECORD_DAY else None
    known = known or datetime.combine(start + timedelta(days=20), datetime.min.time(), ZONE)
    cuts = [start]
    recount = date(2024, 3, 31)
    before = list(living)
    if start < recount and (not end or end > recount) and maker.dice.random() < 0.2:
        cuts.append(recount)
        at = FACT_COLUMNS.index("staff_count")
        before[at] = max(0, before[at] + maker.dice.randint(-3, 3))
    for n, cut in enumerate(cuts):
        until = cuts[n + 1] if n + 1 < len(cuts) else end
        what = before if n + 1 < len(cuts) else living
        seen = known if n == 0 else datetime.combine(cut + timedelta(15), datetime.min.time(), ZONE)
        yield (key, cut, until, seen, None, *what)
    if end:
        seen = datetime.combine(end + timedelta(days=10), datetime.min.time(), ZONE)
        yield (key, end, None, seen, None, *content)


@transaction.atomic
def load_organizations(*, by=None):
    """Write the demonstration's organizations unless they are there; how many were written."""
    source, fresh = Source.objects.get_or_create(
        code="demo", defaults={"name": "民政名单（演示）", "rank": 30}
    )
    if not fresh:
        return 0
    maker = Maker(20170930, source)
    chongqing = next(p for p in maker.provinces if p.code == CHONGQING)
    rows = [*_record_of_chongqing(maker, chongqing), *_elsewhere(maker)]
    _end_some(maker, rows)
    describe(rows)
    _batch_of_record(source, by=by)
    write_particulars(write_organizations(maker, rows), rows, by=by)
    return len(rows)


def write_organizations(maker, rows):
    """COPY organizations, their facts and a few former names; the organizations' keys."""
    keys = new_keys(Organization, len(rows))
    columns = ["id", "uid", "folded_name", "initials", *rows[0]]
    uids = (_uid(maker.dice) for _ in keys)
    copy_rows(
        Organization,
        columns,
        (
            (key, uid, fold(row["name"]), initials(row["name"]), *row.values())
            for key, uid, row in zip(keys, uids, rows, strict=True)
        ),
    )
    copy_rows(
        OrganizationFacts,
        [
            "organization_id",
            "valid_from",
            "valid_to",
            "recorded_from",
            "recorded_to",
            *FACT_COLUMNS,
        ],
        (fact for key, row in zip(keys, rows, strict=True) for fact in _facts(maker, key, row)),
    )
    copy_rows(
        OrganizationAlias,
        ["organization_id", "scheme", "value", "folded", "until"],
        (
            (
                key,
                "name",
                former := row["name"].replace("服务中心", "服务社"),
                fold(former),
                date(2019, 6, 30),
            )
            for key, row in zip(keys, rows, strict=True)
            if "服务中心" in row["name"] and row["registered_on"] < date(2019, 1, 1)
        ),
    )
    return keys


def _uid(dice):
    return UUID(int=dice.getrandbits(128), version=4)


def _batch_of_record(source, *, by):
    """The list of 2017-09-30 as published, with the warning that its two sums disagree (D1)."""
    levels = STATED["city"] + STATED["districts"]
    batch = ImportBatch.objects.create(
        source=source,
        federation=Federation.objects.get(code=CHONGQING),
        by=by,
        as_of=RECORD_DAY,
        file_name="重庆市登记社会组织公布数（2017年9月）",
        digest="",
        status=ImportBatch.Status.APPLIED,
        applied_at=datetime(2017, 10, 9, 9, tzinfo=ZONE),
        result={
            "rows": STATED["total"] + FILED,
            "new": STATED["total"] + FILED,
            "stated": STATED,
            "warnings": [
                f"公布的分级合计 {STATED['city']:,} + {STATED['districts']:,} = {levels:,}，"
                f"与分类合计 {STATED['total']:,} 相差 {levels - STATED['total']}；"
                "按分类合计登记，两个数均予保留，请与民政部门核对。"
            ],
        },
    )
    record(by=by, verb="apply", label="写入名单", subject=batch, rows=STATED["total"] + FILED)


def delegates_organizations():
    """The two organizations in 重庆 that the published delegates speak for."""
    kinds = ("kindergarten", "hospital")
    living = Organization.objects.filter(
        source__code="demo", status="normal", federation__path__startswith="/0/50/"
    )
    return [living.filter(kind=kind).order_by("pk").first() for kind in kinds]
