"""What a worker fills in on a phone, and what officers answer."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from accounts.roles import Permission
from membership.models import Application, Drive, Person
from membership.queries import union_coded
from orgs import papers_of_identity
from orgs.forms.delegates import mobile
from orgs.models import Organization
from orgs.names import tidy_code
from unions.models import GrassrootsUnion

TAIL = {"inputmode": "numeric", "maxlength": 4, "autocomplete": "off"}


class JoinForm(forms.Form):
    """No more than joining asks for; where from, only of those whose workplace has no union."""

    name = forms.CharField(
        label="姓名", max_length=60, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    id_type = forms.ChoiceField(label="证件类型", choices=Person.Paper.choices)
    id_number = forms.CharField(
        label="证件号码",
        max_length=30,
        help_text="最后一位是 X 的，大小写均可。",
        widget=forms.TextInput(attrs={"data-code": "", "autocomplete": "off"}),
    )
    phone = mobile("手机", help_text="查询进度时要核对后四位。")
    worker = forms.ChoiceField(label="职工类别", choices=Person.Worker.choices)
    employer = forms.CharField(
        label="工作单位", max_length=120, help_text="劳动合同或实际用工单位的全称。"
    )
    agreed = forms.BooleanField(
        label="我已阅读并同意《职工入会个人信息告知书》",
        error_messages={"required": "请阅读告知书并勾选同意。不同意的，可到单位工会书面申请。"},
    )

    def __init__(self, *args, code, **kwargs):
        super().__init__(*args, **kwargs)
        if code.union_id:
            del self.fields["employer"]

    def clean(self):
        values = super().clean()
        if values.get("id_number") and values.get("id_type"):
            try:
                values["id_number"] = papers_of_identity.check(
                    values["id_type"], papers_of_identity.tidy(values["id_number"])
                )
            except ValidationError as wrong:
                self.add_error("id_number", wrong)
        return values


class AmendForm(JoinForm):
    """What was filled in before, to be set right: the numbers are asked for anew."""

    agreed = None


class StatusForm(forms.Form):
    number = forms.CharField(
        label="受理编号",
        max_length=20,
        help_text="提交后显示的编号，如 RH-7KQ2-M9XA-3TFD。",
        widget=forms.TextInput(attrs={"data-code": "", "autocomplete": "off"}),
    )
    phone_tail = forms.RegexField(
        r"^\d{4}$",
        label="您手机的后四位",
        error_messages={"invalid": "请填四位数字。"},
        widget=forms.TextInput(attrs=TAIL),
    )


class OwnDataForm(forms.Form):
    id_tail = forms.RegexField(
        r"^[\dA-Za-z]{4}$",
        label="证件号码的后四位",
        error_messages={"invalid": "请填后四位。"},
        widget=forms.TextInput(attrs={"maxlength": 4, "autocomplete": "off"}),
    )


class ApplicationFilter(forms.Form):
    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[("", "待审核"), *Application.Status.choices[1:], ("all", "全部")],
    )
    union = forms.IntegerField(label="基层工会编号", required=False, widget=forms.HiddenInput)
    code = forms.UUIDField(label="入会码", required=False, widget=forms.HiddenInput)


class ReturnForm(forms.Form):
    reason = forms.CharField(
        label="要补正什么",
        max_length=200,
        help_text="申请人会看到。请勿写其他人的信息。",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RefuseForm(forms.Form):
    why = forms.ChoiceField(
        label="原因", choices=Application.Refusal.choices, widget=forms.RadioSelect
    )
    answer = forms.CharField(
        label="给申请人的话",
        required=False,
        max_length=200,
        help_text="不填则用通用的话；请勿透露其他人的信息。",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class UnionField(forms.CharField):
    """A union in being, by its number, its whole name or its credit code: within one's reach, or
    with ``anywhere`` by its code in the whole nation."""

    def __init__(self, *args, anywhere=False, **kwargs):
        self.anywhere, self.user = anywhere, None
        attrs = {"autocomplete": "off", "list": "unions"}
        super().__init__(*args, max_length=150, widget=forms.TextInput(attrs=attrs), **kwargs)

    def clean(self, value):
        said = super().clean(value).strip()
        if not said:
            return None
        rows = GrassrootsUnion.objects.for_user(self.user, Permission.MEMBER_EDIT)
        rows = rows.valid(timezone.localdate()).select_related("federation")
        number = int(said) if said.isdecimal() and len(said) < 18 else None
        found = rows.filter(Q(name=said) | Q(pk=number) | Q(credit_code=said.upper())).first()
        if found is None and self.anywhere:
            found = union_coded(said.upper())
        if found is None:
            raise ValidationError("没有找到这个工会。请填全称；不归本级管的，填信用代码。")
        return found


class PlaceForm(forms.Form):
    """Where somebody goes who came by a code of the holding pool."""

    union = UnionField(
        label="安排到基层工会", required=False, help_text="填全称；不填则暂入周转库。"
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["union"].user = user


def in_a_month():
    """At the end of that day."""
    day = timezone.localtime() + timedelta(days=30)
    return day.replace(hour=23, minute=59, second=0, microsecond=0)


class CodeForm(forms.Form):
    site = forms.CharField(
        label="地点", max_length=80, help_text="印在海报上，如：渝北区某某产业园 3 号楼大厅。"
    )
    quota = forms.IntegerField(label="名额", min_value=1, max_value=100_000, initial=100)
    expires_at = forms.DateTimeField(
        label="有效期至",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d"],
        initial=in_a_month,
    )
    rotating = forms.BooleanField(
        label="现场动态码：只在屏幕上显示，每分钟更换",
        required=False,
        help_text="宣讲会、招聘会等现场使用；不印海报。",
    )
    organization = forms.CharField(
        label="所在社会组织",
        required=False,
        max_length=200,
        help_text="联合、行业、区域工会可填职工所在的社会组织：统一社会信用代码。",
        widget=forms.TextInput(attrs={"data-code": "", "autocomplete": "off"}),
    )
    drive = forms.ModelChoiceField(label="专项行动", queryset=None, required=False)

    def __init__(self, *args, user, union, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["drive"].queryset = Drive.objects.for_user(user, Permission.FOUNDING_VIEW)
        if union is None:
            del self.fields["organization"]

    def clean_organization(self):
        said = self.cleaned_data["organization"]
        if not said:
            return None
        rows = Organization.objects.for_user(self.user, Permission.ORG_VIEW)
        found = rows.filter(credit_code=tidy_code(said)).first()
        if found is None:
            raise ValidationError("在您的管理范围内没有这个代码的社会组织。")
        return found
