import django_filters

from procurement.flags import RULES
from procurement.models import Ban, Flag, Objection


class ObjectionFilter(django_filters.FilterSet):
    search = django_filters.CharFilter(
        label="项目", field_name="call__project__title", lookup_expr="contains"
    )
    kind = django_filters.ChoiceFilter(label="种类", choices=Objection.Kind.choices)
    status = django_filters.ChoiceFilter(label="状态", choices=Objection.Status.choices)

    class Meta:
        model = Objection
        fields = ()


class BanFilter(django_filters.FilterSet):
    search = django_filters.CharFilter(
        label="社会组织", field_name="organization__name", lookup_expr="contains"
    )
    cause = django_filters.ChoiceFilter(label="事由", choices=Ban.Cause.choices)
    holding = django_filters.ChoiceFilter(
        label="效力", method="by_time", choices=[("true", "执行中")]
    )

    class Meta:
        model = Ban
        fields = ()

    def by_time(self, rows, name, value):
        return rows.in_force() if value else rows


class FlagFilter(django_filters.FilterSet):
    search = django_filters.CharFilter(
        label="项目", field_name="project__title", lookup_expr="contains"
    )
    result = django_filters.ChoiceFilter(label="结果", choices=Flag.Result.choices)
    key = django_filters.ChoiceFilter(label="规则", choices=())
    noted = django_filters.ChoiceFilter(
        label="说明", method="by_note", choices=[("no", "还没有说明")]
    )

    class Meta:
        model = Flag
        fields = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)

        choices = [(rule.key, rule.label) for rule in RULES.values()]
        self.filters["key"].extra["choices"] = choices

    def by_note(self, rows, name, value):
        return rows.filter(note="") if value else rows
