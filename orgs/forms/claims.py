"""A claim in three steps on a phone, one topic each; and what an officer answers."""

from django import forms

from accounts.roles import Duty
from orgs.forms.delegates import mobile

PICTURES = "image/jpeg,image/png,application/pdf"


class Files(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files; a list, be it empty."""

    def __init__(self, **options):
        attrs = {"accept": PICTURES, "multiple": True}
        super().__init__(required=False, widget=Files(attrs=attrs), **options)

    def clean(self, data, initial=None):
        files = data if isinstance(data, (list, tuple)) else [data] if data else []
        return [super(FilesField, self).clean(file, initial) for file in files]


class WhichForm(forms.Form):
    title = "要认领的社会组织"

    credit_code = forms.CharField(
        label="统一社会信用代码",
        max_length=40,
        help_text="登记证书上的 18 位代码。",
        widget=forms.TextInput(attrs={"data-code": "", "autocomplete": "off"}),
    )
    representative = forms.CharField(
        label="法定代表人（负责人）", max_length=60, help_text="登记证书上的姓名。"
    )


class WhoForm(forms.Form):
    title = "申请人"

    name = forms.CharField(
        label="您的姓名", max_length=60, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    position = forms.CharField(
        label="在本组织的职务", max_length=60, required=False, help_text="如：秘书长、办公室主任。"
    )
    phone = mobile("您的手机", help_text="查询进度时要核对后四位。")
    email = forms.EmailField(
        label="电子邮箱", required=False, help_text="填了会把审核结果发到邮箱。"
    )


def tail_field():
    return forms.RegexField(
        r"^\d{4}$",
        label="登记电话的后四位",
        required=False,
        help_text="本组织在民政部门登记的联系电话的后四位数字。",
        error_messages={"invalid": "请填四位数字。"},
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "maxlength": 4, "autocomplete": "off"}
        ),
    )


def proof_field():
    return FilesField(
        label="授权书或登记证书",
        help_text="加盖公章的授权书或证书：照片（JPG、PNG）或 PDF，最多 5 个，每个不超过 20 MB。",
    )


class ProofForm(forms.Form):
    title = "证明"

    phone_tail = tail_field()
    files = proof_field()
    agreed = forms.BooleanField(
        label="同意将以上信息用于核实身份和开设账号，保存至办结后两年",
        error_messages={"required": "请勾选同意，才能核实您的身份。"},
    )


STEPS = (WhichForm, WhoForm, ProofForm)


class StatusForm(forms.Form):
    number = forms.CharField(
        label="受理编号",
        max_length=20,
        help_text="提交后显示的编号，如 RL-7KQ2-M9XA-3TFD。",
        widget=forms.TextInput(attrs={"data-code": "", "autocomplete": "off"}),
    )
    phone_tail = forms.RegexField(
        r"^\d{4}$",
        label="您手机的后四位",
        error_messages={"invalid": "请填四位数字。"},
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "maxlength": 4, "autocomplete": "off"}
        ),
    )


class AmendForm(forms.Form):
    representative = forms.CharField(label="法定代表人（负责人）", max_length=60)
    phone_tail = tail_field()
    files = proof_field()


class ClaimFilter(forms.Form):
    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[
            ("", "待审核"),
            ("returned", "退回补正"),
            ("approved", "已通过"),
            ("refused", "不予通过"),
            ("withdrawn", "已撤回"),
            ("all", "全部"),
        ],
    )


class ApproveForm(forms.Form):
    duty = forms.ChoiceField(
        label="开设账号的职责", choices=Duty.choices, initial=Duty.MANAGER, widget=forms.RadioSelect
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="原因",
        max_length=300,
        help_text="申请人会看到。",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
