"""Topics: needs join and leave, topics merge, the three criteria are judged. Which need was in
which topic, when and by whose hand, is never lost."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.roles import Permission
from governance.trail import record, refuse
from procurement.models import Need, NeedTopic, Suitability, TopicEntry
from procurement.need_rules import rule_at
from procurement.services.needs import may_gather, weight_of
from procurement.workflows.needs import NEED, TOPIC

ENDED = (NeedTopic.Status.MERGED, NeedTopic.Status.CLOSED)


@transaction.atomic
def begin_topic(*, by, federation, needs=(), **fields):
    """A topic of a federation, with the needs that led to it if there are any."""
    may_gather(by, federation)
    topic = NeedTopic(federation=federation, **fields)
    topic.full_clean(exclude=["federation"])
    topic.save()
    record(by=by, verb="begin", label="建立需求主题", subject=topic)
    if needs:
        sort_needs(by=by, topic=topic, needs=needs)
    return topic


def held(by, topic, doing):
    topic = NeedTopic.objects.select_for_update(of=("self",)).get(pk=topic.pk)
    if not by.may(Permission.NEED_EDIT, topic):
        refuse(by=by, verb=doing, subject=topic)
        raise PermissionDenied("只能办理本级及下级工会的需求主题。")
    return topic


@transaction.atomic
def revise_topic(*, by, topic, **fields):
    topic = held(by, topic, "revise")
    for name, value in fields.items():
        setattr(topic, name, value)
    topic.full_clean()
    topic.save()
    record(by=by, verb="revise", label="修改需求主题", subject=topic)
    return topic


@transaction.atomic
def sort_needs(*, by, topic, needs):
    """Gather needs into a topic: new ones, of its federation or of those below it. All or none."""
    topic = held(by, topic, "sort")
    if topic.status in ENDED:
        raise ValidationError(f"主题{topic.get_status_display()}，不能再归入需求。", code="stale")
    keys = sorted({need.pk for need in needs})
    rows = Need.objects.for_user(by, Permission.NEED_EDIT).filter(pk__in=keys)
    rows = rows.select_related("federation").select_for_update(of=("self",)).order_by("pk")
    found = list(rows)
    if len(found) < len(keys):
        refuse(by=by, verb="sort", subject=topic)
        raise PermissionDenied("您无权办理其中的需求。")
    for need in found:
        if need.status not in NEED.moves["sort"].sources:
            said = f"需求 {need.number} {need.get_status_display()}，不能归入。请刷新页面。"
            raise ValidationError(said, code="stale")
        if not need.federation.path.startswith(topic.federation.path):
            raise ValidationError("只能归入本级及下级工会的需求。")
    Need.objects.filter(pk__in=keys).update(topic=topic, status=NEED.moves["sort"].target)
    now = timezone.now()
    TopicEntry.objects.bulk_create(
        TopicEntry(need_id=key, topic=topic, joined_at=now, joined_by=by) for key in keys
    )
    record(by=by, verb="sort", label="归入需求", subject=topic, needs=len(keys))
    return topic


@transaction.atomic
def take_out(*, by, need, reason):
    """A need turns out to be another matter: it leaves its topic and waits again."""
    topic = need.topic
    need = NEED.move(need, "unsort", by=by, reason=reason, topic=None)
    _leave(by, [need.pk], timezone.now(), reason)
    if topic:
        record(by=by, verb="take_out", label="移出需求", subject=topic, reason=reason)
    return need


def _leave(by, keys, now, reason):
    TopicEntry.objects.filter(need__in=keys, left_at=None).update(
        left_at=now, left_by=by, reason=reason.strip()[:200]
    )


@transaction.atomic
def merge_topics(*, by, topic, into, reason):
    """Two topics turn out to be one. The needs leave the one and join the other at one moment; the
    one stays, and tells where it went."""
    first, second = sorted((topic, into), key=lambda t: t.pk)
    held(by, first, "merge"), held(by, second, "merge")  # locked in one order
    topic.refresh_from_db()
    into.refresh_from_db()
    if topic.pk == into.pk:
        raise ValidationError({"into": "不能并入自己。"})
    if into.status in ENDED:
        raise ValidationError({"into": f"“{into}”{into.get_status_display()}，不能并入。"})
    if not topic.federation.path.startswith(into.federation.path):
        raise ValidationError({"into": "只能并入本级或上级工会的主题。"})
    if topic.projects.exclude(status__in=["cancelled", "failed"]).exists():
        raise ValidationError("已有采购项目以这个主题为依据，不能并入另一主题。")
    keys = list(topic.needs.order_by("pk").values_list("pk", flat=True))
    now = timezone.now()
    _leave(by, keys, now, f"主题并入“{into}”")
    Need.objects.filter(pk__in=keys).update(topic=into)
    TopicEntry.objects.bulk_create(
        TopicEntry(need_id=key, topic=into, joined_at=now, joined_by=by) for key in keys
    )
    topic = TOPIC.move(topic, "merge", by=by, reason=reason, merged_into=into)
    record(by=by, verb="take_in", label="并入主题", subject=into, needs=len(keys), of=topic.title)
    return topic


@transaction.atomic
def judge(*, by, topic, **scores):
    """Score the three criteria of ACF-13, each with its evidence; the result follows by the rule
    that holds at the federation, which is kept with it."""
    topic = held(by, topic, "judge")
    rule = rule_at(topic.federation)
    needs, people = weight_of(topic.needs.all())
    wrong = {
        f"{name}_evidence": "请写明依据。"
        for name in Suitability.CRITERIA
        if not str(scores.get(f"{name}_evidence", "")).strip()
    }
    if wrong:
        raise ValidationError(wrong)
    judged = Suitability(
        topic=topic,
        suitable=all(scores[name] >= rule.passing for name in Suitability.CRITERIA),
        needs=needs,
        people=people,
        rule=rule.as_kept(),
        by=by,
        **scores,
    )
    judged.full_clean(exclude=["topic", "by"])
    TOPIC.move(topic, "find_suitable" if judged.suitable else "find_unsuitable", by=by)
    judged.save()
    return judged


@transaction.atomic
def move_topic(*, by, topic, verb, reason=""):
    """Close a topic, or take it up again."""
    return TOPIC.move(topic, verb, by=by, reason=reason)
