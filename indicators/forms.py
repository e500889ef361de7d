from django import forms

from membership.models import Coverage, ReasonCode
from orgs.models import Organization


class DayForm(forms.Form):
    on = forms.DateField(label="截至日期", required=False)


class RecordsFilter(forms.Form):
    """What narrows the organizations behind a figure."""

    q = forms.CharField(label="名称或代码", required=False, max_length=60)
    child = forms.ChoiceField(label="责任工会", required=False)
    type = forms.ChoiceField(
        label="组织类型", required=False, choices=[("", "全部"), *Organization.Type.choices]
    )
    kind = forms.ChoiceField(
        label="机构类别", required=False, choices=[("", "全部"), *Organization.Kind.choices]
    )
    form = forms.ChoiceField(
        label="建会形式",
        required=False,
        choices=[("", "全部"), *Coverage.Form.choices, ("none", "未覆盖")],
    )
    reason = forms.ChoiceField(
        label="未建会原因",
        required=False,
        choices=[("", "全部"), *ReasonCode.choices, ("none", "未填原因")],
    )

    def __init__(self, *args, children=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["child"].choices = [("", "全部"), *children]
