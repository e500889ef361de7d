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


DETAILS = {
    "after": "改为",
    "answers": "判定",
    "basis": "依据",
    "before": "原为",
    "changed": "改动",
    "count": "数量",
    "digest": "校验值",
    "due_on": "期限",
    "field": "栏目",
    "fields": "栏目",
    "form": "形式",
    "ground": "情形",
    "kind": "种类",
    "loser": "并入的一方",
    "merge": "合并编号",
    "methods": "验证方式",
    "moved": "转移",
    "number": "文号",
    "on": "生效日期",
    "outcome": "结果",
    "rank": "次序",
    "role": "职责",
    "row": "记录编号",
    "rows": "行数",
    "score": "相似分",
    "sessions_ended": "结束的会话",
    "since": "起始",
    "source": "来源",
    "starts_on": "开始日期",
    "union": "工会",
    "username": "用户名",
    "year": "年度",
}
"""What acts note beside themselves, in words; a name without one is told as it is."""


def details(event):
    """``[(name, value)]`` of what an act noted, for people."""
    return [(DETAILS.get(name, name), in_words(value)) for name, value in event.detail.items()]


def in_words(value):
    if isinstance(value, bool) or value is None:
        return {True: "是", False: "否", None: "—"}[value]
    if isinstance(value, dict):
        return "；".join(f"{DETAILS.get(n, n)}：{in_words(v)}" for n, v in value.items()) or "—"
    if isinstance(value, list):
        return "、".join(in_words(one) for one in value) or "—"
    return str(value)


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
        "verb": event.verb,
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
