"""Lists nobody has seen: nasty but honest. Every data row is accounted for, nothing is silently
lost, and the same file once more changes nothing."""

import csv
import io
import random

import openpyxl
import pytest
import xlwt

from orgs.models import Organization
from tests import make
from tests.orgs.lists import classes

HEAD = ("机构名称", "社会信用代码", "类型", "登记机关", "成立时间")
ROWS = ("new", "changed", "same", "renamed", "moved", "revived", "suspicious", "refused")


def name(n, what="社会工作服务中心"):
    return f"重庆市渝北区晨曦{n}号{what}"


def line(n=1, **over):
    values = {
        "name": name(n),
        "code": make.credit_code(),
        "type": "民非",
        "authority": "渝北区民政局",
        "registered": "2016-5-3",
        **over,
    }
    return list(values.values())


def sheet(path, lines, *, change=None, title="Sheet1"):
    book = openpyxl.Workbook()
    page = book.active
    page.title = title
    for values in lines:
        page.append(list(values))
    if change:
        change(book, page)
    book.save(path)
    return path


@pytest.fixture
def twice(take_in):
    """Take a list in twice: all rows accounted for, and the second time only same and refused."""

    def twice(file, rows, refused=0, **how):
        first = take_in(file, **how)
        assert first["rows"] == sum(first[c] for c in ROWS) == rows, first
        assert first["refused"] == refused, first["errors"]
        assert first["new"] == rows - refused, first
        again = take_in(file, **how)
        want = {"same": rows - refused, "refused": refused}
        assert classes(again) == {k: v for k, v in want.items() if v}, again
        assert again["errors"] == first["errors"]
        return first

    return twice


def told(result):
    return "\n".join(result["warnings"])


def test_a_title_merged_over_two_rows(twice, tmp_path):
    def merge(book, page):
        page.merge_cells("A1:E2")

    lines = [["渝北区社会组织登记一览表"], [], HEAD, line(1), line(2)]
    twice(sheet(tmp_path / "一.xlsx", lines, change=merge), 2)


def test_a_header_in_the_sixth_row(twice, tmp_path):
    above = [["附件2"], ["社会组织情况表"], ["填报单位：渝北区民政局"], ["二〇二四年三月"], []]
    twice(sheet(tmp_path / "二.xlsx", [*above, HEAD, line(1), line(2)]), 2)


def test_headings_in_another_order_and_other_words(twice, tmp_path):
    head = ["成立时间", "登记证号", "业务范围", "单位全称", "统一代码", "组织类别", "发证日期"]
    data = ["2016.5.3", "渝民证字第010203号", "社区服务", name(1), make.credit_code(), "民非"]
    twice(sheet(tmp_path / "三.xlsx", [head, [*data, "2016.6.1"]]), 1)
    made = Organization.objects.get()
    assert made.activities == "社区服务"
    assert made.aliases.get(scheme="certificate").value == "渝民证字第010203号"


def test_a_contact_and_a_telephone_in_one_cell(twice, tmp_path):
    head = [*HEAD, "联系人及电话"]
    lines = [head, [*line(1), "陈静 13800001234"], [*line(2), "李明（023-67890000）"]]
    twice(sheet(tmp_path / "四.xlsx", lines), 2)
    phones = [o.contact_phone for o in Organization.objects.order_by("name")]
    assert phones == ["13800001234", "023-67890000"]


def test_two_tables_in_one_sheet(twice, tmp_path):
    other = ["类型", "统一社会信用代码", "名称", "登记机关"]
    second = ["社团", make.credit_code(), name(3, "协会"), "渝北区民政局"]
    lines = [HEAD, line(1), line(2), [], ["二、社会团体"], other, second]
    twice(sheet(tmp_path / "五.xlsx", lines), 3)
    assert Organization.objects.get(type="51").name == name(3, "协会")


def test_which_of_several_sheets_was_read_is_said(twice, tmp_path):
    def more(book, page):
        book.create_sheet("填表说明", 0).append(["请如实填写"])
        book.create_sheet("往年").append(["年份", "家数"])
        hidden = book.create_sheet("底稿")
        hidden.append(HEAD)
        hidden.append(line(9))
        hidden.sheet_state = "hidden"

    result = twice(sheet(tmp_path / "六.xlsx", [HEAD, line(1)], change=more, title="名单"), 1)
    assert "已读取“名单”" in told(result)
    assert "“往年”" in told(result)
    assert "隐藏的工作表未读取：“底稿”" in told(result)


def test_a_list_in_several_sheets(twice, tmp_path):
    def more(book, page):
        page = book.create_sheet("基金会")
        page.append(["序号", *HEAD])
        page.append([1, *line(2, type="基金会")])

    result = twice(sheet(tmp_path / "七.xlsx", [HEAD, line(1)], change=more, title="民非"), 2)
    assert "已读取“民非”、“基金会”" in told(result)


def test_hidden_rows_and_columns_count_like_others(twice, tmp_path):
    def hide(book, page):
        page.row_dimensions[3].hidden = True
        page.column_dimensions["B"].hidden = True

    twice(sheet(tmp_path / "八.xlsx", [HEAD, line(1), line(2), line(3)], change=hide), 3)


def test_blank_columns_and_rows_between(twice, tmp_path):
    def apart(values):
        return [part for value in values for part in (value, "", None)]

    lines = [apart(HEAD), [], apart(line(1)), [], [], apart(line(2))]
    twice(sheet(tmp_path / "九.xlsx", lines), 2)


def test_blanks_and_line_breaks_in_cells(twice, tmp_path):
    code = make.credit_code()
    split = f" {code[:6]} {code[6:]}\n"
    lines = [
        ["机构\n名称 ", " 社会信用\n代码", "类 型", "登记\n机关"],
        [" 重庆市渝北区\n晨曦服务中心　", split, "民非 ", "\t渝北区民政局"],
    ]
    twice(sheet(tmp_path / "十.xlsx", lines), 1)
    made = Organization.objects.get()
    assert (made.name, made.credit_code) == ("重庆市渝北区晨曦服务中心", code)


def test_full_width_digits(twice, tmp_path):
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    code = make.credit_code()
    data = line(1, code=code.translate(wide), registered="２０１６年５月３日")
    twice(sheet(tmp_path / "十一.xlsx", [HEAD, data]), 1)
    assert Organization.objects.get().credit_code == code


@pytest.mark.parametrize("code", [525001123456789012, 5.2500112345e17, "5.25001E+17"])
def test_a_code_that_became_a_number_is_refused_not_guessed(twice, tmp_path, code):
    file = sheet(tmp_path / "十二.xlsx", [HEAD, line(1), line(2, code=code)])
    result = twice(file, 2, refused=1)
    [error] = result["errors"]
    assert (error["row"], error["column"]) == (3, "社会信用代码")
    assert "15 位" in error["message"]


def test_dates_as_serials_texts_and_shrugs(twice, tmp_path):
    days = [42493, "42493", "2016年5月", "2016", "不详", "未知", "——", "二〇一六年五月三日"]
    lines = [line(n, registered=day) for n, day in enumerate(days, 1)]
    result = twice(sheet(tmp_path / "十三.xlsx", [HEAD, *lines]), len(days))
    assert Organization.objects.filter(registered_on=None).count() == 3
    assert "“成立时间”列有2行写的是“不详”、“未知”，已留空：第6、7行" in told(result)


def test_counts_and_sums_with_units(twice, tmp_path):
    """ACF-01"""
    head = [*HEAD, "从业人员", "会员数", "资产总额（万元）", "资金来源", "工作方式"]
    data = [*line(1), "约12人", "30家", "1,250.5", "会费、政府补助", "直接服务；志愿服务"]
    more = [*line(2), "廿人", "1.2万人", "300万元", "会费和彩票", "直接服务"]
    result = twice(sheet(tmp_path / "十四.xlsx", [head, data, more]), 2)
    one, other = Organization.objects.order_by("name")
    assert (one.staff_count, one.member_count, one.assets) == (12, 30, 12_505_000)
    assert (one.funding_sources, one.ways_of_working) == (
        ["dues", "grant"],
        ["direct", "volunteer"],
    )
    assert (other.member_count, other.assets) == (12_000, 3_000_000)
    assert "“彩票”（1行：第3行）" in told(result)


def test_of_the_labour_field_in_which_way(twice, tmp_path):
    """ACF-02"""
    head = [*HEAD, "是否劳动关系领域", "劳动关系领域所属方面", "认定依据"]
    lines = [
        [*line(1), "是", "劳动就业、技能培训", "章程"],
        [*line(2), "是", "", ""],
        [*line(3), "否", "", ""],
        [*line(4), "劳动保护", "", ""],
        [*line(5), "否", "社会保障", ""],
    ]
    result = twice(sheet(tmp_path / "十五.xlsx", [head, *lines]), 5, refused=1)
    found = {o.name: o for o in Organization.objects.all()}
    assert found[name(1)].labour_domains == ["employment", "skills"]
    assert found[name(1)].labour_field_basis == "章程"
    assert found[name(4)].labour_domains == ["safety"]
    assert found[name(4)].labour_field_basis == "市民政局名单所列"
    assert not found[name(2)].labour_field
    assert "填“是”而未写明属于哪个方面，未作认定：第3行" in told(result)


def test_subtotals_by_district_and_signatures_below(twice, tmp_path):
    lines = [
        HEAD,
        ["一、渝北区"],
        line(1),
        line(2),
        ["渝北区小计", "2家"],
        ["二、江北区"],
        line(3, authority="江北区民政局"),
        ["江北区小 计", "1家"],
        ["总　计", "3家"],
        ["填表人：陈静", "", "审核人：李明"],
        ["单位负责人（签字）：", "", "（盖章）"],
        ["", "", "", "2024年3月31日"],
    ]
    result = twice(sheet(tmp_path / "十六.xlsx", lines), 3)
    assert "不一致" not in told(result)


@pytest.mark.parametrize("mark", [";", "\t", "|"])
def test_text_with_other_separators(twice, tmp_path, mark):
    path = tmp_path / "十七.csv"
    text = "\r\n".join(mark.join(map(str, values)) for values in (HEAD, line(1), line(2)))
    path.write_bytes(text.encode("gbk"))
    twice(path, 2)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_text_in_utf_16(twice, tmp_path, encoding):
    path = tmp_path / "十八.csv"
    path.write_bytes("\n".join(",".join(map(str, v)) for v in (HEAD, line(1))).encode(encoding))
    twice(path, 1)


def test_text_with_quotes_and_line_breaks(twice, tmp_path):
    out = io.StringIO()
    head = [*HEAD, "活动内容"]
    data = [[*line(1), '一、"就业"服务，\n二、培训'], [*line(2), "帮扶"]]
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([head, *data])
    path = tmp_path / "十九.csv"
    path.write_bytes(out.getvalue().encode("utf-8-sig"))
    twice(path, 2)
    assert '"就业"' in Organization.objects.get(name=name(1)).activities


def test_an_old_workbook_with_dates_and_merged_title(twice, tmp_path):
    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet("Sheet1")
    page.write_merge(0, 1, 0, 4, "社会组织名单")
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for x, value in enumerate(HEAD):
        page.write(2, x, value)
    for x, value in enumerate(line(1)[:4]):
        page.write(3, x, value)
    page.write(3, 4, 42493.0, day)
    path = tmp_path / "二十.xls"
    book.save(str(path))
    twice(path, 1)
    assert str(Organization.objects.get().registered_on) == "2016-05-03"


def test_the_same_code_under_two_names(twice, tmp_path):
    code = make.credit_code()
    lines = [HEAD, line(1, code=code), line(2), line(3, code=code.lower())]
    result = twice(sheet(tmp_path / "廿一.xlsx", lines), 3, refused=1)
    [error] = result["errors"]
    assert error["row"] == 4
    assert "第2行" in error["message"]


def test_headings_in_traditional_characters(twice, tmp_path):
    head = ["機構名稱", "統一社會信用代碼", "組織類型", "登記機關", "成立時間"]
    data = line(1, name="重慶市渝北區晨曦服務中心", type="民辦非企業單位", authority="渝北區民政局")
    twice(sheet(tmp_path / "廿二.xlsx", [head, data]), 1)


def test_columns_that_have_no_place_are_named(twice, tmp_path):
    head = ["序号", *HEAD, "幸福指数", "机构名称"]
    data = [[1, *line(1), "高", "别名"], [2, *line(2), "", "别名"]]
    result = twice(sheet(tmp_path / "廿三.xlsx", [head, *data]), 2)
    assert "“幸福指数”（1行有内容）" in told(result)
    assert "“机构名称”（2行有内容）" in told(result)
    assert "序号" not in told(result)


def test_a_second_table_beside_the_first_is_told_of(take_in, tmp_path):
    lines = [[*HEAD, "", *HEAD], [*line(1), "", *line(2)]]
    result = take_in(sheet(tmp_path / "廿四.xlsx", lines))
    assert classes(result) == {"new": 1}
    assert "未导入" in told(result)


SPOIL = (
    ({"code": "52500112MJ00000010"}, "社会信用代码", "校验位"),
    ({"code": "52500112MJ000001"}, "社会信用代码", "18 位"),
    ({"code": "52500112MJO000001X"}, "社会信用代码", "不允许的字符"),
    ({"code": 525001123456789012}, "社会信用代码", "15 位"),
    ({"code": "91350100M000100Y43"}, "社会信用代码", "不是民政部门"),
    ({"type": "个体工商户"}, "类型", "无法识别组织类型"),
    ({"registered": "2017-02-30"}, "成立时间", "不存在"),
    ({"registered": "去年"}, "成立时间", "无法识别日期"),
    ({"registered": "2199-01-01"}, "成立时间", "不能晚于今天"),
    ({"staff": "很多"}, "人数", "无法识别从业人员数"),
    ({"staff": "9999999"}, "人数", "核对数目"),
)


def test_five_thousand_rows_with_eleven_kinds_of_error(take_in, tmp_path):
    dice = random.Random(20241231)
    head, lines, broken = [*HEAD, "人数", "电话"], [], {}
    for n in range(1, 5001):
        values = {"staff": str(n % 90), "phone": dice.choice(["13800001234", "1380000"])}
        if dice.random() < 0.12:
            over, column, words = SPOIL[dice.randrange(len(SPOIL))]
            values |= over
            broken[n + 2] = (column, str(*over.values()), words)
        lines.append(line(n, **values))
    file = sheet(tmp_path / "廿五.xlsx", [["名单"], head, *lines])
    result = take_in(file)
    assert result["rows"] == sum(result[c] for c in ROWS) == 5000
    assert result["refused"] == len(broken)
    assert len({words for _, _, words in broken.values()}) == len(SPOIL)
    assert {error["row"] for error in result["errors"]} == broken.keys()
    said = {}
    for error in result["errors"]:  # a code given twice may be said of the row as well
        said.setdefault(error["row"], []).append(error)
    for number, (column, value, words) in broken.items():
        [error] = [e for e in said[number] if words in e["message"]]
        assert error["column"] == column
        same = error["value"][:14] == value[:14]  # a number keeps no more than fifteen digits
        assert same or "*" in error["value"]
    again = take_in(file)
    assert classes(again) == {"same": result["new"], "refused": result["refused"]}
    assert again["errors"] == result["errors"]
