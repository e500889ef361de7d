from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from accounts.queries import near
from accounts.roles import Permission, Role
from accounts.services.appointments import grantable_somewhere
from unions.models import Federation


class FederationInput(forms.TextInput):
    """Text with suggestions: the browser offers what is near, anything else can be typed."""

    offered = ()

    def render(self, name, value, attrs=None, renderer=None):
        listed = f"{(attrs or {}).get('id', name)}_near"
        field = super().render(name, value, {**(attrs or {}), "list": listed}, renderer)
        options = format_html_join("", '<option value="{}">{}</option>', self.offered)
        return format_html('{}<datalist id="{}">{}</datalist>', field, listed, options)


class FederationField(forms.CharField):
    """A federation by its code, or by its whole name."""

    def __init__(self, **kwargs):
        kwargs.setdefault("label", "工会")
        kwargs.setdefault("help_text", "填编码（如 500112）或全称（如 渝北区总工会）。")
        widget = FederationInput(attrs={"autocomplete": "off", "data-code": ""})
        super().__init__(max_length=100, widget=widget, **kwargs)

    def offer(self, federations):
        self.widget.offered = [(f.code, f.name) for f in federations]

    def prepare_value(self, value):
        return value.code if isinstance(value, Federation) else value

    def clean(self, value):
        value = super().clean(value).strip()
        if not value:
            return None
        rows = Federation.objects.public()
        found = rows.filter(code=value).first() or rows.filter(name=value).first()
        if found is None:
            raise ValidationError("没有这个工会，请核对编码或全称。")
        return found


def day(label, **kwargs):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **kwargs)


class PeopleFilter(forms.Form):
    q = forms.CharField(label="姓名", required=False, max_length=60)
    federation = FederationField(required=False, help_text="")
    role = forms.ChoiceField(label="职责", required=False, choices=[("", "全部"), *Role.choices])
    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[
            ("", "全部"),
            ("serving", "在任"),
            ("none", "无任职"),
            ("disabled", "已停用"),
            ("dormant", "长期未用"),
            ("reset", "申请重置密码"),
        ],
    )


class OfficeForm(forms.Form):
    """Which office: the roles offered are those this person may give somewhere."""

    federation = FederationField()
    role = forms.ChoiceField(label="职责")
    title = forms.CharField(label="职务", required=False, max_length=60)
    starts_on = day("任职日期", initial=timezone.localdate)
    ends_on = day("届满日期", required=False, help_text="没有届期的不填。")
    basis = forms.CharField(
        label="任职文件", required=False, max_length=120, help_text="如：渝工发〔2026〕12 号。"
    )

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.by = by
        heads = by.federations_granting(Permission.APPOINTMENT_MANAGE)
        offered = grantable_somewhere(by)
        roles = [choice for choice in Role.choices if choice[0] in offered]
        self.fields["role"].choices = [("", "请选择"), *roles]
        self.fields["federation"].offer(near(heads))
        if len(heads) == 1:
            self.fields["federation"].initial = heads[0]

    def refuse(self, error):
        """The service's words, beside the fields they are about."""
        if hasattr(error, "error_dict"):
            for name, errors in error.error_dict.items():
                self.add_error(name if name in self.fields else None, errors)
        else:
            self.add_error(None, error)


class NewPersonForm(OfficeForm):
    name = forms.CharField(label="姓名", max_length=60)
    username = forms.CharField(
        label="用户名",
        max_length=60,
        help_text="登录时输入，小写字母、数字、点、横线。如姓名全拼。",
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off"}),
    )
    email = forms.EmailField(label="电子邮箱", required=False, help_text="用于找回密码，可不填。")
    phone = forms.RegexField(
        r"^(1\d{10})?$",
        label="手机",
        required=False,
        error_messages={"invalid": "手机号应为 11 位数字。"},
    )
    field_order = ["name", "username", "federation", "role", "title", "starts_on", "ends_on"]

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, by=by, **kwargs)
        if not by.may_somewhere(Permission.APPOINTMENT_MANAGE):
            for name in ("federation", "role", "title", "starts_on", "ends_on", "basis"):
                del self.fields[name]

    @property
    def with_office(self):
        return "role" in self.fields


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="原因", max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class EndForm(ReasonForm):
    last_day = day(
        "最后任职日", required=False, help_text="当天仍可办理。不填则立即生效，下一次操作即无权限。"
    )
    refuse = OfficeForm.refuse


class ColleagueField(forms.ModelChoiceField):
    def label_from_instance(self, user):
        offices = "、".join(o.get_role_display() for o in user.current_offices)
        return f"{user.name}（{user.username}）{offices}"


class DeputyForm(forms.Form):
    deputy = ColleagueField(label="代理人", queryset=None)
    starts_on = day("开始日期", initial=timezone.localdate)
    ends_on = day("结束日期", help_text="最长半年。")
    reason = forms.CharField(label="原因", max_length=200, help_text="如：出差、休假。")
    refuse = OfficeForm.refuse

    def __init__(self, *args, colleagues, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["deputy"].queryset = colleagues
        self.fields["ends_on"].initial = timezone.localdate() + timedelta(days=14)


class HandOverForm(forms.Form):
    to = ColleagueField(label="接手人", queryset=None)
    refuse = OfficeForm.refuse

    def __init__(self, *args, colleagues, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = colleagues
