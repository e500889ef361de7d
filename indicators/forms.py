from datetime import date

from django import forms

from accounts.roles import Permission
from documents.forms import federations_of
from indicators.days import as_of, month_end, month_ends, months_since
from membership.models import Coverage, Drive, ReasonCode
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


class NewBulletinForm(forms.Form):
    """Which federation speaks of which drive, at the end of which month."""

    federation = forms.ModelChoiceField(label="工会", queryset=None, empty_label=None)
    drive = forms.ModelChoiceField(label="专项行动", queryset=None, empty_label=None)
    on = forms.TypedChoiceField(label="数据截至", coerce=date.fromisoformat)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["federation"].queryset = federations_of(user, Permission.BULLETIN_EDIT)
        drives = Drive.objects.for_user(user, Permission.DASHBOARD_VIEW)
        self.fields["drive"].queryset = drives
        self.fields["on"].choices = [
            (end.isoformat(), f"{end.year}年{end.month}月底") for end in ended_months()
        ]


def ended_months(most=24):
    """The month ends that figures can be drawn for, the latest first."""
    latest, since = as_of(), months_since()
    if latest is None or since is None:
        return []
    ends = [end for end in month_ends(since["first"], month_end(latest)) if end <= latest]
    return ends[::-1][:most]


class BulletinForm(forms.Form):
    title = forms.CharField(label="标题", max_length=200)
    body = forms.CharField(
        label="正文",
        widget=forms.Textarea(attrs={"rows": 22, "class": "long"}),
        help_text="一行一段。# 开头的行是小标题。",
    )
