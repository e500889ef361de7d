"""A drive as a plain form: whom it is about is ticked, never written as code."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError

from accounts.roles import Permission
from membership.forms.foundings import date_field
from membership.models import Coverage, Drive, DrivePhase, DriveTarget
from membership.validators import SCOPE_FIELDS, scope_choices
from orgs.models import Organization
from unions.models import Federation

SEGMENTS = 8


class DriveForm(forms.ModelForm):
    counted_forms = forms.MultipleChoiceField(
        label="计入的建会形式",
        choices=Coverage.Form.choices,
        widget=forms.CheckboxSelectMultiple,
        initial=["single", "joint", "industry", "region"],
        help_text="只有这些形式的覆盖才计入建会率的分子。",
    )
    starts_on = date_field("开始日期")
    ends_on = date_field("结束日期", required=False)
    reason = forms.CharField(
        label="修改原因", max_length=200, help_text="随修改前后的规则一起留在记录中。"
    )

    class Meta:
        model = Drive
        fields = [
            *("name", "code", "basis", "federation", "starts_on", "ends_on"),
            *("responsible_level", "counted_forms", "description"),
        ]
        widgets = {"description": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "code": "字母、数字和短横线，以本级区划代码开头，如 50-2025。",
            "responsible_level": "目标由哪一级工会负责，逐级分解默认到这一级。空着即各级都负责。",
        }

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        heads = [f.pk for f in user.federations_granting(Permission.DRIVE_MANAGE)]
        if self.instance.pk:
            for name in ("code", "federation"):
                del self.fields[name]
        else:
            del self.fields["reason"]
            self.fields["federation"] = forms.ModelChoiceField(
                label="发起工会",
                queryset=Federation.objects.for_user(user, Permission.DRIVE_MANAGE)
                .filter(pk__in=heads)
                .order_by("path"),
                empty_label=None,
            )

    def _post_clean(self):
        """Rules are the service's; the form only says what shape came in."""


class SegmentForm(forms.Form):
    """One kind of organization: every ticked line narrows it, ticks within a line widen it."""

    name = forms.CharField(label="名称", max_length=60)
    code = forms.RegexField(
        r"^[A-Za-z0-9_]{1,12}$",
        label="代码",
        error_messages={"invalid": "代码为 12 位以内的字母或数字。"},
        help_text="报表中区分各类对象，如 A、B、hospital。",
    )
    within = forms.CharField(
        label="属于", required=False, max_length=12, help_text="如是某一类的细分，填那一类的代码。"
    )

    led = forms.BooleanField(
        label="带动行业",
        required=False,
        help_text="如律师事务所、会计师事务所：另算自己的建会率，不计入行动的建会率。",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in SCOPE_FIELDS:
            self.fields[name] = forms.MultipleChoiceField(
                label=Organization._meta.get_field(name).verbose_name,
                choices=list(scope_choices(name).items()),
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )

    def clean(self):
        if not any(self.cleaned_data.get(name) for name in SCOPE_FIELDS):
            raise ValidationError("请至少勾选一项条件。")
        return self.cleaned_data

    def segment(self):
        data = self.cleaned_data
        found = {"code": data["code"], "name": data["name"].strip()}
        if data["within"]:
            found["within"] = data["within"]
        if data["led"]:
            found["led"] = True
        return found | {"any of": {n: data[n] for n in SCOPE_FIELDS if data[n]}}

    @staticmethod
    def initial_of(segment):
        about = {"code": segment.code, "name": segment.name, "within": segment.within}
        about["led"] = segment.led
        return about | segment.criteria


def plain(number):
    """60.0000 as 60, never as 6E+1."""
    return f"{number:f}".rstrip("0").rstrip(".")


class TargetForm(forms.Form):
    due_on = date_field("目标日期")
    comparator = forms.ChoiceField(label="比较方式", choices=DriveTarget.Comparator.choices)
    percent = forms.DecimalField(
        label="目标", min_value=Decimal("0.01"), max_value=100, max_digits=5, decimal_places=2
    )
    points = forms.DecimalField(
        label="容差",
        min_value=0,
        max_digits=4,
        decimal_places=2,
        required=False,
        help_text="“左右”允许的上下浮动。",
    )

    def target(self):
        data = self.cleaned_data
        return DriveTarget(
            due_on=data["due_on"],
            comparator=data["comparator"],
            rate=data["percent"] / 100,
            tolerance=(data["points"] or 0) / Decimal(100),
        )

    @staticmethod
    def initial_of(target):
        return {
            "due_on": target.due_on,
            "comparator": target.comparator,
            "percent": plain(target.rate * 100),
            "points": plain(target.tolerance * 100),
        }


class PhaseForm(forms.ModelForm):
    starts_on = date_field("开始日期")
    ends_on = date_field("结束日期")

    class Meta:
        model = DrivePhase
        fields = ["name", "starts_on", "ends_on", "work"]
        widgets = {"work": forms.Textarea(attrs={"rows": 2})}

    def phase(self):
        return DrivePhase(**{name: self.cleaned_data[name] for name in self.Meta.fields})

    @staticmethod
    def initial_of(phase):
        return {name: getattr(phase, name) for name in PhaseForm.Meta.fields}


class FilledFormSet(forms.BaseFormSet):
    def filled(self):
        """The forms that say something and are not to be taken away."""
        return [
            form
            for n, form in enumerate(self.forms)
            if (n < self.initial_form_count() or form.has_changed())
            and form not in self.deleted_forms
            and form.is_valid()
        ]

    def get_deletion_widget(self):
        return forms.CheckboxInput()

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = "删除这一项"


def segment_forms(**kwargs):
    made = forms.formset_factory(
        SegmentForm, formset=FilledFormSet, extra=1, max_num=SEGMENTS, can_delete=True
    )
    return made(prefix="segment", **kwargs)


def target_forms(**kwargs):
    made = forms.formset_factory(
        TargetForm, formset=FilledFormSet, extra=1, max_num=6, can_delete=True
    )
    return made(prefix="target", **kwargs)


def phase_forms(**kwargs):
    made = forms.formset_factory(
        PhaseForm, formset=FilledFormSet, extra=1, max_num=8, can_delete=True
    )
    return made(prefix="phase", **kwargs)
