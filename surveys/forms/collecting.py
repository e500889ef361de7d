"""How a survey is handed out, and what officers bring in."""

from django import forms
from django.core.exceptions import ValidationError

from surveys.forms.answering import AnswerForm
from surveys.forms.building import date_field
from surveys.models import Fieldwork, Link
from unions.models import Federation


class PlaceField(forms.CharField):
    """A federation at or below the survey's own, by its code."""

    def __init__(self, *args, survey, **kwargs):
        self.survey = survey
        kwargs.setdefault("help_text", "本级或下级工会的代码，如 320100；按它可以分地区汇总。")
        attrs = {"data-code": "", "autocomplete": "off"}
        super().__init__(
            *args,
            label="所在地工会",
            required=False,
            max_length=60,
            widget=forms.TextInput(attrs=attrs),
            **kwargs,
        )

    def clean(self, value):
        code = super().clean(value).strip()
        if not code:
            return None
        found = Federation.objects.public().filter(code=code, valid_to=None).first()
        if found is None or not found.path.startswith(self.survey.federation.path):
            raise ValidationError("只能填本级或下级工会的代码。")
        return found


class LinkForm(forms.Form):
    channel = forms.ChoiceField(
        label="渠道", choices=Link.Channel.choices, widget=forms.RadioSelect, initial="qr"
    )
    label = forms.CharField(label="名称", max_length=60, help_text="如：某某产业园大厅海报。")
    group = forms.ChoiceField(label="限定的调查对象", required=False)

    def __init__(self, *args, survey, **kwargs):
        super().__init__(*args, **kwargs)
        groups = [(group.code, group.name) for group in survey.latest.groups.all()]
        self.fields["group"].choices = [("", "不限，由填写人选择"), *groups]
        self.fields["place"] = PlaceField(survey=survey)


class NamesForm(forms.Form):
    names = forms.CharField(
        label="名单",
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="每行一人：姓名或工号，只用来对应链接和提醒。链接只在这一次给出。",
    )

    def clean_names(self):
        names = [line.strip()[:60] for line in self.cleaned_data["names"].splitlines()]
        return [name for name in names if name]


class PaperForm(AnswerForm):
    def __init__(self, *args, survey, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["paper"] = forms.CharField(
            label="问卷编号",
            max_length=20,
            required=False,
            help_text="写在纸质问卷上的编号，用来防止重复录入。",
            widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
        )
        self.fields["place"] = PlaceField(survey=survey)


class SheetForm(forms.Form):
    file = forms.FileField(
        label="答卷表",
        help_text=".xlsx、.xls 或 .csv；请用下载的模板填写，一次最多 20,000 行。",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
    )


class FieldworkForm(forms.ModelForm):
    held_on = date_field("日期")

    class Meta:
        model = Fieldwork
        fields = ["method", "held_on", "venue", "people", "organizations", "findings"]
        widgets = {"findings": forms.Textarea(attrs={"rows": 8})}
        help_texts = {"findings": "请勿写出职工的姓名、电话。"}


class VoidForm(forms.Form):
    paper = forms.CharField(label="问卷编号", max_length=20)
    reason = forms.CharField(label="原因", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
