import django_filters

from surveys.models import Survey


class SurveyFilter(django_filters.FilterSet):
    search = django_filters.CharFilter(label="检索", field_name="title", lookup_expr="icontains")
    kind = django_filters.ChoiceFilter(label="类别", choices=Survey.Kind.choices)
    status = django_filters.ChoiceFilter(label="状态", choices=Survey.Status.choices)
    year = django_filters.NumberFilter(label="年度", min_value=1990, max_value=2100)
    series = django_filters.CharFilter(label="系列")

    class Meta:
        model = Survey
        fields = ()
