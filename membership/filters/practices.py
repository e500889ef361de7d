import django_filters
from django.db.models import Q

from accounts.roles import Permission
from governance.places import PlaceFilter
from membership.models import Practice


class PracticeFilter(django_filters.FilterSet):
    search = django_filters.CharFilter(label="检索", method="by_words")
    kind = django_filters.ChoiceFilter(label="类别", choices=Practice.Kind.choices)
    topic = django_filters.ChoiceFilter(label="主题", choices=Practice.Topic.choices)
    federation = PlaceFilter(
        label="发布工会", field_name="federation__code", permission=Permission.FOUNDING_VIEW
    )
    status = django_filters.ChoiceFilter(label="状态", choices=Practice.Status.choices)

    class Meta:
        model = Practice
        fields = ()

    def by_words(self, practices, name, value):
        for word in value.split()[:5]:
            said = Q(title__icontains=word) | Q(summary__icontains=word) | Q(body__icontains=word)
            practices = practices.filter(said)
        return practices
