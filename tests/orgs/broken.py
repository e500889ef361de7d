"""A maker of broken sheets: honest clutter that must be read through, and errors seeded on purpose.

``Sheet`` knows what it has broken: by row, the heading of the wrong cell and words of the reason.
"""

import csv
import io
import random
from datetime import date, timedelta

import xlsxwriter
from stdnum.cn import uscc

UPPER = ("序号", "社会组织名称", "统一社会信用代码", "登记信息", "", "", "", "所在区划", "从业人员")
LOWER = ("", "", "", "组织类型", "登记机关", "成立登记时间", "状态", "", "")
HEADINGS = tuple(low or up for up, low in zip(UPPER, LOWER, strict=True))
NAME, CODE, TYPE, AUTHORITY, SINCE, STATUS, REGION, STAFF = range(1, 9)
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
FIRST = 6
"""The row in which data begin: a title, a remark, a blank row and two headers stand above."""


def wrong_check(code):
    return code[:-1] + ("1" if code[-1] in "0０" else "0")


KINDS = {
    # kind: (column, how the cell is made of what stood there, words of the reason)
    "check character": (CODE, wrong_check, "校验位"),
    "a character too few": (CODE, lambda code: code[:-1], "应为 18 位"),
    "a letter that no code has": (CODE, lambda code: f"{code[:9]}O{code[10:]}", "不允许的字符"),
    "a firm": (CODE, lambda code: "91350100M000100Y43", "不是民政部门登记"),
    "digits lost": (CODE, lambda code: "5.25001E+17", "末尾数字可能已丢失"),
    "no such type": (TYPE, lambda text: "个体工商户", "无法识别组织类型"),
    "no such day": (SINCE, lambda text: "2017-02-30", "不存在"),
    "a day to come": (SINCE, lambda text: "2199年1月1日", "不能晚于今天"),
    "no such status": (STATUS, lambda text: "优秀", "无法识别存续状态"),
    "no such place": (REGION, lambda text: "火星市", "无法识别"),
    "staff in words": (STAFF, lambda text: "若干", "一个整数"),
    "too much staff": (STAFF, lambda text: "9999999", "核对数目和单位"),
}


class Sheet:
    """``count`` rows, of which ``errors`` are broken and ``repeats`` say again what one said."""

    def __init__(self, count, *, errors, repeats, seed=35):
        self.dice = random.Random(seed)
        self.rows = [self.row(n) for n in range(count)]
        self.expected = {}  # row of the sheet -> (heading, words of the reason)
        places = self.dice.sample(range(count // 2, count), errors + repeats)
        for n, at in enumerate(places[:errors]):
            column, spoil, words = KINDS[list(KINDS)[n % len(KINDS)]]
            self.rows[at][column] = spoil(self.rows[at][column])
            self.expected[FIRST + at] = HEADINGS[column], words
        for at in places[errors:]:
            self.rows[at][1:] = self.rows[self.dice.randrange(count // 2)][1:]
            self.expected[FIRST + at] = HEADINGS[CODE], "本行不再导入"

    def row(self, n):
        body = f"5250011235{n:07d}"
        code = body + uscc.calc_check_digit(body)
        day = date(2010, 1, 1) + timedelta(n % 4000)
        since = (
            f"{day.year}年{day.month}月{day.day}日",
            day.isoformat(),
            f"{day.year}.{day.month}.{day.day}",
            f"{day:%Y%m%d}",
            str((day - date(1899, 12, 30)).days),
        )[n % 5]
        staff = f"{n % 90 + 1}人"
        return [
            str(n + 1),
            f"重庆市渝北区晨光第{n + 1}社会工作服务中心",
            code.translate(FULL_WIDTH) if n % 7 == 0 else code,
            ("民办非企业单位", "民非", "52 社会服务机构")[n % 3],
            "重庆市渝北区民政局",
            since,
            ("正常", "存续", " 正常 ")[n % 3],
            ("重庆市渝北区", "500112", "渝北区")[n % 3],
            staff.translate(FULL_WIDTH) if n % 11 == 0 else staff,
        ]

    @property
    def refused(self):
        return len(self.expected)

    def lines(self):
        yield ["重庆市渝北区社会组织登记情况统计表"]
        yield ["填报单位：某局", "", "", "", "", "2024年3月"]
        yield []
        yield UPPER
        yield LOWER
        yield from self.rows
        yield []
        yield ["合计", "", "", "", "", "", "", "", ""]
        yield ["备注：数据截至2024年3月"]

    def xlsx(self, path):
        book = xlsxwriter.Workbook(path, {"constant_memory": True})
        page = book.add_worksheet("名单")
        page.merge_range(0, 0, 0, 8, "")
        for at, line in enumerate(self.lines()):
            for column, text in enumerate(line):
                if text:
                    page.write_string(at, column, text)
        book.close()
        return path

    def text(self, path):
        out = io.StringIO()
        csv.writer(out).writerows(self.lines())
        path.write_bytes(out.getvalue().encode("gb18030"))
        return path

    def untold(self, errors):
        """Of what was broken, what the errors do not tell by row, column, reason and hint."""
        told = {}
        for error in errors:
            told.setdefault(error["row"], []).append(error)
        return {
            row: (heading, words)
            for row, (heading, words) in self.expected.items()
            if not any(
                error["column"] == heading and words in error["message"] and error["hint"]
                for error in told.get(row, ())
            )
        }
