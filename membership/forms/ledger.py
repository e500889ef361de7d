"""What comes in about the ledger without a script: a row, a file, a purpose."""

from django import forms

from membership.forms.foundings import date_field
from membership.ledger.cells import CELLS
from orgs.filters import FilterForm


class LedgerFilterForm(FilterForm):
    """The register's conditions that matter for founding, those of the canvass first; any other
    only while the address holds it."""

    FIRST = ("search", "drive", "canvass", "reason", "coverage", "eligibility", "federation")
    MORE = ("kind", "type", "level", "staff", "party", "category", "region")

    def __init__(self, query, *, user):
        super().__init__(query, user=user)
        for name in set(self.fields) - {*self.FIRST, *self.MORE}:
            if not query.get(name):
                del self.fields[name]
        self.fields["drive"].label = "专项行动"
        self.order_fields(self.FIRST)


class CellsForm(forms.Form):
    """The cells of one row, each with what stood there when the form was opened."""

    def __init__(self, *args, row, choices, **kwargs):
        super().__init__(*args, **kwargs)
        for cell in CELLS:
            stands = cell.read(row)
            offered = choices.get(cell.key)
            if offered is not None:
                texts = list(dict.fromkeys([*filter(None, [stands]), *offered]))
                field = forms.ChoiceField(choices=[("", "无"), *((t, t) for t in texts)])
            elif cell.kind == "date":
                field = date_field(cell.label)
            else:
                field = forms.CharField(max_length=cell.most or None)
            field.label, field.required, field.initial = cell.label, False, stands
            self.fields[cell.key] = field
            self.fields[f"base_{cell.key}"] = forms.CharField(
                required=False, widget=forms.HiddenInput, initial=stands
            )

    def changed(self):
        """``[(cell, what stood there, what is to stand there)]``."""
        found = []
        for cell in CELLS:
            value, base = self.cleaned_data[cell.key], self.cleaned_data[f"base_{cell.key}"]
            text = value.isoformat() if hasattr(value, "isoformat") else value or ""
            if text != base:
                found.append((cell.key, base, text))
        return found


class ExportForm(forms.Form):
    purpose = forms.CharField(
        label="用途",
        max_length=100,
        help_text="会写进文件，并留在操作轨迹里。",
        error_messages={"required": "请填写导出的用途，例如：各街道核对下一步。"},
    )


class ReturnForm(forms.Form):
    file = forms.FileField(
        label="填好的台账",
        help_text="须是从本页导出的 .xlsx，不超过 20 MB。可以删行、排序、移动列。",
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )
