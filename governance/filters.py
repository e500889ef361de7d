from datetime import datetime, time, timedelta

import django_filters
from django import forms
from django.db.models import Q
from django.utils import timezone

from governance.models import Event
from unions.models import Federation

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class EventFilter(django_filters.FilterSet):
    """What auditors ask the trail: when, who, where, what, to whom."""

    since = django_filters.DateFilter(
        label="从", field_name="at", lookup_expr="date__gte", widget=DAY
    )
    until = django_filters.DateFilter(
        label="到", field_name="at", lookup_expr="date__lte", widget=DAY
    )
    actor = django_filters.CharFilter(label="操作人", method="by_actor")
    federation = django_filters.CharFilter(label="工会编码", method="by_federation")
    verb = django_filters.CharFilter(label="动作", method="by_verb")
    subject = django_filters.CharFilter(label="对象", method="by_subject")

    class Meta:
        model = Event
        fields = ()

    def by_first_day(self, events, name, value):
        return events.filter(at__gte=midnight(value))

    def by_last_day(self, events, name, value):
        return events.filter(at__lt=midnight(value + timedelta(days=1)))

    def by_actor(self, events, name, value):
        return events.filter(Q(actor__name=value) | Q(actor__username=value))

    def by_federation(self, events, name, value):
        """That federation and all below it."""
        federations = Federation.objects.public()
        below = federations.at_or_below(federations.filter(code=value))
        return events.filter(federation__in=below.values("pk"))

    def by_verb(self, events, name, value):
        return events.filter(Q(verb__startswith=value) | Q(label__contains=value))

    def by_subject(self, events, name, value):
        """By its name, or exactly as ``orgs.organization:15``."""
        kind, _, key = value.partition(":")
        if key:
            return events.filter(subject_type=kind, subject_id=key)
        return events.filter(subject_name__contains=value)


def midnight(day):
    return timezone.make_aware(datetime.combine(day, time()))  # noqa: DTZ001 - made aware at once
