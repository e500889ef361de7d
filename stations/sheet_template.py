"""The workbook of stations we would like to receive: a column a field, words to choose from."""

from xlsxwriter.utility import xl_col_to_name

from stations.datums import Datum
from stations.models import Station
from stations.sheet_reading import ASKED, LABELS

CHOICES = {
    "kind": Station.Kind,
    "layer": Station.Layer,
    "zone_grade": Station.ZoneGrade,
    "premises": Station.Premises,
    "datum": Datum,
}
SAMPLE = {
    "name": "（示例）回兴街道工会驿站",
    "kind": Station.Kind.REST_POINT.label,
    "layer": Station.Layer.TOWNSHIP.label,
    "region": "500112",
    "address": "某某路1号",
    "longitude": "106.630000",
    "latitude": "29.720000",
    "datum": Datum.GCJ02.label,
    "hours": "每天 07:00-22:00",
    "facilities": "桌椅、饮水机、微波炉",
    "opened_on": "2021-05-01",
}
MANUAL = (
    "一、每行填一个站点，带“*”的列必填；示例行导入前请删除。",
    "二、已登记的站点填站点编号，或名称与登记的一致；新站点不填编号，须填启用日期。",
    "三、责任工会编码不填的，按所在区划最近的一级工会。",
    "四、坐标从网上地图取的，请在坐标系一列选对应的地图，导入时换算。",
    "五、服务窗口、设施可填几项，中间用顿号隔开；可填的词见“字典”表。",
    "六、再次导入时只写入有变化的内容；更名、关停请在站点页面办理。",
)


def write_template(book):
    head = book.add_format({"bold": True, "bg_color": "#F3EFE6", "bottom": 1, "text_wrap": True})
    text = book.add_format({"num_format": "@"})
    sample = book.add_format({"num_format": "@", "font_color": "#5B6270", "italic": True})
    page, words = book.add_worksheet("站点"), book.add_worksheet("字典")
    for at, (name, label) in enumerate(LABELS.items()):
        page.set_column(at, at, 30 if name in ("name", "address", "hours") else 16, text)
        page.write_string(0, at, f"{label}*" if name in ASKED else label, head)
        page.write_string(1, at, SAMPLE.get(name, ""), sample)
        if name in CHOICES:
            column = list(CHOICES).index(name)
            listed(words, column, label, CHOICES[name].labels)
            letter = xl_col_to_name(column)
            source = f"=字典!${letter}$2:${letter}${len(CHOICES[name].labels) + 1}"
            page.data_validation(1, at, 20_000, at, {"validate": "list", "source": source})
    for column, (label, choices) in enumerate(
        (("服务窗口", Station.Window), ("设施", Station.Facility)), len(CHOICES)
    ):
        listed(words, column, label, choices.labels)
    page.freeze_panes(1, 1)
    manual = book.add_worksheet("填表说明")
    manual.set_column(0, 0, 90)
    for row, line in enumerate(("站点导入模板", *MANUAL)):
        manual.write_string(row, 0, line)
    book.close()


def listed(page, column, label, words):
    page.set_column(column, column, 24)
    for row, word in enumerate((label, *words)):
        page.write_string(row, column, word)
