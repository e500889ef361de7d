"""Lists of stations: compared, written, handed in again, taken back."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
import xlsxwriter
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from jobs import runner
from jobs.services import cancel
from stations import tasks
from stations.models import Case, Housing, Station, StationSheet
from stations.services import sheets
from tests import make
from tests.everybody import at_the_door, person
from tests.stations import helped, made

pytestmark = pytest.mark.django_db
HEAD = (
    *("名称", "类别", "层级", "开发区级别", "区划代码", "场地", "经度", "纬度", "坐标系"),
    *("开放时间", "设施", "启用日期"),
)
GOOD = (
    *("回兴驿站", "户外劳动者服务站点", "县级", "", "渝北区", "设在主办单位内", "106.6344"),
    *("29.7173", "高德", "每天 07:00-22:00", "饮水机、微波炉", "2021年5月1日"),
)
ZONE = (
    *("空港工业园站", "帮扶服务站（点）", "开发区（园区）", "省级", "500112", "独立门面", ""),
    *("", "", "", "", "2012-03-01"),
)


@pytest.fixture
def officer():
    return person("yb-aid", "500112", "assistance")


def book(tmp_path, *rows, name="站点.xlsx"):
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        page = workbook.add_worksheet()
        for at, row in enumerate((("渝北区站点一览表",), HEAD, *rows)):
            page.write_row(at, 0, row)
    return SimpleUploadedFile(name, path.read_bytes())


def worked(sheet):
    """What the worker does with what was last asked of a list."""
    assert tasks.read_sheet
    runner.run(sheet.job.uid)
    sheet.refresh_from_db()
    return sheet


def handed(officer, file):
    return worked(sheets.hand_in(by=officer, federation=make.federation("500112"), file=file))


def applied(officer, sheet):
    return worked(sheets.ask_to_apply(by=officer, sheet=sheet))


def reverted(officer, sheet):
    return worked(sheets.ask_to_revert(by=officer, sheet=sheet))


def test_a_list_is_compared_before_anything_is_written(officer, tmp_path):
    """AS-02: every row is in one class; what is wrong is told by row, column and reason."""
    kept = made.station(name="空港工业园站", kind="aid_station", layer="zone", zone_grade="lower")
    wrong = (
        ("", *GOOD[1:]),  # no name: no row at all
        ("站甲", "不知道的类别", *GOOD[2:]),
        ("站乙", *GOOD[1:4], "江北区", *GOOD[5:]),
        ("站丙", *GOOD[1:6], "106.6", "", *GOOD[8:]),
        ("站丁", "困难职工帮扶中心", "乡镇（街道）", *GOOD[3:]),
        GOOD,
    )
    sheet = handed(officer, book(tmp_path, GOOD, ZONE, *wrong))
    assert sheet.result == {"rows": 7, "new": 1, "changed": 1, "same": 0, "refused": 5}
    told = {line.row: line.errors[0] for line in sheet.lines.filter(outcome="refused")}
    assert [error["column"] for error in told.values()] == [
        "类别",
        "区划代码",
        "经度",
        "类别",
        "名称",
    ]
    assert "第 3 行" in list(told.values())[-1]["message"]
    changed = sheet.lines.get(outcome="changed")
    assert changed.station == kept
    assert changed.changes["zone_grade"] == ["lower", "provincial"]
    assert Station.objects.count() == 1


def test_what_was_written_is_the_same_when_it_comes_again_and_goes_when_taken_back(
    officer, tmp_path
):
    kept = made.station(
        name="空港工业园站", kind="aid_station", layer="zone", zone_grade="lower", premises="host"
    )
    Housing.objects.create(station=kept, premises="host", valid_from=kept.opened_on)
    file = book(tmp_path, GOOD, ZONE)
    sheet = handed(officer, file)
    assert applied(officer, sheet).result["written"] == 2
    new = Station.objects.get(name="回兴驿站")
    assert new.federation == make.federation("500112")
    assert new.hours_words == "每天 07:00-22:00"
    assert new.facilities == ["water", "microwave"]
    assert float(new.longitude) != 106.6344  # turned from the map's degrees into ours
    assert new.housings.get().valid_from == date(2021, 5, 1)
    kept.refresh_from_db()
    assert (kept.zone_grade, kept.premises) == ("provincial", "own")
    assert kept.housings.get(valid_to=None).valid_from == timezone.localdate()
    file.seek(0)
    again = handed(officer, file)
    assert again.result == {"rows": 2, "new": 0, "changed": 0, "same": 2, "refused": 0}
    with pytest.raises(ValidationError, match="已经写入过"):
        sheets.apply_sheet(by=officer, sheet=again)
    result = reverted(officer, sheet).result
    assert (result["back"], result["stayed"]) == (2, 0)
    kept.refresh_from_db()
    assert (kept.zone_grade, kept.premises) == ("lower", "host")
    assert list(kept.housings.values_list("premises", "valid_to")) == [("host", None)]
    assert not Station.objects.filter(name="回兴驿站").exists()


def test_what_was_changed_since_stays(officer, tmp_path):
    sheet = handed(officer, book(tmp_path, GOOD, ZONE))
    sheets.apply_sheet(by=officer, sheet=sheet)
    Station.objects.filter(name="回兴驿站").update(phone="12351", area=20, facilities=["air"])
    result = reverted(officer, sheet).result
    assert (result["back"], result["stayed"]) == (1, 1)
    assert Station.objects.filter(name="回兴驿站").exists()


def test_what_was_used_since_stays_and_the_rest_goes(officer, tmp_path):
    sheet = handed(officer, book(tmp_path, *((f"驿站{n}", *GOOD[1:]) for n in range(9))))
    applied(officer, sheet)
    used = Station.objects.get(name="驿站4")
    helped.case()
    Case.objects.update(station=used)
    result = reverted(officer, sheet).result
    assert (result["back"], result["stayed"]) == (8, 1)
    assert Station.objects.get() == used


def test_nobody_writes_another_places_list(officer, tmp_path):
    sheet = handed(officer, book(tmp_path, GOOD))
    stranger = person("js-aid", "32", "assistance")
    with pytest.raises(PermissionDenied):
        sheets.apply_sheet(by=stranger, sheet=sheet)
    with pytest.raises(PermissionDenied):
        sheets.hand_in(by=stranger, federation=make.federation("500112"), file=book(tmp_path, GOOD))
    late = timezone.now() - StationSheet.UNDO
    sheets.apply_sheet(by=officer, sheet=sheet)
    StationSheet.objects.filter(pk=sheet.pk).update(applied_at=late)
    with pytest.raises(ValidationError, match="二十四小时"):
        sheets.ask_to_revert(by=officer, sheet=sheet)


def test_a_list_is_judged_again_when_it_is_written(officer, tmp_path):
    """Two lists bring one new station: whichever is written second finds it there."""
    first = handed(officer, book(tmp_path, GOOD))
    second = handed(officer, book(tmp_path, GOOD, ZONE))
    applied(officer, first)
    told = applied(officer, second).result
    assert (told["new"], told["same"], told["written"]) == (1, 1, 1)
    assert Station.objects.filter(name="回兴驿站").count() == 1


def test_work_that_was_called_off_can_be_asked_for_again(officer, tmp_path):
    sheet = sheets.ask_to_apply(by=officer, sheet=handed(officer, book(tmp_path, GOOD)))
    page = at_the_door(officer).get(sheet.get_absolute_url()).text
    assert 'hx-trigger="every 2s"' in page
    assert "可以离开本页" in page
    cancel(by=officer, job=sheet.job)
    sheet.refresh_from_db()
    assert "写入已取消" in at_the_door(officer).get(sheet.get_absolute_url()).text
    assert applied(officer, sheet).status == "applied"


def test_the_pages_of_a_list(officer, tmp_path):
    door = at_the_door(officer)
    assert door.get("/stations/import/template/").status_code == 200
    nowhere = ("站乙", *GOOD[1:4], "无此地", *GOOD[5:])
    file = book(tmp_path, GOOD, ("站甲", "不知道", *GOOD[2:]), nowhere)
    posted = door.post("/stations/import/", {"federation": "500112", "file": file})
    assert posted.status_code == 302
    sheet = worked(StationSheet.objects.get())
    assert "写入 1 行" in door.get(posted["Location"]).text
    refused = door.get(f"{posted['Location']}?outcome=refused").text
    assert "不知道" in refused
    assert "如“渝北区”或“500112”" in refused  # what to write instead
    assert door.post(f"{posted['Location']}apply/").status_code == 302
    sheet.refresh_from_db()
    assert not worked(sheet).file
    assert "撤销这次写入" in door.get(posted["Location"]).text
    assert "回兴驿站" in door.get("/stations/").text


def test_what_was_not_taken_comes_back_to_be_corrected(officer, tmp_path):
    """The cells as written under the list's own headings, and beside them what is wrong."""
    sheet = handed(officer, book(tmp_path, GOOD, ("站甲", "不知道", *GOOD[2:])))
    answer = at_the_door(officer).get(f"{sheet.get_absolute_url()}errors/")
    rows = list(
        openpyxl.load_workbook(BytesIO(b"".join(answer))).active.iter_rows(values_only=True)
    )
    assert rows[0][: len(HEAD)] == HEAD
    assert rows[1][:2] == ("站甲", "不知道")
    assert "原第4行" in rows[1][-1]
    assert "类别：" in rows[1][-1]
    assert len(rows) == 2


def test_columns_are_set_right_by_hand_and_remembered(officer, tmp_path):
    """A list under headings nobody knows: an officer says which is which, and the next of its make
    is read so by itself."""
    strange = ("某某", "哪一类", "哪一层", *HEAD[3:])

    def list_of(name):
        path = tmp_path / f"{name}.xlsx"
        with xlsxwriter.Workbook(path) as workbook:
            page = workbook.add_worksheet()
            page.write_row(0, 0, strange)
            page.write_row(1, 0, (name, *GOOD[1:]))
        return SimpleUploadedFile(path.name, path.read_bytes())

    door, sheet = at_the_door(officer), handed(officer, list_of("回兴驿站"))
    assert sheet.status == "failed"
    page = door.get(sheet.get_absolute_url()).text
    assert "缺少“名称、类别、层级”列" in page
    assert "哪一类" in page
    said = {f"column-{at}": name for name, at in sheet.mapping["columns"].items()}
    said |= {"column-0": "name", "column-1": "kind", "column-2": "layer", "sheet": "Sheet1"}
    said |= {"header": 1, "header_last": 1, "before": "Sheet1:1-1"}
    door.post(f"{sheet.get_absolute_url()}columns/", {**said, "column-2": "kind"})
    assert "有两列都选了" in door.get(sheet.get_absolute_url()).text
    door.post(f"{sheet.get_absolute_url()}columns/", said)
    sheet.refresh_from_db()
    assert worked(sheet).result["new"] == 1
    other = handed(officer, list_of("龙溪驿站"))
    assert other.result["new"] == 1
    assert "沿用了" in door.get(other.get_absolute_url()).text
