import django_filters
from django import forms

from accounts.roles import Permission
from governance.places import PlaceFilter
from stations.models import Offering, ServiceItem, ServiceRecord, TargetGroup

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
VIEW = Permission.SERVICE_VIEW


def items(request):
    """Those of the catalogue that the person reads."""
    return ServiceItem.objects.for_user(request.user, VIEW)


class ItemFilter(django_filters.ModelChoiceFilter):
    """By an item and the parts of it."""

    def __init__(self, **options):
        super().__init__(label="服务项目", queryset=items, to_field_name="code", **options)

    def filter(self, rows, item):
        return (rows.filter(item=item) | rows.filter(item__parent=item)) if item else rows


class RecordFilter(django_filters.FilterSet):
    item = ItemFilter()
    federation = PlaceFilter(label="工会", field_name="federation__code", permission=VIEW)
    since = django_filters.DateFilter(label="自", field_name="on", lookup_expr="gte", widget=DAY)
    until = django_filters.DateFilter(label="至", field_name="on", lookup_expr="lte", widget=DAY)
    group = django_filters.ChoiceFilter(label="服务对象", choices=TargetGroup.choices)
    kind = django_filters.ChoiceFilter(
        label="类别", field_name="item__kind", choices=ServiceItem.Kind.choices
    )
    card = django_filters.CharFilter(label="会员卡号（完整）", method="by_card")
    station = django_filters.UUIDFilter(label="站点编号", field_name="station__uid")
    state = django_filters.ChoiceFilter(
        label="状态", method="by_state", choices=[("standing", "有效"), ("voided", "已作废")]
    )

    class Meta:
        model = ServiceRecord
        fields = ()

    def by_card(self, rows, name, value):
        return rows.of_card(value.strip())

    def by_state(self, rows, name, value):
        return rows.filter(voided_at__isnull=value == "standing")


class OfferingFilter(django_filters.FilterSet):
    item = ItemFilter()
    federation = PlaceFilter(label="工会", field_name="federation__code", permission=VIEW)
    mode = django_filters.ChoiceFilter(label="供给方式", choices=Offering.Mode.choices)
    group = django_filters.ChoiceFilter(
        label="服务对象", method="by_group", choices=TargetGroup.choices
    )
    state = django_filters.ChoiceFilter(
        label="状态", method="by_state", choices=[("force", "提供中"), ("ended", "已停止")]
    )
    station = django_filters.UUIDFilter(label="站点编号", field_name="station__uid")

    class Meta:
        model = Offering
        fields = ()

    def by_group(self, rows, name, value):
        return rows.filter(groups__contains=[value])

    def by_state(self, rows, name, value):
        return rows.filter(ended_on__isnull=value == "force")
