import django_filters
from django import forms
from django.db.models import Q

from accounts.roles import Permission
from jobs.models import Job

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class QuarantineFilter(django_filters.FilterSet):
    """What is asked of the jobs set aside: which, whose, since when, with what error."""

    kind = django_filters.ChoiceFilter(label="种类", choices=[])
    by = django_filters.CharFilter(label="发起人", method="by_person")
    since = django_filters.DateFilter(
        label="隔离日期从", field_name="finished_at", lookup_expr="date__gte", widget=DAY
    )
    until = django_filters.DateFilter(
        label="到", field_name="finished_at", lookup_expr="date__lte", widget=DAY
    )
    diagnosis = django_filters.CharFilter(label="诊断", lookup_expr="icontains")

    class Meta:
        model = Job
        fields = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = self.queryset.order_by("kind").values_list("kind", flat=True).distinct()
        self.filters["kind"].extra["choices"] = [(kind, kind) for kind in kinds]

    def by_person(self, jobs, name, value):
        return jobs.filter(Q(by__name__contains=value) | Q(by__username=value.lower()))


def quarantined_for(user, query):
    """The filter over what this person may look after."""
    jobs = Job.objects.for_user(user, Permission.JOB_MANAGE).quarantined().select_related("by")
    return QuarantineFilter(query, queryset=jobs)
