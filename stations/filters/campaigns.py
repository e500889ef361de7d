import django_filters

from accounts.roles import Permission
from governance.places import PlaceFilter
from stations.filters.records import DAY, ItemFilter
from stations.models import AidSource, Campaign, FundEntry

VIEW = Permission.SERVICE_VIEW


class CampaignFilter(django_filters.FilterSet):
    search = django_filters.CharFilter(label="名称", field_name="title", lookup_expr="icontains")
    kind = django_filters.ChoiceFilter(label="种类", choices=Campaign.Kind.choices)
    year = django_filters.NumberFilter(label="年度")
    federation = PlaceFilter(label="工会", field_name="federation__code", permission=VIEW)
    status = django_filters.ChoiceFilter(label="状态", choices=Campaign.Status.choices)

    class Meta:
        model = Campaign
        fields = ()


class EntryFilter(django_filters.FilterSet):
    direction = django_filters.ChoiceFilter(label="收支", choices=FundEntry.Direction.choices)
    source = django_filters.ChoiceFilter(label="来源", choices=AidSource.choices)
    item = ItemFilter()
    since = django_filters.DateFilter(label="自", field_name="on", lookup_expr="gte", widget=DAY)
    until = django_filters.DateFilter(label="至", field_name="on", lookup_expr="lte", widget=DAY)

    class Meta:
        model = FundEntry
        fields = ()
