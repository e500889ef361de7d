from django import forms
from django.utils import timezone

from accounts.roles import Permission
from orgs.exchange.formats import find, formats
from orgs.forms.registry import date_field
from unions.models import Federation


class FormatForm(forms.Form):
    """Which format and version, and for which federation."""

    permission = None
    form = forms.ChoiceField(label="格式与版本")
    federation = forms.ChoiceField(label="工会")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["form"].choices = [(f.code, f"{f.title}（{f.version}）") for f in formats()]
        heads = user.federations_granting(self.permission)
        self.fields["federation"].choices = [(f.code, f.name) for f in heads]

    def clean_federation(self):
        return Federation.objects.public().get(code=self.cleaned_data["federation"])


class SendForm(FormatForm):
    permission = Permission.ORG_EXPORT
    purpose = forms.CharField(
        label="用途", max_length=200, help_text="写入操作记录，例如：季度报送。"
    )


class ReceiveForm(FormatForm):
    permission = Permission.ORG_IMPORT
    file = forms.FileField(label="文件", help_text="对方给的 .xlsx、.xls 或 .csv 文件。")
    as_of = date_field("数据日期", initial=timezone.localdate)

    def clean(self):
        """A format names its source: its files are one source's lists."""
        told = super().clean()
        chosen = find(told.pop("form", ""))
        return {**told, "source": chosen.source} if chosen else told
