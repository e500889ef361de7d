"""What the register itself shows on the page of one organization: a sentence, remarks, cards."""

from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from accounts.roles import Permission
from documents.models import Attachment
from orgs.extensions import Panel, Remark
from orgs.models import ImportBatch, ImportLine, Relation
from orgs.models.organizations import labels
from orgs.particulars import SECTIONS, held
from orgs.sections import read, shown

MOST_LINES = 20


def sentence(organization):
    """What it is, since when, and who answers for it."""
    registered = organization.standing == organization.Standing.REGISTERED
    kind = organization.get_type_display()
    where = organization.registering_authority
    words = f"在{where}登记的{kind}" if registered and where else kind
    if not registered:
        words = f"{organization.get_standing_display()}的{kind}"
    since = f"，{organization.registered_on:%Y}年成立" if organization.registered_on else ""
    state = organization.get_status_display()
    if organization.ended_on:
        state = f"已于{organization.ended_on:%Y-%m-%d}{state}"
    return f"{words}{since}；{state}，由{organization.federation.name}负责。"


# Cards


def number(value, unit=""):
    return "—" if value is None else f"{value:,}{unit}"


def registered(organization, user):
    return {"party": "已建立" if organization.has_party_org else "未建立"}


def residence(organization, user):
    region = organization.region
    return {
        "assigned": "指定" if organization.federation_assigned else "",
        "place": f"{region.name}（{region.code}）" if region else "—",
    }


def scale(organization, user):
    assets = organization.assets
    parts = [
        ("专职", organization.full_time_count),
        ("女性", organization.women_count),
        ("党员", organization.party_member_count),
    ]
    told = "、".join(f"{label} {n:,} 人" for label, n in parts if n is not None)
    as_of = organization.profiled_on
    return {
        "staff": number(organization.staff_count, " 人"),
        "parts": f"{told}（{as_of:%Y-%m-%d}）" if told and as_of else told or "—",
        "members": number(organization.member_count),
        "assets": "—" if assets is None else f"{assets:,.2f} 元",
    }


def described(organization, user):
    o, today = organization, timezone.localdate()
    yes_no = {True: "是", False: "否", None: "未知"}
    raising = ""
    if o.fundraising_on:
        raising = f"自 {o.fundraising_on:%Y-%m-%d} 起"
        if o.fundraising_ended_on:
            over = o.fundraising_ended_on <= today
            raising += f"，{'已于' if over else '至'} {o.fundraising_ended_on:%Y-%m-%d} 终止"
    return {
        "spheres": labels(o.Sphere, o.spheres) or "—",
        "key_kinds": labels(o.KeyKind, o.key_kinds) or "—",
        "short_kinds": labels(o.ShortKind, o.short_kinds) or "—",
        "bodies": labels(o.Body, o.bodies) or "—",
        "three_self": "，".join(f"{label}：{yes_no[value]}" for label, value in o.three_self),
        "more": ("修改", reverse("orgs:describe", args=[o.uid])),
        "charity": f"{o.charity_on:%Y-%m-%d} 认定" if o.charity_on else "—",
        "fundraising": raising or "—",
    }


def labour_field(organization, user):
    return {
        "labour": organization.labour_labels or "不属于",
        "empty": not organization.labour_field_decided_on,
        "more": ("认定", reverse("orgs:decide_labour_field", args=[organization.uid])),
    }


def history(organization, user):
    rows = organization.facts.select_related("federation", "region", "source")
    return {"history": rows.order_by("-valid_from", "-recorded_from")}


def lineage(organization, user):
    batches = ImportBatch.objects.for_user(user, Permission.ORG_IMPORT)
    lines = ImportLine.objects.filter(organization__in=organization.records, batch__in=batches)
    lines = lines.exclude(outcome="missing")
    lines = lines.select_related("batch__source").order_by("-batch__as_of", "-pk")
    lines = list(lines[:MOST_LINES])
    return {"lineage": lines, "empty": not lines}


# Sections of particulars


def section_card(section):
    """A section's card: its rows, each with what may be done to it."""

    def context(organization, user):
        add = (section.add, address(f"orgs:{section.key}-new", organization.uid))
        if not held(organization)[section.key]:
            return {"empty": True, "more": add}
        found = shown(section, organization, user)
        files = evidence(section, [row for row, _ in found["now"]])
        uid, key = organization.uid, section.key

        def acts(row):
            if row.organization_id != organization.pk:
                return
            for name, label in (("correct", "更正"), ("end", section.end), ("remove", "删除")):
                over = name == "end" and getattr(row, "ended_on", None)
                if label and not over and (url := address(f"orgs:{key}-{name}", uid, row.pk)):
                    yield label, url

        def told(pairs, past=False):
            return [
                {
                    "of": row,
                    "cells": cells,
                    "acts": () if past and section.model.__name__ == "AnnualProfile" else acts(row),
                    "files": files.get(str(row.pk), ()),
                    "record": row.organization.name
                    if row.organization_id != organization.pk
                    else "",
                }
                for row, cells in pairs
            ]

        return {
            "section": section,
            "empty": not found["now"] and not found["past"],
            "more": add,
            "now": told(found["now"]),
            "past": told(found["past"], past=True),
            "past_label": "以往记录",
            "hints": found["hints"],
        }

    return Panel(
        key=section.key,
        title=section.title,
        note=section.note,
        template="orgs/detail/_section.html",
        context=context,
        permission=section.permission,
        part=section.part,
        order=section.order,
    )


def address(name, *arguments):
    """The address of an act, or nothing where the kind has no such act."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""


def evidence(section, rows):
    """Files attached to relations; other kinds carry the number of a document instead."""
    if section.model is not Relation or not rows:
        return {}
    files = {}
    found = Attachment.objects.filter(
        owner_type="orgs.relation",
        owner_id__in=[str(row.pk) for row in rows],
        withdrawn_at=None,
    ).select_related("content")
    for file in found:
        files.setdefault(file.owner_id, []).append(file)
    return files


def standing_remarks(organization, user):
    """The grade that holds, lists it is on, what it is to workers and to charity."""
    found, has = [], held(organization)
    grades = read(SECTIONS["grades"], organization, user) if has["grades"] else ()
    marks = read(SECTIONS["credit-marks"], organization, user) if has["credit-marks"] else ()
    found += [(f"{g.get_level_display()}级", "good") for g in grades if g.valid()][:1]
    found += [(mark.get_list_display(), "bad") for mark in marks if mark.holds()]
    if organization.labour_field:
        found.append(("劳动关系领域", "plain"))
    if organization.relevance in ("close", "some"):
        found.append((f"服务职工：{organization.get_relevance_display()}", "plain"))
    if organization.charity_on:
        found.append(("慈善组织", "plain"))
    return found


def _card(key, title, part, order, context, **options):
    return Panel(
        key=key,
        title=title,
        template=f"orgs/detail/_{key.replace('-', '_')}.html",
        context=context,
        part=part,
        order=order,
        **{"permission": Permission.ORG_VIEW, "wide": False, **options},
    )


def nothing(organization, user):
    return {}


ENTRIES = (
    Remark(key="standing", say=standing_remarks, permission=Permission.ORG_VIEW, order=10),
    _card("registered", "登记事项", "registration", 10, registered),
    _card("residence", "住所与联系", "registration", 11, residence),
    _card("scale", "规模、资金与活动", "scale", 10, scale),
    _card("described", "分类与自身条件", "scale", 11, described),
    _card("labour-field", "劳动关系领域", "scale", 12, labour_field),
    _card(
        *("history", "计入统计的内容及其历史", "record", 80, history),
        note="“起、止”是事实的时间，“登记于、更正于”是系统知道的时间",
        wide=True,
    ),
    _card("lineage", "数据来历", "record", 81, lineage, note="哪份名单的哪一行"),
    _card("events", "办理记录", "record", 82, nothing),
    *(section_card(section) for section in SECTIONS.values()),
)
