from django import forms


class GiveUpForm(forms.Form):
    reason = forms.CharField(
        label="原因",
        max_length=200,
        help_text="发起人会看到；请勿写入个人信息。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
