from django import forms
from django.utils import timezone

from accounts.roles import Permission
from stations.forms.fields import date_field
from stations.forms.houses import HouseField
from stations.models import ReliefMatch, ReliefSheet


class ReliefSheetForm(forms.Form):
    content = forms.ChoiceField(label="名单内容", choices=ReliefSheet.Content.choices)
    source = forms.ChoiceField(label="提供部门", choices=ReliefSheet.Source.choices)
    ground = forms.CharField(
        label="提供依据",
        max_length=200,
        help_text="共享信息的文件、文号或协议。",
    )
    as_of = date_field("数据截至日期", initial=timezone.localdate)
    file = forms.FileField(
        label="名单文件",
        help_text=".xlsx、.xls 或 .csv，须有“姓名”“身份证号”“起始日期”三列。"
        "文件加密保存，写入或放弃后即删除。",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["federation"] = HouseField(user=user, permission=Permission.RELIEF_CHECK)
        self.order_fields(["federation"])


class HandleForm(forms.Form):
    """What came of a finding; the results fit its kind."""

    outcome = forms.ChoiceField(label="处理结果", widget=forms.RadioSelect)
    note = forms.CharField(
        label="核实和处理的情况",
        max_length=500,
        help_text="不要写姓名、证件号码和病情。",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, kind, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [
            (outcome.value, outcome.label) for outcome in ReliefMatch.OF_KIND[kind]
        ]
