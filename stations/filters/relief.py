import django_filters

from stations.models import NeedKind, ReliefMatch


class MatchFilter(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(
        label="种类", choices=ReliefMatch.Kind.choices, empty_label="全部"
    )
    status = django_filters.ChoiceFilter(
        label="状态", choices=ReliefMatch.Status.choices, empty_label="全部"
    )
    need = django_filters.ChoiceFilter(
        label="救助类别", choices=NeedKind.choices, empty_label="全部"
    )
    ground = django_filters.ChoiceFilter(
        label="依据", choices=ReliefMatch.Ground.choices, empty_label="全部"
    )
    outcome = django_filters.ChoiceFilter(
        label="处理结果", choices=ReliefMatch.Outcome.choices, empty_label="全部"
    )
    year = django_filters.NumberFilter(label="年度", min_value=2000, max_value=2100)

    class Meta:
        model = ReliefMatch
        fields = ()
