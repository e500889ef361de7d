import django_filters

from accounts.roles import Permission
from governance.places import PlaceFilter
from membership.models import Obstruction


class ObstructionFilter(django_filters.FilterSet):
    search = django_filters.CharFilter(
        label="社会组织", field_name="organization__name", lookup_expr="contains"
    )
    status = django_filters.ChoiceFilter(label="状态", choices=Obstruction.Status.choices)
    manner = django_filters.ChoiceFilter(label="情形", choices=Obstruction.Manner.choices)
    federation = PlaceFilter(
        label="责任工会",
        field_name="organization__federation__code",
        permission=Permission.FOUNDING_VIEW,
    )
    late = django_filters.ChoiceFilter(label="期限", method="by_term", choices=[("true", "已逾期")])

    class Meta:
        model = Obstruction
        fields = ()

    def by_term(self, cases, name, value):
        return cases.overdue() if value else cases
