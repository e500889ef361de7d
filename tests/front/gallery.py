"""Everything the gallery page shows; invented figures, real shapes."""

import json
from pathlib import Path

from django import forms
from django.core.paginator import Paginator
from django.http import QueryDict
from django.template import Context, Engine
from django.test import RequestFactory
from django.utils import timezone

ROOT = Path(__file__).resolve().parents[2]
FIGURE = {"numerator": 13302, "denominator": 15705}  # a test changes it
BOUNDARIES = ROOT / "unions" / "data" / "boundaries"


class FilterForm(forms.Form):
    search = forms.CharField(label="名称或代码", required=False)
    type = forms.ChoiceField(
        label="类型",
        required=False,
        choices=[("", "全部"), ("51", "社会团体"), ("52", "民办非企业单位"), ("53", "基金会")],
    )
    region = forms.CharField(label="区县", required=False)
    status = forms.ChoiceField(label="建会状态", required=False, choices=[("", "全部")])
    since = forms.DateField(
        label="成立不早于", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    labour = forms.MultipleChoiceField(
        label="领域",
        required=False,
        choices=[("a", "养老"), ("b", "教育"), ("c", "卫生")],
        widget=forms.CheckboxSelectMultiple,
    )


class OrganizationForm(forms.Form):
    name = forms.CharField(label="名称", help_text="与登记证书上的名称一致。")
    code = forms.CharField(
        label="统一社会信用代码",
        help_text="18 位；没有的填“无”。",
        widget=forms.TextInput(attrs={"data-code": ""}),
    )
    type = forms.ChoiceField(
        label="类型",
        choices=[("51", "社会团体"), ("52", "民办非企业单位"), ("53", "基金会")],
        widget=forms.RadioSelect,
    )
    region = forms.CharField(
        label="住所", widget=forms.TextInput(attrs={"data-regions": "/regions/"})
    )
    staff = forms.IntegerField(label="从业人数")
    founded = forms.DateField(
        label="成立日期", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    note = forms.CharField(label="备注", required=False, widget=forms.Textarea)
    party = forms.BooleanField(label="已建立党组织", required=False)
    certificate = forms.FileField(label="登记证书", required=False, help_text="PDF 或图片。")

    def clean(self):
        self.add_error(None, "成立日期不能晚于今天。")


def rows():
    names = [
        "渝北区星辰社会工作服务中心",
        "重庆市秀山土家族苗族自治县花灯艺术协会",
        "江北区小太阳幼儿园",
    ]
    states = [
        ("已建会", "good"),
        ("未建会", "plain"),
        ("30 天内届满", "caution"),
        ("已注销", "done"),
    ]
    return [
        {
            "pk": n,
            "name": names[n % 3],
            "code": f"5250011{n % 10}MJP00{1000 + n}X",
            "type": ["民办非企业单位", "社会团体", "基金会"][n % 3],
            "staff": [36, 1204, 0][n % 3],
            "members": [31, 998, 0][n % 3],
            "status": states[n % 4][0],
            "level": states[n % 4][1],
        }
        for n in range(1234)
    ]


def counties(name="50", key="counties"):
    topology = json.loads((BOUNDARIES / f"{name}.topo.json").read_text())
    shapes = [g["properties"] for g in topology["objects"][key]["geometries"]]
    seed = 7
    items = []
    for shape in sorted(shapes, key=lambda s: s["code"]):
        seed = seed * 16807 % 2147483647
        denominator = 40 + seed % 160
        numerator = round(denominator * (0.68 + 0.3 * (seed % 1000) / 1000))
        items.append(
            {
                "code": shape["code"],
                "name": shape["name"],
                "value": numerator / denominator * 100,
                "numerator": numerator,
                "denominator": denominator,
                "url": f"/?federation={shape['code']}",
            }
        )
    items[5] = {**items[5], "value": None, "numerator": None, "denominator": None}
    return items


def map_data(name, key):
    return {
        "topology": f"/boundaries/{name}.topo.json",
        "object": key,
        "target": 85,
        "unit": "%",
        "measure": "建会率",
        "count_labels": ["已建会", "应建会"],
        "items": counties(name, key),
        "review_number": "GS（2026）0000号（示例）",
        **({"line": "/boundaries/boundary-line.geo.json"} if name == "china" else {}),
    }


def context(path="/", query=""):
    request = RequestFactory().get(f"{path}?{query}")
    items = [i for i in counties() if i["value"] is not None]
    months = [f"{y}-{m:02}" for y in (2023, 2024, 2025, 2026) for m in range(1, 13)][4:46]
    short = sorted(items, key=lambda i: i["value"])[:10]
    user = type("Somebody", (), {"is_authenticated": True, "get_full_name": "周敏"})()
    page = Paginator(rows(), 10).page(3)
    now = timezone.now()
    return {
        "request": request,
        "user": user,
        "csrf_token": "token",
        "person_name": "周敏",
        "person_place": "重庆市总工会",
        "inbox_count": 7,
        "navigation": [
            {"label": label, "url": "#", "active": n == 0}
            for n, label in enumerate(
                [
                    "覆盖看板",
                    "社会组织",
                    "建会行动",
                    "购买服务",
                    "帮扶站点",
                    "联系引导",
                    "调查",
                    "通知政策",
                ]
            )
        ],
        "body_class": request.GET.get("body", ""),
        "first": FIGURE,
        "map": map_data("50", "counties"),
        "china": map_data("china", "provinces"),
        "ranking": [
            {**i, "lack": max(0, round(i["denominator"] * 0.85 - i["numerator"]))} for i in short
        ],
        "trend": {
            "labels": months,
            "series": [
                {
                    "name": "建会率",
                    "values": [
                        *(min(84.7, 38 + 1.9 * n) if n != 9 else None for n in range(41)),
                        FIGURE["numerator"] / FIGURE["denominator"] * 100,
                    ],
                }
            ],
            "unit": "%",
            "min": 30,
            "targets": [
                {"from": "2023-05", "to": "2023-12", "value": 60, "label": "60%"},
                {"from": "2024-12", "to": "2026-10", "low": 83, "high": 87, "label": "85% 左右"},
            ],
        },
        "forms": {
            "labels": ["渝北区", "江北区", "沙坪坝区", "秀山土家族苗族自治县"],
            "unit": "家",
            "series": [
                {"name": "单独", "values": [120, 96, 80, 12]},
                {"name": "联合", "values": [31, 20, 44, 9]},
                {"name": "行业", "values": [14, 30, 0, 2]},
                {"name": "区域", "values": [8, 5, 12, 30]},
            ],
        },
        "reasons": {
            "unit": "家",
            "measure": "家数",
            "axis": "原因",
            "items": [
                {"name": name, "value": value}
                for name, value in [
                    ("职工不足25人、不愿单独建", 168),
                    ("已依托主管部门机关工会", 131),
                    ("无专职人员", 96),
                    ("不了解工会", 74),
                    ("人员流动大", 61),
                    ("负责人不支持", 38),
                    ("其他", 38),
                ]
            ],
        },
        "tabs": [
            {"label": "全部", "url": "#", "active": True, "count": 1234},
            {"label": "待评估", "url": "#", "count": 96},
            {"label": "已建会", "url": "#"},
        ],
        "filter_form": FilterForm(QueryDict(query)),
        "rows": page.object_list,
        "page": page,
        "events": [
            {"when": now, "who": "周敏", "title": "登记建会", "text": "单独建会", "level": "good"},
            {"when": now, "who": "李强", "title": "评估建会条件", "text": "具备建会条件"},
            {"when": now.date(), "who": "系统", "title": "自民政名册导入"},
        ],
        "step_labels": ["上传名册", "核对", "确认导入", "完成"],
        "blank": OrganizationForm(),
        "bound": OrganizationForm({"name": "星辰", "staff": "三十六"}),
        "rate_steps": [*(f"r{n}" for n in range(1, 8)), "r-none"],
    }


class Unset(str):
    """Says loudly that a template printed a variable nobody gave."""

    def __mod__(self, name):
        raise AssertionError(f"template printed a variable that is not there: {name}")

    def __contains__(self, text):
        return text == "%s"


def engine():
    return Engine(
        dirs=[ROOT / "templates"],
        libraries={
            "look": "unions.templatetags.look",
            "static": "django.templatetags.static",
        },
        string_if_invalid=Unset("%s"),
    )


def render(template="_components/gallery.html", **values):
    return engine().get_template(template).render(Context({**context(), **values}))


def page(content):
    """A page of the base template with this in its middle."""
    source = "{% extends 'base.html' %}{% load look %}{% block content %}" + content
    return engine().from_string(source + "{% endblock %}").render(Context(context()))
