"""The workbook we would like to receive, and how it comes back with what is wrong."""

import io

import openpyxl
import pytest
from django.core.files.base import ContentFile

from jobs.sheets import TableRefused
from orgs.imports import template
from orgs.imports.batches import hand_in, read_batch
from orgs.imports.columns import columns_of, field_of
from orgs.imports.workbook import write_error_workbook, write_whole_workbook
from orgs.models import Organization
from tests import make
from tests.orgs import lists
from tests.orgs.lists import classes, row

RED = "FFF8D7D3"


def made():
    file = io.BytesIO()
    template.write_template(file)
    return openpyxl.load_workbook(file)


def filled(path, **values):
    book = made()
    page = book["名单"]
    headings = [cell.value for cell in page[1]]
    for name, value in values.items():
        label = template.LABELS[name]
        at = next(n for n, heading in enumerate(headings, 1) if heading.rstrip("*") == label)
        page.cell(3, at).value = value
    book.save(path)
    return path


def test_what_the_template_offers():
    """Row 21: drop-downs, text format for ids, a sample row, a manual, a version."""
    book = made()
    assert book.sheetnames == ["名单", "字典", "填表说明"]
    page = book["名单"]
    assert template.VERSION in book["填表说明"]["A1"].value
    assert template.VERSION in book.properties.description
    headings = [cell.value.rstrip("*") for cell in page[1]]
    assert len(page.data_validations.dataValidation) == 15
    code = headings.index("统一社会信用代码") + 1
    letter = openpyxl.utils.get_column_letter(code)
    assert page.column_dimensions[letter].number_format == "@" or page.cell(2, code).number_format
    assert page["A2"].value.startswith("（示例）")
    manual = "\n".join(cell.value for cell in book["填表说明"]["A"])
    assert all(f"{label}：" in manual for label in headings)


def test_every_heading_is_understood_as_itself():
    headings = [("", template.LABELS[name]) for name in template.COLUMNS]
    assert list(columns_of(headings).values()) == template.COLUMNS
    assert [field_of(label) for _, label in headings] == template.COLUMNS


def test_filled_in_and_taken(take_in, tmp_path):
    path = filled(
        tmp_path / "名单.xlsx",
        name="重庆市渝北区晨光社会工作服务中心",
        type="社会服务机构",
        credit_code=make.credit_code(),
        registering_authority="重庆市渝北区民政局",
        region="重庆市渝北区",
        spheres="经济、社会",
        bodies="理事会、监事（会）",
        premises="租用",
        relevance="紧密",
        self_run="是",
        self_hired="否",
        charity_on="2020-05-01",
        registered_on="2015-06-01",
    )
    assert classes(take_in(path)) == {"new": 1}
    made = Organization.objects.get()
    assert (made.spheres, made.bodies) == (["economy", "society"], ["council", "supervisors"])
    assert (made.premises, made.relevance) == ("rented", "close")
    assert (made.self_run, made.self_funded, made.self_hired) == (True, None, False)
    assert made.charity_on.year == 2020
    assert classes(take_in(path)) == {"same": 1}


def test_an_old_version_is_refused_and_leads_to_the_new(take_in, tmp_path, monkeypatch):
    path = filled(tmp_path / "名单.xlsx", name="某某服务中心", type="社会团体")
    monkeypatch.setattr("orgs.imports.reading.VERSION", "2027-1")
    with pytest.raises(TableRefused, match="旧版导入模板（2026-3）.*新版模板（2027-1）"):
        take_in(path)
    book = openpyxl.load_workbook(path)
    book.properties.description = None  # as some programs leave it
    book.save(path)
    with pytest.raises(TableRefused, match="旧版"):
        take_in(path)


@pytest.fixture
def wrong(chongqing, tmp_path):
    """A list handed in with three rows, of which the second is wrong in two cells."""
    data = [row(1), row(2, code="52500112MJ00000010", staff="若干"), row(3)]
    path = lists.xlsx(tmp_path / "名单.xlsx", data, before=[["重庆市社会组织名单"]])
    batch = hand_in(
        by=chongqing,
        file=ContentFile(path.read_bytes(), name="名单.xlsx"),
        source="市民政局名单",
        federation=make.federation("50"),
        as_of=make.date(2024, 3, 31),
    )
    read_batch(batch)
    return batch


def opened(write, batch):
    file = io.BytesIO()
    assert write(file, batch) == 1
    return openpyxl.load_workbook(file).active


def reds(page):
    return {cell.coordinate for line in page for cell in line if cell.fill.fgColor.rgb == RED}


def test_only_the_bad_rows_come_back(wrong, take_in, tmp_path):
    """Row 22: red cells and 错误说明; corrected, the same workbook is taken."""
    page = opened(write_error_workbook, wrong)
    assert page.max_row == 2
    assert reds(page) == {"C2", "J2"}
    told = page.cell(2, len(lists.HEAD) + 1).value
    assert page.cell(1, len(lists.HEAD) + 1).value == "错误说明"
    assert "原第4行" in told
    assert "校验位不符" in told
    assert "逐位核对" in told  # the hint
    page["C2"], page["J2"] = make.credit_code(), "5"
    page.parent.save(tmp_path / "改正.xlsx")
    assert classes(take_in(tmp_path / "改正.xlsx")) == {"new": 1}


def test_the_whole_sheet_comes_back_as_it_came(wrong):
    page = opened(write_whole_workbook, wrong)
    assert page["A1"].value == "重庆市社会组织名单"
    assert page.max_row == 5
    assert reds(page) == {"C4", "J4"}
