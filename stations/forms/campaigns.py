from django import forms
from django.core.exceptions import ValidationError

from accounts.roles import Permission
from governance.places import RegionField
from orgs.models import Organization
from stations.forms.fields import date_field
from stations.forms.services import own_place
from stations.models import Campaign, CampaignAct, CampaignGoods, Station


def the_organization(user, said):
    """One of the register, by its full name or credit code."""
    said = said.strip()
    if not said:
        return None
    rows = Organization.objects.for_user(user, Permission.ORG_VIEW)
    found = list(rows.filter(credit_code=said.upper())[:2]) or list(rows.filter(name=said)[:2])
    if len(found) != 1:
        raise ValidationError("登记库中没有找到这个社会组织，请核对全称或改填代码。")
    return found[0]


class CampaignForm(forms.ModelForm):
    starts_on = date_field("开始日期")
    ends_on = date_field("结束日期")

    class Meta:
        model = Campaign
        fields = ["federation", "kind", "year", "title", "starts_on", "ends_on", "plan"]
        widgets = {"plan": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        own_place(self, user, Permission.SERVICE_EDIT)
        self.fields["kind"].choices = [("", "请选择"), *Campaign.Kind.choices]
        if self.instance.pk:
            self.fields["federation"].disabled = True

    def _post_clean(self):
        """Rules are the service's."""


class PartnerForm(forms.Form):
    organization = forms.CharField(
        label="社会组织", max_length=120, help_text="全称或统一社会信用代码，从登记库中核对。"
    )
    does = forms.CharField(label="承担什么", max_length=100, required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_organization(self):
        return the_organization(self.user, self.cleaned_data["organization"])


class ActForm(forms.ModelForm):
    on = date_field("日期")
    region = RegionField(label="所在区划", required=False)
    organization = forms.CharField(
        label="承办的社会组织",
        max_length=120,
        required=False,
        help_text="全称或统一社会信用代码；工会自己办的不填。",
    )
    station = forms.UUIDField(label="站点编号", required=False, widget=forms.HiddenInput)

    class Meta:
        model = CampaignAct
        fields = [
            *("on", "region", "place", "station", "organization", "volunteers"),
            *("persons", "households", "money", "note"),
        ]
        widgets = {"note": forms.Textarea(attrs={"rows": 2})}
        help_texts = {"money": "发放了资金的填写；由财务人员另行入账。"}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_organization(self):
        return the_organization(self.user, self.cleaned_data["organization"])

    def clean_station(self):
        uid = self.cleaned_data["station"]
        rows = Station.objects.for_user(self.user, Permission.SERVICE_VIEW)
        return rows.filter(uid=uid).first() if uid else None

    def _post_clean(self):
        """Rules are the service's."""


class GoodsForm(forms.ModelForm):
    class Meta:
        model = CampaignGoods
        fields = ["name", "quantity", "unit", "value"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False

    def clean(self):
        told = super().clean()
        if told.get("name") and not told.get("quantity"):
            self.add_error("quantity", "请填写数量。")
        return told

    def line(self):
        told = self.cleaned_data
        if not told.get("name"):
            return None
        return {**told, "unit": told.get("unit") or "份", "value": told.get("value") or 0}

    def _post_clean(self):
        """Rules are the service's."""
