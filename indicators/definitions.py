"""What each indicator is: one row a version, in words and in the columns it is read from.

This table is the definition; the database holds a copy (``load_definitions``) so that published
figures can point at the version they were counted by. To change an indicator, end the version in
force and write the next one below it; a version once in force is never rewritten.
"""

from dataclasses import asdict
from datetime import date

from django.db import connection

from indicators import of_stations
from indicators.indicator import REFERENCE_DRIVE, Indicator
from indicators.models import Definition

__all__ = ["REFERENCE_DRIVE", "TABLE", "Indicator", "UnknownIndicator", "current", "indicator"]

REGISTRY = {"unit": "家", "in_force_from": date(2015, 1, 1)}
DRIVE = {"unit": "比率", "in_force_from": date(2023, 5, 1)}
FOUNDED = {"numerator": "eligible_covered", "denominator": "eligible", **DRIVE}
AID = {
    "source": "《困难职工帮扶资金使用管理办法》；各级工会帮扶资金制度",
    "in_force_from": date(2002, 1, 1),
}
NOT_COUNTED = (
    "不计入：备案和未登记的组织、分支机构；筹备中、已注销或撤销登记的；暂不具备建会条件的"
    "（已被覆盖也不计入分子）；只依托机关工会或只有组织员联系的，不计入分子。"
)
UNIONS = {"unit": "比率", "in_force_from": date(2022, 1, 1)}
"""Of unions: since the amended Trade Union Law."""
IN_BEING = "分母：截至日已批复成立、尚未撤销的基层工会（家）。"
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
    Indicator(
        code="C4",
        name="有效覆盖率",
        numerator="effective_covered",
        denominator="eligible",
        tally="effective",
        words="分母：截至日具备建会条件的社会组织。分子：其中由独立、联合、行业或区域工会覆盖，且"
        "该工会经当日评估有效运转的（委员会在任期、机构健全、主席合格，入会率、会员大会、"
        "会员评家、服务活动、经费、公开六项中达到规定项数）。",
        exclusions="不计入分子：只依托机关工会的；工会尚未评估或评估未达标的。",
        source="《工会基层组织选举工作条例》《企业工会工作条例》及“六有”工会建设要求",
        **DRIVE,
    ),
    Indicator(
        code="C9",
        name="女职工组织健全率",
        numerator="women_complete",
        denominator="unions",
        tally="women",
        words=IN_BEING
        + "分子：其中女职工组织符合规定的：女会员达到规定人数的设女职工委员会，不足的设"
        "女职工委员。",
        exclusions="不计入：筹建中尚未批复成立的工会；尚未评估的不计入分子。",
        source="《中华人民共和国工会法》第十一条；《工会女职工委员会工作条例》",
        **UNIONS,
    ),
    Indicator(
        code="C10",
        name="机构健全率",
        numerator="organs_complete",
        denominator="unions",
        tally="organs",
        words=IN_BEING
        + "分子：其中工会委员会、经费审查组织、女职工组织三个机构按规定设立、有在任人员且在"
        "任期内的。",
        exclusions="不计入：筹建中尚未批复成立的工会；尚未评估的不计入分子。",
        source="《中国工会章程》；《工会基层组织选举工作条例》",
        **UNIONS,
    ),
    Indicator(
        code="C11",
        name="台账销号率",
        numerator="closed",
        denominator="baseline",
        tally="closure",
        key="{drive}",
        words="分母：专项行动开始之日范围内具备条件而未建会的社会组织（基线台账）。分子：其中截至日"
        "已建会，或者已依法不再列入的（注销、撤销，经认定不具备条件）。按行动开始时的责任工会汇总。",
        exclusions="不计入：行动开始之后新登记或新认定的社会组织。",
        source=PLAN_2023,
        **DRIVE,
    ),
    Indicator(
        code="C12",
        name="未建会原因分布",
        numerator="unfounded",
        denominator="unfounded",
        population="{drive}",
        words="专项行动范围内具备条件而未建会的社会组织，按主要原因（N01—N13、N99）分列，各原因"
        "所占比重之和为 100%。",
        exclusions="只计主要原因；没有填写原因的单列。",
        source=PLAN_2023,
        **DRIVE,
    ),
    Indicator(
        code="C14",
        name="任务按期办结率",
        numerator="closed_in_time",
        denominator="due",
        tally="tasks",
        words="分母：截至日期限已到的摸排和包联任务（件）。分子：其中在期限当日或之前销号的。",
        exclusions="不计入：已撤销的任务，没有期限的任务。",
        source=PLAN_2023,
        **DRIVE,
    ),
    Indicator(
        code="C15",
        name="动态保持月数",
        numerator="months_kept",
        denominator="months",
        population="{drive}",
        tally="band",
        words="分母：自“左右”目标到期之月起至截至日的各月末（个月）。分子：其中月末建会率（C1）不低于"
        "目标减容差的（未经四舍五入比较）。",
        exclusions="不计入：月末没有具备条件的社会组织的月份；尚未到月末的当月。",
        source=PLAN_2023,
        **DRIVE,
    ),
    Indicator(
        code="C17",
        name="扫码入会比例",
        numerator="joined_online",
        denominator="joined",
        tally="joins",
        monthly=True,
        words="分母：截至日所在月份（1 日至截至日）入会的会员（人），以会龄起算日为准。分子：其中"
        "扫码申请、经审核通过的。",
        exclusions="不计入：登记有误的；转会不是入会。",
        source=PLAN_2023,
        **DRIVE,
    ),
    Indicator(
        code="C19",
        name="换届到期工会数",
        numerator="expiring",
        tally="expiry",
        words="工会委员会任期在截至日之后 180 天内届满，或已届满尚未换届的基层工会家数。",
        exclusions="不计入：已撤销的工会；没有登记工会委员会的工会（见机构健全率）。",
        source="《工会基层组织选举工作条例》",
        **{**UNIONS, "unit": "家"},
    ),
    Indicator(
        code="A1",
        name="在档困难职工家庭",
        numerator="households_on_file",
        tally="households",
        words="截至日在档的困难职工家庭户数，一户一档，按建档工会逐级汇总；可以按困难类别分列。",
        exclusions="不计入：正在申请、公示尚未批准建档的；截至日已撤档的。",
        source="困难职工档案管理的规定（总工办〔2016〕36号及现行标准）",
        in_force_from=date(2016, 1, 1),
        unit="户",
    ),
    Indicator(
        code="A2",
        name="帮扶支出",
        numerator="aid_amount",
        tally="aid",
        words="截至日已登记的帮扶支出金额合计：发给困难职工的救助金，以及活动中发放的资金。"
        "可以按帮扶项目和资金来源分列。",
        exclusions="不计入：已批准尚未发放的；银行退回和登记有误已冲正的。",
        **{**AID, "unit": "元"},
    ),
    Indicator(
        code="A2a",
        name="帮扶户数",
        numerator="aid_households",
        tally="aid_households",
        words="截至日各笔帮扶支出登记的受助户数之和（户次）。",
        exclusions="不计入：登记有误已冲正的。",
        **{**AID, "unit": "户"},
    ),
    Indicator(
        code="A2b",
        name="帮扶人次",
        numerator="aid_persons",
        tally="aid_persons",
        words="截至日各笔帮扶支出登记的受助人次之和。",
        exclusions="不计入：登记有误已冲正的。",
        **{**AID, "unit": "人次"},
    ),
    Indicator(
        code="A3",
        name="重复救助和救助盲区线索处理率",
        numerator="matches_handled",
        denominator="matches_found",
        tally="relief",
        words="分母：截至日与其他部门的救助名单核对发现的线索（条），按种类分为疑似重复救助和疑似救助"
        "盲区，归属责任工会。分子：其中截至日已核实并登记处理结果的。",
        exclusions="重新处理、尚未再次登记结果的，不计入分子。",
        source="《社会救助暂行办法》；工会与民政等部门的信息核对机制",
        unit="比率",
        in_force_from=date(2002, 1, 1),
    ),
    Indicator(
        code="A6",
        name="帮扶资金收入",
        numerator="fund_income",
        tally="funds",
        words="截至日各帮扶资金登记的收入合计，按来源分为财政拨款、工会经费、社会捐助。",
        exclusions="不计入：登记有误已冲正的；资金之间的调剂。",
        **{**AID, "unit": "元"},
    ),
    *of_stations.TABLE,
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
