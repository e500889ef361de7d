import django_filters

from accounts.roles import Permission
from governance.places import PlaceFilter
from indicators.models import Bulletin


class BulletinFilter(django_filters.FilterSet):
    search = django_filters.CharFilter(label="标题", field_name="title", lookup_expr="contains")
    status = django_filters.ChoiceFilter(label="状态", choices=Bulletin.Status.choices)
    year = django_filters.NumberFilter(
        label="年份", field_name="on__year", min_value=2000, max_value=2100
    )
    federation = PlaceFilter(
        label="工会", field_name="federation__code", permission=Permission.FOUNDING_VIEW
    )

    class Meta:
        model = Bulletin
        fields = ()
