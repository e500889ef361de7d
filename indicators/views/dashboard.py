"""The leader's page: the answer in a sentence, then the figures, then the pictures."""

from calendar import monthrange
from datetime import date, timedelta

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.roles import Permission
from indicators import alerts, wording
from indicators.dashboard import overview
from indicators.definitions import REFERENCE_DRIVE
from indicators.exports import described
from indicators.maps import map_data
from indicators.records import records
from indicators.viewpoint import viewpoint
from orgs.models import ImportBatch, Organization

RANKED = 10
LISTED = 12
SORTS = {
    "name": lambda c: c["code"],
    "rate": lambda c: c["percent"],
    "numerator": lambda c: c["numerator"],
    "denominator": lambda c: c["denominator"],
    "lacking": lambda c: c["lacking"],
    "delta": lambda c: c["delta"],
}


@require_safe
@never_cache
@login_required
def dashboard(request):
    look = viewpoint(request.user, request.GET)
    page = read(look)
    page["map"] = map_data(page, lambda code: _here(look.link(code)))
    page["ranking"] = page["ranking"][:RANKED]
    page["table"] = table(page, look, request.GET.get("sort", ""))
    page["attention"], page["attention_at"] = attention(request.user, page, look)
    page["shortcuts"] = shortcuts(look, page["as_of"])
    page["without"] = _without(page, look)
    sheet = reverse("indicators:sheet", args=["C1"])
    page["sheets"] = {by: sheet + look.link(by=by) for by in ("child", "month")}
    page["sheets"]["reason"] = reverse("indicators:sheet", args=["C2"]) + look.link(by="reason")
    if not page["children"]:
        page["waiting"] = waiting(request.user, look, page["on"])
    return render(request, "indicators/dashboard.html", page)


def read(look):
    """The overview, said in words and with the addresses of what stands behind it."""
    page = overview(look.federation, on=look.on)
    page["look"] = look
    page["is_latest"] = look.on is None
    page["live"] = mark_safe(' data-live="indicators"') if look.on is None else ""
    page["scope"] = next(f["denominator"] for f in page["figures"] if f["code"] == "C2")
    target = page["sentence"]
    page["is_kept"] = bool(target["about"] and target["due_on"] and page["on"] >= target["due_on"])
    page["headline"] = wording.headline(page)
    page["headline_text"] = wording.plain(page["headline"])
    page["lede"] = wording.lede(page)
    page["standing_below"] = wording.short_of_target(page)
    page["below_words"] = wording.below_words(page["children"])
    page["below_title"] = wording.each_below(page["children"])
    page["trend_words"] = wording.trend_words(page)
    page["gap"] = target["denominator"] - target["numerator"]
    page["gap_url"] = records_url(look, "C1", part="gap")
    for figure in page["figures"]:
        figure["records"] = records_url(look, figure["code"])
        figure["about"] = reverse("indicators:definition", args=[figure["code"]]) + look.link()
    for child in page["children"]:
        child["url"] = _here(look.link(child["code"]))
        child["gap_url"] = records_url(look, "C1", federation=child["code"], part="gap")
    if page["own"]:
        own = {"by": "child", "key": look.federation.code}
        page["own"]["url"] = records_url(look, "C1", part="denominator", **own)
        page["own"]["gap_url"] = records_url(look, "C1", part="gap", **own)
    return page


def records_url(look, code, federation=None, **query):
    return reverse("indicators:records") + look.link(federation, code=code, **query)


def _here(query):
    return reverse("indicators:dashboard") + query


def table(page, look, sort):
    """The level below as rows, in the order asked for; what is missing comes last."""
    name = sort.removeprefix("-")
    if name not in SORTS:
        name, sort = "name", "name"
    rows = [c for c in page["children"] if SORTS[name](c) is not None]
    rest = [c for c in page["children"] if SORTS[name](c) is None]
    rows.sort(key=SORTS[name], reverse=sort.startswith("-"))
    heads = [
        ("name", "工会", False),
        ("rate", "建会率", True),
        ("numerator", "已建会", True),
        ("denominator", "具备条件", True),
        ("lacking", "离目标缺", True),
        ("delta", "较上月末", True),
    ]
    return {
        "rows": rows + rest,
        "heads": [
            {
                "label": label,
                "num": num,
                "url": look.link(sort=f"-{key}" if sort == key else key) + "#children",
                "order": ("descending" if sort.startswith("-") else "ascending")
                if key == name
                else "",
            }
            for key, label, num in heads
        ],
    }


def attention(user, page, look):
    """``[{number, words, url}]`` of what the data at hand can tell; and from when, if not now."""
    found, earlier = [], None
    if page["falling"]:
        words = f"个{page['below_words']}连续两月下降"
        url = look.link(sort="delta") + "#children"
        found.append({"number": len(page["falling"]), "words": words, "url": url})
    if not page["is_latest"] or page["as_of"] is None:
        return found, None
    watched, earlier = alerts.counts(look.federation, page["refresh"])
    for watch, number in watched:
        url = reverse("indicators:records") + look.link(watch=watch.key)
        found.append({"number": number, "words": watch.words, "url": url})
    batches = ImportBatch.objects.for_user(user, Permission.ORG_IMPORT).filter(
        status=ImportBatch.Status.PREVIEW, federation__path__startswith=look.federation.path
    )
    if number := batches.count():
        found.append(
            {"number": number, "words": "个导入批次待确认", "url": reverse("orgs:imports")}
        )
    return found, earlier


def shortcuts(look, as_of):
    """Ends of months that people ask for: ``(label, address)``; history is kept at month ends."""
    if as_of is None:
        return []
    last = as_of.replace(day=1) - timedelta(days=1)
    quarter = date(as_of.year, (as_of.month - 1) // 3 * 3 + 1, 1) - timedelta(days=1)
    days = [
        ("上月末", last),
        ("上季度末", quarter),
        ("半年前月末", _month_end(as_of, -6)),
        ("上年末", date(as_of.year - 1, 12, 31)),
        ("2024年末", date(2024, 12, 31)),
        ("2023年末", date(2023, 12, 31)),
    ]
    seen, found = set(), []
    for label, day in days:
        if day not in seen and day < as_of:
            seen.add(day)
            found.append((label, day, _here(look.link(on=day.isoformat()))))
    return found


def _month_end(day, months):
    at = day.year * 12 + day.month - 1 + months
    year, month = at // 12, at % 12 + 1
    return date(year, month, monthrange(year, month)[1])


def _without(page, look):
    """Bars of the organizations in scope that do not count as founded, and their lists."""
    reasons = page["reasons"]
    named = any(item["key"] for item in reasons["items"])
    gap = reasons if named else page["uncounted"]
    words = {"": "尚无任何工会"} if not named else {"": "具备条件，未填原因"}
    by = {"part": "gap", "by": "reason" if named else "form"}
    bars = [
        {
            "name": words.get(i["key"], i["name"] if named else f"仅{i['name']}"),
            "value": i["value"],
            "group": "short",
            "url": records_url(look, "C1", key=i["key"], **by),
        }
        for i in sorted(gap["items"], key=lambda i: -i["value"])
    ]
    bars += [
        {
            "name": i["name"],
            "value": i["value"],
            "group": "aside",
            "url": records_url(look, "C2", part="gap", by="reason", key=i["key"]),
        }
        for i in page["ineligible"]["items"]
    ]
    return {
        "data": {"items": bars, "unit": "家", "axis": "原因", "measure": "家数"},
        "note": f"具备条件 {gap['total']:,} 家，未列入分母 {page['ineligible']['total']:,} 家",
    }


def waiting(user, look, day):
    """At the last level: the organizations themselves, those still to be founded."""
    rows = records("C1", look.federation, on=look.on, part="gap", drive=REFERENCE_DRIVE)
    reach = Organization.objects.for_user(user, Permission.ORG_VIEW)
    return described(rows.filter(pk__in=reach.values("pk")).order_by("name")[:LISTED], day)
