from django import forms


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
