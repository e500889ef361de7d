import django_filters
from django.utils import timezone

from stations.models import AidPayment, AidSource, Case, Standing
from stations.queries.cases import end_of_year


class CaseFilter(django_filters.FilterSet):
    """No search by name: a file is found by its number, or by a person's with a reason."""

    search = django_filters.CharFilter(label="受理编号或档案号", method="by_number")
    status = django_filters.ChoiceFilter(label="状态", choices=Case.Status.choices)
    category = django_filters.ChoiceFilter(label="困难类别", choices=Standing.Category.choices)
    cause = django_filters.ChoiceFilter(label="困难原因", choices=Case.Cause.choices)
    channel = django_filters.ChoiceFilter(label="受理方式", choices=Case.Channel.choices)
    relief = django_filters.ChoiceFilter(
        label="政府救助", method="by_relief", choices=[("in", "已纳入"), ("out", "未纳入")]
    )

    review = django_filters.ChoiceFilter(
        label="年审",
        method="by_review",
        choices=[("late", "已到期"), ("year", "今年应审"), ("done", "今年已审")],
    )
    papers = django_filters.ChoiceFilter(
        label="纸质档案",
        method="by_papers",
        choices=[("waiting", "待归档"), ("late", "逾期未归档")],
    )

    class Meta:
        model = Case
        fields = ()

    def by_review(self, rows, name, value):
        today = timezone.localdate()
        if value == "done":
            return rows.reviewed_in(today.year)
        return rows.to_review_by(today if value == "late" else end_of_year())

    def by_papers(self, rows, name, value):
        found = rows.without_papers()
        late = value == "late"
        return found.filter(household__papers_due_on__lt=timezone.localdate()) if late else found

    def by_number(self, rows, name, value):
        number = value.strip().upper()
        return rows.filter(number=number) | rows.filter(household__number=number)

    def by_relief(self, rows, name, value):
        found = rows.filter(household__relief="")
        return found if value == "out" else rows.exclude(household__relief="")


class PaymentFilter(django_filters.FilterSet):
    status = django_filters.ChoiceFilter(label="状态", choices=AidPayment.Status.choices)
    source = django_filters.ChoiceFilter(label="资金来源", choices=AidSource.choices)
    item = django_filters.CharFilter(label="项目代码", field_name="item__code")
    since = django_filters.DateFilter(label="应发日期自", field_name="due_on", lookup_expr="gte")
    until = django_filters.DateFilter(label="应发日期至", field_name="due_on", lookup_expr="lte")

    class Meta:
        model = AidPayment
        fields = ()
