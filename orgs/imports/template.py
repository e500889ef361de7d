"""The workbook we would like to receive: a column a field, words to choose from, a sample."""

from types import SimpleNamespace

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from orgs import beside
from orgs.imports.columns import LABELS
from orgs.imports.hints import BY_FIELD
from orgs.models import CountedFacts, Grade, Inspection, Organization

VERSION = "2026-3"
"""Goes up whenever a column is added, dropped or means something else: older ones are refused."""
YES_NO = SimpleNamespace(labels=["是", "否"])
CHOICES = {
    "type": CountedFacts.Type,
    "standing": CountedFacts.Standing,
    "status": CountedFacts.Status,
    "registration_level": CountedFacts.RegistrationLevel,
    "kind": CountedFacts.Kind,
    "category": CountedFacts.Category,
    "management": Organization.Management,
    "funding_sources": Organization.Funding,
    "ways_of_working": Organization.Way,
    "labour_domains": CountedFacts.LabourDomain,
    "premises": Organization.Premises,
    "relevance": Organization.Relevance,
    "spheres": Organization.Sphere,
    "bodies": Organization.Body,
    "key_kinds": Organization.KeyKind,
    "short_kinds": Organization.ShortKind,
    "grade_level": Grade.Level,
    "inspection_result": Inspection.Result,
    "has_party_org": YES_NO,
    "self_run": YES_NO,
    "self_funded": YES_NO,
    "self_hired": YES_NO,
}
SEVERAL = {
    *("funding_sources", "ways_of_working", "labour_domains", "spheres", "bodies"),
    *("key_kinds", "short_kinds"),
}
COLUMNS = [
    *("name", "credit_code", "type", "standing", "registering_authority", "registration_level"),
    *("supervising_unit", "management", "registered_on", "status", "ended_on", "category", "kind"),
    *("region", "residence", "legal_representative", "contact_phone", "staff_count"),
    *("member_count", "assets", "funding_sources", "activities", "ways_of_working"),
    *("has_party_org", "labour_domains", "labour_field_basis", "labour_field_decided_on"),
    *("spheres", "key_kinds", "short_kinds", "relevance", "bodies", "premises"),
    *("self_run", "self_funded", "self_hired", "charity_on", "former_name"),
    *beside.FIELDS,
]
REQUIRED = {"name", "type"}
LAST_ROW = 20_000
SAMPLE = {
    "name": "（示例）重庆市渝北区某某社会工作服务中心",
    "type": CountedFacts.Type.SERVICE.label,
    "standing": CountedFacts.Standing.REGISTERED.label,
    "registering_authority": "重庆市渝北区民政局",
    "registration_level": "县级",
    "registered_on": "2017-09-30",
    "status": "正常",
    "region": "重庆市渝北区",
    "residence": "重庆市渝北区某某街道某某路1号",
    "staff_count": "12",
    "has_party_org": "否",
    "funding_sources": "服务收入、政府补助",
    "ways_of_working": "直接服务、承接委托",
    "labour_domains": "劳动就业、技能培训",
    "labour_field_basis": "章程所载业务范围",
}
MANUAL = (
    "一、“名单”表每行填一家社会组织，带“*”的列必填；示例行导入前请删除。",
    "二、列的次序可以调整，不用的列可以删除；不要改动表头文字。",
    "三、统一社会信用代码、电话等列已设为文本格式，请勿改为数字，以免末位丢失。",
    "四、日期可写成 2017-09-30、2017年9月30日、2017.9.30 或 20170930。",
    "五、备案和未登记的社会组织可以不填统一社会信用代码。",
    "六、所在区划可填全称（重庆市渝北区）或区划代码（500112）。",
    "七、资金来源、工作方式、劳动关系领域所属方面可填几项，中间用顿号隔开；可填的词见“字典”表。",
    "八、同一来源的名单再次导入时，只写入有变化的内容；名单中缺少的只列出，不自动注销。",
    "九、评估等级须写明评定日期，年检年报结论须写明年度；专职、女职工和党员数按统计年度登记，不填年度的按名单日期。",
    "十、本模板有版本号；栏目调整后旧版不再接收，请使用导入页面上的最新模板。",
    "各栏填写要求：",
)


def columns_told():
    """What each column wants, in the words that refused cells get."""
    for name in COLUMNS:
        must = "必填。" if name in REQUIRED else ""
        yield f"　{LABELS[name]}：{must}{BY_FIELD.get(name, '按登记材料填写。')}"


def write_template(file):
    book = xlsxwriter.Workbook(file)
    book.set_properties({"comments": f"社会组织导入模板 {VERSION}"})
    head = book.add_format(
        {"bold": True, "bg_color": "#F3EFE6", "bottom": 1, "text_wrap": True, "valign": "vcenter"}
    )
    text = book.add_format({"num_format": "@"})
    sample = book.add_format({"num_format": "@", "font_color": "#5B6270", "italic": True})
    page = book.add_worksheet("名单")
    words = book.add_worksheet("字典")
    for at, name in enumerate(COLUMNS):
        page.set_column(at, at, 30 if name in ("name", "residence") else 16, text)
        page.write_string(0, at, f"{LABELS[name]}*" if name in REQUIRED else LABELS[name], head)
        page.write_string(1, at, SAMPLE.get(name, ""), sample)
        if name in CHOICES:
            labels = CHOICES[name].labels
            column = list(CHOICES).index(name)
            words.set_column(column, column, 24)
            words.write_string(0, column, LABELS[name], head)
            for row, label in enumerate(labels, 1):
                words.write_string(row, column, label)
            letter = xl_col_to_name(column)
            source = f"=字典!${letter}$2:${letter}${len(labels) + 1}"
            if name in SEVERAL:  # a list to choose from would allow one word only
                continue
            page.data_validation(
                *(1, at, LAST_ROW, at),
                {
                    "validate": "list",
                    "source": source,
                    "error_title": LABELS[name],
                    "error_message": "请从下拉列表中选择；列表中没有的，请看“填表说明”。",
                },
            )
    page.freeze_panes(1, 1)
    page.set_row(0, 32)
    manual = book.add_worksheet("填表说明")
    manual.set_column(0, 0, 100)
    for row, line in enumerate((f"社会组织导入模板（{VERSION}）", *MANUAL, *columns_told())):
        manual.write_string(row, 0, line)
    book.close()
