from django import forms

from accounts.roles import Permission
from orgs.models import Source
from orgs.wording import LABELS
from unions.models import Federation


class ChooseForm(forms.Form):
    """One of the values that sources give for a field."""

    value = forms.ChoiceField(label="采用哪个来源的取值", widget=forms.RadioSelect)
    reason = forms.CharField(label="理由", max_length=200, help_text="如：电话核实、查验登记证书。")

    def __init__(self, *args, row, **kwargs):
        super().__init__(*args, **kwargs)
        self.values = {value["key"]: value for value in row["values"]}
        self.fields["value"].choices = [(key, self.told(v)) for key, v in self.values.items()]

    def told(self, value):
        where = f"，第 {value['line'].row} 行" if value["line"] else ""
        stands = "；现行" if value["best"] else ""
        gone = f"，原“{value['record']}”" if value["record"] else ""
        told = f"{value['source']}{gone}，{value['said'].as_of}{where}{stands}"
        return f"{value['words']}（{told}）"

    def chosen(self):
        return self.values[self.cleaned_data["value"]]["said"]


class RankForm(forms.Form):
    """At which place a source comes in a federation's territory."""

    federation = forms.ChoiceField(label="适用工会")
    source = forms.ModelChoiceField(None, label="数据来源")
    field = forms.ChoiceField(label="栏目", required=False)
    rank = forms.IntegerField(
        label="可信次序", min_value=1, max_value=99, help_text="1 最可信；未设定的来源一律为 50。"
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        heads = user.federations_granting(Permission.ORG_IMPORT)
        self.fields["federation"].choices = [(f.code, f.name) for f in heads]
        lists = Source.objects.for_user(user, Permission.ORG_IMPORT)
        own = Source.objects.public()
        self.fields["source"].queryset = (lists | own).order_by("name")
        self.fields["field"].choices = [("", "全部栏目"), *LABELS.items()]

    def clean_federation(self):
        return Federation.objects.public().get(code=self.cleaned_data["federation"])


class RevertForm(forms.Form):
    reason = forms.CharField(label="撤销原因", max_length=200)
