"""What an officer fills in on a visit, and about tasks. On a phone, mostly: three taps will do."""

from django import forms
from django.utils import timezone

from accounts.roles import Permission
from membership.canvassing import people_for
from membership.cards import cards
from membership.forms.foundings import date_field
from membership.models import CanvassRound, CanvassTask, Coverage, Eligibility, ReasonCode, Visit

REASONS = [(code, f"{code} {words}") for code, words in ReasonCode.choices]
YES_NO = [("", "没看到"), ("yes", "有"), ("no", "没有")]


class VisitForm(forms.Form):
    outcome = forms.ChoiceField(
        label="走访结果", choices=Visit.Outcome.choices, widget=forms.RadioSelect
    )
    reason = forms.ChoiceField(
        label="还没建会的主要原因",
        choices=[("", "无"), *REASONS],
        widget=forms.RadioSelect,
        required=False,
    )
    way = forms.ChoiceField(
        label="方式", choices=Visit.Way.choices, widget=forms.RadioSelect, initial="on_site"
    )
    on = date_field("走访日期", initial=timezone.localdate)
    other_reasons = forms.MultipleChoiceField(
        label="其他原因", choices=REASONS, widget=forms.CheckboxSelectMultiple, required=False
    )
    staff = forms.IntegerField(
        label="职工人数", min_value=0, max_value=1_000_000, required=False, help_text="看到的人数。"
    )
    staffing = forms.ChoiceField(
        label="用工情况", choices=[("", "没了解到"), *Visit.Staffing.choices], required=False
    )
    premises = forms.ChoiceField(label="固定场所", choices=YES_NO, required=False)
    next_step = forms.CharField(
        label="下一步",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"list": "steps"}),
        help_text="不填的，按主要原因的对策卡填入第一步。",
    )
    promised_on = date_field("承诺日期", required=False, help_text="对方答应的日期，到期提醒您。")
    note = forms.CharField(
        label="情况说明", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    photo = forms.FileField(
        label="照片",
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"}),
    )
    despite = forms.BooleanField(label="已由别人承办，仍要登记", required=False)

    FIRST = ("outcome", "reason")
    MORE = ("next_step", "promised_on", "note", "photo", "staff", "staffing", "premises")
    LAST = ("other_reasons", "way", "on")

    @property
    def first(self):
        return [self[name] for name in self.FIRST]

    @property
    def more(self):
        return [self[name] for name in (*self.MORE, *self.LAST)]

    @property
    def more_open(self):
        return any(name in self.errors for name in (*self.MORE, *self.LAST))

    @staticmethod
    def steps():
        return list(dict.fromkeys(step for card in cards().values() for step in card.steps))

    def clean_premises(self):
        return {"yes": True, "no": False}.get(self.cleaned_data["premises"])

    def told(self):
        """As ``services.visits.record_visit`` takes it."""
        told = dict(self.cleaned_data)
        if not told["next_step"] and told["reason"] in cards():
            told["next_step"] = cards()[told["reason"]].steps[0]
        return told


class DecideForm(forms.Form):
    """A proposal confirmed, or decided otherwise."""

    decision = forms.ChoiceField(label="结论", choices=Eligibility.Decision.choices)


class PersonChoice(forms.ModelChoiceField):
    def label_from_instance(self, user):
        return f"{user.name}（{user.username}）"


class HandOverForm(forms.Form):
    note = forms.CharField(
        label="交接说明",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="办到哪一步、找谁、什么时候合适。",
    )

    def __init__(self, *args, user, task, **kwargs):
        super().__init__(*args, **kwargs)
        people = people_for(user, task.kind, permission=Permission.FOUNDING_VISIT)
        self.fields["to"] = PersonChoice(label="移交给", queryset=people, empty_label="请选择")
        self.order_fields(["to", "note"])


class AssignForm(forms.Form):
    """Who takes them, in which round, by when."""

    due_on = date_field("走访期限", required=False, help_text="不填的，按轮次的完成期限。")

    def __init__(self, *args, people, rounds, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["assignee"] = PersonChoice(
            label="承办人", queryset=people, empty_label="请选择"
        )
        self.fields["round"] = forms.ModelChoiceField(
            label="轮次", queryset=rounds, required=False, empty_label="不属于轮次"
        )
        self.order_fields(["assignee", "round", "due_on"])


class FillForm(forms.Form):
    """Cells of the ledger for many organizations at once."""

    CELLS = ("planned_form", "planned_on", "next_step", "promised_on", "remark")
    planned_form = forms.ChoiceField(
        label="计划建会形式",
        choices=[("", "不改"), *((label, label) for label in Coverage.Form.labels)],
        required=False,
    )
    planned_on = date_field("计划建会日期", required=False)
    next_step = forms.CharField(label="下一步", max_length=200, required=False)
    promised_on = date_field("承诺日期", required=False)
    remark = forms.CharField(
        label="备注", max_length=300, required=False, help_text="不填的各项保持原样。"
    )


class ReleaseForm(forms.Form):
    reason = forms.CharField(label="原因", widget=forms.Textarea(attrs={"rows": 3}), max_length=300)


class CloseForm(forms.Form):
    result = forms.ChoiceField(
        label="销号结果", choices=CanvassTask.Result.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label="说明", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class RoundForm(forms.ModelForm):
    starts_on = date_field("开始日期", initial=timezone.localdate)
    due_on = date_field("完成期限")

    class Meta:
        model = CanvassRound
        fields = ["drive", "federation", "name", "starts_on", "due_on"]

    def __init__(self, *args, drives, federations, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["drive"] = forms.ModelChoiceField(
            label="专项行动", queryset=drives, to_field_name="code", empty_label=None
        )
        self.fields["federation"] = forms.ModelChoiceField(
            label="组织摸排的工会", queryset=federations, to_field_name="code", empty_label=None
        )
        self.fields["name"].help_text = "如：2026 年第一轮。"

    def _post_clean(self):
        """Rules are the service's; the form only says what shape came in."""
