"""口径: what each figure means, with its value here and its parts."""

from datetime import date
from io import BytesIO

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from indicators import definitions, exports
from indicators.models import Measures
from indicators.queries import figure
from indicators.subjects import subject_of
from indicators.tallies.sources import TALLIES
from indicators.viewpoint import viewpoint
from unions.look.numbers import cndate

TABS = {
    "child": "下级工会",
    "month": "月份",
    "segment": "范围分类",
    "type": "组织类型",
    "category": "行业分类",
    "level": "登记级别",
    "form": "建会形式",
    "reason": "未建会原因",
    "source": "数据来源",
}
MEASURES = {
    **{f.name: f.verbose_name.removesuffix("（家）") for f in Measures._meta.fields},
    "effective_covered": "有效覆盖",
    "women_complete": "女职工组织健全",
    "organs_complete": "机构健全",
    "unions": "在册基层工会",
    "closed": "已销号",
    "baseline": "基线台账",
    "unfounded": "具备条件、未建会",
    "closed_in_time": "按期办结（件）",
    "due": "已到期限（件）",
    "months_kept": "保持的月份（个月）",
    "months": "应保持的月份（个月）",
    "joined_online": "扫码入会（人）",
    "joined": "入会（人）",
    "expiring": "换届到期",
    "aid_amount": "帮扶支出（元）",
    "aid_households": "受助（户）",
    "aid_persons": "受助（人次）",
    "fund_income": "资金收入（元）",
    "sites_added": "两年净增站点（个）",
    "sites_before": "两年前站点（个）",
    "in_office": "设在工会办公室（个）",
    "housed": "场地已登记（个）",
    "with_centre": "设有中心",
    "places": "省辖市和县（市）",
    "renamed": "已更名（个）",
    "with_posts": "有事业编制（个）",
    "centres": "市县中心（个）",
    "group_sites": "群团社会服务网络点（个）",
    "rest_points": "户外劳动者服务站点（个）",
    "sites": "站点（个）",
    "workers": "职工（人）",
    "idle": "挂牌空转（个）",
    "matches_found": "发现的线索（条）",
    "matches_handled": "已处理的线索（条）",
    "recording": "登记服务的站点（个）",
}
PARTS = {"source": "资金来源", "item": "帮扶项目", "kind": "种类", "category": "困难类别"}
"""What the parts of tallies are called."""


@require_safe
@never_cache
@login_required
def catalogue(request):
    look = viewpoint(request.user, request.GET)
    rows = []
    for which in definitions.current():
        now = figure(which.code, look.federation, on=look.on)["rows"][0]
        url = reverse("indicators:definition", args=[which.code]) + look.link()
        rows.append({"which": which, "now": now, "url": url})
    return render(
        request,
        "indicators/catalogue.html",
        {"look": look, "rows": rows},
    )


@require_safe
@never_cache
@login_required
def definition(request, code):
    look = viewpoint(request.user, request.GET)
    which = found_or_404(code, look.on)
    tabs = tabs_of(which)
    by = request.GET.get("by", "")
    by = by if by in tabs else next(iter(tabs))
    now = figure(which.code, look.federation, on=look.on)
    now_boundary = by == "month" and not which.tally and request.GET.get("boundary") == "now"
    parts = figure(
        which.code,
        look.federation,
        on=look.on,
        by=by,
        boundary="now" if now_boundary else "then",
    )
    return render(
        request,
        "indicators/definition.html",
        {
            "look": look,
            "which": which,
            "now": now["rows"][0],
            "on": date.fromisoformat(now["on"]),
            "code_words": f"{which.code} · {look.federation.name}",
            "refresh": now["refresh_id"],
            "numerator": MEASURES[which.numerator],
            "denominator": MEASURES.get(which.denominator, ""),
            "versions": versions(which.code),
            "by": by,
            "by_words": tabs[by],
            "tabs": [
                {"label": label, "url": look.link(by=name) + "#parts", "active": name == by}
                for name, label in tabs.items()
            ],
            "boundaries": [
                {
                    "label": label,
                    "url": look.link(by=by, boundary=boundary) + "#parts",
                    "active": now_boundary == (boundary == "now"),
                }
                for boundary, label in (("then", "按当时的区划"), ("now", "按现行区划"))
            ]
            if by == "month" and not which.tally
            else [],
            "parts": with_bars(which, parts["rows"]),
            "chart": by_month(which, parts["rows"]) if by == "month" else None,
            "sheet": reverse("indicators:sheet", args=[which.code]) + look.link(by=by),
            "records": reverse("indicators:records") + look.link(code=which.code)
            if which.has_records
            and request.user.may_at(subject_of(which).permission, look.federation)
            else "",
        },
    )


def found_or_404(code, on):
    try:
        return definitions.indicator(code, on)
    except definitions.UnknownIndicator:
        raise Http404 from None


def tabs_of(which):
    """The ways of dividing it that say something."""
    if which.tally:
        parts = TALLIES[which.tally].parts if which.tally in TALLIES else ()
        return {name: TABS[name] for name in ("child", "month")} | {by: PARTS[by] for by in parts}
    if which.numerator == which.denominator:
        return {name: TABS[name] for name in ("reason", "child", "month", "type", "category")}
    drive = "{drive}" in which.population
    left_out = {"segment"} if not drive or which.population.endswith(":A") else set()
    if not drive or which.code == "C2":
        left_out |= {"form"}
    if not drive:
        left_out |= {"reason"}
    return {name: label for name, label in TABS.items() if name not in left_out}


def versions(code):
    """``(第 1 版, when it is in force)``, the newest first."""
    found = [i for i in definitions.TABLE if i.code == code]
    return [
        (
            f"第 {i.version} 版",
            f"{cndate(i.in_force_from)}起"
            + (f"，{cndate(i.in_force_to)}止" if i.in_force_to else ""),
        )
        for i in sorted(found, key=lambda i: -i.version)
    ]


def by_month(which, rows):
    """Data of the trend."""
    values = [float(row["value"]) if which.is_money else row["value"] for row in rows]
    if which.is_share:
        values = [None if row["rate"] is None else row["rate"] * 100 for row in rows]
    return {
        "labels": [row["key"] for row in rows],
        "series": [{"name": which.name, "values": values}],
        "unit": "%" if which.is_share else which.unit,
    }


def with_bars(which, rows):
    """Rates are bars out of all; counts out of the largest."""
    most = max((row["value"] or 0 for row in rows), default=0)
    for row in rows:
        pair = (
            (row["numerator"], row["denominator"]) if which.is_share else (row["value"] or 0, most)
        )
        row["bar_of"], row["bar_in"] = pair
    return rows


@require_safe
@never_cache
@login_required
def sheet(request, code):
    """The parts of an indicator as a spreadsheet."""
    look = viewpoint(request.user, request.GET)
    which = found_or_404(code, look.on)
    by = request.GET.get("by", "child")
    if by not in tabs_of(which):
        raise Http404
    found = figure(which.code, look.federation, on=look.on, by=by)
    file = BytesIO()
    words = tabs_of(which)[by]
    title = f"{look.federation.short_name}{which.name}（按{words}，截至{found['on']}）"
    exports.write_figure(file, which, found, by_words=words, title=title)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=exports.dated(title))
