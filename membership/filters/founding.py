import django_filters
from django.utils import timezone

from accounts.roles import Permission
from membership.models import Coverage, Drive, FoundingCase

GROUPS = {
    "ahead": ("在办", {"status__in": FoundingCase.AHEAD}),
    "reply": ("待批复", {"status__in": ("requested", "reported")}),
    "overdue": ("已逾期", {}),
    "halted": ("拒建、中止", {"status__in": FoundingCase.HALTED}),
    "after": ("已批复成立", {"status__in": FoundingCase.AFTER}),
}


class FoundingFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="工会或单位名称", method="named")
    state = django_filters.ChoiceFilter(
        label="办理情况",
        choices=[(key, label) for key, (label, _) in GROUPS.items()],
        method="grouped",
    )
    status = django_filters.ChoiceFilter(label="进度", choices=FoundingCase.Status.choices)
    form = django_filters.ChoiceFilter(label="建会形式", choices=Coverage.Form.choices)
    route = django_filters.ChoiceFilter(label="建会途径", choices=FoundingCase.Route.choices)
    drive = django_filters.ModelChoiceFilter(
        label="专项行动",
        queryset=lambda request: Drive.objects.for_user(request.user, Permission.FOUNDING_VIEW),
        to_field_name="code",
    )
    federation = django_filters.CharFilter(label="承办工会代码", field_name="federation__code")

    class Meta:
        model = FoundingCase
        fields = ()

    def named(self, rows, name, value):
        return rows.named(value)

    def grouped(self, rows, name, value):
        if value == "overdue":
            return rows.overdue(timezone.localdate())
        return rows.filter(**GROUPS[value][1])
