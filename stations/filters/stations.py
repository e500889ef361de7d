import django_filters
from django.db.models import Q
from django.utils import timezone

from accounts.roles import Permission
from governance.places import PlaceFilter
from stations.models import Station
from stations.queries.network import idle

STATES = [("open", "开放"), ("closed", "已关停"), ("all", "全部")]


class StationFilter(django_filters.FilterSet):
    """Open ones unless asked for others."""

    search = django_filters.CharFilter(label="检索", method="by_words")
    kind = django_filters.ChoiceFilter(label="类别", choices=Station.Kind.choices)
    layer = django_filters.ChoiceFilter(label="层级", choices=Station.Layer.choices)
    federation = PlaceFilter(
        label="工会", field_name="federation__code", permission=Permission.STATION_VIEW
    )
    state = django_filters.ChoiceFilter(
        label="状态", choices=STATES, method="by_state", empty_label="开放"
    )
    premises = django_filters.ChoiceFilter(label="场地", choices=Station.Premises.choices)
    zone_grade = django_filters.ChoiceFilter(label="开发区级别", choices=Station.ZoneGrade.choices)
    brand = django_filters.CharFilter(label="品牌", lookup_expr="icontains")
    stars = django_filters.ChoiceFilter(
        label="星级",
        method="by_stars",
        choices=[*((str(n), f"{n} 星") for n in range(5, 0, -1)), ("due", "本年度未复核")],
    )
    standard = django_filters.ChoiceFilter(
        label="规范化",
        method="by_standard",
        choices=[("passed", "达标"), ("failed", "未达标"), ("unchecked", "未检查")],
    )
    found = django_filters.ChoiceFilter(
        label="其他",
        method="by_finding",
        choices=[("idle", "挂牌空转"), ("one_stop", "一站式"), ("unplaced", "没有坐标")],
    )

    class Meta:
        model = Station
        fields = ()

    def filter_queryset(self, rows):
        rows = super().filter_queryset(rows)
        return rows if self.form.cleaned_data.get("state") else rows.open_on()

    def by_words(self, rows, name, value):
        for word in value.split()[:5]:
            said = Q(name__icontains=word) | Q(address__icontains=word) | Q(host__icontains=word)
            rows = rows.filter(said | Q(region__name__icontains=word))
        return rows

    def by_state(self, rows, name, value):
        if value == "closed":
            return rows.filter(closed_on__lte=timezone.localdate())
        return rows.open_on() if value == "open" else rows

    def by_stars(self, rows, name, value):
        if value == "due":
            rated = Q(stars__year=timezone.localdate().year)
            due = rows.filter(kind=Station.Kind.REST_POINT)
            return due.exclude(pk__in=due.filter(rated).values("pk"))
        return rows.filter(rated=int(value))

    def by_standard(self, rows, name, value):
        return rows.filter(passed={"passed": True, "failed": False}.get(value))

    def by_finding(self, rows, name, value):
        if value == "idle":
            return idle(rows)
        if value == "one_stop":
            return rows.filter(windows__len__gte=Station.ONE_STOP)
        return rows.filter(longitude=None)
