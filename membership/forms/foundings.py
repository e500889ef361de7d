"""What an officer fills in about one organization, or about many at once."""

from django import forms
from django.db.models import Q
from django.utils import timezone

from accounts.roles import Permission
from membership.models import Coverage, Eligibility, ReasonCode
from membership.queries import unions_within_reach
from unions.models import Federation

SHOWN = 20
"""Unions offered at once; more are found by typing a part of the name."""


def date_field(label, **options):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **options)


class AssessForm(forms.Form):
    decision = forms.ChoiceField(
        label="结论", choices=Eligibility.Decision.choices, widget=forms.RadioSelect
    )
    as_of = date_field("认定日期", initial=timezone.localdate, help_text="结论从这一天起算。")
    reason = forms.ChoiceField(
        label="未建会的主要原因",
        choices=[("", "无"), *((c, f"{c} {words}") for c, words in ReasonCode.choices)],
        required=False,
        help_text="暂不具备条件的必选；具备条件但尚未建会的，也请选择。",
    )
    other_reasons = forms.MultipleChoiceField(
        label="其他原因",
        choices=[(c, f"{c} {words}") for c, words in ReasonCode.choices],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    evidence = forms.CharField(
        label="依据", max_length=300, required=False, help_text="如：入户摸排表、社保缴费名单。"
    )
    note = forms.CharField(label="说明", required=False, widget=forms.Textarea(attrs={"rows": 3}))


class FormChoiceForm(forms.Form):
    """The first question of a founding: in which form? The others follow from it."""

    form = forms.ChoiceField(
        label="建会形式", choices=Coverage.Form.choices, widget=forms.RadioSelect
    )


class UnionChoice(forms.ModelChoiceField):
    def label_from_instance(self, union):
        since = f"，{union.founded_on:%Y-%m-%d} 成立" if union.founded_on else ""
        return f"{union.name}（{union.federation.short_name}{since}）"


def unions_offered(user, *, form, search="", near=None):
    """Unions that may cover in this form; those of the federation itself come first."""
    found = unions_within_reach(user).filter(kind__in=Coverage.KINDS[form], dissolved_on=None)
    if form == Coverage.Form.SINGLE:
        found = found.filter(coverages=None)
    for part in search.split():
        found = found.filter(name__icontains=part)
    found = found.select_related("federation")
    if near is not None and not search:
        own = found.filter(federation=near)
        if own.exists():
            found = own
    return found.order_by("name")


class CoverForm(forms.Form):
    """A union that is there covers from a day on."""

    union = UnionChoice(
        label="覆盖工会",
        queryset=None,
        widget=forms.RadioSelect,
        empty_label=None,
    )
    as_of = date_field("覆盖日期", initial=timezone.localdate, help_text="从这一天起计入覆盖。")
    basis = forms.CharField(
        label="依据文件", max_length=200, required=False, help_text="如：批复文号、覆盖名册。"
    )

    def __init__(self, *args, user, form, search="", near=None, **kwargs):
        super().__init__(*args, **kwargs)
        offered = unions_offered(user, form=form, search=search, near=near)
        shown = list(offered.values_list("pk", flat=True)[:SHOWN])
        if chosen := str(self.data.get("union") or ""):
            shown += [int(chosen)] if chosen.isdecimal() else []
        self.fields["union"].queryset = (
            unions_within_reach(user).filter(pk__in=shown).select_related("federation")
        ).order_by("name")
        self.count = len(shown)
        self.more = len(shown) >= SHOWN


class FoundForm(forms.Form):
    """A union founded now, which covers from its first day on."""

    name = forms.CharField(label="工会名称", max_length=150)
    federation = forms.ModelChoiceField(
        label="上级工会",
        queryset=None,
        to_field_name="code",
        empty_label=None,
        help_text="批复成立的工会。",
    )
    as_of = date_field("成立日期", help_text="上级工会批复的日期，从这一天起计入覆盖。")
    approval_number = forms.CharField(
        label="批复文号", max_length=60, required=False, help_text="如：渝北工组〔2024〕12号。"
    )
    credit_code = forms.CharField(
        label="工会统一社会信用代码",
        max_length=18,
        required=False,
        widget=forms.TextInput(attrs={"data-code": True}),
        help_text="以 81 开头；尚未办理法人登记的可不填。",
    )

    def __init__(self, *args, user, near, **kwargs):
        super().__init__(*args, **kwargs)
        line = near.path.strip("/").split("/")
        reach = Federation.objects.for_user(user, Permission.FOUNDING_EDIT)
        self.fields["federation"].queryset = reach.filter(
            Q(code__in=line) | Q(parent=near)
        ).order_by("path")
        self.fields["federation"].initial = near.code

    def founding(self, kind):
        """The fields of the union to found."""
        names = ("name", "federation", "approval_number", "credit_code")
        return {
            "kind": kind,
            "founded_on": self.cleaned_data["as_of"],
            **{name: self.cleaned_data[name] for name in names},
        }


class EndForm(forms.Form):
    on = date_field("终止日期", initial=timezone.localdate, help_text="从这一天起不再计入覆盖。")
    reason = forms.CharField(label="原因", widget=forms.Textarea(attrs={"rows": 3}))


class DissolveForm(forms.Form):
    on = date_field(
        "撤销日期", initial=timezone.localdate, help_text="从这一天起，由它覆盖的都不再计入。"
    )
    basis = forms.CharField(
        label="依据文件", max_length=200, required=False, help_text="如：撤销批复文号。"
    )
    reason = forms.CharField(label="原因", widget=forms.Textarea(attrs={"rows": 3}))


class CorrectForm(forms.Form):
    valid_from = date_field("覆盖开始日期")
    valid_to = date_field("终止日期", required=False, help_text="至今仍覆盖的不填。")
    basis = forms.CharField(label="依据文件", max_length=200, required=False)
    reason = forms.CharField(
        label="更正原因",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="原来的记录和更正原因都会保留。",
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="原因",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="原来的记录和原因都会保留。",
    )
