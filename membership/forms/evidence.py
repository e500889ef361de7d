"""Evidence as it is entered: by one form that asks what its kind asks, or by a list."""

from django import forms
from django.utils import timezone

from accounts.roles import Permission
from governance.places import AnyCode, federation_choices
from membership.effective.kinds import KINDS
from membership.forms.foundings import date_field
from membership.forms.unions import ALL
from membership.models import Evidence

SUFFIXES = ".xlsx,.xls,.csv"


class EvidenceForm(forms.Form):
    """What one kind asks. Numbers are fields of their own, each with its unit."""

    held_on = date_field("日期", initial=timezone.localdate)
    note = forms.CharField(
        label="说明", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    file = forms.FileField(label="附件", required=False, help_text="照片、会议记录等，可不填。")

    def __init__(self, *args, kind, **kwargs):
        super().__init__(*args, **kwargs)
        self.kind = kind
        for number in kind.numbers:
            self.fields[number.name] = forms.CharField(
                label=f"{number.label}（{number.unit}）",
                required=number.needed,
                widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            )
        if kind.key == Evidence.Kind.CONTRACT:
            self.fields["ends_on"] = date_field("合同有效期至", required=False)
        self.order_fields(["held_on", *(n.name for n in kind.numbers), "ends_on", "note", "file"])

    def given(self):
        """The fields of ``record_evidence``."""
        told = self.cleaned_data
        return {
            "kind": self.kind.key,
            "held_on": told["held_on"],
            "ends_on": told.get("ends_on"),
            "note": told["note"],
            "numbers": {n.name: told.get(n.name) for n in self.kind.numbers},
        }


class VoidForm(forms.Form):
    reason = forms.CharField(label="撤回原因", max_length=200)


class EvidenceFilterForm(forms.Form):
    union = forms.CharField(label="工会名称", required=False, max_length=100)
    kind = forms.ChoiceField(label="类别", required=False)
    since = date_field("起", required=False)
    until = date_field("止", required=False)
    federation = AnyCode(label="上级工会", required=False)
    void = forms.BooleanField(label="含已撤回", required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["federation"].choices = federation_choices(
            user, Permission.FOUNDING_VIEW, self.data.get("federation", "")
        )
        self.fields["kind"].choices = [ALL, *((k.key, k.label) for k in KINDS.values())]


class EvidenceListForm(forms.Form):
    file = forms.FileField(
        label="运行记录名单",
        widget=forms.ClearableFileInput(attrs={"accept": SUFFIXES, "data-max-bytes": 10_485_760}),
        help_text="一行一条：基层工会、类别、日期、各项数据、说明。全部无误才写入。",
    )
