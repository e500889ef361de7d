"""Lists as offices make them, written by the libraries people have."""

import csv
import io

import openpyxl
import xlwt

from tests import make

HEAD = (
    *("序号", "社会组织名称", "统一社会信用代码", "社会组织类型", "登记管理机关", "成立登记时间"),
    *("住所", "法定代表人", "联系电话", "从业人员（人）", "状态"),
)


def row(n=1, **over):
    """One organization's line, in the order of HEAD. ``over`` by field."""
    values = {
        "n": n,
        "name": f"重庆市渝北区晨光{n}号社会工作服务中心",
        "code": make.credit_code(),
        "type": "民办非企业单位",
        "authority": "重庆市渝北区民政局",
        "registered": "2015年6月1日",
        "residence": f"重庆市渝北区龙溪街道松石路{n}号",
        "person": "陈静",
        "phone": "13800001234",
        "staff": "12人",
        "status": "正常",
        **over,
    }
    return list(values.values())


def rows(count, **over):
    return [row(n, **over) for n in range(1, count + 1)]


def xlsx(path, data, *, head=HEAD, before=(), after=(), sheets=()):
    book = openpyxl.Workbook()
    page = book.active
    page.title = "名单"
    for line in (*before, *([head] if head else ()), *data, *after):
        page.append(list(line))
    for title, lines in sheets:
        other = book.create_sheet(title)
        for line in lines:
            other.append(list(line))
    book.save(path)
    return path


def xls(path, data, *, head=HEAD, before=()):
    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet("名单")
    for y, line in enumerate((*before, head, *data)):
        for x, value in enumerate(line):
            page.write(y, x, value)
    book.save(str(path))
    return path


def text(path, data, *, head=HEAD, encoding="utf-8"):
    out = io.StringIO()
    csv.writer(out).writerows([head, *data])
    path.write_bytes(out.getvalue().encode(encoding))
    return path


def classes(result):
    """The counts that are not zero."""
    names = ("new", "changed", "same", "renamed", "moved", "revived", "suspicious", "refused")
    return {name: result[name] for name in names if result[name]}
