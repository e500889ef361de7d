from django import forms

from accounts.roles import Permission
from stations.forms.fields import date_field
from stations.forms.services import own_place
from stations.models import AidSource, Fund, ServiceItem

EDIT = Permission.FUND_EDIT


def yuan(label):
    return forms.DecimalField(label=label, max_digits=14, decimal_places=2, min_value=0)


class FundForm(forms.ModelForm):
    opened_on = date_field("设立日期")

    class Meta:
        model = Fund
        fields = ["federation", "name", "purpose", "opened_on"]

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        own_place(self, user, EDIT)

    def _post_clean(self):
        """Rules are the service's."""


class IncomeForm(forms.Form):
    source = forms.ChoiceField(label="来源", choices=[("", "请选择"), *AidSource.choices])
    amount = yuan("金额（元）")
    on = date_field("到账日期")
    party = forms.CharField(
        label="拨款或捐助单位",
        max_length=120,
        required=False,
        help_text="个人捐助写“爱心人士”，不写姓名。",
    )
    document = forms.CharField(label="文号或凭证号", max_length=60, required=False)
    note = forms.CharField(label="摘要", max_length=200, required=False)


class OutgoForm(forms.Form):
    """Money that goes out otherwise than by a case or a campaign, which book it themselves."""

    source = forms.ChoiceField(label="来源", choices=[("", "请选择"), *AidSource.choices])
    item = forms.ModelChoiceField(label="帮扶项目", queryset=None, empty_label="请选择")
    amount = yuan("金额（元）")
    on = date_field("支出日期")
    households = forms.IntegerField(label="受助户数", min_value=0, initial=0)
    persons = forms.IntegerField(label="受助人次", min_value=0, initial=0)
    party = forms.CharField(label="收款单位", max_length=120, required=False)
    document = forms.CharField(label="文号或凭证号", max_length=60, required=False)
    note = forms.CharField(label="摘要", max_length=200, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = ServiceItem.objects.public().active()


class PeriodForm(forms.Form):
    starts_on = date_field("起")
    ends_on = date_field("止")


class BookForm(forms.Form):
    """Out of which money a day of a campaign was paid."""

    fund = forms.ModelChoiceField(label="资金", queryset=None, empty_label="请选择")
    source = forms.ChoiceField(label="来源", choices=[("", "请选择"), *AidSource.choices])

    def __init__(self, *args, user, federation, **kwargs):
        super().__init__(*args, **kwargs)
        funds = Fund.objects.for_user(user, Permission.FUND_VIEW)
        self.fields["fund"].queryset = funds.filter(federation=federation, closed_on=None)
