"""Forms of qualification, decision, objections and bans."""

from django import forms

from orgs.models import Organization
from procurement.forms.moves import date_field, yuan
from procurement.models import Ban, LegalOpinion, Objection, QualificationCheck


def area(label, *, rows=3, most=2000, **options):
    return forms.CharField(
        label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **options
    )


class CheckForm(forms.Form):
    result = forms.ChoiceField(label="结果", choices=QualificationCheck.Result.choices)
    reason = forms.CharField(
        label="说明",
        max_length=300,
        required=False,
        help_text="不符合的、改变登记册核查结果的，必须写明。",
    )
    proven_on = date_field("证明日期", required=False, help_text="如证明材料的出具日期。")


class RestForm(forms.Form):
    reason = area("核对了什么", most=300, help_text="例如：已核对申报材料所附原件。")


class CureForm(forms.Form):
    text = area("需要补正的内容", most=1000)
    due_on = date_field("补正期限", required=False, help_text="不填的，按适用规则的期限。")


class AnswerCureForm(forms.Form):
    answer = area("补正说明", help_text="说明补正了什么；证明材料请一并送交经办部门。")


class FailForm(forms.Form):
    reason = area("理由", required=False, help_text="不填的，列出不符合和未证明的条件。")


class OpinionForm(forms.ModelForm):
    class Meta:
        model = LegalOpinion
        fields = ["stage", "verdict", "text", "risk", "controllable"]
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}


class MeetingForm(forms.Form):
    met_on = date_field("会议日期")
    attendees = forms.CharField(label="出席人员", max_length=300, required=False)
    minutes = area("会议纪要", rows=6, most=10_000)


class StageForm(forms.Form):
    amount = yuan("立项金额（元）")
    reason = forms.CharField(
        label="理由", max_length=300, required=False, help_text="没有选第一名的，必须写明。"
    )


class ObjectionForm(forms.Form):
    """A bidder's own; ``follows`` is offered where a complaint may be made."""

    kind = forms.ChoiceField(label="种类", choices=Objection.Kind.choices)
    text = area("事项", rows=4, most=3000)
    evidence = area("事实和依据", most=3000, required=False)
    request = forms.CharField(label="请求", max_length=500, required=False)
    known_on = date_field("何时知道")

    def __init__(self, *args, earlier=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.earlier = {str(row.uid): row for row in earlier}
        if self.earlier:
            choices = [("", "不适用")] + [
                (uid, f"{row.raised_at:%Y-%m-%d} {row.text[:30]}")
                for uid, row in self.earlier.items()
            ]
            self.fields["follows"] = forms.ChoiceField(
                label="所针对的质疑", choices=choices, required=False, help_text="投诉时选择。"
            )
        else:
            self.fields["kind"].choices = Objection.Kind.choices[:2]

    def clean_follows(self):
        return self.earlier.get(self.cleaned_data["follows"])


class PublicObjectionForm(ObjectionForm):
    """From anybody: by name, with a telephone number to answer to."""

    name = forms.CharField(label="姓名或单位", max_length=60)
    phone = forms.CharField(label="联系电话", max_length=20)
    field_order = ["kind", "name", "phone", "text"]


class FindingForm(forms.Form):
    outcome = forms.ChoiceField(label="结论", choices=Objection.Outcome.choices)
    text = area("答复", rows=5, most=3000)
    effect = forms.ChoiceField(label="处理", choices=Objection.Effect.choices)


class BanForm(forms.ModelForm):
    class Meta:
        model = Ban
        fields = ["cause", "decision_number", "reach", "starts_on", "ends_on", "evidence"]
        widgets = {
            "evidence": forms.Textarea(attrs={"rows": 4}),
            "starts_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "ends_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {"ends_on": "不填的，到修复解除为止。"}


class BanNewForm(BanForm):
    code = forms.CharField(label="统一社会信用代码", max_length=18)
    field_order = ["code"]

    def __init__(self, *args, organizations=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.organizations = organizations

    def clean_code(self):
        found = self.organizations.filter(credit_code=self.cleaned_data["code"].strip()).first()
        if found is None:
            raise forms.ValidationError("登记册中没有这个代码，或不在您的范围内。")
        self.organization: Organization = found
        return found.credit_code


class NoteForm(forms.Form):
    note = forms.CharField(label="处理说明", max_length=300)
