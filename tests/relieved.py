"""Rule cards, lists of relief and legal service of a province, for tests that open every door."""

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.roles import Role
from stations.models import ReliefMatch
from stations.services import cards, legal, matching, relief_sheets
from tests import joined, make
from tests.founding import NOWHERE


def relieved(say, *, here):
    """``{kind: (what is there, what is not)}``, kept at ``here`` by one who gives aid there."""
    by = make.officer(here.code, Role.ASSISTANCE)
    card = cards.lay_down(
        by=by,
        federation=here,
        term="aid_yearly",
        value=9_000,
        title=say("帮扶办法"),
        clause="第三条",
    )
    number = joined.person()["id_number"]
    person = f"{say('李四')},{number},低保,900,2026-01-01,是"
    text = f"姓名,身份证号,救助项目,金额,起始日期,是否职工\n{person}\n"
    sheet = relief_sheets.hand_in(
        by=by,
        federation=here,
        file=SimpleUploadedFile(f"{say('低保名单')}.csv", text.encode()),
        content="relief",
        source="civil",
        ground=say("共享协议"),
        as_of=date(2026, 3, 1),
    )
    relief_sheets.read_sheet(sheet=sheet)
    sheet = relief_sheets.ask_to_apply(by=by, sheet=sheet)
    matching.compare()
    match = ReliefMatch.objects.get(row__sheet=sheet)
    matter = legal.receive(
        by=by,
        federation=here,
        form="arbitration",
        matter="pay",
        name=say("申请人"),
        opponent=say("某公司"),
    )
    return {
        "card": (str(card.uid), NOWHERE),
        "relief sheet": (str(sheet.uid), NOWHERE),
        "match": (str(match.uid), NOWHERE),
        "matter": (str(matter.uid), NOWHERE),
        "granting": ("grant", "grant"),
    }
