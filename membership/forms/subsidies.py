from django import forms
from django.utils import timezone

from accounts.roles import Permission
from documents.forms import federations_of
from membership.forms.foundings import date_field
from membership.models import SubsidyBudget, SubsidyKind
from unions.models import GrassrootsUnion

APPLY, PAY = Permission.SUBSIDY_APPLY, Permission.SUBSIDY_PAY


def yuan(label, **options):
    return forms.DecimalField(label=label, max_digits=14, decimal_places=2, min_value=0, **options)


class BudgetChoice(forms.ModelChoiceField):
    def label_from_instance(self, budget):
        return f"{budget}（可申请 {budget.free:,} 元）"


class KindChoice(forms.ModelChoiceField):
    def label_from_instance(self, kind):
        return f"{kind}：{kind.rule_in_words()}"


class MoneyForm(forms.Form):
    """How much and what for."""

    quantity = forms.DecimalField(
        label="计算基数",
        max_digits=14,
        decimal_places=2,
        min_value=0,
        required=False,
        help_text="按会员人数的填人数（不填取会籍人数），按经费比例的填已缴经费（元）；其余不填。",
    )
    amount = yuan("申请金额", required=False, help_text="不填则按规则计算；据实申报的必须填写。")
    purpose = forms.CharField(
        label="用途", max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class ApplyForm(MoneyForm):
    kind = KindChoice(label="补助种类", queryset=None)
    budget = BudgetChoice(label="预算", queryset=None)
    starts_on = date_field("补助期间起", required=False)
    ends_on = date_field("补助期间止", required=False)
    field_order = ("kind", "budget", "quantity", "amount", "purpose")

    def __init__(self, *args, user, union, **kwargs):
        super().__init__(*args, **kwargs)
        above = {"federation__code__in": union.federation.path.strip("/").split("/")}
        budgets = SubsidyBudget.objects.for_user(user, APPLY).filter(**above)
        budgets = budgets.filter(year__gte=timezone.localdate().year - 1)
        self.fields["budget"].queryset = budgets.select_related("federation")
        kinds = SubsidyKind.objects.for_user(user, APPLY).filter(**above).in_force()
        self.fields["kind"].queryset = kinds


class ApproveForm(forms.Form):
    approved = yuan(
        "批准金额", required=False, help_text="不填则按申请金额批准；可以少批，不能多批。"
    )
    reason = forms.CharField(label="审批意见", max_length=300, required=False)


class PayForm(forms.Form):
    paid_on = date_field("拨付日期", initial=timezone.localdate)
    voucher = forms.CharField(label="凭证号", max_length=60)


class BudgetForm(forms.ModelForm):
    class Meta:
        model = SubsidyBudget
        fields = ["federation", "year", "source", "amount", "basis"]

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        chosen = self.fields["federation"]
        chosen.queryset, chosen.empty_label = federations_of(user, PAY), None
        self.fields["year"].initial = timezone.localdate().year

    def _post_clean(self):
        """Rules are the service's."""


class ChangeBudgetForm(forms.Form):
    amount = yuan("预算")
    reason = forms.CharField(label="调整原因", max_length=300)


class KindForm(forms.ModelForm):
    starts_on = date_field("启用日期", initial=timezone.localdate)
    recipients = forms.MultipleChoiceField(
        label="补助对象",
        choices=GrassrootsUnion.Kind.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="不选表示各类基层工会都可以申请。",
    )

    class Meta:
        model = SubsidyKind
        fields = [
            *("federation", "name", "nature", "rule", "amount", "rate", "ceiling"),
            *("often", "recipients", "most_members", "basis", "starts_on"),
        ]
        help_texts = {
            "amount": "固定金额，或每名会员的金额。",
            "rate": "0 至 1，如返还四成填 0.4。",
        }

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        chosen = self.fields["federation"]
        chosen.queryset, chosen.empty_label = federations_of(user, PAY), None

    def _post_clean(self):
        """Rules are the service's."""
