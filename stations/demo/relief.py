"""Rule cards of 重庆 and 渝北; two lists of departments, compared with 渝北's files, with some of
what that found handled; legal service."""

from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from orgs import papers_of_identity
from stations.models import AidPayment, HouseholdMember, LegalService, ReliefMatch, RuleCard
from stations.services import cards, legal, matching, relief_sheets
from unions.models import Federation

HEADINGS = "姓名,身份证号,救助项目,金额,起始日期,截止日期,是否职工,工作单位,区县"
FAMILY, GIVEN = "王李张刘陈杨赵黄周吴", ("芳", "伟", "敏", "静", "强", "磊", "洋", "娟")
EMPLOYERS = ("渝北某机械厂", "渝北某物流公司", "渝北某餐饮公司", "渝北某电子厂", "")
CITY_CARDS = (
    ("relative_multiple", "1.8", "block", "第六条"),
    ("notice_days", "7", "block", "第十一条"),
    ("aid_yearly", "20000", "block", "第十五条第一款"),
    ("combined_living", "15000", "warn", "第十八条"),
)
COUNTY_CARDS = (("aid_yearly", "16000", "block", "第九条"), ("notice_days", "7", "block", "第七条"))
MATTERS = (
    *(("consulting", "pay"), ("consulting", "injury"), ("drafting", "contract")),
    *(("consulting", "insurance"), ("mediation", "pay"), ("arbitration", "pay")),
    *(("litigation", "injury"), ("arbitration", "contract"), ("consulting", "contract")),
)


@transaction.atomic
def load(people):
    """Once."""
    if RuleCard.objects.exists():
        return
    city, county = (Federation.objects.get(code=code) for code in ("50", "500112"))
    chief, officer = people["cq-assistance"], people["yb-assistance"]
    _lay_down(chief, city, CITY_CARDS, "重庆市困难职工帮扶办法", "渝工办〔2025〕18号")
    _lay_down(officer, county, COUNTY_CARDS, "渝北区困难职工帮扶细则", "渝北工〔2025〕6号")
    _compare(officer, county)
    _serve(officer, county)


def _lay_down(by, federation, rows, title, number):
    for term, value, force, clause in rows:
        cards.lay_down(
            by=by,
            federation=federation,
            term=term,
            value=value,
            force=force,
            title=title,
            number=number,
            clause=clause,
            valid_from=date(2025, 7, 1),
        )


def stranger(n):
    """``(name, number)`` of somebody who is nobody."""
    name = FAMILY[n % len(FAMILY)] + GIVEN[n % len(GIVEN)]
    return name, papers_of_identity.make("500112", date(1970 + n % 30, 1 + n % 12, 5), n + 1)


def _compare(officer, county):
    """A list of 低保 in which some of the union's own households are, and signs of high cost of
    illness; half of what they bring up is looked into."""
    today = timezone.localdate()
    begun = date(today.year - 1, 7, 1)
    paid = AidPayment.objects.paid().filter(household__federation=county, item__code="living")
    heads = HouseholdMember.objects.filter(
        is_head=True, id_type=papers_of_identity.CITIZEN, household__payments__in=paid
    )
    lines = [
        f"{head.name},{head.id_number},城乡低保,{14_000 + 300 * n},{begun},,是,,渝北区"
        for n, head in enumerate(heads.distinct().order_by("pk")[:8])
    ]
    for n in range(120):
        name, number = stranger(n)
        worker = "是" if n % 12 == 0 else "否"
        employer = EMPLOYERS[n % len(EMPLOYERS)]
        lines.append(
            f"{name},{number},城乡低保,{6_000 + 50 * n},{begun},,{worker},{employer},渝北区"
        )
    _hand_in(
        officer, county, lines, "civil", "relief", "渝北区2026年低保名单", "渝北民函〔2026〕21号"
    )
    lines = [
        f"{name},{number},医疗自付,{32_000 + 900 * n},{today - timedelta(days=40)},,是,,渝北区"
        for n, (name, number) in enumerate(stranger(200 + n) for n in range(9))
    ]
    _hand_in(
        officer, county, lines, "medical", "signal", "医保高额自付名单", "渝北医保函〔2026〕9号"
    )
    matching.compare(by=officer, federation=county)
    said = {
        "duplicate": ("permitted", "低保后自付药费仍高，属政府救助后仍困难，依规继续帮扶"),
        "blind_spot": ("filed", "已电话联系，本人到服务站提交申请"),
    }
    for kind, (outcome, note) in said.items():
        waiting = ReliefMatch.objects.filter(kind=kind).waiting().order_by("pk")
        for match in waiting[: waiting.count() // 2]:
            matching.handle(by=officer, match=match, outcome=outcome, note=note)


def _hand_in(officer, county, lines, source, content, title, ground):
    text = "\n".join([HEADINGS, *lines])
    sheet = relief_sheets.hand_in(
        by=officer,
        federation=county,
        file=SimpleUploadedFile(f"{title}.csv", text.encode()),
        content=content,
        source=source,
        ground=ground,
        as_of=timezone.localdate() - timedelta(days=10),
    )
    relief_sheets.read_sheet(sheet=sheet)
    relief_sheets.ask_to_apply(by=officer, sheet=sheet)


def _serve(officer, county):
    """Counsel on most days; of the matters at law some are won, one waits too long."""
    today = timezone.localdate()
    for n in range(45):
        form, matter = MATTERS[n % len(MATTERS)]
        name, number = stranger(300 + n)
        row = legal.receive(
            by=officer,
            federation=county,
            form=form,
            matter=matter,
            name=name,
            id_number=number,
            migrant=n % 3 == 0,
            people=12 if n % 15 == 5 else 1,
            received_on=today - timedelta(days=n % 4),
        )
        if form not in LegalService.AT_ONCE and n % 9 != 7:
            _bring_on(officer, row, n)
    late = LegalService.objects.to_examine().order_by("pk").first()
    ago = today - timedelta(days=12)
    LegalService.objects.filter(pk=late.pk).update(
        received_on=ago, examine_by=ago + timedelta(days=7)
    )


def _bring_on(officer, row, n):
    row = legal.grant(by=officer, row=row, means=row.means or "met")
    if n % 2:
        return
    row = legal.assign(by=officer, row=row, assigned_to="罗律师", firm="渝北某律师事务所")
    if n % 4:
        return
    result = "settled" if row.form == "mediation" else "won"
    row = legal.close(by=officer, row=row, result=result, recovered=8_000 + 500 * n)
    legal.note_satisfaction(by=officer, row=row, satisfaction=5 if n % 8 else 4)
