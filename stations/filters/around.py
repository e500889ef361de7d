import django_filters
from django.db.models import Q

from accounts.roles import Permission
from governance.places import PlaceFilter
from stations.models import Linkage, Outlet

VIEW = Permission.STATION_VIEW


class LinkageFilter(django_filters.FilterSet):
    federation = PlaceFilter(label="工会", field_name="federation__code", permission=VIEW)
    department = django_filters.ChoiceFilter(label="部门", choices=Linkage.Department.choices)
    side = django_filters.ChoiceFilter(
        label="范围",
        method="by_side",
        choices=[("government", "政府和社会部门"), ("union", "工会内部")],
    )
    state = django_filters.ChoiceFilter(
        label="状态", method="by_state", choices=[("all", "连同已结束的")], empty_label="有效"
    )

    class Meta:
        model = Linkage
        fields = ()

    def filter_queryset(self, rows):
        rows = super().filter_queryset(rows)
        return rows if self.form.cleaned_data.get("state") else rows.standing()

    def by_side(self, rows, name, value):
        own = Q(department__startswith="u_")
        return rows.filter(own if value == "union" else ~own)

    def by_state(self, rows, name, value):
        return rows


class OutletFilter(django_filters.FilterSet):
    search = django_filters.CharFilter(label="检索", method="by_words")
    kind = django_filters.ChoiceFilter(label="类别", choices=Outlet.Kind.choices)
    federation = PlaceFilter(label="工会", field_name="federation__code", permission=VIEW)
    state = django_filters.ChoiceFilter(
        label="状态", method="by_state", choices=[("all", "连同已撤牌的")], empty_label="挂牌"
    )

    class Meta:
        model = Outlet
        fields = ()

    def filter_queryset(self, rows):
        rows = super().filter_queryset(rows)
        return rows if self.form.cleaned_data.get("state") else rows.open_on()

    def by_words(self, rows, name, value):
        for word in value.split()[:5]:
            said = Q(name__icontains=word) | Q(partner__icontains=word)
            rows = rows.filter(said | Q(discounts__icontains=word))
        return rows

    def by_state(self, rows, name, value):
        return rows
