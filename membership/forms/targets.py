"""Splitting a target, changing a split by hand, putting it to those below, answering."""

from django import forms
from django.core.exceptions import ValidationError

from membership.forms.foundings import date_field
from membership.models import TargetPlan
from membership.models.drives import RESPONSIBLE


class SplitForm(forms.Form):
    method = forms.ChoiceField(
        label="分解办法", choices=TargetPlan.Method.choices, widget=forms.RadioSelect, initial="gap"
    )
    quota = forms.IntegerField(
        label="应覆盖",
        min_value=1,
        required=False,
        help_text="可以比上级要求的多，不能少；空着即按要求。",
    )
    depth = forms.TypedChoiceField(label="逐级下达到", coerce=int, empty_value=None, required=False)
    note = forms.CharField(label="说明", max_length=300, required=False)

    def __init__(self, *args, drive, federation, **kwargs):
        super().__init__(*args, **kwargs)
        below = [(n, f"{label}工会") for n, label in RESPONSIBLE if n > federation.level]
        self.fields["depth"].choices = [*below, ("", "最末一级")]
        if drive.responsible_level and below:
            levels = [n for n, _ in below]
            wanted = drive.responsible_level
            self.fields["depth"].initial = wanted if wanted in levels else levels[0]
            if wanted in levels:
                words = dict(RESPONSIBLE)[wanted]
                self.fields["depth"].help_text = f"行动规定目标由{words}工会负责。"


class SharesForm(forms.Form):
    """One number for each share; ``quotas()`` gives them by the share's key."""

    def __init__(self, *args, shares, **kwargs):
        super().__init__(*args, **kwargs)
        for share in shares:
            own = share.federation_id == share.plan.federation_id
            name = "本级直属" if own else share.federation.short_name
            self.fields[f"share_{share.pk}"] = forms.IntegerField(
                label=f"{name}应覆盖家数",
                min_value=0,
                max_value=share.eligible,
                initial=share.quota,
                error_messages={"max_value": f"{name}具备条件的只有 {share.eligible} 家。"},
            )

    def quotas(self):
        return {int(name.removeprefix("share_")): n for name, n in self.cleaned_data.items()}

    def wrong(self):
        return [error for errors in self.errors.values() for error in errors]


class ProposeForm(forms.Form):
    answer_by = date_field(
        "反馈截止日", required=False, help_text="过了这一天仍未反馈的，不再等候。"
    )


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(
        label="反馈",
        choices=[("agreed", "同意"), ("countered", "提出建议数")],
        widget=forms.RadioSelect,
        initial="agreed",
    )
    countered = forms.IntegerField(label="建议数", min_value=0, required=False)
    reason = forms.CharField(
        label="理由", max_length=300, required=False, help_text="提出建议数的，写明理由。"
    )

    def clean(self):
        data = self.cleaned_data
        if data.get("answer") == "countered" and data.get("countered") is None:
            raise ValidationError({"countered": "请填写建议数。"})
        if data.get("answer") == "agreed":
            data["countered"] = None
        data.pop("answer", None)
        return data
