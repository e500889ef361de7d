import django_filters

from accounts.roles import Permission
from documents.kinds import kinds
from documents.models import DocumentNumber, NumberSeries, Paper


def reached(request):
    """The series one may see: choices of the filter are within scope too."""
    series = NumberSeries.objects.for_user(request.user, Permission.ORG_VIEW)
    return series.select_related("federation")


class SeriesFilter(django_filters.ModelChoiceFilter):
    class field_class(django_filters.fields.ModelChoiceField):  # noqa: N801
        def label_from_instance(self, series):
            return f"{series}（{series.federation.short_name}）"


class NumberFilter(django_filters.FilterSet):
    series = SeriesFilter(label="序列", queryset=reached)
    title = django_filters.CharFilter(label="文件标题", lookup_expr="contains")
    year = django_filters.NumberFilter(label="年份", field_name="series__year")

    class Meta:
        model = DocumentNumber
        fields = ()


class PaperFilter(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(
        label="文书种类", choices=lambda: [(k.key, k.label) for k in kinds()]
    )
    status = django_filters.ChoiceFilter(label="状态", choices=Paper.Status.choices)
    title = django_filters.CharFilter(label="标题", lookup_expr="contains")
    year = django_filters.NumberFilter(label="年份", field_name="created_at__year")

    class Meta:
        model = Paper
        fields = ()
