"""Needs over several tables: what travels with a project, what is alike, how a topic came about."""

from django.db.models import Count, Max, Q, Sum
from django.db.models.functions import Coalesce

from procurement.models import Need, NeedTopic, TopicEntry


def carried_by(project):
    """The needs a project is bought for, through its topics. One that left its topic after the
    project was begun is still carried: the lineage tells that it was there."""
    then = TopicEntry.objects.filter(topic__projects=project)
    then = then.filter(Q(left_at=None) | Q(left_at__gte=project.created_at))
    rows = Need.objects.filter(pk__in=then.values("need"))
    return rows.select_related("federation", "region").order_by("told_at", "pk")


def with_weight(topics):
    """Topics with ``told`` needs of ``people`` in all, from ``places`` federations, and when the
    last of them was told."""
    return topics.annotate(
        told=Count("needs", distinct=True),
        people=Coalesce(Sum("needs__people"), 0),
        places=Count("needs__federation", distinct=True),
        last=Max("needs__told_at"),
    )


def proposed_for(need):
    """The topic that those like this need are in, if they are in one alone."""
    if not (need.alike_id or need.repeats.exists()):
        return None
    head = need.alike_id or need.pk
    found = NeedTopic.objects.gathering().filter(
        Q(needs__alike=head) | Q(needs=head), domain=need.domain
    )
    found = list(found.distinct()[:2])
    return found[0] if len(found) == 1 else None


def lineage_of(topic):
    """Every joining and leaving of a topic's needs, first to last."""
    rows = TopicEntry.objects.filter(topic=topic)
    return rows.select_related("need__federation", "joined_by", "left_by").order_by(
        "joined_at", "pk"
    )
