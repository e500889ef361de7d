"""What daily work leaves behind in the demonstration: lists taken in and lists that wait, a source
that no longer has some organizations, records that may be one, papers, a file for another register.
All of it in 渝北, by the services that officers use."""

from csv import writer
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from documents.services.papers import draft_paper, issue_paper, revise_paper, void_paper
from orgs.duplicates.matching import find_pairs
from orgs.duplicates.traits import refresh_traits
from orgs.exchange.formats import formats
from orgs.imports.batches import import_file
from orgs.models import ImportBatch, Organization, Source
from orgs.services.exchange import ask_to_send
from orgs.services.importing import source_named

COUNTY = "500112"
AUTHORITY = "渝北区民政局"
REGISTERED = {
    "社会组织名称": "name",
    "统一社会信用代码": "credit_code",
    "社会组织类型": "get_type_display",
    "登记管理机关": "registering_authority",
    "住所": "residence",
    "法定代表人": "legal_representative",
    "联系电话": "contact_phone",
    "从业人员（人）": "staff_count",
    "成立登记日期": "registered_on",
}
FILED = {
    "单位名称": "name",
    "类别": "get_type_display",
    "登记情形": "standing",
    "登记管理机关": "registering_authority",
    "地址": "residence",
    "负责人": "legal_representative",
    "成立时间": "registered_on",
}
MISSING = 6
ALIKE = {"协会": "联合会", "联合会": "协会", "服务中心": "服务社", "商会": "协会", "学会": "研究会"}
"""Words at the end of a name that say the form: whoever writes another may mean the same body."""


def load_lists(people):
    """Once; how many lists there are."""
    officer = people["yb-organizing"]
    source = Source.objects.get(code="demo")
    if ImportBatch.objects.filter(by=officer).exists():
        return 0
    county = officer.offices[0].federation
    rows = Organization.objects.filter(source=source, federation__code=COUNTY, status="normal")
    rows = rows.filter(registering_authority=AUTHORITY, standing="registered").order_by("pk")
    listed = list(rows)

    def take_in(name, of, columns, lines, *, as_of, apply):
        with TemporaryDirectory() as directory:
            path = Path(directory) / name
            with path.open("w", encoding="utf-8-sig", newline="") as file:
                sheet = writer(file)
                sheet.writerow(columns)
                sheet.writerows(lines)
            given = {"source": of, "federation": county, "as_of": as_of, "apply": apply}
            return import_file(by=officer, path=path, name=name, **given)

    take_in(
        "渝北区社会组织登记名册（2026年9月）.csv",
        source,
        REGISTERED,
        autumn(listed),
        as_of=date(2026, 9, 30),
        apply=True,
    )
    compare_county()  # the next list is compared with what each is told by
    others = source_named("区委社会工作部走访名单")
    visited = [o for o in listed if ending(o.name)]
    take_in(
        "走访登记的备案社会组织.csv",
        others,
        FILED,
        [filed(o, seen=at < 2) for at, o in enumerate(visited[:6])],
        as_of=date(2026, 8, 31),
        apply=True,
    )
    take_in(
        "渝北区社会组织登记名册（2026年10月）.csv",
        source,
        REGISTERED,
        october(list(rows.all())),
        as_of=date(2026, 10, 31),
        apply=False,
    )
    compare_county()
    write_papers(officer, people["cq-organizing"], listed)
    ask_to_send(by=officer, form=formats()[0].code, federation=county, purpose="季度报送")
    return 3


def compare_county():
    """The county alone: the first night compares all the others, too."""
    county = Organization.objects.filter(federation__code=COUNTY)
    refresh_traits(only=list(county.values_list("pk", flat=True)))
    find_pairs()


def line(organization, columns=REGISTERED, **over):
    values = {}
    for heading, name in columns.items():
        value = getattr(organization, name, "")
        value = value() if callable(value) else value
        values[heading] = over.get(name, "" if value is None else str(value))
    return list(values.values())


def autumn(listed):
    """The quarter's list: some are gone from it, some have moved or grown."""
    for at, organization in enumerate(listed[MISSING:]):
        over = {}
        if at % 17 == 3:
            over["residence"] = f"渝北区龙山大道{at + 1}号"
        if at % 19 == 5:
            over["staff_count"] = str((organization.staff_count or 0) + 3)
        yield line(organization, **over)


def october(listed):
    """The next list, which waits to be looked at: a renamed one, a mistyped code, a date that is
    none, and again some that are not in it."""
    for at, organization in enumerate(listed[MISSING + 2 :]):
        over = {}
        if at == 4:
            over["name"] = organization.name.replace("渝北区", "重庆市渝北区新")
        if at == 9:
            code = organization.credit_code
            over["credit_code"] = code[:11] + code[12] + code[11] + code[13:]
        if at == 14:
            over["registered_on"] = "2026年13月1日"
        if at in (20, 21, 22):
            over["legal_representative"] = "周敏"
        if at == 30:
            over["staff_count"] = "约二十人"
        yield line(organization, **over)


def ending(name):
    return next((said for said in ALIKE if name.endswith(said)), "")


def filed(organization, *, seen):
    """Found on a visit under nearly the name of one that is registered; some of them ``seen`` at
    its very address."""
    form = ending(organization.name)
    return line(
        organization,
        FILED,
        name=organization.name.removesuffix(form) + ALIKE[form],
        standing="备案",
        registering_authority="",
        legal_representative="",
        **({} if seen else {"residence": "", "registered_on": "2022-03-01"}),
    )


def write_papers(officer, above, listed):
    """One issued under a number, one sheet, one that waits, one put aside."""
    federation = officer.offices[0].federation
    letter = draft_paper(by=officer, kind="letter", federation=federation)
    revise_paper(
        by=officer,
        paper=letter,
        title="关于商请提供社会组织年度报告情况的函",
        addressee=AUTHORITY,
        body="为摸清社会组织建会底数，商请贵局提供本区社会组织2025年度工作报告的报送情况。\n"
        "请于2026年10月底前函复。",
    )
    issue_paper(by=officer, paper=letter, signed_on=date(2026, 9, 15))
    sheet = draft_paper(
        by=officer, kind="organization-sheet", federation=federation, subject=listed[10]
    )
    issue_paper(by=officer, paper=sheet, signed_on=date(2026, 9, 20))
    draft_paper(by=officer, kind="organization-sheet", federation=federation, subject=listed[11])
    spoilt = draft_paper(by=above, kind="letter", federation=above.offices[0].federation)
    revise_paper(
        by=above,
        paper=spoilt,
        title="关于核对社会组织名册的函",
        addressee="市民政局",
        body="商请核对截至2026年6月底的社会组织登记名册。",
    )
    issue_paper(by=above, paper=spoilt, signed_on=date(2026, 7, 6))
    void_paper(by=above, paper=spoilt, reason="主送机关有误，另行行文。")
