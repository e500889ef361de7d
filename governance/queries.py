"""What pages read off the trail."""

from django.db.models import Case, Count, When

from governance.corrections import corrections_of
from governance.models import TRAIL_VIEW, Event
from unions.models import Federation, GrassrootsUnion

MOST = 100
BAD = {"reject", "return", "refuse", "quarantine", "withdraw", "revoke", "cancel", "disable"}
GOOD = {"approve", "found", "complete", "publish", "award"}


def events_about(subject, user, *others, verbs=(), most=MOST):
    """The timeline of a detail page: entries for the component ``{% timeline %}``, newest first.

    The caller has come to ``subject`` (and ``others`` shown with it) through scope, and so sees
    what was done to it. Who did it and why is for the union's own people: a delegate reads that
    the federation did it. Events of a sealed bid are asked for with the bid, hence scoped as it is.
    ``verbs`` cut it down to some acts.
    """
    if not user.is_authenticated:
        return []
    events = Event.objects.about(subject, *others).select_related("actor", "federation")
    if verbs:
        events = events.filter(verb__in=verbs)
    inside = getattr(user, "is_staff_side", False)
    return [entry(event, inside=inside or event.actor_id == user.pk) for event in events[:most]]


def entry(event, *, inside):
    last = event.verb.rpartition(".")[2]
    place = event.federation.short_name if event.federation else ""
    if inside:
        who = " · ".join(filter(None, [str(event.actor) if event.actor else "系统", place]))
    else:
        who = f"{place}工会" if place else "系统"
    return {
        "when": event.at,
        "who": who,
        "title": event.label,
        "text": event.reason if inside else "",
        "level": "bad" if last in BAD else "good" if last in GOOD else "",
        "url": "",
    }


def trail(user):
    """What one may read of the trail: an auditor their territory's, others their own acts."""
    return Event.objects.for_user(user, TRAIL_VIEW).select_related("actor", "federation", "sealed")


def corrections_about(row, user):
    """The tab 更正记录 of a master record, for the union's own people; others see nothing of it."""
    if not getattr(user, "is_staff_side", False):
        return []
    return [
        {
            "when": one.at,
            "who": str(event.actor) if event and event.actor else "系统",
            "title": event.label if event else ("删除" if one.removed else "更正"),
            "reason": event.reason if event else "",
            "changes": changes,
        }
        for one, event, changes in corrections_of(row)
    ]


def moving(federation):
    """What goes along when a federation gets another superior: ``[(level in words, number)]`` of
    the federations below it, and the number of grassroots unions."""
    levels = dict(Federation.Level.choices)
    below = (
        Federation.objects.at_or_below([federation])
        .exclude(pk=federation.pk)
        .values("level")
        .annotate(number=Count("pk"))
        .order_by("level")
    )
    unions = GrassrootsUnion.objects.at_or_below([federation]).filter(dissolved_on=None).count()
    return [(levels[row["level"]], row["number"]) for row in below], unions


def superiors(federation, user, permission):
    """Who may come to stand above a federation, for the list of suggestions: in the person's reach,
    of a higher level, not below itself, the near ones first."""
    return (
        Federation.objects.for_user(user, permission)
        .filter(level__lt=federation.level, valid_to=None)
        .exclude(path__startswith=federation.path)
        .annotate(near=Case(When(province=federation.province_id, then=0), default=1))
        .order_by("near", "level", "code")
    )
