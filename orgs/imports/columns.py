"""Which column of an office's list is which field, told by the words of its header."""

import re
import tomllib
from pathlib import Path

from jobs.sheets import plain
from orgs import beside
from orgs.names import fold, traditional

HEADINGS = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))[
    "headings"
]
IGNORED = HEADINGS.pop("ignored")
FIELD_OF = {fold(word): field for field, words in HEADINGS.items() for word in words.split()}
KNOWN = {fold(word) for word in IGNORED.split()}
SPELT = [word for words in HEADINGS.values() for word in words.split() if len(word) > 1]
WORDS = [*SPELT, *sorted({traditional(word) for word in SPELT} - set(SPELT))]
HEADED = {word for words in (*HEADINGS.values(), IGNORED) for word in words.split()} | set(WORDS)
"""As they stand in a sheet: by these a header further down is told from data."""
LIKELY = [
    (re.compile(pattern), field)
    for pattern, field in (
        (r"信用代码", "credit_code"),
        (r"组织机构代码", "organization_code"),
        (r"(登记证|证书).*号", "certificate"),
        (r"登记(管理)?(机关|部门|单位)", "registering_authority"),
        (r"主管(单位|部门)", "supervising_unit"),
        (r"劳动关系领域.*(方面|类别|分类|内容)", "labour_domains"),
        (r"劳动关系领域", "labour_field"),
        (r"资产", "assets"),
        (r"(资金|经费).*来源", "funding_sources"),
        (r"(注册|成立|登记|设立).*(年度|日)$", "registered_on"),
        (r"(成立|登记|注册|设立).*(日期|时间|年月)", "registered_on"),
        (r"(注销|撤销|终止).*(日期|时间)", "ended_on"),
        (r"评估(等级|级别|结果)|等级评估", "grade_level"),
        (r"(评估|等级).*有效期", "grade_until"),
        (r"(评估|等级).*(日期|时间)$", "grade_on"),
        (r"(年检|年报|年度检查|年度报告).*(年度|年份)$", "inspection_year"),
        (r"(年检|年报|年度检查|年度报告).*(结论|结果|情况)", "inspection_result"),
        (r"专职.*(人数|数)$", "staff_full_time"),
        (r"女性?(职工|员工|从业人员|工作人员).*(人数|数)$", "staff_women"),
        (r"党员.{0,2}(人数|数)$", "party_members"),
        (r"(从业|职工|员工|工作人员|专职).*(人数|数|人员)", "staff_count"),
        (r"(社会组织|单位|机构|组织|社团|社会团体|民办非企业单位|协会).{0,6}(名称|全称)", "name"),
        (r"区划", "region"),
        (r"(社会组织|机构|单位|组织)(的)?(类型|类别)", "type"),
        (r"(责任|归口|所属)工会", "federation"),
        (r"(联系|手机|办公).*(电话|号码)", "contact_phone"),
        (r"法定代表人|负责人", "legal_representative"),
    )
]
NOT_OURS = re.compile(r"工会|党|联系人姓名|主管.*(电话|联系)|会计|秘书|身份证|开户|银行|团|建会")
ONLY_IF_SAID = {"federation", "has_party_org", "party_members"}
UNDECIDED = {"类别", "性质", "分类"}
"""Headings that mean the type in one office and the trade in the next: their values decide."""

LABELS = {
    "name": "名称",
    "credit_code": "统一社会信用代码",
    "organization_code": "组织机构代码",
    "certificate": "登记证号",
    "type": "组织类型",
    "standing": "登记情形",
    "status": "存续状态",
    "registration_level": "登记级别",
    "kind": "机构类别",
    "category": "行业分类",
    "labour_field": "劳动关系领域",
    "labour_domains": "劳动关系领域所属方面",
    "labour_field_basis": "认定依据",
    "labour_field_decided_on": "认定日期",
    "has_party_org": "有党组织",
    "staff_count": "从业人员（人）",
    "member_count": "会员数（人或家）",
    "assets": "资产总额（元）",
    "funding_sources": "资金来源",
    "activities": "活动内容",
    "ways_of_working": "工作方式",
    "federation": "责任工会",
    "region": "所在区划",
    "province": "省",
    "prefecture": "市",
    "county": "区县",
    "registering_authority": "登记管理机关",
    "supervising_unit": "业务主管单位",
    "management": "管理方式",
    "residence": "住所",
    "legal_representative": "法定代表人",
    "contact_phone": "联系电话",
    "registered_on": "成立登记日期",
    "ended_on": "终止日期",
    "spheres": "五大建设领域",
    "key_kinds": "重点建会类别",
    "short_kinds": "紧缺服务类别",
    "relevance": "服务职工程度",
    "bodies": "治理结构",
    "premises": "办公场所情况",
    "self_run": "工作自主",
    "self_funded": "经费自筹",
    "self_hired": "人员自聘",
    "charity_on": "认定为慈善组织日期",
    "former_name": "曾用名",
    **beside.LABELS,
}


def field_of(label):
    """The field a heading names; "" if it names something we leave aside, None if unknown."""
    for said in (fold(plain(label)), fold(label)):
        if said in FIELD_OF:
            return FIELD_OF[said]
        if said in KNOWN:
            return ""
    for pattern, field in LIKELY:
        if pattern.search(said) and not (NOT_OURS.search(said) and field not in ONLY_IF_SAID):
            return field
    return None


def columns_of(headings, samples=()):
    """``{index: field}``, the first column of each field; exact spellings before likely ones.

    ``headings`` are (group above or "", heading). ``samples`` are some lines below the header, by
    which an undecided heading is understood.
    """
    exact, likely = {}, {}
    for at, (group, label) in enumerate(headings):
        if not label:
            continue
        field = field_of(group + label) if group else None
        if field is None and not (group and NOT_OURS.search(fold(group))):
            field = field_of(label)
        if fold(plain(label)) in UNDECIDED:
            field = _decided([line[at] for line in samples if line[at]])
        if field:
            spelt = field in (FIELD_OF.get(fold(plain(t))) for t in (label, group + label))
            (exact if spelt else likely).setdefault(field, at)
    found = {**likely, **exact}
    if "staff_full_time" in found and "staff_count" not in found:
        found["staff_count"] = found.pop("staff_full_time")  # the only staff that the list tells
    return {at: field for field, at in sorted(found.items(), key=lambda pair: pair[1])}


def _decided(values):
    from orgs.imports.cells import TYPES, chosen

    known = sum(chosen(TYPES, value) is not None for value in values)
    if values and known * 2 >= len(values):
        return "type"
    return "category" if values else None
