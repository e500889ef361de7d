"""Who is asked to look at a union, and what was found."""

from datetime import timedelta

from django import forms
from django.utils import timezone

from membership.effective.rules import rules_at
from membership.forms.foundings import date_field
from membership.models import UnionInspection


class AskForm(forms.Form):
    assignee = forms.ModelChoiceField(label="核查人", queryset=None, empty_label=None)
    due_on = date_field("完成期限")

    def __init__(self, *args, officers, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["assignee"].queryset = officers
        self.fields["assignee"].initial = user.pk
        days = rules_at().inspect_within
        self.fields["due_on"].initial = timezone.localdate() + timedelta(days)


class CloseForm(forms.Form):
    outcome = forms.ChoiceField(
        label="核查结果", choices=UnionInspection.Outcome.choices, widget=forms.RadioSelect
    )
    finding = forms.CharField(
        label="核查情况", widget=forms.Textarea(attrs={"rows": 4}), max_length=2000
    )


class InspectionFilterForm(forms.Form):
    search = forms.CharField(label="工会名称", required=False, max_length=100)
    outcome = forms.ChoiceField(
        label="核查结果",
        choices=[("", "全部"), *UnionInspection.Outcome.choices],
        required=False,
    )
    mine = forms.BooleanField(label="只看我的", required=False)
