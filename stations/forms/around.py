"""What is asked about what stands around the stations."""

from django import forms
from django.utils import timezone

from accounts.roles import Permission
from governance.places import FederationField, RegionField
from stations.forms.fields import date_field
from stations.models import Linkage, Outlet

EDIT = Permission.STATION_EDIT
TODAY = timezone.localdate


class LookForm(forms.Form):
    """Whose figures, on what day."""

    federation = forms.CharField(
        label="工会", widget=forms.TextInput(attrs={"data-code": "", "autocomplete": "off"})
    )
    on = date_field("截至日期")


class WorkersForm(forms.Form):
    on = date_field("统计日期", initial=TODAY)
    workers = forms.IntegerField(label="职工人数（人）", min_value=1, max_value=500_000_000)
    source = forms.CharField(label="来源", max_length=100, required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["federation"] = FederationField(user=user, permission=EDIT)
        self.order_fields(["federation"])


class LinkageForm(forms.ModelForm):
    starts_on = date_field("起", initial=TODAY)

    class Meta:
        model = Linkage
        fields = ["department", "matter", "document", "starts_on"]

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["federation"] = FederationField(user=user, permission=EDIT)
        self.order_fields(["federation"])

    def _post_clean(self):
        """The service judges the row."""


class UnlinkForm(forms.Form):
    ends_on = date_field("终止日期", initial=TODAY)


class OutletForm(forms.ModelForm):
    region = RegionField(label="所在区划")
    opened_on = date_field("挂牌日期", initial=TODAY)
    closed_on = date_field("撤牌日期", required=False)

    class Meta:
        model = Outlet
        fields = [
            *("kind", "name", "partner", "region", "address", "phone", "discounts"),
            *("opened_on", "closed_on"),
        ]

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.fields["federation"] = FederationField(user=user, permission=EDIT)
            self.order_fields(["federation"])

    def _post_clean(self):
        """The service judges the row."""
