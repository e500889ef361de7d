"""What is behind a figure: its words, its number, the organizations a person may see of it.

Pages, exports and jobs ask here with the same query, so that they list the same rows.
"""

from dataclasses import dataclass

from django.http import Http404

from accounts.roles import Permission
from indicators import alerts, definitions
from indicators.forms import RecordsFilter
from indicators.queries import BY, OWN, count, view_of
from indicators.records import PARTS, records
from indicators.subjects import ORGANIZATIONS, Subject, subject_of
from indicators.viewpoint import Viewpoint, viewpoint
from membership.models import Drive
from orgs.models import Organization
from orgs.search import found_among
from unions.models import Federation

SORTS = {
    "name": "name",
    "federation": "counted_federation",
    "staff": "staff_count",
    "registered": "registered_on",
}
PART_WORDS = {
    "founded": {
        "numerator": "已建会的",
        "denominator": "具备建会条件的",
        "gap": "具备条件、未建会的",
    },
    "C2": {
        "numerator": "具备建会条件的",
        "denominator": "行动范围内登记在册的",
        "gap": "暂不具备条件或未认定的",
    },
    "C3": {
        "numerator": "有工会覆盖的",
        "denominator": "登记在册且状态正常的",
        "gap": "没有任何工会覆盖的",
    },
    "C4": {
        "numerator": "有效覆盖的",
        "denominator": "具备建会条件的",
        "gap": "具备条件、未有效覆盖的",
    },
    "C9": {
        "numerator": "女职工组织健全的",
        "denominator": "在册的",
        "gap": "女职工组织不健全或未评估的",
    },
    "C10": {
        "numerator": "机构健全的",
        "denominator": "在册的",
        "gap": "机构不健全或未评估的",
    },
    "C11": {
        "numerator": "已销号的",
        "denominator": "基线台账中的",
        "gap": "尚未销号的",
    },
    "C12": dict.fromkeys(PARTS, "具备条件、未建会的"),
    "C14": {
        "numerator": "按期办结的",
        "denominator": "已到期限的",
        "gap": "未按期办结的",
    },
    "C17": {
        "numerator": "本月扫码入会的",
        "denominator": "本月入会的",
        "gap": "本月以其他方式入会的",
    },
}
WORDS_OF_COUNTS = {"R3": "仅备案的", "C19": "换届到期的", "A6": "登记了收入的"}
WORDS_OF_COUNTS |= dict.fromkeys(("A2", "A2a", "A2b"), "登记了支出的")


@dataclass
class Behind:
    """What is behind one figure, or one thing to look at: its words, its number, its rows."""

    look: Viewpoint
    title: str
    number: int
    rows: object
    code: str = ""
    part: str = ""
    tabs: tuple = ()
    alone: bool = False
    """Only what is directly under the federation."""
    subject: Subject = ORGANIZATIONS

    @property
    def day(self):
        return self.look.day


def behind(user, query):
    """The Behind that a query asks for; Http404 where it leads nowhere."""
    look = viewpoint(user, query)
    if watch := alerts.WATCHES.get(query.get("watch", "")):
        found = watch.rows(look.federation, definitions.REFERENCE_DRIVE)
        title = f"{look.federation.short_name}：{watch.title}社会组织"
        return Behind(look, title, found.count(), found)
    return _figure(user, look, query)


def _drive(user, query):
    """The drive that the figure is of: the reference one unless another is asked for."""
    code = query.get("drive", "") or definitions.REFERENCE_DRIVE
    readable = Drive.objects.for_user(user, Permission.DASHBOARD_VIEW)
    if code != definitions.REFERENCE_DRIVE and not readable.filter(code=code).exists():
        raise Http404
    return code


def _figure(user, look, query):
    asked = {name: query.get(name, "") for name in ("code", "part", "by", "key")}
    try:
        which = definitions.indicator(asked["code"] or "C1", look.on)
    except definitions.UnknownIndicator:
        raise Http404 from None
    part, by, key = asked["part"] or "numerator", asked["by"] or None, asked["key"]
    if part not in PARTS or by not in (None, *BY) or by == "month":
        raise Http404
    if not which.is_rate:
        part = "numerator"
    if look.day is None:
        nobody = alerts.as_counted(Organization.objects.none())
        return Behind(look, which.name, 0, nobody, which.code, part)
    drive = _drive(user, query)
    view = view_of(which, look.federation, look.day, None, look.refresh, drive)
    try:
        rows = [row for row in view.rows(by, drive) if by is None or row[0] == key]
    except ValueError:
        raise Http404 from None
    if (by and not rows) or not which.has_records:
        raise Http404
    _, label, counts = rows[0]
    number = count(counts, which.numerator)
    if part != "numerator":
        number = count(counts, which.denominator) - (part == "gap") * number
    alone = by == "child" and key == look.federation.code
    if by == "child" and not alone:  # what a child counts is asked for at the child
        raise Http404
    words = _words(which, part)
    of = "" if by is None else f"（{OWN if alone else label}）"
    subject = subject_of(which)
    title = f"{look.federation.short_name}{of}：{words}{subject.name}"
    found = records(
        which.code, look.federation, on=look.day, part=part, by=by, key=key, drive=drive
    )
    if which.sums:
        number = found.count()
    divided = which.is_rate and which.numerator != which.denominator
    said = {"code": which.code, "drive": query.get("drive") or None}
    tabs = _tabs(look, which, part, by, key, counts, said) if divided else ()
    return Behind(look, title, number, found, which.code, part, tabs, alone, subject)


def _words(which, part):
    if not which.is_rate:
        return WORDS_OF_COUNTS.get(which.code, "登记在册的")
    return PART_WORDS.get(which.code, PART_WORDS["founded"])[part]


def _tabs(look, which, part, by, key, counts, said):
    whole, there = count(counts, which.denominator), count(counts, which.numerator)
    numbers = {"numerator": there, "denominator": whole, "gap": whole - there}
    return tuple(
        {
            "label": _words(which, name).removesuffix("的"),
            "count": f"{number:,}",
            "active": name == part,
            "url": look.link(part=name, by=by, key=key if by else None, **said),
        }
        for name, number in numbers.items()
    )


def chosen(user, query, found):
    """The form, the rows a person may see, and of those the ones that the filters leave."""
    below = [
        (f.code, f.name)
        for f in Federation.objects.for_user(user, Permission.DASHBOARD_VIEW)
        .children_of(found.look.federation)
        .order_by("code")
    ]
    form = RecordsFilter(query, children=[] if found.alone else below)
    reach = Organization.objects.for_user(user, Permission.ORG_VIEW)
    seen = found.rows.filter(pk__in=reach.values("pk"))
    rows = seen
    if form.is_valid():
        rows = narrowed(rows, form.cleaned_data)
    return form, seen, rows


def narrowed(rows, wanted):
    if wanted["q"]:
        rows = found_among(rows, wanted["q"])
    if wanted["child"]:
        child = f"/{wanted['child']}/"
        rows = rows.filter(counted_path__contains=child)
    if wanted["type"]:
        rows = rows.filter(counted_type=wanted["type"])
    if wanted["kind"]:
        rows = rows.filter(kind=wanted["kind"])
    for name in ("form", "reason"):
        if wanted[name]:
            value = "" if wanted[name] == "none" else wanted[name]
            rows = rows.filter(**{f"counted_{name}": value})
    return rows


def ordered(query, rows):
    sort = query.get("sort", "")
    field = SORTS.get(sort.removeprefix("-"))
    if not field:
        return rows.order_by("counted_path", "name", "pk")
    return rows.order_by(f"-{field}" if sort.startswith("-") else field, "pk")
