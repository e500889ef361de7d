from django import forms
from django.utils import timezone

from membership.forms.joining import UnionField
from membership.models import Member, Transfer
from orgs.forms.delegates import mobile
from orgs.forms.registry import date_field


class EndForm(forms.Form):
    why = forms.ChoiceField(label="原因", choices=Member.End.choices, widget=forms.RadioSelect)
    on = date_field("终止日期", initial=timezone.localdate)
    reason = forms.CharField(
        label="依据",
        required=False,
        max_length=200,
        help_text="本人退会的可不填；其他情形写明依据。请勿写个人信息。",
    )


class CorrectForm(forms.Form):
    phone = mobile("手机", required=False, help_text="不改的留空。")
    worker = forms.ChoiceField(label="职工类别", choices=Member.Worker.choices)
    post = forms.CharField(label="岗位", required=False, max_length=60)
    employer = forms.CharField(label="工作单位", required=False, max_length=120)
    reason = forms.CharField(label="更正的理由", max_length=200)

    def values(self):
        told = dict(self.cleaned_data)
        if not told["phone"]:
            del told["phone"]
        return told


class TransferForm(forms.Form):
    to_union = UnionField(
        label="转入工会",
        anywhere=True,
        help_text="填全称；不归本级及下级管的，填其统一社会信用代码。",
    )
    ground = forms.ChoiceField(
        label="事由",
        choices=[c for c in Transfer.Ground.choices if c[0] in ("changed_job", "placed", "other")],
    )
    note = forms.CharField(label="说明", required=False, max_length=200)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to_union"].user = user


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label="不同意的理由",
        max_length=200,
        help_text="对方工会会看到。",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class TransferFilter(forms.Form):
    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[
            *(("", "待我方答复"), ("asked", "待答复的全部")),
            *(c for c in Transfer.Status.choices if c[0] != "asked"),
            ("all", "全部"),
        ],
    )


class ExportForm(forms.Form):
    purpose = forms.CharField(
        label="用途", max_length=100, help_text="会写进文件，并留在操作轨迹里。"
    )
    whole = forms.BooleanField(
        label="含完整的姓名、证件号码和手机",
        required=False,
        help_text="须本级其他领导或上级工会批准后才能下载。",
    )

    def __init__(self, *args, may_whole, **kwargs):
        super().__init__(*args, **kwargs)
        if not may_whole:
            del self.fields["whole"]


class RosterForm(forms.Form):
    file = forms.FileField(
        label="名单文件",
        help_text=".xlsx、.xls 或 .csv；须有“姓名”“证件号码”两列。",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
    )
