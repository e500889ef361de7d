from django import forms

from accounts.roles import Permission
from stations import cards
from stations.forms.fields import date_field
from stations.forms.houses import HouseField
from stations.models import RuleCard


def choices():
    """Terms by the part of the procedure that they belong to."""
    parts = {}
    for term in cards.terms().values():
        parts.setdefault(term.part, []).append((term.key, f"{term.label}（{term.unit}）"))
    return [("", "请选择"), *parts.items()]


class CardForm(forms.Form):
    term = forms.ChoiceField(label="事项", choices=choices)
    value = forms.DecimalField(label="数值", max_digits=12, decimal_places=2, min_value=0)
    force = forms.ChoiceField(
        label="效力",
        choices=RuleCard.Force.choices,
        initial=RuleCard.Force.BLOCK,
        help_text="核对标准只作提示，由人复核。",
    )
    title = forms.CharField(label="依据文件", max_length=150, help_text="不写书名号。")
    number = forms.CharField(label="文号", max_length=60, required=False)
    clause = forms.CharField(label="条款", max_length=60, help_text="如：第八条第二款。")
    text = forms.CharField(
        label="条文摘录", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    valid_from = date_field("施行日期")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["federation"] = HouseField(
            label="制定工会", user=user, permission=Permission.CASE_APPROVE
        )
        self.order_fields(["federation"])


class EndForm(forms.Form):
    valid_to = date_field("停止日期", help_text="自这一天起不再适用；已冻结在个案中的不变。")
    reason = forms.CharField(
        label="停止的原因", max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class AskedForm(forms.Form):
    """For which federation, on which day."""

    federation = forms.ChoiceField(label="工会", required=False)
    on = date_field("日期", required=False)

    def __init__(self, *args, places, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["federation"].choices = places
