from django import forms

from orgs.reconciling import columns


class AppendForm(forms.Form):
    file = forms.FileField(
        label="您的表格",
        help_text="须有“名称”或“统一社会信用代码”一列；.xlsx、.xls 或 .csv，不超过 20 MB。",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
    )
    columns = forms.MultipleChoiceField(
        label="要附加的内容", widget=forms.CheckboxSelectMultiple, initial=["credit_code", "status"]
    )
    purpose = forms.CharField(label="用途", max_length=200, help_text="例如：核对街道名单。")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["columns"].choices = list(columns.offered(user).items())
