import django_filters
from django.db.models import Q

from procurement.models import Expert, ServiceDomain


class ExpertFilter(django_filters.FilterSet):
    search = django_filters.CharFilter(label="姓名、单位、职称", method="by_words")
    kind = django_filters.ChoiceFilter(label="类别", choices=Expert.Kind.choices)
    domain = django_filters.ChoiceFilter(
        label="领域", choices=ServiceDomain.choices, method="by_domain"
    )
    standing = django_filters.ChoiceFilter(label="状态", choices=Expert.Standing.choices)

    class Meta:
        model = Expert
        fields = ()

    def by_words(self, experts, name, value):
        """The name as a whole (it is encrypted), unit and title by a part of them."""
        index = Expert._meta.get_field("person_index").of_value(value.strip())
        return experts.filter(
            Q(person_index=index) | Q(employer__icontains=value) | Q(title__icontains=value)
        )

    def by_domain(self, experts, name, value):
        return experts.filter(domains__contains=[value])
