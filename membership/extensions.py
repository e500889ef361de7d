"""What founding shows on the list and the detail page of organizations."""

from django import forms
from django.utils import timezone

from accounts.roles import Permission
from governance.queries import events_about
from membership.hubs import hub
from membership.models import Coverage, CriterionFinding, Drive, Eligibility
from membership.party import PartyFirst, party_since
from membership.queries import counted_forms, current_drive, in_drive, of_state
from orgs.extensions import Act, BatchAct, Column, Filter, Panel, Remark, may_once, once

# Filters


def drive_field(user):
    choices = [("", "全部")]
    for drive in Drive.objects.for_user(user, Permission.FOUNDING_VIEW):
        choices.append((drive.code, drive.name))
        choices += [
            (f"{drive.code}:{s.code}", f"　{'　' if s.within else ''}{s.name}")
            for s in drive.segments
        ]
    return forms.ChoiceField(label="专项行动范围", choices=choices, required=False)


def chosen_drive(value, user):
    code, _, segment = value.partition(":")
    drives = Drive.objects.for_user(user, Permission.FOUNDING_VIEW).select_related("federation")
    return drives.filter(code=code).first(), segment


def by_drive(rows, value, user, query):
    drive, segment = chosen_drive(value, user)
    return in_drive(rows, drive, segment=segment) if drive else rows.none()


def eligibility_field(user):
    choices = [("", "全部"), *Eligibility.Decision.choices, ("unassessed", "待认定")]
    return forms.ChoiceField(label="建会条件", choices=choices, required=False)


def by_eligibility(rows, value, user, query):
    return of_state(rows, value)


def coverage_field(user):
    choices = [
        *(("", "全部"), ("yes", "已覆盖"), ("no", "未覆盖")),
        *(("counted", "已建会（计入建会率）"), ("gap", "具备条件未建会")),
        *Coverage.Form.choices,
    ]
    return forms.ChoiceField(label="工会覆盖", choices=choices, required=False)


def by_coverage(rows, value, user, query):
    drive = chosen_drive(query.get("drive") or "", user)[0] or current_drive(user)
    founded = counted_forms(drive)
    match value:
        case "yes":
            return of_state(rows, "covered")
        case "no":
            return of_state(rows, "uncovered")
        case "counted":
            return of_state(rows, "covered", forms=founded)
        case "gap":
            return of_state(rows, "gap", forms=founded)
    return of_state(rows, "covered", forms=[value])


# Columns


def valid_now(rows):
    """Of each timeline, the row that holds today: ``{organization id: row}``."""
    return {row.organization_id: row for row in rows}


def read_eligibility(organizations):
    rows = Eligibility.objects.known().valid().filter(organization__in=organizations)
    now = valid_now(rows)
    return {
        o.pk: now[o.pk].get_decision_display() if o.pk in now else "待认定" for o in organizations
    }


def read_coverage(organizations):
    rows = Coverage.objects.known().valid().counted().filter(organization__in=organizations)
    now = valid_now(rows)
    return {o.pk: now[o.pk].get_form_display() if o.pk in now else "未覆盖" for o in organizations}


def read_union(organizations):
    rows = Coverage.objects.known().valid().counted().filter(organization__in=organizations)
    now = valid_now(rows.select_related("union"))
    return {o.pk: now[o.pk].union.name if o.pk in now else "" for o in organizations}


def mark_eligibility(text):
    return {"具备建会条件": "good", "暂不具备建会条件": "done"}.get(text, "caution")


def mark_coverage(text):
    return "plain" if text == "未覆盖" else "good"


# Panels


def _history(model, organization, user):
    def ask():
        rows = model.objects.for_user(user, Permission.FOUNDING_VIEW)
        rows = rows.filter(organization=organization).order_by("-valid_from", "-recorded_from")
        return list(rows.select_related("assessor" if model is Eligibility else "union"))

    return once(organization, user, model._meta.label, ask)


CORRECTED = {
    Eligibility: ["organization.withdraw_assessment"],
    Coverage: [
        "organization.correct_coverage",
        "organization.void_coverage",
        "organization.end_coverage",
    ],
}
"""The acts that change what was recorded before: told below the history, with who and why."""


def _corrected(model, organization, user):
    verbs = [verb for several in CORRECTED.values() for verb in several]
    told = once(
        organization,
        user,
        "corrected",
        lambda: events_about(organization, user, verbs=verbs),
    )
    return [entry for entry in told if entry["verb"] in CORRECTED[model]]


def eligibility_panel(organization, user):
    rows = _history(Eligibility, organization, user)
    [now] = _now(rows) or [None]
    return {
        "rows": rows,
        "now": now,
        "corrected": _corrected(Eligibility, organization, user),
        "may_edit": may_once(organization, user, Permission.FOUNDING_EDIT),
        "criteria": list(
            CriterionFinding.objects.standing(organization=organization).order_by("criterion")
        ),
        "drives": [
            (drive, [s for s in drive.segments if _is_of(organization, s)])
            for drive in Drive.objects.for_user(user, Permission.FOUNDING_VIEW)
            if any(_is_of(organization, s) for s in drive.segments)
        ],
    }


def coverage_panel(organization, user):
    rows = _history(Coverage, organization, user)
    [now] = _now([row for row in rows if row.counted]) or [None]
    return {
        "rows": rows,
        "now": now,
        "party": _party(organization, rows, now),
        "hub": hub(organization, user),
        "corrected": _corrected(Coverage, organization, user),
        "others": [row for row in rows if not row.counted and row.recorded_to is None],
        "may_edit": may_once(organization, user, Permission.FOUNDING_EDIT),
    }


def _party(organization, rows, now):
    """Party organization and union, which came first and by how much (党建带工建)."""
    since = party_since([organization]).get(organization.pk) if organization.has_party_org else None
    if since is None:
        return None
    known = [row.valid_from for row in rows if row.counted and row.recorded_to is None]
    return PartyFirst(since, min(known) if now else None)


def _now(rows):
    today = timezone.localdate()
    return [
        row
        for row in rows
        if row.recorded_to is None
        and row.valid_from <= today
        and (row.valid_to is None or row.valid_to > today)
    ][:1]


def _is_of(organization, segment):
    return all(getattr(organization, f) in values for f, values in segment.criteria.items())


def say_coverage(organization, user):
    rows = [row for row in _history(Coverage, organization, user) if row.counted]
    [now] = _now(rows) or [None]
    return [(f"由{now.union.name}覆盖" if now else "尚未建会", "good" if now else "caution")]


VIEW, EDIT = Permission.FOUNDING_VIEW, Permission.FOUNDING_EDIT
ENTRIES = (
    Filter(name="drive", field=drive_field, apply=by_drive, permission=VIEW, order=30),
    Filter(
        name="eligibility",
        field=eligibility_field,
        apply=by_eligibility,
        permission=VIEW,
        order=31,
    ),
    Filter(name="coverage", field=coverage_field, apply=by_coverage, permission=VIEW, order=32),
    Column(
        key="eligibility",
        label="建会条件",
        read=read_eligibility,
        mark=mark_eligibility,
        permission=VIEW,
        order=30,
    ),
    Column(
        key="coverage",
        label="工会覆盖",
        read=read_coverage,
        mark=mark_coverage,
        permission=VIEW,
        order=31,
    ),
    Column(key="union", label="覆盖工会", read=read_union, permission=VIEW, shown=False, order=32),
    Remark(key="coverage", say=say_coverage, permission=VIEW, order=20),
    Panel(
        key="coverage",
        title="工会覆盖",
        template="membership/_coverage_panel.html",
        context=coverage_panel,
        permission=VIEW,
        order=20,
    ),
    Panel(
        key="eligibility",
        title="建会条件",
        template="membership/_eligibility_panel.html",
        context=eligibility_panel,
        permission=VIEW,
        order=21,
    ),
    BatchAct(
        key="assess",
        label="认定建会条件",
        url="membership:bulk_assess",
        permission=EDIT,
        order=20,
    ),
    BatchAct(
        key="cover", label="登记工会覆盖", url="membership:bulk_cover", permission=EDIT, order=21
    ),
    Act(key="cover", label="登记建会", url="membership:cover", permission=EDIT, order=20),
    Act(key="assess", label="认定建会条件", url="membership:assess", permission=EDIT, order=21),
)
