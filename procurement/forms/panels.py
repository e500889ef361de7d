from django import forms

from procurement import reviewing
from procurement.forms.moves import date_field
from procurement.models import Expert, ServiceDomain


class SealForm(forms.Form):
    """What the panel has to satisfy, which public number will count, who is left out and why."""

    size = forms.IntegerField(label="评审组人数", min_value=1, max_value=31, initial=5)
    domains = forms.MultipleChoiceField(
        label="只从这些领域抽取",
        choices=ServiceDomain.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="不选即不限领域。",
    )
    public_source = forms.CharField(
        label="用哪个公开数",
        max_length=120,
        help_text="写明是什么数、第几期，例如“双色球第2026136期开奖号码”。它产生之前，谁也不知道会抽中谁。",
    )
    public_on = date_field("公开数产生的日期")

    def __init__(self, *args, pool=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.pool = list(pool)
        for kind in Expert.Kind:
            self.fields[f"least_{kind.value}"] = forms.IntegerField(
                label=f"{kind.label}至少", min_value=0, max_value=31, required=False
            )
        reasons = [("", "列入"), *reviewing.barred().items()]
        for expert in self.pool:
            self.fields[f"bar_{expert.uid}"] = forms.ChoiceField(
                label=expert.employer, choices=reasons, required=False
            )

    @property
    def wishes(self):
        """For the service: conditions by kind, and who is left out under which code."""
        said = self.cleaned_data
        least = {kind.value: said.get(f"least_{kind.value}") or 0 for kind in Expert.Kind}
        barred = {str(e.uid): code for e in self.pool if (code := said.get(f"bar_{e.uid}"))}
        plain = ("size", "domains", "public_source", "public_on")
        return {**{name: said[name] for name in plain}, "least": least, "barred": barred}

    @property
    def of_kinds(self):
        return [self[f"least_{kind.value}"] for kind in Expert.Kind]

    @property
    def of_people(self):
        return [(expert, self[f"bar_{expert.uid}"]) for expert in self.pool]


class DrawForm(forms.Form):
    public_value = forms.CharField(
        label="公开数", max_length=200, help_text="照公布的原样填写；任何人都会据此复核。"
    )


class BeginForm(forms.Form):
    closes_at = forms.DateTimeField(
        label="评审截止",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text="专家只能在截止之前看到申报材料、填写评审意见。",
    )


class ExtendForm(BeginForm):
    reason = forms.CharField(label="延长的原因", max_length=300)


class ExcuseForm(forms.Form):
    code = forms.ChoiceField(label="原因")
    reason = forms.CharField(label="情况说明", max_length=300)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        said = {code: words for code, words in reviewing.left().items() if code != "declared"}
        self.fields["code"].choices = list(said.items())


class CloseForm(forms.Form):
    report = forms.CharField(
        label="评审报告",
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="评审经过、结论和建议；分数和名次由系统附上。",
    )


class DeclareForm(forms.Form):
    clear = forms.TypedChoiceField(
        label="声明",
        choices=[("1", "我与以上单位没有须回避的关系"), ("0", "我须回避")],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    grounds = forms.MultipleChoiceField(
        label="回避情形", required=False, widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(label="说明", max_length=300, required=False)
    signed = forms.BooleanField(label="我已阅读并承诺遵守以上评审纪律", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["grounds"].choices = list(reviewing.grounds().items())


class WithdrawForm(forms.Form):
    grounds = forms.MultipleChoiceField(label="回避情形", widget=forms.CheckboxSelectMultiple)
    note = forms.CharField(label="说明", max_length=300, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["grounds"].choices = list(reviewing.grounds().items())


class ExplainForm(forms.Form):
    explanation = forms.CharField(
        label="偏差说明", max_length=1000, widget=forms.Textarea(attrs={"rows": 4})
    )
