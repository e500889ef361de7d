"""The sheet of an organization: what the register holds of it, to sign, file or send along."""

from accounts.roles import Permission
from documents.kinds import Draft, Kind

FIELDS = {
    "name": "名称",
    "credit_code": "统一社会信用代码",
    "type": "组织类型",
    "status": "存续状态",
    "registering_authority": "登记管理机关",
    "registration_level": "登记级别",
    "supervising_unit": "业务主管单位",
    "management": "管理方式",
    "registered_on": "成立登记日期",
    "residence": "住所",
    "region": "住所所在区划",
    "legal_representative": "法定代表人（负责人）",
    "category": "行业分类",
    "kind": "机构类别",
    "staff_count": "从业人员（人）",
    "member_count": "会员数（人或家）",
    "assets": "资产总额（元）",
    "has_party_org": "有党组织",
    "federation": "责任工会",
}


def values_of(organization):
    """``{field: text}`` of FIELDS; what is not known is "—", never 0."""
    found = {}
    for name in FIELDS:
        shown = getattr(organization, f"get_{name}_display", None)
        value = shown() if shown else getattr(organization, name)
        if value is True or value is False:
            value = "是" if value else "否"
        found[name] = "—" if value in (None, "") else str(value)
    return found


def compose(organization, federation):
    values = values_of(organization)
    pairs = list(zip(FIELDS.values(), values.values(), strict=True))
    body = "\n".join(f"| {label} | {text.replace('|', '／')} |" for label, text in pairs)
    return Draft(title="社会组织情况表", body=body, values=values)


SHEET = Kind(
    key="organization-sheet",
    label="社会组织情况表",
    view=Permission.PERSON_NAME_VIEW,
    edit=Permission.ORG_EDIT,
    compose=compose,
    subject="orgs.Organization",
    opens=Permission.ORG_VIEW,
    letterhead=False,
    fields=FIELDS,
)
