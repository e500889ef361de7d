from django import forms

from accounts.roles import Permission
from governance.places import FederationField


class SheetForm(forms.Form):
    file = forms.FileField(
        label="站点表",
        help_text=".xlsx、.xls 或 .csv；须有“名称”“类别”“层级”“区划代码”各列，最多 200,000 行。",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["federation"] = FederationField(user=user, permission=Permission.STATION_EDIT)
        self.order_fields(["federation"])
