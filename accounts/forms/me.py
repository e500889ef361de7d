from django import forms
from django.core.exceptions import ValidationError

from accounts.validators import PasswordRules


def new_password(label):
    return forms.CharField(
        label=label,
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class NewPasswordForm(forms.Form):
    password = new_password("新密码")
    again = new_password("再输入一次")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["password"].help_text = PasswordRules().get_help_text()

    def clean(self):
        values = super().clean()
        if values.get("password") and values.get("again") and values["password"] != values["again"]:
            self.add_error("again", "两次输入的新密码不一致。")
        return values

    def refuse(self, error):
        """What the service said, beside the field it is about."""
        self.add_error("password" if getattr(error, "code", "") != "link" else None, error)


class ChangePasswordForm(NewPasswordForm):
    old = forms.CharField(
        label="现在的密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )
    field_order = ["old", "password", "again"]

    def __init__(self, *args, check, **kwargs):
        super().__init__(*args, **kwargs)
        self.check = check

    def clean_old(self):
        if not self.check(self.cleaned_data["old"]):
            raise ValidationError("现在的密码不正确，请重新输入。")
        return self.cleaned_data["old"]


class ResetForm(forms.Form):
    username = forms.CharField(
        label="用户名",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )


class ContactForm(forms.Form):
    email = forms.EmailField(
        label="电子邮箱",
        required=False,
        help_text="用于找回密码和接收提醒，可不填。",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.RegexField(
        r"^(1\d{10})?$",
        label="手机",
        required=False,
        error_messages={"invalid": "手机号应为 11 位数字。"},
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
