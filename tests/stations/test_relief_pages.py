"""Pages of rule cards, lists of relief, findings and legal service, as an officer uses them."""

import re
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from governance.models import Event
from orgs import papers_of_identity
from privacy import retention
from stations.demo import relief as demo
from stations.models import LegalService, ReliefMatch, ReliefRow, ReliefSheet, RuleCard
from stations.services import matching, relief_sheets
from stations.services.legal import receive
from tests import make
from tests.everybody import at_the_door, person
from tests.stations.planted import Lists

pytestmark = pytest.mark.django_db


def today():
    return timezone.localdate().isoformat()


GOOD = "11010519491231002X"
LIST = f"""某区低保名单（2026年3月）
姓名,身份证号,救助项目,金额（元）,起始日期,截止日期,是否职工,区县
张三丰,{GOOD},城乡低保,"9,600",2026-01-01,,是,渝北区
李四,123,医疗救助,1000,2026-01-01,,否,
王五,{GOOD},城乡低保,9600,2026-01-01,,是,渝北区
赵六,,低保,1,2026-01-01,,,
合计,,,,,,,
"""


@pytest.fixture
def officer():
    return person("yb-aid", "500112", Role.ASSISTANCE)


@pytest.fixture
def client(officer):
    return at_the_door(officer)


def handed_in(client, text=LIST, **over):
    file = SimpleUploadedFile("低保名单.csv", text.encode())
    said = {
        **{"content": "relief", "source": "civil", "ground": "渝北民发〔2026〕8号"},
        **{"as_of": today(), "file": file, **over},
    }
    return client.post(reverse("stations:relief_sheets"), said)


def test_a_list_is_read_sealed_looked_at_and_compared(client, officer):
    """AS-28: what is wrong is told by row, masked; the file lies sealed until the list is written;
    that compares it, and the person on it whom no union knows waits as a blind spot."""
    answer = handed_in(client)
    assert answer.status_code == 302
    sheet = ReliefSheet.objects.get()
    path = sheet.file.path
    relief_sheets.read_sheet(sheet=sheet)
    sheet.refresh_from_db()
    assert (sheet.status, sheet.count, sheet.refused) == ("preview", 4, 3)
    assert Path(path).exists()
    assert GOOD.encode() not in Path(path).read_bytes()
    row = ReliefRow.objects.get()
    assert (row.need, row.amount, row.federation.code) == ("living", 9_600, "500112")
    page = client.get(sheet.get_absolute_url()).content.decode()
    assert "110105********002X" in page
    assert "与第 3 行相同" in page
    assert GOOD not in page
    assert "张三丰" not in page
    client.post(reverse("stations:relief_apply", args=[sheet.uid]))
    assert not ReliefSheet.objects.get().file
    matching.compare(by=officer)
    match = ReliefMatch.objects.get()
    assert (match.kind, match.ground) == ("blind_spot", "listed")
    assert "疑似救助盲区" in client.get("/communications/").content.decode()


def rows_of(answer):
    book = openpyxl.load_workbook(BytesIO(b"".join(answer)))
    return list(book.active.iter_rows(values_only=True))


def test_what_was_not_taken_goes_back_to_the_department(client, officer):
    """As it was written, with reason and hint; that it left is written down, and a month later it
    is forgotten with the file."""
    handed_in(client)
    sheet = ReliefSheet.objects.get()
    relief_sheets.read_sheet(sheet=sheet)
    answer = client.post(reverse("stations:relief_errors", args=[sheet.uid]))
    rows = rows_of(answer)
    assert [row[0] for row in rows[1:]] == ["李四", "王五", "赵六"]
    assert "原第4行" in rows[1][-1]
    assert "该列请设为文本格式" in rows[1][-1]
    assert Event.objects.filter(verb="reliefsheet.take_out", actor=officer).count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT wrong FROM stations_reliefsheet")
        assert "李四" not in cursor.fetchone()[0]
    retention.purge(dry_run=False, now=timezone.now() + timedelta(days=31))
    sheet.refresh_from_db()
    assert (sheet.wrong, bool(sheet.file)) == ("", False)


def test_columns_of_a_department_are_set_right_and_remembered(client):
    text = LIST.replace("姓名,身份证号,", "谁,哪个号,")
    handed_in(client, text)
    sheet = ReliefSheet.objects.get()
    relief_sheets.read_sheet(sheet=sheet)
    sheet.refresh_from_db()
    assert sheet.status == "failed"
    assert "哪个号" in client.get(sheet.get_absolute_url()).content.decode()
    said = {f"column-{at}": name for name, at in sheet.mapping["columns"].items()}
    first, last = sheet.mapping["header"]
    said |= {"column-0": "name", "column-1": "id_number", "header": first, "header_last": last}
    said |= {"sheet": sheet.mapping["sheet"], "before": f"{sheet.mapping['sheet']}:{first}-{last}"}
    client.post(reverse("stations:relief_columns", args=[sheet.uid]), said)
    relief_sheets.read_sheet(sheet=sheet)
    sheet.refresh_from_db()
    assert (sheet.status, sheet.count, sheet.refused) == ("preview", 4, 3)
    handed_in(client, text + "钱七,,低保,1,2026-01-01,,,\n")
    other = ReliefSheet.objects.exclude(pk=sheet.pk).get()
    relief_sheets.read_sheet(sheet=other)
    assert "沿用了" in client.get(other.get_absolute_url()).content.decode()
    handed_in(client, text, source="medical")  # another department may mean something else by it
    third = ReliefSheet.objects.get(source="medical")
    relief_sheets.read_sheet(sheet=third)
    third.refresh_from_db()
    assert third.status == "failed"


def test_a_list_needs_its_ground_and_its_columns(client):
    answer = handed_in(client, ground="无")
    assert answer.status_code == 422
    assert "提供名单的依据" in answer.content.decode()
    handed_in(client, "姓名,金额\n张三,1\n")
    relief_sheets.read_sheet(sheet=ReliefSheet.objects.get())
    failed = ReliefSheet.objects.get()
    assert failed.status == "failed"
    page = client.get(failed.get_absolute_url()).content.decode()
    assert "身份证号" in page
    client.post(reverse("stations:relief_discard", args=[failed.uid]))
    failed.refresh_from_db()
    assert failed.status == "discarded"


def test_a_finding_is_read_on_record_and_handled(client, officer):
    """Every look into a finding is an event; the result is one of its kind and is told in words."""
    lists = Lists()
    lists.helped_twice()
    lists.write()
    matching.compare()
    match = ReliefMatch.objects.get()
    page = client.get(match.get_absolute_url()).content.decode()
    assert "合计 12,500" in page
    assert Event.objects.filter(verb="reliefmatch.read", actor=officer).count() == 1
    url = reverse("stations:match_handle", args=[match.uid])
    assert "已联系本人，受理建档" not in client.get(url).content.decode()
    assert client.post(url, {"outcome": "permitted"}).status_code == 422
    client.post(url, {"outcome": "permitted", "note": "自付医药费仍高，依规继续帮扶"})
    match.refresh_from_db()
    assert (match.status, match.handled_by) == ("handled", officer)
    answer = client.post(reverse("stations:matches_export"))
    assert answer.status_code == 200
    assert Event.objects.filter(verb="matches.export").exists()
    api = client.get("/api/v1/relief-matches/").json()["results"]
    assert [row["outcome"] for row in api] == ["permitted"]


def queries(client, url):
    with CaptureQueriesContext(connection) as told:
        assert client.get(url).status_code == 200
    return len(told)


def test_lists_keep_their_number_of_queries(client):
    here = make.federation("500112")
    aid = person("other-aid", "500112", Role.ASSISTANCE)

    def fill(count):
        for _ in range(count):
            receive(by=aid, federation=here, form="arbitration", matter="pay", name="张三")
            ReliefMatch.objects.create(
                federation=here, kind="blind_spot", ground="in_need", need="medical", year=2026
            )

    urls = [reverse(f"stations:{name}") + "?size=50" for name in ("matches", "legal")]
    fill(1)
    few = [queries(client, url) for _ in range(2) for url in urls][2:]
    fill(30)
    assert [queries(client, url) for url in urls] == few


def test_a_card_is_laid_down_and_ended_on_its_page(client):
    said = {
        **{
            "term": "relative_multiple",
            "value": "2.5",
            "force": "block",
            "title": "渝北区帮扶办法",
        },
        **{"clause": "第四条", "valid_from": "2026-01-01"},
    }
    url = reverse("stations:card_new")
    answer = client.post(url, said)
    assert answer.status_code == 422
    assert "下级只能从严" in answer.content.decode()
    assert client.post(url, {**said, "value": "1.5"}).status_code == 302
    card = RuleCard.objects.get()
    page = client.get(reverse("stations:cards")).content.decode()
    assert "《渝北区帮扶办法》第四条" in page
    assert "不高于 2 倍" in page  # what stands above it
    api = client.get("/api/v1/rule-cards/standing/").json()
    assert {row["term"]: row["value"] for row in api}["relative_multiple"] == "1.50"
    ended = reverse("stations:card_end", args=[card.uid])
    assert client.post(ended, {"valid_to": today(), "reason": "办法修订"}).status_code == 302
    assert "已停止" in client.get(card.get_absolute_url()).content.decode()


def test_a_matter_from_its_receipt_to_its_refusal_in_writing(client):
    """SN-07: found again by the exact number of a paper alone; the refusal can be printed."""
    number = papers_of_identity.make("500112", date(1980, 1, 1), 1)
    said = {
        **{"form": "litigation", "matter": "contract", "subject": "worker", "name": "张三丰"},
        **{"id_number": number, "people": 1, "received_on": today()},
    }
    assert client.post(reverse("stations:legal_new"), said).status_code == 302
    row = LegalService.objects.get()
    page = client.get(row.get_absolute_url()).content.decode()
    assert "7 日" in page
    assert number not in page
    list_url = reverse("stations:legal")
    assert row.number in client.get(f"{list_url}?search={number}").content.decode()
    assert row.number not in client.get(f"{list_url}?search=张三").content.decode()
    url = reverse("stations:legal_move", args=[row.uid, "refuse"])
    assert client.post(url, {"means": "not_met", "reason": ""}).status_code == 422
    client.post(url, {"means": "not_met", "reason": "收入高于当地标准"})
    paper = client.get(reverse("stations:legal_decision", args=[row.uid])).content.decode()
    assert re.search("张三丰：.*收入高于当地标准.*第四十三条", paper, re.DOTALL)
    assert Event.objects.filter(verb="legalservice.print").exists()


def test_the_demonstration_shows_each_of_them(officer):
    """Once; the second time it changes nothing. With no households there are no duplicates."""
    people = {
        "cq-assistance": person("cq-aid", "50", Role.ASSISTANCE),
        "yb-assistance": officer,
    }
    demo.load(people)
    counts = [model.objects.count() for model in (RuleCard, ReliefMatch, LegalService)]
    assert counts == [6, 19, 45]
    assert ReliefMatch.objects.waiting().count() == 10
    assert LegalService.objects.late_on(timezone.localdate()).count() == 1
    demo.load(people)
    assert [model.objects.count() for model in (RuleCard, ReliefMatch, LegalService)] == counts
