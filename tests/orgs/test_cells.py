"""What offices write in cells."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from orgs.imports import cells
from orgs.imports.columns import columns_of, field_of


@pytest.mark.parametrize(
    "text",
    [
        *("2017年9月30日", "2017.9.30", "2017．9．30", "2017-9-30", "2017/09/30", "20170930"),
        *(
            "43008",
            "43008.0",
            "2017-09-30 00:00:00",
            "二〇一七年九月三十日",
            "２０１７年９月３０日",
        ),
        *("2017年9月30日登记", "2017 年 9 月 30 日"),
    ],
)
def test_dates_as_offices_write_them(text):
    assert cells.day(text) == (date(2017, 9, 30), 10)


@pytest.mark.parametrize(
    ("text", "day", "certain"),
    [
        ("2017年9月", date(2017, 9, 1), 7),
        ("2017.09", date(2017, 9, 1), 7),
        ("201709", date(2017, 9, 1), 7),
        ("2017年", date(2017, 1, 1), 4),
    ],
)
def test_dates_that_say_less(text, day, certain):
    assert cells.day(text) == (day, certain)


@pytest.mark.parametrize("text", ["2017-02-30", "17.9.30", "去年", "2017-13-01", "9/30"])
def test_no_dates(text):
    with pytest.raises(ValidationError, match="日期"):
        cells.day(text)


@given(st.dates(min_value=date(1930, 1, 1), max_value=date(2100, 1, 1)))
def test_every_date_reads_back_from_every_form(day):
    forms = ("{0:%Y-%m-%d}", "{0.year}年{0.month}月{0.day}日", "{0.year}.{0.month}.{0.day}")
    for form in (*forms, "{0:%Y%m%d}"):
        assert cells.day(form.format(day)) == (day, 10)
    assert cells.day(str((day - cells.EPOCH).days)) == (day, 10)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *(("12", 12), ("12人", 12), ("约30", 30), ("30余人", 30), ("１２", 12), ("1,200人", 1200)),
        *(("1.2万人", 12000), ("十二人", 12), ("二十", 20), ("两人", 2)),
    ],
)
def test_numbers_of_staff(text, number):
    assert cells.staff(text) == number


@pytest.mark.parametrize("text", ["20-30", "若干", "12.5", "-3"])
def test_no_numbers_of_staff(text):
    with pytest.raises(ValidationError, match="从业人员"):
        cells.staff(text)


@pytest.mark.parametrize(
    ("word", "type_"),
    [
        *(("社团", "51"), ("社會團體", "51"), ("民非", "52"), ("民办非企业单位（法人）", "52")),
        *(("社会服务机构", "52"), ("基金会", "53"), ("52", "52"), ("民办非企业", "52")),
    ],
)
def test_words_for_types(word, type_):
    """ACF-03"""
    assert cells.chosen(cells.TYPES, word) == type_


def test_city_level_is_the_provinces_in_a_municipality():
    assert cells.level("市级", municipality=True) == "20"
    assert cells.level("市级", municipality=False) == "40"
    assert cells.level("县（市、区）级", municipality=True) == "50"


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("统一社会\n信用代码", "credit_code"),
        ("* 社会组织名称（必填）", "name"),
        ("業務主管單位", "supervising_unit"),
        ("成立登记时间", "registered_on"),
        ("法定代表人·姓名", "legal_representative"),
        ("从业人员（人）", "staff_count"),
        ("工会名称", ""),
        ("工会主席联系电话", None),
        ("备注", ""),
    ],
)
def test_headings(label, field):
    assert field_of(label) == field


def test_an_undecided_heading_is_understood_by_its_values():
    labels = (("", "名称"), ("", "类别"))
    assert columns_of(labels, [("甲", "民非"), ("乙", "社团")])[1] == "type"
    assert columns_of(labels, [("甲", "教育"), ("乙", "体育")])[1] == "category"


def test_a_group_above_tells_whose_name_it_is():
    labels = [("", "名称"), ("党组织情况", "名称"), ("法定代表人", "姓名"), ("法定代表人", "电话")]
    assert list(columns_of(labels).values()) == ["name", "legal_representative", "contact_phone"]
