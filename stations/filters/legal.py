import django_filters
from django.db.models import Q
from django.utils import timezone

from orgs import papers_of_identity
from stations.models import LegalService


class LegalFilter(django_filters.FilterSet):
    """By exact number of the matter or of the applicant's paper; nobody browses by name."""

    search = django_filters.CharFilter(label="受理编号或身份证号", method="by_number")
    status = django_filters.ChoiceFilter(label="状态", choices=LegalService.Status.choices)
    form = django_filters.ChoiceFilter(label="服务形式", choices=LegalService.Form.choices)
    matter = django_filters.ChoiceFilter(label="事项", choices=LegalService.Matter.choices)
    late = django_filters.ChoiceFilter(
        label="期限", method="by_lateness", choices=[("late", "已超期")]
    )

    class Meta:
        model = LegalService
        fields = ()

    def by_number(self, rows, name, value):
        said = value.strip()
        index = LegalService._meta.get_field("id_index").of_value(papers_of_identity.tidy(said))
        return rows.filter(Q(number=said) | Q(id_index=index))

    def by_lateness(self, rows, name, value):
        return rows.late_on(timezone.localdate())
