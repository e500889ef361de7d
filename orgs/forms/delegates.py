"""Who is to speak for an organization: what officers, managers and invited persons fill in."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from accounts.forms.me import new_password
from accounts.roles import Duty
from accounts.validators import PasswordRules
from orgs.forms.registry import date_field
from orgs.services.delegates import MANAGERS_GIVE


def mobile(label="手机", **options):
    return forms.RegexField(
        r"^1[3-9]\d{9}$",
        label=label,
        error_messages={"invalid": "手机号应为 11 位数字。"},
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        **options,
    )


class DelegateFilter(forms.Form):
    q = forms.CharField(label="姓名、用户名或组织名称", required=False, max_length=100)
    duty = forms.ChoiceField(label="职责", required=False, choices=[("", "全部"), *Duty.choices])
    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "在任"), ("ended", "已结束"), ("all", "全部")]
    )


class InviteForm(forms.Form):
    """``organizations``: those among which an officer may choose; without, it is settled."""

    organization = forms.CharField(
        label="社会组织",
        max_length=200,
        help_text="填统一社会信用代码或全称。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    name = forms.CharField(label="姓名", max_length=60)
    duty = forms.ChoiceField(
        label="职责",
        choices=Duty.choices,
        initial=Duty.OPERATOR,
        widget=forms.RadioSelect,
        help_text="负责人管理本组织的代表；经办人提出更正；财务只能查看。",
    )
    email = forms.EmailField(
        label="电子邮箱",
        required=False,
        help_text="填了就把邀请发到邮箱；不填则打印或当面交给本人。",
    )
    ends_on = date_field("代表至", required=False, help_text="没有期限的不填。")

    def __init__(self, *args, organizations=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.organizations = organizations
        if organizations is None:
            del self.fields["organization"]
            self.fields["duty"].choices = [d for d in Duty.choices if d[0] in MANAGERS_GIVE]

    def clean_organization(self):
        text = self.cleaned_data["organization"].strip()
        found = list(self.organizations.filter(Q(credit_code=text) | Q(name=text))[:2])
        if not found:
            raise ValidationError("本级及下级没有这家社会组织，请核对代码或全称。")
        if len(found) > 1:
            raise ValidationError("有多家同名的社会组织，请填统一社会信用代码。")
        return found[0]


class AcceptForm(forms.Form):
    name = forms.CharField(label="姓名", max_length=60)
    username = forms.CharField(
        label="用户名",
        max_length=60,
        help_text="登录时输入，小写字母、数字、点、横线，如姓名的拼音。",
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "username"}),
    )
    phone = mobile()
    email = forms.EmailField(
        label="电子邮箱", required=False, help_text="用于找回密码和接收提醒，可不填。"
    )
    password = new_password("密码")
    again = new_password("再输入一次")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = PasswordRules().get_help_text()

    def clean(self):
        values = super().clean()
        if values.get("password") and values.get("again") and values["password"] != values["again"]:
            self.add_error("again", "两次输入的密码不一致。")
        return values

    def values(self):
        return {name: value for name, value in self.cleaned_data.items() if name != "again"}


class DutyForm(forms.Form):
    duty = forms.ChoiceField(label="职责", choices=Duty.choices, widget=forms.RadioSelect)

    def __init__(self, *args, every=True, **kwargs):
        super().__init__(*args, **kwargs)
        if not every:
            self.fields["duty"].choices = [d for d in Duty.choices if d[0] in MANAGERS_GIVE]


class EndForm(forms.Form):
    reason = forms.CharField(label="原因", max_length=200)
    last_day = date_field("最后一天", required=False, help_text="不填则立即结束。")


class HandOverForm(forms.Form):
    successor = forms.ModelChoiceField(
        label="接任人", queryset=None, empty_label=None, widget=forms.RadioSelect
    )
    stays = forms.TypedChoiceField(
        label="移交以后，我",
        choices=[("yes", "留任经办人"), ("no", "不再代表本组织")],
        coerce=lambda answer: answer == "yes",
        initial="yes",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, colleagues, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["successor"]
        field.queryset = colleagues
        field.label_from_instance = lambda d: f"{d.user.name}（{d.get_duty_display()}）"
