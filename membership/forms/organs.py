"""What an officer fills in about the organs of a union."""

from django import forms
from django.forms import formset_factory
from django.utils import timezone

from membership import law
from membership.forms.foundings import date_field
from membership.models import Officer, Organ
from membership.services.organs import due_number

MOST = 60


class OrganForm(forms.Form):
    kind = forms.ChoiceField(label="机构", choices=Organ.Kind.choices, widget=forms.RadioSelect)
    single = forms.BooleanField(
        label="只设一人（组织员、经费审查委员、女职工委员）", required=False
    )
    elected_on = date_field("选举日期", required=False)
    starts_on = date_field("任期开始", initial=timezone.localdate)
    years = forms.TypedChoiceField(label="任期", coerce=int)
    approval_number = forms.CharField(label="批复文号", max_length=60, required=False)
    numbers = forms.JSONField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, union, **kwargs):
        super().__init__(*args, **kwargs)
        terms = law.in_force(union.federation, timezone.localdate())["term_years"].value
        self.fields["years"].choices = [(n, f"{n} 年") for n in terms]
        self.fields["numbers"].initial = {kind: due_number(union, kind) for kind in Organ.Kind}

    def given(self):
        """The fields of ``constitute``; ``number`` is the term the page was shown for."""
        given = dict(self.cleaned_data)
        numbers = given.pop("numbers") or {}
        number = numbers.get(given["kind"]) if isinstance(numbers, dict) else None
        return {**given, "number": number if isinstance(number, int) else None}


class OfficerForm(forms.Form):
    person_name = forms.CharField(label="姓名", max_length=60, required=False)
    post = forms.ChoiceField(label="职务", choices=Officer.Post.choices, initial="member")
    woman = forms.BooleanField(label="女", required=False)
    full_time = forms.BooleanField(label="专职", required=False)
    handles_funds = forms.BooleanField(label="兼管财务", required=False)
    examined_on = date_field("资格审查日期", required=False)

    @property
    def filled(self):
        return bool(self.cleaned_data.get("person_name", "").strip())


def officer_forms(data=None):
    made = formset_factory(OfficerForm, extra=7, max_num=MOST, absolute_max=MOST)
    initial = [{"post": "chair"}] if data is None else None
    return made(data, prefix="officers", initial=initial)


class AppointForm(forms.Form):
    person_name = forms.CharField(label="姓名", max_length=60)
    post = forms.ChoiceField(label="职务", choices=Officer.Post.choices)
    starts_on = date_field("任职日期", initial=timezone.localdate)
    woman = forms.BooleanField(label="女", required=False)
    full_time = forms.BooleanField(label="专职", required=False)
    handles_funds = forms.BooleanField(label="兼管财务", required=False)


class RelieveForm(forms.Form):
    on = date_field("离任日期", initial=timezone.localdate)
    reason = forms.CharField(label="原因", max_length=200)


class ExamineForm(forms.Form):
    on = date_field("审查日期", initial=timezone.localdate)
    bars = forms.MultipleChoiceField(
        label="不得任主席的情形",
        choices=Officer.Bar.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="经审查没有这些情形的，不勾选，直接保存。",
    )
