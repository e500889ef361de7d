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
MEASURES = {f.name: f.verbose_name.removesuffix("（家）") for f in Measures._meta.fields}


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
    parts = figure(which.code, look.federation, on=look.on, by=by)
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
            "parts": with_bars(which, parts["rows"]),
            "chart": by_month(which, parts["rows"]) if by == "month" else None,
            "sheet": reverse("indicators:sheet", args=[which.code]) + look.link(by=by),
            "records": reverse("indicators:records") + look.link(code=which.code),
        },
    )


def found_or_404(code, on):
    try:
        return definitions.indicator(code, on)
    except definitions.UnknownIndicator:
        raise Http404 from None


def tabs_of(which):
    """The ways of dividing it that say something."""
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
    values = [row["value"] for row in rows]
    if which.is_rate:
        values = [None if row["rate"] is None else row["rate"] * 100 for row in rows]
    return {
        "labels": [row["key"] for row in rows],
        "series": [{"name": which.name, "values": values}],
        "unit": "%" if which.is_rate else which.unit,
    }


def with_bars(which, rows):
    """Rates are bars out of all; counts out of the largest."""
    most = max((row["value"] or 0 for row in rows), default=0)
    for row in rows:
        pair = (row["numerator"], row["denominator"]) if which.is_rate else (row["value"], most)
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
    if by not in TABS:
        raise Http404
    found = figure(which.code, look.federation, on=look.on, by=by)
    file = BytesIO()
    title = f"{look.federation.short_name}{which.name}（按{TABS[by]}，截至{found['on']}）"
    exports.write_figure(file, which, found, by_words=TABS[by], title=title)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=exports.dated(title))
