"""What a survey is called and for, whom it asks and what."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms.models import model_to_dict
from django.utils import timezone

from accounts.roles import Permission
from surveys import blueprints
from surveys.models import Group, Ownership, Question, Reading, Survey
from unions.models import Federation, GrassrootsUnion

CHOOSE = ("", "请选择")


def date_field(label, **options):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **options)


class UnionField(forms.CharField):
    """A union within reach, by its whole name or credit code."""

    def __init__(self, *args, user, **kwargs):
        self.user = user
        super().__init__(*args, max_length=150, **kwargs)

    def clean(self, value):
        told = super().clean(value).strip()
        if not told:
            return None
        rows = GrassrootsUnion.objects.for_user(self.user, Permission.SURVEY_EDIT)
        rows = rows.valid(timezone.localdate())
        found = rows.filter(Q(name=told) | Q(credit_code=told.upper())).first()
        if found is None:
            raise ValidationError("没有找到这个工会，请填全称或信用代码。")
        return found

    def prepare_value(self, value):
        if isinstance(value, int):
            return getattr(
                GrassrootsUnion.objects.for_user(self.user, Permission.SURVEY_EDIT)
                .filter(pk=value)
                .first(),
                "name",
                "",
            )
        return value


class AboutForm(forms.ModelForm):
    """What may be changed as long as the survey is not over."""

    class Meta:
        model = Survey
        fields = ["title", "purpose", "year", "closes_on", "series", "about"]
        widgets = {
            "purpose": forms.Textarea(attrs={"rows": 4}),
            "closes_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["union"] = UnionField(
            label="被评的工会",
            required=False,
            user=user,
            help_text="会员评家必填：工会全称或信用代码。",
            initial=self.instance.union_id,
        )


class BeginForm(AboutForm):
    kind = forms.ChoiceField(label="类别", choices=Survey.Kind.choices)

    def __init__(self, *args, user, blueprint="", source=None, **kwargs):
        told = model_to_dict(source) if source else blueprints.every().get(blueprint, {})
        initial = {
            "title": told.get("title") or told.get("name", ""),
            "purpose": told.get("purpose", ""),
            "kind": told.get("kind", Survey.Kind.RESEARCH),
            "year": timezone.localdate().year,
            "series": told.get("series", ""),
            "about": told.get("about", ""),
        }
        super().__init__(*args, user=user, initial=initial, **kwargs)
        heads = user.federations_granting(Permission.SURVEY_EDIT)
        rows = Federation.objects.public().filter(pk__in=[head.pk for head in heads])
        self.fields["federation"] = forms.ModelChoiceField(
            label="主办工会", queryset=rows, initial=heads[0] if heads else None, empty_label=None
        )
        self.order_fields(["federation", "kind"])


NO_CODE = "可以不填，系统自动编号。换一版、换一年时按代码对应，如 know。"


def settle_code(form):
    """A code may be left to the service; once given it stays."""
    form.fields["code"].required = False
    form.fields["code"].disabled = bool(form.instance.pk)


class GroupForm(forms.ModelForm):
    class Meta:
        model = Group
        fields = ["code", "name", "asks_ownership"]
        help_texts = {"code": NO_CODE}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        settle_code(self)


ITEM = re.compile(r"^(?P<label>.*?)(?:\s*#(?P<item>[a-z0-9-]+))?(?P<alone>\s*\*)?$")


def options_of(text):
    """One option a line; ``*`` at its end: it excludes the others; ``#living``: the service item it
    stands for."""
    found = []
    for line in (line.strip() for line in text.splitlines()):
        if line:
            told = ITEM.match(line)
            found.append(
                {
                    "label": told["label"].strip(),
                    "item": told["item"] or "",
                    "exclusive": bool(told["alone"]),
                }
            )
    return found


def text_of(options):
    return "\n".join(
        f"{o.label}{f' #{o.item}' if o.item else ''}{' *' if o.exclusive else ''}" for o in options
    )


class AnswersOf(forms.CheckboxSelectMultiple):
    """Answers ``question.option`` of many questions: those of the chosen one are shown."""

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        option["attrs"]["data-when"] = f"asked_if={value.partition('.')[0]}"
        return option


CALLED_FOR = {
    "options": "single multiple scale matrix",
    "most": "multiple",
    "rows": "matrix",
    "least": "number",
    "largest": "number",
    "unit": "number",
}
"""Which kinds of question have what; the others do not show it."""


class QuestionForm(forms.ModelForm):
    options = forms.CharField(
        label="选项",
        required=False,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text="每行一个；量表从最好到最差。行末加 * 表示选了它就不能选别的；"
        "加 #代码 表示对应的服务项目，如“生活救助 #living”。",
    )
    rows = forms.CharField(
        label="矩阵的行",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="每行一个方面。",
    )

    class Meta:
        model = Question
        fields = [
            *("code", "kind", "text", "help", "required", "options", "most", "rows"),
            *("least", "largest", "unit", "groups", "asked_if", "asked_if_in", "base"),
        ]
        help_texts = {
            "code": NO_CODE,
            "base": "占比用什么作分母：漏斗中的题一般选“被问到的”。",
        }

    def __init__(self, *args, version, **kwargs):
        super().__init__(*args, **kwargs)
        self.version = version
        settle_code(self)
        for name, kinds in CALLED_FOR.items():
            self.fields[name].widget.attrs["data-when"] = f"kind={kinds}"
        groups = [(group.code, group.name) for group in version.groups.all()]
        self.fields["groups"] = forms.MultipleChoiceField(
            label="问哪些对象",
            required=False,
            choices=groups,
            widget=forms.CheckboxSelectMultiple,
            help_text="不选即都问。",
        )
        before = version.questions.filter(kind__in=("single", "multiple", "scale"))
        if self.instance.pk:
            before = before.filter(place__lt=self.instance.place)
            self.initial["options"] = text_of(self.instance.options.all())
            self.initial["rows"] = "\n".join(self.instance.rows)
        before = list(before.prefetch_related("options"))
        self.fields["asked_if"] = forms.ChoiceField(
            label="以哪一题为前提",
            required=False,
            choices=[("", "没有，都要答"), *((q.code, q.text) for q in before)],
        )
        self.fields["asked_if_in"] = forms.MultipleChoiceField(
            label="前提题选了哪一项才问",
            required=False,
            choices=[
                (f"{q.code}.{o.code}", f"{q.text} → {o.label}")
                for q in before
                for o in q.options.all()
            ],
            widget=AnswersOf,
        )
        if self.instance.pk:
            self.initial["asked_if_in"] = [
                f"{self.instance.asked_if}.{code}" for code in self.instance.asked_if_in
            ]

    def clean_options(self):
        return options_of(self.cleaned_data["options"])

    def clean_rows(self):
        return [line.strip() for line in self.cleaned_data["rows"].splitlines() if line.strip()]

    def clean(self):
        """Of the ticked answers those of the question chosen."""
        values = super().clean()
        before = values.get("asked_if", "")
        ticked = values.get("asked_if_in") or []
        values["asked_if_in"] = [t.partition(".")[2] for t in ticked if t.startswith(f"{before}.")]
        if before and not values["asked_if_in"]:
            self.add_error("asked_if_in", "请勾选前提题的选项。")
        return values

    def _post_clean(self):
        """The service looks the whole over; the form only takes the shapes."""


class QuotaForm(forms.Form):
    group = forms.ChoiceField(label="调查对象")
    ownership = forms.ChoiceField(
        label="企业所有制", required=False, choices=[("", "不分"), *Ownership.choices]
    )
    most = forms.IntegerField(label="名额（份）", min_value=1, max_value=1_000_000)

    def __init__(self, *args, survey, **kwargs):
        super().__init__(*args, **kwargs)
        groups = survey.latest.groups.all()
        self.fields["group"].choices = [(group.code, group.name) for group in groups]


class ReadingForm(forms.Form):
    kind = forms.ChoiceField(label="种类", choices=Reading.Kind.choices)
    name = forms.CharField(label="名称", max_length=60)
    group = forms.ChoiceField(label="调查对象")
    options = forms.MultipleChoiceField(
        label="计入哪些选项",
        widget=forms.CheckboxSelectMultiple,
        help_text="同一道题的一项或几项。",
    )
    base = forms.ChoiceField(label="基数", choices=Question.Base.choices)

    def __init__(self, *args, survey, **kwargs):
        super().__init__(*args, **kwargs)
        version = survey.latest
        self.fields["group"].choices = [(g.code, g.name) for g in version.groups.all()]
        questions = version.questions.exclude(kind__in=("number", "text", "matrix"))
        self.fields["options"].choices = [
            (f"{q.code}.{o.code}", f"{q.text} → {o.label}")
            for q in questions.prefetch_related("options")
            for o in q.options.all()
        ]

    def clean(self):
        values = super().clean()
        ticked = [told.partition(".") for told in values.get("options", [])]
        if len({question for question, _, _ in ticked}) > 1:
            raise ValidationError({"options": "只能选同一道题的选项。"})
        if ticked:
            values["question"] = ticked[0][0]
            values["options"] = [option for _, _, option in ticked]
        return values


class ReasonForm(forms.Form):
    reason = forms.CharField(label="原因", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
