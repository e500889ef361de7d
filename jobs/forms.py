from django import forms

WHICH_ROW = dict.fromkeys(("required", "invalid", "min_value"), "请填写表头所在的行号。")


class GiveUpForm(forms.Form):
    reason = forms.CharField(
        label="原因",
        max_length=200,
        help_text="发起人会看到；请勿写入个人信息。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class ClearanceForm(forms.Form):
    decision = forms.ChoiceField(
        label="审批意见",
        choices=[("grant", "批准"), ("refuse", "不批准")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择批准或不批准。"},
    )
    reason = forms.CharField(
        label="说明", max_length=200, required=False, help_text="不批准时必填，申请人会看到。"
    )


class ColumnsForm(forms.Form):
    """How a sheet is to be read: which one, the rows of its headings, and what each column is.
    Its fields are in ``jobs/_columns.html``."""

    sheet = forms.CharField(required=False, max_length=100)
    before = forms.CharField(required=False, max_length=120)
    header = forms.IntegerField(min_value=1, max_value=1000, error_messages=WHICH_ROW)
    header_last = forms.IntegerField(
        required=False, min_value=1, max_value=1000, error_messages=WHICH_ROW
    )

    def __init__(self, *args, labels, **kwargs):
        super().__init__(*args, **kwargs)
        self.labels = labels

    def clean(self):
        given = super().clean()
        first = given.get("header") or 1
        given["rows"] = [first, max(first, given.get("header_last") or first)]
        given["columns"] = {}
        for key, name in self.data.items():
            at = key.removeprefix("column-")
            if at == key or not at.isdecimal() or name not in self.labels:
                continue
            if name in given["columns"]:
                raise forms.ValidationError(f"有两列都选了“{self.labels[name]}”，请只留一列。")
            given["columns"][name] = int(at)
        return given

    def mapping(self):
        """Under another header the columns are others: these are guessed anew."""
        given = self.cleaned_data
        found = {"sheet": given["sheet"], "header": given["rows"]}
        if given["before"] == f"{given['sheet']}:{given['rows'][0]}-{given['rows'][1]}":
            found["columns"] = given["columns"]
        return found
