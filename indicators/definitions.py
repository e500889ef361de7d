"""What each indicator is: one row a version, in words and in the columns it is read from.

This table is the definition; the database holds a copy (``load_definitions``) so that published
figures can point at the version they were counted by. To change an indicator, end the version in
force and write the next one below it; a version once in force is never rewritten.
"""

from dataclasses import asdict, dataclass
from datetime import date

from django.db import connection

from indicators.models import Definition

REFERENCE_DRIVE = "DRV-2023"
"""The drive that a coverage figure means unless another is named."""


@dataclass(frozen=True, kw_only=True)
class Indicator:
    code: str
    version: int = 1
    name: str
    numerator: str
    denominator: str = ""
    population: str = "all"
    unit: str
    words: str
    exclusions: str = ""
    source: str
    in_force_from: date
    in_force_to: date | None = None

    @property
    def is_rate(self):
        return bool(self.denominator)

    def about(self, drive=REFERENCE_DRIVE):
        """Code of the population it counts in."""
        return self.population.format(drive=drive)


REGISTRY = {"unit": "家", "in_force_from": date(2015, 1, 1)}
DRIVE = {"unit": "比率", "in_force_from": date(2023, 5, 1)}
FOUNDED = {"numerator": "eligible_covered", "denominator": "eligible", **DRIVE}
NOT_COUNTED = (
    "不计入：备案和未登记的组织、分支机构；筹备中、已注销或撤销登记的；暂不具备建会条件的"
    "（已被覆盖也不计入分子）；只依托机关工会或只有组织员联系的，不计入分子。"
)
PLAN_2023 = "全总《推进社会组织建会专项行动方案》（2023 年 5 月）"

TABLE = (
    Indicator(
        code="R1",
        name="社会组织总数",
        numerator="registered",
        words="截至日已在民政部门登记、尚未注销或撤销登记的社会组织家数，按责任工会逐级汇总。",
        exclusions="不计入：备案和未登记（草根）的组织；筹备中的；已注销或撤销登记的。",
        source="社会团体、民办非企业单位、基金会登记管理条例",
        **REGISTRY,
    ),
    Indicator(
        code="R2",
        name="按登记级别的社会组织数",
        numerator="registered",
        words="社会组织总数按登记管理机关的级别（国家、省、市、县）分列，各级之和应等于总数。",
        exclusions="与社会组织总数相同。",
        source="社会团体、民办非企业单位、基金会登记管理条例",
        **REGISTRY,
    ),
    Indicator(
        code="R3",
        name="备案社会组织数",
        numerator="filed",
        words="截至日只在民政部门或街道备案、未经登记的社会组织家数。",
        exclusions="不计入社会组织总数（R1）。",
        source="社区社会组织备案管理规定",
        **REGISTRY,
    ),
    Indicator(
        code="C1",
        name="建会率（重点社会组织）",
        population="{drive}",
        words="分母：专项行动范围（A 省级以上民政部门登记的社会组织，B 在各级民政部门登记的民办"
        "医院、学校、幼儿园；同属两类的只计一家）内、截至日具备建会条件的社会组织。"
        "分子：其中同一截至日已由单独、联合、行业覆盖或区域兜底形式的工会覆盖的。",
        exclusions=NOT_COUNTED,
        source=PLAN_2023,
        **FOUNDED,
    ),
    Indicator(
        code="C1a",
        name="建会率（省级以上登记）",
        population="{drive}:A",
        words="建会率口径同 C1，只计 A 类：在省级以上民政部门登记的社会组织。",
        exclusions=NOT_COUNTED,
        source=PLAN_2023,
        **FOUNDED,
    ),
    Indicator(
        code="C1b",
        name="建会率（民办医院、学校、幼儿园）",
        population="{drive}:B",
        words="建会率口径同 C1，只计 B 类：在各级民政部门登记的民办医院、民办学校、民办幼儿园，"
        "可分别列出。",
        exclusions=NOT_COUNTED + "在市场监管部门登记的营利性学校、医院不在范围内。",
        source=PLAN_2023,
        **FOUNDED,
    ),
    Indicator(
        code="C2",
        name="具备建会条件的比例",
        numerator="eligible",
        denominator="registered",
        population="{drive}",
        words="分母：专项行动范围内截至日登记在册的社会组织。分子：其中经认定具备建会条件的。",
        exclusions="尚未认定的不计入分子。",
        source=PLAN_2023,
        **DRIVE,
    ),
    Indicator(
        code="C3",
        name="工会覆盖率（有形覆盖）",
        numerator="normal_covered",
        denominator="normal",
        words="分母：截至日登记在册、状态正常的全部社会组织。分子：其中有任何一种形式工会覆盖的，"
        "包括依托主管部门机关工会的。",
        exclusions="不计入：备案和未登记的组织；筹备、限期停止活动、清算、吊销、注销、撤销登记的。",
        source="全总、民政部《关于加强社会组织工会建设的意见（试行）》（2021 年 8 月）",
        **{**DRIVE, "in_force_from": date(2021, 8, 1)},
    ),
)


class UnknownIndicator(LookupError):
    """No indicator goes by that code."""


def indicator(code, on=None):
    """The version in force on a day, the latest if None; the first one for days before it."""
    versions = sorted(
        (i for i in TABLE if i.code.lower() == code.lower()), key=lambda i: i.in_force_from
    )
    if not versions:
        raise UnknownIndicator(f"没有代码为“{code}”的指标。")
    begun = [i for i in versions if on is None or i.in_force_from <= on]
    return begun[-1] if begun else versions[0]


def current():
    """The latest version of each, in the order of the table."""
    return [indicator(code) for code in dict.fromkeys(i.code for i in TABLE)]


def load():
    """Copy the table to the database, if that is migrated so far; returns how many versions were
    new. Idempotent."""
    if Definition._meta.db_table not in connection.introspection.table_names():
        return 0
    known = set(Definition.objects.values_list("code", "version"))
    fresh = [Definition(**asdict(i)) for i in TABLE if (i.code, i.version) not in known]
    Definition.objects.bulk_create(fresh)
    for i in TABLE:
        if i.in_force_to:
            ended = Definition.objects.filter(code=i.code, version=i.version, in_force_to=None)
            ended.update(in_force_to=i.in_force_to)
    return len(fresh)
