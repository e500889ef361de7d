"""Lists of every make: each row in one class, the same list again changes nothing."""

import random
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from governance.models import Event
from jobs.sheets import TableRefused
from orgs.imports.batches import apply_batch
from orgs.models import ImportBatch, ImportLine, Organization, OrganizationFacts
from orgs.services.registration import TAKEN_ELSEWHERE
from tests import make
from tests.orgs import lists
from tests.orgs.lists import classes, row, rows
from unions.models import Federation


def named(result, number):
    return [e["message"] for e in result["errors"] if e["row"] == number]


def test_new_then_the_same(take_in, tmp_path):
    """CQ-03"""
    file = lists.xlsx(tmp_path / "名单.xlsx", rows(8), before=[["重庆市社会组织名单"]])
    assert classes(take_in(file, apply=False)) == {"new": 8}
    assert not Organization.objects.exists()
    assert classes(take_in(file)) == {"new": 8}
    organization = Organization.objects.first()
    assert organization.federation.code == "500112"
    assert organization.region.name == "龙溪街道"
    assert (organization.type, organization.registration_level) == ("52", "50")
    assert organization.staff_count == 12
    assert organization.contact_phone == "13800001234"
    assert OrganizationFacts.objects.filter(valid_from=date(2015, 6, 1)).count() == 8
    again = take_in(file)
    assert classes(again) == {"same": 8}
    assert again["missing"] == 0
    assert Organization.objects.count() == OrganizationFacts.objects.count() == 8
    assert Event.objects.filter(verb="importbatch.apply").count() == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_text_in_every_encoding(take_in, tmp_path, encoding):
    name = "重庆市渝北区䶮善服务中心" if encoding == "gb18030" else "重庆市渝北区善服务中心"
    file = lists.text(tmp_path / "名单.csv", [row(name=name)], encoding=encoding)
    assert classes(take_in(file)) == {"new": 1}
    assert Organization.objects.get().name == name


def test_old_workbooks(take_in, tmp_path):
    file = lists.xls(tmp_path / "名单.xls", rows(3), before=[["标题"]])
    assert classes(take_in(file)) == {"new": 3}


def test_what_surrounds_the_data_is_no_data(take_in, tmp_path):
    data = rows(4)
    file = lists.xlsx(
        tmp_path / "名单.xlsx",
        [*data[:2], [], lists.HEAD, *data[2:]],
        before=[["重庆市社会组织基本情况统计表"], ["填报单位：某局", "", "", "", "", "2024年3月"]],
        after=[["合计", "4"], ["备注：数据截至2024年3月"], ["填表人：李", "", "审核人：王"]],
    )
    assert classes(take_in(file)) == {"new": 4}


def test_a_header_of_two_lines(take_in, tmp_path):
    upper = ["序号", "社会组织名称", "统一社会信用代码", "登记信息", "", "法定代表人", ""]
    lower = ["", "", "", "类型", "成立时间", "姓名", "电话"]
    data = [
        [1, "重庆市渝北区双头服务中心", make.credit_code(), "民非", "2016.5.3", "李", "13900001111"]
    ]
    file = lists.xlsx(tmp_path / "名单.xlsx", data, head=None, before=[upper, lower])
    assert classes(take_in(file)) == {"new": 1}
    made = Organization.objects.get()
    assert (made.registered_on, made.legal_representative) == (date(2016, 5, 3), "李")


@pytest.mark.parametrize(
    ("wrong", "column", "message"),
    [
        ({"code": "52500112MJ00000010"}, "统一社会信用代码", "校验位"),
        ({"code": "5250011230000001"}, "统一社会信用代码", "应为 18 位"),
        ({"code": "52500112MJO000001X"}, "统一社会信用代码", "不允许的字符"),
        ({"code": "91350100M000100Y43"}, "统一社会信用代码", "不是民政部门登记"),
        ({"type": "企业"}, "社会组织类型", "无法识别组织类型"),
        ({"registered": "2017-02-30"}, "成立登记时间", "不存在"),
        ({"registered": "2199年1月1日"}, "成立登记时间", "不能晚于今天"),
        ({"staff": "若干"}, "从业人员（人）", "一个整数"),
        ({"staff": "9999999"}, "从业人员（人）", "核对数目和单位"),
        ({"name": ""}, "社会组织名称", "请填写社会组织名称"),
        ({"status": "优秀"}, "状态", "无法识别存续状态"),
    ],
)
def test_refused_by_row(take_in, tmp_path, wrong, column, message):
    file = lists.xlsx(tmp_path / "名单.xlsx", [row(1), row(2, **wrong), row(3)])
    result = take_in(file)
    assert classes(result) == {"new": 2, "refused": 1}
    [error] = result["errors"]
    assert (error["row"], error["column"]) == (3, column)
    assert message in error["message"]
    again = take_in(file)
    assert classes(again) == {"same": 2, "refused": 1}
    assert again["errors"] == result["errors"]


def test_a_number_nobody_can_dial_costs_only_itself(take_in, tmp_path):
    """The row is taken, the telephone left empty, what was written stays with the line, sealed."""
    data = [row(1), row(2, phone="1380000123"), row(3)]
    file = lists.xlsx(tmp_path / "名单.xlsx", data)
    result = take_in(file)
    assert classes(result) == {"new": 3}
    [warning] = [w for w in result["warnings"] if "联系电话" in w]
    assert "第3行" in warning
    assert "1380000123" not in warning
    line = ImportLine.objects.get(row=3)
    assert line.organization.contact_phone == ""
    assert "1380000123" in line.private
    assert classes(take_in(file)) == {"same": 3}


def test_twice_in_one_list(take_in, tmp_path):
    code = make.credit_code()
    data = [row(1, code=code), row(2), row(3, code=code), row(4, code="")]
    data += [row(4, code="")]
    result = take_in(lists.xlsx(tmp_path / "名单.xlsx", data))
    assert classes(result) == {"new": 3, "refused": 2}
    assert "第2行的统一社会信用代码" in named(result, 4)[0]
    assert "第5行的名称和登记管理机关" in named(result, 6)[0]


def test_without_codes_filed_and_unregistered(take_in, tmp_path):
    """CQ-05"""
    data = [row(1, code="", status="备案"), row(2, code="无", status="正常")]
    assert classes(take_in(lists.xlsx(tmp_path / "名单.xlsx", data))) == {"new": 2}
    assert Organization.objects.filter(standing="filed", credit_code=None).count() == 1
    assert classes(take_in(lists.xlsx(tmp_path / "名单.xlsx", data))) == {"same": 2}


def test_each_class_of_change(take_in, tmp_path):
    before = rows(8)
    take_in(lists.xlsx(tmp_path / "一.xlsx", before))
    organizations = list(Organization.objects.order_by("pk"))
    after = [list(line) for line in before]
    after[0][9] = "20人"
    after[1][1] = "重庆市渝北区晨曦2号社会工作服务中心"
    after[2][6] = "重庆市江北区观音桥街道1号"
    after[3][3] = "社会团体"
    after[4][10] = "注销"
    after.pop(5)
    after.append(row(9))
    result = take_in(lists.xlsx(tmp_path / "二.xlsx", after), as_of=date(2024, 6, 30))
    assert classes(result) == {
        **{"new": 1, "changed": 2, "same": 2, "renamed": 1, "moved": 1, "suspicious": 1}
    }
    assert result["missing"] == 1
    for organization in organizations:
        organization.refresh_from_db()
    assert organizations[0].staff_count == 20
    assert organizations[1].aliases.get().value == before[1][1]
    assert organizations[2].federation.code == "500105"
    assert organizations[3].type == "52"
    assert organizations[4].ended_on == date(2024, 6, 30)
    assert not organizations[5].ended
    known = OrganizationFacts.objects.known().filter(organization=organizations[2])
    assert [f.federation.code for f in known.order_by("valid_from")] == ["500112", "500105"]
    after[4][10] = "正常"
    third = take_in(lists.xlsx(tmp_path / "三.xlsx", after), as_of=date(2024, 9, 30))
    assert third["revived"] == 1
    organizations[4].refresh_from_db()
    assert (organizations[4].status, organizations[4].ended_on) == ("normal", None)


def test_an_older_list_does_not_undo_what_came_later(take_in, tmp_path):
    file = lists.xlsx(tmp_path / "一.xlsx", [row(1, code=make.credit_code())])
    take_in(file, as_of=date(2023, 1, 1))
    [line] = [list(line) for line in [row(1, code=Organization.objects.get().credit_code)]]
    line[9], line[1] = "40人", "重庆市渝北区晨星1号社会工作服务中心"
    take_in(lists.xlsx(tmp_path / "二.xlsx", [line]), as_of=date(2024, 1, 1))
    assert classes(take_in(file, as_of=date(2023, 1, 1))) == {"same": 1}
    now = Organization.objects.get()
    assert (now.staff_count, now.name) == (40, line[1])


def test_another_name_for_the_same_code_is_doubtful(take_in, tmp_path):
    [line] = rows(1)
    take_in(lists.xlsx(tmp_path / "一.xlsx", [line]))
    line[1] = "四川省完全无关基金管理协会"
    result = take_in(lists.xlsx(tmp_path / "二.xlsx", [line]))
    assert classes(result) == {"suspicious": 1}
    assert Organization.objects.get().name != line[1]


def test_a_person_may_confirm_what_is_doubtful(take_in, tmp_path, chongqing):
    [line] = rows(1)
    take_in(lists.xlsx(tmp_path / "一.xlsx", [line]))
    line[3] = "社会团体"
    result = take_in(lists.xlsx(tmp_path / "二.xlsx", [line]), apply=False)
    batch = ImportBatch.objects.get(uid=result["batch"])
    chosen = [batch.lines.get(outcome="suspicious").pk]
    assert apply_batch(by=chongqing, batch=batch, chosen=chosen)["written"] == 1
    assert Organization.objects.get().type == "51"


def test_the_breaker(take_in, tmp_path):
    data = rows(40)
    take_in(lists.xlsx(tmp_path / "一.xlsx", data))
    for line in data[:12]:
        line[10] = "注销"
    data.append(row(41))
    result = take_in(lists.xlsx(tmp_path / "二.xlsx", data), as_of=date(2024, 6, 30))
    assert "未写入任何一行" in result["stopped"]
    assert not Organization.objects.filter(status="deregistered").exists()
    assert Organization.objects.count() == 40


def test_whose_code_is_taken_elsewhere_is_not_told(take_in, tmp_path):
    taken = make.organization("320102", name="南京某服务中心")
    result = take_in(lists.xlsx(tmp_path / "名单.xlsx", [row(1, code=taken.credit_code)]))
    assert [e["message"] for e in result["errors"]] == [TAKEN_ELSEWHERE]
    assert "南京" not in str(result)


def test_two_sums_that_differ_are_both_told(take_in, tmp_path):
    """CQ-04"""
    said = [
        [
            "全市在民政部门登记成立的各类社会组织共有15705家，其中社会团体7337家、民办非企业单位8298家、基金会70家。"
        ],
        ["其中市级1553家，区县14172家。"],
    ]
    result = take_in(lists.xlsx(tmp_path / "名单.xlsx", rows(2), after=said))
    assert classes(result) == {"new": 2}
    [warning] = [w for w in result["warnings"] if "15705" in w]
    assert "15725" in warning


def test_a_sheet_of_totals(take_in, tmp_path):
    grid = [
        ["登记级别", "社会团体", "民非", "基金会", "合计"],
        ["市级", 1069, 414, 70, 1553],
        ["区县", 6268, 7884, 0, 14172],
        ["合计", 7337, 8298, 70, 15705],
    ]
    result = take_in(lists.xlsx(tmp_path / "名单.xlsx", rows(2), sheets=[("汇总", grid)]))
    told = "".join(result["warnings"])
    assert "15725" in told
    assert "15705" in told


def test_foundations_below_the_province_and_codes_of_another_type_are_warned_of(take_in, tmp_path):
    line = row(1, type="基金会")
    result = take_in(lists.xlsx(tmp_path / "名单.xlsx", [line]))
    assert classes(result) == {"new": 1}
    told = "".join(result["warnings"])
    assert "基金会的登记级别低于省级" in told
    assert "前两位与所填组织类型不一致" in told


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("名单.xlsx", b"not a workbook", "与扩展名不符"),
        ("名单.txt", b"a,b", "只接受"),
        ("名单.csv", b"", "空的"),
        ("名单.csv", "姓名,电话\n甲,1\n".encode(), "没有找到表头"),
    ],
)
def test_refused_whole(take_in, tmp_path, name, content, message):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(TableRefused, match=message):
        take_in(path)
    assert not ImportBatch.objects.exists()


def test_personal_values_are_sealed_in_what_is_kept(take_in, tmp_path):
    """Neither lines nor results hold a telephone number in clear."""
    from django.db import connection

    take_in(lists.xlsx(tmp_path / "名单.xlsx", [row(1), row(2, phone="1380000123")]))
    with connection.cursor() as cursor:
        cursor.execute("SELECT orgs_importline::text FROM orgs_importline")
        lines = str(cursor.fetchall())
        cursor.execute("SELECT result::text FROM orgs_importbatch")
        lines += str(cursor.fetchall())
    assert "1380000" not in lines


def test_lines_are_lineage(take_in, tmp_path):
    take_in(lists.xlsx(tmp_path / "名单.xlsx", rows(2)))
    line = ImportLine.objects.get(row=2)
    assert line.applied
    assert line.organization.name == line.values["name"]


def test_only_for_ones_own_federation(take_in, tmp_path, yubei):
    file = lists.xlsx(tmp_path / "名单.xlsx", rows(1))
    result = take_in(file, apply=False, code="50")
    batch = ImportBatch.objects.get(uid=result["batch"])
    with pytest.raises(PermissionDenied):
        apply_batch(by=yubei, batch=batch)


def test_many_broken_rows_every_one_told(take_in, tmp_path):
    """4 kinds of error over 2,000 rows; what is whole goes in, what is not is named."""
    dice = random.Random(7)
    spoil = [
        {"code": "52500112MJ00000010"},
        {"type": "个体户"},
        {"registered": "2017年13月1日"},
        {"staff": "很多"},
    ]
    data, broken = [], set()
    for n in range(1, 2001):
        bad = dice.random() < 0.1
        data.append(row(n, **(dice.choice(spoil) if bad else {})))
        if bad:
            broken.add(n + 1)
    file = lists.xlsx(tmp_path / "名单.xlsx", data)
    result = take_in(file)
    assert {e["row"] for e in result["errors"]} == broken
    assert result["new"] == 2000 - len(broken)
    assert classes(take_in(file)) == {"same": 2000 - len(broken), "refused": len(broken)}


def test_the_whole_nation_and_one_county(take_in, tmp_path):
    data = [row(1), row(2, authority="民政部", residence="北京市朝阳区建国路1号")]
    take_in(lists.xlsx(tmp_path / "名单.xlsx", data), code="0")
    homes = Organization.objects.order_by("pk").values_list("federation__code", flat=True)
    assert list(homes) == ["500112", "110105"]
    assert Federation.objects.filter(code="110105").exists()
