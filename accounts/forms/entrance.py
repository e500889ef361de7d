from allauth.account.forms import LoginForm as BaseLoginForm
from allauth.account.forms import ReauthenticateForm as BasePasswordAgainForm
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm as BaseTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm as BaseAddPasskeyForm
from django import forms
from django.core.exceptions import ValidationError

from accounts import lockout
from accounts.services import entrance, factors

TOO_OFTEN = "验证码错误次数过多，请 {minutes} 分钟后再试。"


class LoginForm(BaseLoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "用户名"
        self.fields["login"].widget.attrs = {
            "autocomplete": "username webauthn",
            "autocapitalize": "none",
            "spellcheck": "false",
            "autofocus": True,
        }
        self.fields["password"].label = "密码"
        self.fields["password"].widget.attrs = {"autocomplete": "current-password"}
        self.fields["password"].help_text = ""


class PasswordAgainForm(BasePasswordAgainForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password"].label = "密码"
        self.fields["password"].widget.attrs = {
            "autocomplete": "current-password",
            "autofocus": True,
        }


def code_field(label, **attributes):
    return forms.CharField(
        label=label,
        max_length=20,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "spellcheck": "false",
                **attributes,
            }
        ),
    )


class CodeMixin:
    """A one-time or recovery code; five wrong ones shut the door for a while."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"] = code_field("验证码或恢复码", autofocus=True)

    def clean_code(self):
        key = lockout.factor_key(self.user)
        if not lockout.reserve(key):
            minutes = int(lockout.period().total_seconds() // 60)
            raise ValidationError(TOO_OFTEN.format(minutes=minutes), code="locked")
        code = self.cleaned_data["code"]
        self.authenticator = factors.use_code(user=self.user, code=code)
        if self.authenticator is None:
            entrance.factor_failed(user=self.user)
            raise ValidationError("验证码不正确或已用过，请等下一个验证码再输入。", code="code")
        lockout.release(key)
        return code


class CodeForm(CodeMixin, AuthenticateForm):
    pass


class CodeAgainForm(CodeMixin, ReauthenticateForm):
    pass


class TOTPForm(BaseTOTPForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"] = code_field("验证器显示的 6 位数字", maxlength=6)


class AddPasskeyForm(BaseAddPasskeyForm):
    passwordless = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"] = forms.CharField(
            label="名称",
            max_length=40,
            required=False,
            help_text="便于您以后辨认，例如“办公电脑”“手机”。",
        )
        self.fields["credential"].widget.attrs["data-passkey-credential"] = ""
        self.order_fields(["name", "credential"])
