import django_filters

from accounts.roles import Permission
from governance.places import PlaceFilter
from procurement.models import BudgetLine, FundSource, Project, ServiceDomain

VIEW = Permission.PURCHASE_VIEW


class ProjectFilter(django_filters.FilterSet):
    search = django_filters.CharFilter(label="项目名称", field_name="title", lookup_expr="contains")
    status = django_filters.ChoiceFilter(label="状态", choices=Project.Status.choices)
    federation = PlaceFilter(label="采购工会", field_name="federation__code", permission=VIEW)
    source = django_filters.ChoiceFilter(label="资金来源", choices=FundSource.choices)
    domain = django_filters.ChoiceFilter(label="服务领域", choices=ServiceDomain.choices)
    method = django_filters.ChoiceFilter(label="采购方式", choices=Project.Method.choices)
    direction = django_filters.ChoiceFilter(label="方向", choices=Project.Direction.choices)
    year = django_filters.NumberFilter(
        label="预算年度", field_name="line__year", min_value=2000, max_value=2100
    )

    class Meta:
        model = Project
        fields = ()


class BudgetFilter(django_filters.FilterSet):
    year = django_filters.NumberFilter(label="年度", min_value=2000, max_value=2100)
    source = django_filters.ChoiceFilter(label="资金来源", choices=FundSource.choices)
    federation = PlaceFilter(label="工会", field_name="federation__code", permission=VIEW)

    class Meta:
        model = BudgetLine
        fields = ()
