import django_filters

from stations.models import NeedKind, ReliefMatch


class MatchFilter(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(label="种类", choices=ReliefMatch.Kind.choices)
    status = django_filters.ChoiceFilter(label="状态", choices=ReliefMatch.Status.choices)
    need = django_filters.ChoiceFilter(label="救助类别", choices=NeedKind.choices)
    ground = django_filters.ChoiceFilter(label="依据", choices=ReliefMatch.Ground.choices)
    outcome = django_filters.ChoiceFilter(label="处理结果", choices=ReliefMatch.Outcome.choices)
    year = django_filters.NumberFilter(label="年度", min_value=2000, max_value=2100)

    class Meta:
        model = ReliefMatch
        fields = ()
