from django import forms
from django.utils import timezone

from unions.models import Federation, Region

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class SuperiorForm(forms.Form):
    """Which federation is to stand above; named by code or by its whole name."""

    parent = forms.CharField(
        label="新的上级工会", help_text="填编码或全称，例如 50 或 重庆市总工会。"
    )
    basis = forms.CharField(label="依据文件", max_length=200, required=False)

    def __init__(self, *args, candidates, **kwargs):
        super().__init__(*args, **kwargs)
        self.candidates = candidates
        self.fields["parent"].widget.attrs.update({"list": "superiors", "autocomplete": "off"})

    def clean_parent(self):
        said = self.cleaned_data["parent"].split(" ")[0].strip()
        found = (
            self.candidates.filter(code=said).first()
            or self.candidates.filter(name=self.cleaned_data["parent"].strip()).first()
        )
        if found is None:
            raise forms.ValidationError(
                "没有找到可以作为上级的这个工会。上级的层级应高于本级，且在您的管理范围内。"
            )
        return found


class RenameForm(forms.Form):
    name = forms.CharField(label="新名称", max_length=100)
    short_name = forms.CharField(label="简称", max_length=60)
    basis = forms.CharField(label="依据文件", max_length=200, required=False)


class RenameRegionForm(forms.Form):
    """A territorial federation is called after its division, which is renamed with it."""

    name = forms.CharField(label="区划的新名称", max_length=60, help_text="例如“临空区”。")
    code = forms.CharField(
        label="新的区划代码",
        max_length=12,
        required=False,
        help_text="撤县设市等换发代码时填写；仅更名的不填。",
        widget=forms.TextInput(attrs={"data-code": ""}),
    )
    on = forms.DateField(label="生效日期", widget=DATE, initial=timezone.localdate)
    basis = forms.CharField(label="依据文件", max_length=200, required=False)


class FoundForm(forms.Form):
    KINDS = [
        choice
        for choice in Federation.Kind.choices
        if choice[0] != Federation.Kind.TERRITORIAL  # these come with their division
    ]

    kind = forms.ChoiceField(label="类别", choices=KINDS)
    name = forms.CharField(label="名称", max_length=100)
    short_name = forms.CharField(label="简称", max_length=60)
    code = forms.CharField(
        label="编码",
        max_length=40,
        help_text="所在区划代码加横线和英文简写，例如 500112-airport。",
    )
    level = forms.TypedChoiceField(
        label="层级",
        coerce=int,
        choices=[c for c in Federation.Level.choices if c[0] > Federation.Level.NATIONAL],
    )
    region = forms.CharField(
        label="所在区划",
        required=False,
        widget=forms.TextInput(attrs={"data-regions": "/api/v1/regions/"}),
    )
    on = forms.DateField(label="设立日期", widget=DATE, initial=timezone.localdate)
    basis = forms.CharField(label="依据文件", max_length=200, required=False)

    def clean_region(self):
        code = self.cleaned_data["region"]
        if not code:
            return None
        found = Region.objects.public().filter(code=code, valid_to=None).first()
        if found is None:
            raise forms.ValidationError("没有这个区划，请重新选择。")
        return found


class ZoneForm(forms.Form):
    """A functional area without a code of its own: the division it lies in, and what to call it."""

    region = forms.CharField(
        label="所在区划",
        widget=forms.TextInput(attrs={"data-regions": "/api/v1/regions/"}),
        help_text="功能区挂在这个区划之下。",
    )
    name = forms.CharField(
        label="功能区名称",
        max_length=90,
        help_text="例如“两江数字经济产业园”；工会随之称为“…工会”。",
    )
    short_name = forms.CharField(label="简称", max_length=60, help_text="图表和列表上用。")
    slug = forms.RegexField(
        r"^[a-z0-9][a-z0-9-]*$",
        label="代号",
        max_length=20,
        help_text="英文小写字母或数字，例如 digital；编码为“区划代码-代号”，设立后不再改变。",
        error_messages={"invalid": "代号只用英文小写字母、数字和横线。"},
    )
    on = forms.DateField(label="设立日期", widget=DATE, initial=timezone.localdate)
    basis = forms.CharField(label="依据文件", max_length=200, required=False)
    clean_region = FoundForm.clean_region


class EndForm(forms.Form):
    on = forms.DateField(label="撤销日期", widget=DATE, initial=timezone.localdate)
    basis = forms.CharField(label="依据文件", max_length=200)
