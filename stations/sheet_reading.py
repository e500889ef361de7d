"""Stations in workbooks: which columns are known, how a row is read, what it would change."""

import re
from collections import Counter
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils import timezone

from jobs.sheets import Headings, TableRefused
from orgs.imports.cells import day, one_of
from orgs.imports.rows import quietly
from orgs.names import fold
from stations import hours
from stations.datums import Datum, to_cgcs
from stations.models import Station, StationLine
from unions.models import Federation, Region
from unions.queries import deepest_territorial_federations

HEADINGS = Headings(
    {
        "number": ("站点编号", "编号"),
        "name": ("名称", "站点名称"),
        "kind": ("类别", "站点类别"),
        "layer": ("层级", "站点层级"),
        "zone_grade": ("开发区级别",),
        "federation": ("责任工会编码", "责任工会"),
        "region": ("区划代码", "所在区划", "区划"),
        "host": ("主办单位", "建设单位"),
        "premises": ("场地", "场地情况"),
        "address": ("地址", "详细地址"),
        "longitude": ("经度",),
        "latitude": ("纬度",),
        "datum": ("坐标系",),
        "hours": ("开放时间", "服务时间"),
        "phone": ("服务电话", "电话"),
        "brand": ("品牌",),
        "windows": ("服务窗口",),
        "facilities": ("设施",),
        "area": ("面积（平方米）", "面积"),
        "capacity": ("可容纳人数（人）", "可容纳人数"),
        "opened_on": ("启用日期", "建立日期", "成立日期"),
    },
    asked=("name", "kind", "layer", "region"),
)
LABELS, ASKED = HEADINGS.labels, HEADINGS.asked
HINTS = {
    "number": "如 ZD000123，在站点页面上；新站点空着。",
    "federation": "填责任工会的编码或全称；空着的按所在区划最近的一级工会。",
    "region": "如“渝北区”或“500112”。",
    "longitude": "如 106.630000；从网上地图取的，须填坐标系。",
    "latitude": "如 29.720000；从网上地图取的，须填坐标系。",
    "hours": "如“每天 07:00-22:00”或“周一至周五 09:00-17:30”。",
    "windows": "几项之间用顿号隔开。",
    "facilities": "几项之间用顿号隔开。",
    "opened_on": "如 2021-05-01。",
}
"""What to write there, for a person to correct it."""
SETTLED = ("name", "kind", "federation")
"""What a list does not change of a station that is there: each has an act of its own."""
Outcome = StationLine.Outcome


class Places:
    """Divisions and federations a list may name, looked up once for all its rows."""

    def __init__(self, federation):
        self.federation = federation
        regions = Region.objects.filter(pseudo=False, statistical_only=False, valid_to=None)
        if federation.region:
            regions = regions.at_or_below(federation.region)
        told = list(regions.values_list("pk", "code", "name"))
        names = Counter(fold(name) for _, _, name in told)
        self.regions = {code: key for key, code, _ in told}
        self.codes = {key: code for key, code, _ in told}
        self.regions |= {fold(name): key for key, _, name in told if names[fold(name)] == 1}
        below = Federation.objects.at_or_below([federation]).filter(valid_to=None)
        self.federations = {}
        for key, code, name, short in below.values_list("pk", "code", "name", "short_name"):
            self.federations |= {code: key, fold(name): key}
            self.federations.setdefault(fold(short), key)
        self.within = set(self.federations.values())

    def answering(self, rows):
        """Who answers for each row that names no federation: the nearest to its place."""
        codes = {self.codes[row["region"]] for row in rows if row.get("region")}
        found = deepest_territorial_federations(codes)
        for row in rows:
            if row.get("region") and not row.get("federation"):
                nearest = found.get(self.codes[row["region"]])
                inside = nearest and nearest.pk in self.within
                row["federation"] = nearest.pk if inside else self.federation.pk


def read(path, name, federation, *, mapping=None, recall=None, progress=quietly):
    """``(mapping, lines)``: how a list was read, and its lines, not yet saved. Raises TableRefused.

    ``mapping`` and ``recall`` as ``jobs.sheets.Headings.read`` takes them.
    """
    progress(0, "正在读取文件")
    sheet = HEADINGS.read(path, name, mapping=mapping, recall=recall)
    told = [line for line in sheet.lines if line[sheet.columns["name"]]]
    if not told:
        raise TableRefused("表头之下没有数据行。")
    places = Places(federation)
    rows = []
    for done, line in enumerate(told):
        progress(done, "正在读取各行", total=len(told))
        rows.append((line, *_row(line, sheet, places)))
    places.answering([values for _, values, wrong in rows if not wrong])
    progress(0, "正在与登记的站点比对", total=len(told))
    known, seen = Known(places.within), {}
    lines = [
        known.judged(line.number, values, wrong, seen, cells=line.cells)
        for line, values, wrong in rows
    ]
    for fault in (fault for line in lines for fault in line.errors):
        fault["column"] = sheet.label(fault["field"]) or fault["column"]  # as the list heads it
    return sheet.mapping, lines


def judged_again(lines, federation):
    """The same lines, not yet saved, against the stations as they are now."""
    known, seen = Known(Places(federation).within), {}
    return [known.judged(line.row, said(line), [], seen) for line in lines]


def said(line):
    return line.values | ({"number": line.station_id} if line.station_id else {})


def _row(line, sheet, places):
    values, wrong = {}, []
    for key, at in sheet.columns.items():
        text = line[at].strip()
        try:
            if doubt := line.doubt(at):
                raise ValidationError(doubt)
            if text:
                values[key] = READERS[key](text, places)
            elif key in ASKED:
                raise ValidationError("必填。")
        except ValidationError as refusal:
            wrong.append(_fault(key, text, refusal.messages[0]))
    if not wrong:
        wrong = _together(values)
    return values, wrong


def _fault(key, value, message):
    return {
        "field": key,
        "column": LABELS.get(key, ""),
        "value": str(value)[:60],
        "message": message,
    }


def _together(values):
    """What single cells cannot say; the database refuses the same."""
    wrong = []
    zone, graded = values["layer"] == Station.Layer.ZONE, bool(values.get("zone_grade"))
    if zone != graded:
        wrong.append(_fault("zone_grade", "", "层级为开发区（园区）的填开发区级别，其他层级不填。"))
    high = (Station.Layer.PROVINCE, Station.Layer.CITY, Station.Layer.COUNTY)
    if values["kind"] in Station.CENTRES and values["layer"] not in high:
        wrong.append(_fault("kind", "", "帮扶中心、职工服务中心设在县级以上。"))
    at = values.get("longitude"), values.get("latitude")
    datum = values.pop("datum", Datum.CGCS2000)
    if (at[0] is None) != (at[1] is None):
        wrong.append(_fault("longitude", "", "经度和纬度须一起填写。"))
    elif at[0] is not None:
        x, y = to_cgcs(*at, datum)
        values["longitude"], values["latitude"] = f"{x:.6f}", f"{y:.6f}"
    return wrong


def _several(choices):
    one = one_of(choices)
    parts = re.compile(r"[、,，;；]\s*")
    return lambda text, places: [one(part) for part in parts.split(text) if part]


def _place(text, places):
    if (found := places.regions.get(text) or places.regions.get(fold(text))) is None:
        raise ValidationError("在本级及下级区域中没有找到，或有同名的；可填区划代码。")
    return found


def _federation(text, places):
    if (found := places.federations.get(text) or places.federations.get(fold(text))) is None:
        raise ValidationError("不是本级或下级工会，请核对编码。")
    return found


def _degrees(low, high):
    def find(text, places):
        try:
            found = float(text)
        except ValueError:
            raise ValidationError("应为度数，如 106.630000。") from None
        if not low <= found <= high:
            raise ValidationError(f"应在 {low} 至 {high} 之间。")
        return found

    return find


def _whole(text, places):
    digits = text.replace(",", "").removesuffix(".0")
    if not digits.isdecimal() or len(digits) > 7:
        raise ValidationError("应为整数。")
    return int(digits)


def _number(text, places):
    """ZD000123; anything else is of no station."""
    digits = text.upper().removeprefix("ZD")
    return int(digits) if digits.isdecimal() and len(digits) < 18 else -1


def _day(text, places):
    found = day(text)[0]
    if found > timezone.localdate():
        raise ValidationError("日期不能晚于今天。")
    return found.isoformat()


def _text(most):
    def find(text, places):
        if len(text) > most:
            raise ValidationError(f"不能超过 {most} 字。")
        return text

    return find


READERS = {
    "number": _number,
    "name": _text(120),
    "kind": one_of(Station.Kind.choices),
    "layer": one_of(Station.Layer.choices),
    "zone_grade": one_of(Station.ZoneGrade.choices),
    "federation": _federation,
    "region": _place,
    "host": _text(120),
    "premises": one_of(Station.Premises.choices),
    "address": _text(200),
    "longitude": _degrees(73, 136),
    "latitude": _degrees(3, 54),
    "datum": one_of(Datum.choices),
    "hours": lambda text, places: [list(span) for span in hours.parse(text)],
    "phone": _text(30),
    "brand": _text(40),
    "windows": _several(Station.Window.choices),
    "facilities": _several(Station.Facility.choices),
    "area": _whole,
    "capacity": _whole,
    "opened_on": _day,
}


class Known:
    """The stations a list may speak of: found by their number, or by name and federation."""

    def __init__(self, federations):
        rows = Station.objects.filter(federation__in=federations).open_on()
        self.by_number = {station.pk: station for station in rows}
        self.by_name = {
            (station.federation_id, fold(station.name)): station
            for station in self.by_number.values()
        }

    def judged(self, row, values, wrong, seen, cells=()):
        number = values.pop("number", None)
        key = values.get("federation"), fold(values.get("name", ""))
        station = self.by_number.get(number) or self.by_name.get(key)
        if not wrong:
            wrong = self._refusals(values, station, number, seen.get(key))
        seen.setdefault(key, row)
        if wrong:
            return StationLine(
                row=row, outcome=Outcome.REFUSED, values=values, errors=wrong, cells=list(cells)
            )
        if station is None:
            return StationLine(row=row, outcome=Outcome.NEW, values=values)
        changes = {
            name: [kept, said]
            for name, said in values.items()
            if name not in SETTLED and (kept := as_told(station, name)) != said
        }
        outcome = Outcome.CHANGED if changes else Outcome.SAME
        return StationLine(
            row=row, outcome=outcome, station=station, values=values, changes=changes
        )

    def _refusals(self, values, station, number, before):
        if before:
            return [_fault("name", values["name"], f"与第 {before} 行是同一个站点。")]
        if number and number not in self.by_number:
            return [_fault("number", "", "本级及下级没有这个编号的站点；新站点请不填编号。")]
        if station is None:
            if values.get("opened_on"):
                return []
            return [_fault("opened_on", "", "新站点须填启用日期。")]
        for name, said in (("name", "名称"), ("kind", "类别")):
            if as_told(station, name) != values[name]:
                return [_fault(name, values[name], f"{said}与登记的不同，请在站点页面办理更名。")]
        return []


def as_told(station, name):
    """A value of a station as a line says it."""
    if name in ("region", "federation"):
        return getattr(station, f"{name}_id")
    value = getattr(station, name)
    if isinstance(value, Decimal):
        return f"{value:.6f}"
    if isinstance(value, date):
        return value.isoformat()
    if name == "hours" and value is not None:
        return [list(span) for span in value]
    return value


def shown(name, value):
    """A value of a line for people to read."""
    if value in (None, "", []):
        return "（空）"
    field = Station._meta.get_field(name) if name not in ("region", "federation") else None
    if name == "hours":
        return hours.words([tuple(span) for span in value])
    if name in ("windows", "facilities"):
        labels = dict(field.base_field.choices)
        return "、".join(labels[key] for key in value)
    return dict(field.choices).get(value, value) if field and field.choices else value
