from django import forms
from django.utils import timezone

from accounts.roles import Permission
from stations.forms.fields import date_field
from stations.forms.houses import HouseField
from stations.models import LegalService, Station

REASON = forms.Textarea(attrs={"rows": 3})


class ReceiveForm(forms.ModelForm):
    received_on = date_field("受理日期", initial=timezone.localdate)
    phone = forms.CharField(label="联系电话", required=False, max_length=30)
    name = forms.CharField(label="申请人", max_length=60)
    id_number = forms.CharField(
        label="身份证号", required=False, max_length=24, widget=forms.TextInput({"data-code": ""})
    )
    station = forms.ModelChoiceField(
        label="受理站点", queryset=None, required=False, empty_label="不在站点"
    )

    class Meta:
        model = LegalService
        fields = [
            *("form", "matter", "subject", "name", "id_number", "phone", "migrant", "people"),
            *("opponent", "claim", "received_on", "station"),
        ]

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["federation"] = HouseField(
            label="受理工会", user=user, permission=Permission.LEGAL_AID
        )
        here = Station.objects.for_user(user, Permission.STATION_VIEW).open_on()
        here = here.filter(federation__in=user.federations_granting(Permission.LEGAL_AID))
        self.fields["station"].queryset = here.exclude(kind=Station.Kind.REST_POINT)
        self.order_fields(["federation"])

    def _post_clean(self):
        """The service makes the row, with its terms and its number."""


class MeansForm(forms.Form):
    """Left out for those whose means are not looked at."""

    means = forms.ChoiceField(
        label="经济状况核查",
        choices=[("", "请选择"), *LegalService.Means.choices],
        required=False,
    )


class DeclineForm(MeansForm):
    reason = forms.CharField(
        label="不予援助的理由",
        max_length=500,
        help_text="写进决定书，书面告知申请人。",
        widget=REASON,
    )


class WhyForm(forms.Form):
    reason = forms.CharField(label="说明", max_length=500, widget=REASON)


class CompleteForm(forms.Form):
    on = date_field("材料齐备日期", initial=timezone.localdate)


class AssignForm(forms.Form):
    assigned_to = forms.CharField(label="承办人", max_length=60)
    firm = forms.CharField(label="承办人单位", max_length=120, required=False)


class CloseForm(forms.Form):
    result = forms.ChoiceField(label="办理结果")
    recovered = forms.DecimalField(
        label="挽回损失（元）", max_digits=14, decimal_places=2, min_value=0, required=False
    )
    closed_on = date_field("办结日期", initial=timezone.localdate)

    def __init__(self, *args, form, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["result"].choices = [
            (result.value, result.label) for result in LegalService.RESULTS[form]
        ]


class SatisfactionForm(forms.Form):
    satisfaction = forms.TypedChoiceField(
        label="回访满意度",
        coerce=int,
        choices=LegalService._meta.get_field("satisfaction").choices,
        widget=forms.RadioSelect,
    )
