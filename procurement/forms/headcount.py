from decimal import Decimal

from django import forms

from accounts.roles import Permission
from documents.forms import federations_of
from procurement.forms.moves import yuan
from procurement.models import FundSource


class HeadcountForm(forms.Form):
    federation = forms.ModelChoiceField(label="核定工会", queryset=None, empty_label=None)
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    heads_of = forms.CharField(
        label="人头口径", max_length=80, help_text="如：社会化工会工作者编制数、服务的基层工会数。"
    )
    heads = forms.IntegerField(label="人数", min_value=1, max_value=1_000_000)
    standard = yuan("每人每年标准（元）", min_value=Decimal("0.01"))
    share = forms.DecimalField(
        label="补贴比例",
        min_value=Decimal("0.0001"),
        max_value=1,
        max_digits=5,
        decimal_places=4,
        initial=1,
        help_text="全额补贴填 1，补贴一半填 0.5。",
    )
    source = forms.ChoiceField(
        label="资金来源",
        choices=[("", "只核定，暂不列入预算"), *FundSource.choices],
        required=False,
        help_text="选择后，核定数即登记为一条采购预算。",
    )
    name = forms.CharField(label="预算科目", max_length=80, required=False)
    basis = forms.CharField(label="依据文件", max_length=100, required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["federation"].queryset = federations_of(user, Permission.PURCHASE_BUDGET)

    def clean(self):
        told = super().clean()
        if told.get("source") and not told.get("name"):
            self.add_error("name", "列入预算的，请填写预算科目。")
        return told


class ServiceForm(forms.Form):
    """One service the money is to buy."""

    name = forms.CharField(label="服务", max_length=60, required=False)
    quantity = forms.DecimalField(
        label="数量", max_digits=10, decimal_places=2, min_value=Decimal("0.01"), required=False
    )
    unit_cost = yuan("单价（元）", required=False, min_value=Decimal("0.01"))

    def clean(self):
        told = super().clean()
        if told.get("name"):
            for field in ("quantity", "unit_cost"):
                if told.get(field) is None and field not in self.errors:
                    self.add_error(field, "请填写。")
        return told
