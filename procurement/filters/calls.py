import django_filters

from accounts.roles import Permission
from governance.places import PlaceFilter
from procurement.models import Call, FundSource, ServiceDomain

VIEW = Permission.PURCHASE_VIEW
PUBLIC = [choice for choice in Call.Status.choices if choice[0] != Call.Status.DRAFT]


class PublicCallFilter(django_filters.FilterSet):
    """What anybody may ask the list of published calls for (SC-02: buyer, domain)."""

    search = django_filters.CharFilter(label="公告标题", field_name="title", lookup_expr="contains")
    sponsor = django_filters.ChoiceFilter(label="购买的群团", choices=Call.Sponsor.choices)
    domain = django_filters.ChoiceFilter(
        label="服务领域", field_name="project__domain", choices=ServiceDomain.choices
    )
    status = django_filters.ChoiceFilter(label="状态", choices=PUBLIC)
    year = django_filters.NumberFilter(
        label="发布年度", field_name="published_at__year", min_value=2000, max_value=2100
    )

    class Meta:
        model = Call
        fields = ()


class CallFilter(PublicCallFilter):
    status = django_filters.ChoiceFilter(label="状态", choices=Call.Status.choices)
    federation = PlaceFilter(
        label="采购工会", field_name="project__federation__code", permission=VIEW
    )
    source = django_filters.ChoiceFilter(
        label="资金来源", field_name="project__source", choices=FundSource.choices
    )
