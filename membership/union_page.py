"""The cards of a union's page that tell how it is run: flags, organs, evidence, affiliation."""

from django.urls import reverse
from django.utils import timezone

from accounts import panels
from accounts.roles import Permission
from documents.models import Attachment
from membership.effective.kinds import KINDS, groups
from membership.effective.rules import FLAGS, Flag, rules_of
from membership.models import (
    Affiliation,
    EffectiveAssessment,
    Evidence,
    Organ,
    UnionInspection,
    UnionStanding,
)
from privacy.queries import name_of

SHOWN = 12


def flags_panel(union, user):
    """What was found of each flag, since when; the latest day first."""
    rows = {row.flag: row for row in EffectiveAssessment.objects.filter(union=union, valid_to=None)}
    standing = UnionStanding.objects.filter(union=union).first()
    if standing is None:
        return {"standing": None, "may_edit": may_edit(union, user), "union": union}
    rules = rules_of(union)
    return {
        "union": union,
        "standing": standing,
        "whole": rows.get(Flag.EFFECTIVE),
        "rows": [
            {
                "flag": flag,
                "row": rows[flag],
                "words": rules.words(flag),
                "required": flag in rules.required,
            }
            for flag in FLAGS
            if flag in rows
        ],
        "rules": rules,
        "may_edit": may_edit(union, user),
    }


def organs_panel(union, user):
    today = timezone.localdate()
    organs = union.organs.prefetch_related("officers").order_by("-starts_on", "pk")
    now, past = {}, []
    for organ in organs:
        if organ.ended_on is None or organ.ended_on > today:
            now[organ.kind] = organ
        else:
            past.append(organ)
    return {
        "union": union,
        "organs": [
            {
                "kind": kind,
                "label": kind.label,
                "organ": now.get(kind),
                "officers": officers_of(now.get(kind), user),
                **(clock(now[kind], today) if kind in now else {}),
            }
            for kind in Organ.Kind
        ],
        "past": past,
        "may_edit": may_edit(union, user),
    }


def officers_of(organ, user):
    """Those in post, each by name for whoever needs the name."""
    found = [o for o in organ.officers.all() if o.ended_on is None] if organ else []
    return [(officer, name_of(user, officer, "person_name")) for officer in found]


def clock(organ, today):
    """How much of the term is over, in days and in words."""
    whole = (organ.term_ends_on - organ.starts_on).days
    gone = min(max((today - organ.starts_on).days, 0), whole)
    left = (organ.term_ends_on - today).days
    if left <= 0:
        return {"gone": gone, "whole": whole, "level": "bad", "left": f"已届满 {-left} 天"}
    months = left // 30
    words = f"还有 {months} 个月" if months else f"还有 {left} 天"
    level = "caution" if months < max(rules_of(organ.union).reminders) else "good"
    return {"gone": gone, "whole": whole, "level": level, "left": words}


def evidence_panel(union, user):
    today = timezone.localdate()
    rows = list(union.evidence.standing().select_related("by").order_by("-held_on", "-pk"))
    files = attachments_of(rows[:SHOWN], user)
    return {
        "union": union,
        "count": len(rows),
        "rows": [shown(row, today, files) for row in rows[:SHOWN]],
        "groups": groups(),
        "standing": UnionStanding.objects.filter(union=union).first(),
        "may_edit": may_edit(union, user),
    }


def attachments_of(rows, user):
    """``{evidence id: [Attachment]}``."""
    found = {}
    seen = Attachment.objects.for_user(user, Permission.FOUNDING_VIEW).filter(
        owner_type=Evidence._meta.label_lower, owner_id__in=[str(row.pk) for row in rows]
    )
    for file in seen.select_related("content"):
        found.setdefault(int(file.owner_id), []).append(file)
    return found


def shown(row, today, files):
    kind = KINDS[row.kind]
    until = kind.speaks_until(row.held_on, row.ends_on)
    return {
        "row": row,
        "numbers": kind.say(row.numbers),
        "until": until,
        "over": until is not None and until <= today,
        "files": files.get(row.pk, []),
    }


def affiliation_panel(union, user):
    rows = list(Affiliation.objects.filter(union=union).select_related("federation", "through"))
    led = (
        union.led.in_force().select_related("union__federation").order_by("union__name")
        if union.kind in Affiliation.LEADING
        else Affiliation.objects.none()
    )
    return {
        "union": union,
        "rows": rows,
        "now": next((row for row in rows if row.ended_on is None), None),
        "led": list(led[:SHOWN]),
        "led_count": led.count() if union.kind in Affiliation.LEADING else 0,
        "may_edit": may_edit(union, user),
    }


def inspections_panel(union, user):
    """What speaks for a look, and what became of looking."""
    standing = UnionStanding.objects.filter(union=union).first()
    rows = list(
        UnionInspection.objects.filter(union=union).select_related("assignee").order_by("-pk")
    )
    signals = standing.signals if standing else []
    if not rows and not signals:
        return None
    return {"union": union, "rows": rows, "signals": signals}


def may_edit(union, user):
    return union.dissolved_on is None and user.may_at(Permission.FOUNDING_EDIT, union.federation)


VIEW, EDIT = Permission.FOUNDING_VIEW, Permission.FOUNDING_EDIT
ENTRIES = (
    panels.Panel(
        key="effective",
        title="有效覆盖",
        template="membership/_union_effective.html",
        context=flags_panel,
        permission=VIEW,
        order=10,
    ),
    panels.Panel(
        key="organs",
        title="机构与任期",
        template="membership/_union_organs.html",
        context=organs_panel,
        permission=VIEW,
        order=20,
    ),
    panels.Panel(
        key="evidence",
        title="运行记录",
        template="membership/_union_evidence.html",
        context=evidence_panel,
        permission=VIEW,
        more=lambda union, user: ("登记记录", reverse("membership:evidence_add", args=[union.pk])),
        order=30,
    ),
    panels.Panel(
        key="inspections",
        title="运行核查",
        template="membership/_union_inspections.html",
        context=inspections_panel,
        permission=VIEW,
        order=60,
        wide=False,
    ),
    panels.Panel(
        key="affiliation",
        title="组织关系",
        template="membership/_union_affiliation.html",
        context=affiliation_panel,
        permission=VIEW,
        more=lambda union, user: ("调整", reverse("membership:affiliate", args=[union.pk])),
        order=70,
        wide=False,
    ),
    panels.Act(
        key="evidence",
        label="登记运行记录",
        url="membership:evidence_add",
        permission=EDIT,
        order=10,
    ),
)
