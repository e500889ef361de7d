import django_filters

from accounts.roles import Permission
from governance.places import PlaceFilter
from membership.models import Subsidy


class SubsidyFilter(django_filters.FilterSet):
    search = django_filters.CharFilter(
        label="受补助工会", field_name="union__name", lookup_expr="contains"
    )
    status = django_filters.ChoiceFilter(label="状态", choices=Subsidy.Status.choices)
    federation = PlaceFilter(
        label="上级工会", field_name="union__federation__code", permission=Permission.FOUNDING_VIEW
    )
    kind = django_filters.CharFilter(
        label="补助种类", field_name="kind__name", lookup_expr="contains"
    )
    year = django_filters.NumberFilter(
        label="预算年度", field_name="budget__year", min_value=2000, max_value=2100
    )

    class Meta:
        model = Subsidy
        fields = ()
