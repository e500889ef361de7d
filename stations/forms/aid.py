"""What a worker fills in on a phone to ask for aid; what the public holds against a notice."""

from django import forms
from django.core.exceptions import ValidationError

from orgs import papers_of_identity
from orgs.forms.delegates import mobile
from stations.models import Case, CaseRating, HouseholdMember, MoneyLine

M = HouseholdMember
NUMERIC = {"inputmode": "numeric", "maxlength": 4, "autocomplete": "off"}
ID_WIDGET = forms.TextInput(attrs={"data-code": "", "autocomplete": "off"})
HINTS = {
    MoneyLine.Kind.WAGES: "全家一年到手的工资、奖金。",
    MoneyLine.Kind.TRANSFER: "赡养费、抚养费、低保金等。",
    MoneyLine.Kind.ILLNESS: "医保报销以后自己付的。",
    MoneyLine.Kind.SCHOOLING: "学费、住宿费、必要的生活费。",
    MoneyLine.Kind.WORK: "上班必须的交通、租房等。",
    MoneyLine.Kind.COMPENSATION: "已经拿到的赔偿金、保险金、救助款。",
}


def lacking(choices):
    return [("", "请选择"), *choices]


class PersonForm(forms.Form):
    """Somebody with the number of an identity paper, tidied and checked."""

    name = forms.CharField(label="姓名", max_length=60)
    id_type = forms.ChoiceField(label="证件类型", choices=M.Paper.choices[:3])
    id_number = forms.CharField(
        label="证件号码", max_length=30, help_text="最后一位是 X 的，大小写均可。", widget=ID_WIDGET
    )
    work = forms.ChoiceField(label="就业状况", choices=lacking(M.Work.choices))
    employer = forms.CharField(label="工作单位（学校）", max_length=120, required=False)

    def clean(self):
        values = super().clean()
        kind, number = values.get("id_type"), values.get("id_number")
        if kind and number:
            try:
                values["id_number"] = papers_of_identity.check(
                    kind, papers_of_identity.tidy(number)
                )
            except ValidationError as wrong:
                self.add_error("id_number", wrong)
        return values


class YouForm(PersonForm):
    phone = mobile("手机", help_text="查询进度时要核对后四位。")
    agreed = forms.BooleanField(
        label="我已阅读并同意《困难职工帮扶个人信息告知书》",
        error_messages={"required": "请阅读告知书并勾选同意。不同意的，可到工会当面申请。"},
    )
    agreed_apart = forms.BooleanField(
        label="单独同意处理健康状况、银行账号，以及我作为监护人同意处理未满十四周岁子女的信息",
        error_messages={"required": "没有这些信息无法认定困难、发放资金，请勾选同意。"},
    )
    field_order = ["name", "id_type", "id_number", "phone", "work", "employer"]


class MemberForm(PersonForm):
    relation = forms.ChoiceField(label="与申请人的关系", choices=lacking(M.Relation.choices[1:]))
    id_number = forms.CharField(label="证件号码", max_length=30, required=False, widget=ID_WIDGET)
    health = forms.ChoiceField(label="健康状况", choices=lacking(M.Health.choices))
    field_order = ["relation", "name", "id_type", "id_number", "health", "work", "employer"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["id_type"].choices = M.Paper.choices

    def clean(self):
        values = super().clean()
        lacks = values.get("id_type") != M.Paper.NONE and not values.get("id_number")
        if lacks and "id_number" not in self.errors:
            self.add_error("id_number", "请填写证件号码；还没有证件的，选择“暂无证件”。")
        return values


def yuan(label, **options):
    widget = forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.01", "min": "0"})
    return forms.DecimalField(
        label=label, max_digits=12, decimal_places=2, min_value=0, widget=widget, **options
    )


class MoneyForm(forms.Form):
    """A year of the household; a blank is nought."""

    cause = forms.ChoiceField(label="主要困难原因", choices=lacking(Case.Cause.choices))
    statement = forms.CharField(
        label="情况说明",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="发生了什么、现在最需要什么。",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for kind in MoneyLine.Kind:
            self.fields[kind.value] = yuan(
                kind.label, required=False, help_text=HINTS.get(kind, "")
            )

    def side(self, side):
        return [self[kind.value] for kind in MoneyLine.SIDES[side]]

    @property
    def sides(self):
        """``(heading, fields)`` of what comes in, what goes out, what was paid back."""
        return [(side.label, self.side(side)) for side in MoneyLine.Side]

    @property
    def amounts(self):
        return {kind: self.cleaned_data.get(kind) for kind in MoneyLine.Kind.values}


class StatusForm(forms.Form):
    number = forms.CharField(
        label="受理编号",
        max_length=20,
        help_text="开始填写时显示的编号，如 BF-7KQ2-M9XA-3TFD。",
        widget=ID_WIDGET,
    )
    phone_tail = forms.RegexField(
        r"^\d{4}$",
        label="您手机的后四位",
        error_messages={"invalid": "请填四位数字。"},
        widget=forms.TextInput(attrs=NUMERIC),
    )


class OwnDataForm(forms.Form):
    id_tail = forms.RegexField(
        r"^[\dA-Za-z]{4}$",
        label="证件号码的后四位",
        error_messages={"invalid": "请填后四位。"},
        widget=forms.TextInput(attrs={"maxlength": 4, "autocomplete": "off"}),
    )


def grade(label):
    return forms.TypedChoiceField(
        label=label, choices=CaseRating.Grade.choices, coerce=int, widget=forms.RadioSelect
    )


class RatingForm(forms.Form):
    overall = grade("总体评价")
    attitude = grade("工作人员的态度")
    knew = forms.TypedChoiceField(
        label="申请以前，您了解帮扶的标准和程序吗",
        choices=[("yes", "了解"), ("no", "不了解")],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label="想说的话", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class ObjectionForm(forms.Form):
    said = forms.CharField(
        label="异议内容",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="请写明事实，只有负责核查的工会能看到。",
    )
    phone = mobile("您的手机", required=False, help_text="便于核查；可以不留。")
