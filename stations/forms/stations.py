"""What is asked about a station, and for each act on one."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.roles import Permission
from governance.places import FederationField, RegionField
from stations import hours, standards
from stations.datums import Datum, to_cgcs
from stations.forms.fields import date_field
from stations.models import Benefit, Station, StationWorker, StationYear

EDIT = Permission.STATION_EDIT
TODAY = timezone.localdate
CHOOSE = ("", "请选择")


class HoursField(forms.CharField):
    """Opening hours as one writes them on a door."""

    def __init__(self, **options):
        options.setdefault("label", "开放时间")
        options.setdefault("help_text", "如：周一至周五 08:30-12:00、14:00-17:30；周六 09:00-12:00")
        super().__init__(required=False, max_length=200, **options)

    def prepare_value(self, value):
        return hours.words(value) if isinstance(value, list) else value

    def clean(self, value):
        return hours.parse(super().clean(value))


class SeveralField(forms.MultipleChoiceField):
    widget = forms.CheckboxSelectMultiple


class StationForm(forms.ModelForm):
    region = RegionField(label="所在区划")
    opened_on = date_field("启用日期", initial=TODAY)
    established_on = date_field("核定事业编制日期", required=False)
    recorded_from = date_field(
        "开始登记服务的日期",
        required=False,
        help_text="此后满一年没有服务记录的，列为挂牌空转；不填的不判断。",
    )
    hours = HoursField()
    datum = forms.ChoiceField(
        label="坐标系", choices=Datum.choices, help_text="从网上地图取的坐标，请选对应的地图。"
    )
    windows = SeveralField(label="服务窗口", choices=Station.Window.choices, required=False)
    facilities = SeveralField(label="设施", choices=Station.Facility.choices, required=False)

    class Meta:
        model = Station
        fields = [
            *("name", "kind", "layer", "zone_grade", "host", "premises", "counter"),
            *("region", "address", "longitude", "latitude", "datum", "hours", "phone", "brand"),
            *("windows", "facilities", "area", "capacity", "opened_on", "established_on"),
            "recorded_from",
        ]

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name in ("name", "kind", "premises"):  # each has an act of its own
                del self.fields[name]
        else:
            self.fields["federation"] = FederationField(
                user=user, permission=EDIT, label="责任工会"
            )
            self.order_fields(["federation"])

    def _post_clean(self):
        """The service judges the row, in the same words as an import does."""

    def clean(self):
        values = super().clean()
        datum = values.pop("datum", "")
        at = values.get("longitude"), values.get("latitude")
        if None not in at and datum:
            values["longitude"], values["latitude"] = to_cgcs(*at, datum)
        return values


class RenameForm(forms.Form):
    name = forms.CharField(label="新名称", max_length=120)
    kind = forms.ChoiceField(label="类别", choices=Station.Kind.choices)
    on = date_field("更名日期", initial=TODAY)
    document = forms.CharField(label="文号", max_length=60, required=False)

    def __init__(self, *args, station, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].initial, self.fields["kind"].initial = station.name, station.kind


class RehouseForm(forms.Form):
    premises = forms.ChoiceField(label="场地", choices=Station.Premises.choices)
    on = date_field("查看日期", initial=TODAY, help_text="自这一天起按这种场地统计。")
    note = forms.CharField(label="说明", max_length=200, required=False)

    def __init__(self, *args, station, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["premises"].initial = station.premises


class CloseForm(forms.Form):
    on = date_field("关停日期", initial=TODAY)
    reason = forms.CharField(
        label="关停原因", max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args, station, user, **kwargs):
        super().__init__(*args, **kwargs)


class YearForm(forms.ModelForm):
    class Meta:
        model = StationYear
        fields = ["year", "served", "funds", "transferred", "hired", "established", "volunteers"]

    def __init__(self, *args, station, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["year"].initial = TODAY().year - 1


class PostForm(forms.Form):
    """Somebody with an account as station worker begins at this station."""

    username = forms.CharField(
        label="用户名", max_length=150, help_text="须已开设站点工作人员账号。"
    )
    source = forms.ChoiceField(label="来源", choices=StationWorker.Source.choices)
    starts_on = date_field("上岗日期", initial=TODAY)

    def __init__(self, *args, station, user, **kwargs):
        super().__init__(*args, **kwargs)


class CheckForm(forms.Form):
    """The ten items of the standard that applies to this station."""

    checked_on = date_field("检查日期", initial=TODAY)
    finding = forms.CharField(
        label="检查情况", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args, station, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.standard = standards.standard_of(station)
        for item in self.standard.items:
            self.fields[f"item-{item.key}"] = forms.TypedChoiceField(
                label=item.name,
                help_text=item.asks,
                choices=[("1", "是"), ("0", "否")],
                coerce=lambda said: said == "1",
                widget=forms.RadioSelect,
            )
        self.order_fields(["checked_on", *(f"item-{i.key}" for i in self.standard.items)])

    def clean(self):
        values = super().clean()
        answers = {
            name.removeprefix("item-"): values.pop(name)
            for name in list(values)
            if name.startswith("item-")
        }
        return {**values, "answers": answers}


class RateForm(forms.Form):
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    stars = forms.TypedChoiceField(
        label="星级",
        coerce=int,
        choices=[*((n, f"{n} 星") for n in range(5, 0, -1)), (0, "不评星")],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="理由",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="低于上次星级或低于可评星级的，必须填写。",
    )

    def __init__(self, *args, station, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["year"].initial = TODAY().year


class HonourForm(forms.Form):
    title = forms.CharField(label="荣誉称号", max_length=80, initial="最美工会户外劳动者服务站点")
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    given_by = forms.CharField(label="授予单位", max_length=80, initial="中华全国总工会")

    def __init__(self, *args, station, user, **kwargs):
        super().__init__(*args, **kwargs)


class BenefitForm(forms.Form):
    function = forms.ChoiceField(label="会员卡功能", choices=Benefit.Function.choices)
    words = forms.CharField(label="内容", max_length=200)
    starts_on = date_field("起", initial=TODAY)
    ends_on = date_field("止", required=False)

    def __init__(self, *args, station, user, **kwargs):
        super().__init__(*args, **kwargs)


class FindForm(forms.Form):
    """Of whoever looks for a station: words, what it should have; where they are comes besides."""

    search = forms.CharField(
        label="地点名称",
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"placeholder": "如：回兴街道、某驿站"}),
    )
    kind = forms.ChoiceField(
        label="类别", required=False, choices=[("", "全部"), *Station.Kind.choices]
    )
    has = forms.ChoiceField(
        label="设施", required=False, choices=[("", "不限"), *Station.Facility.choices]
    )
    now = forms.BooleanField(label="只看现在开放的", required=False)
    at = forms.CharField(
        required=False, max_length=40, widget=forms.HiddenInput(attrs={"data-at": ""})
    )

    def clean_at(self):
        """``106.630,29.720``, as the browser tells it; three places, about a hundred metres."""
        said = self.cleaned_data["at"].strip()
        if not said:
            return None
        try:
            longitude, latitude = (round(float(part), 3) for part in said.split(","))
        except ValueError:
            raise ValidationError("位置没有取到，请再试一次，或按地点查找。") from None
        if not (73 <= longitude <= 136 and 3 <= latitude <= 54):
            raise ValidationError("位置不在国内，请按地点查找。")
        return longitude, latitude


class EndForm(forms.Form):
    ends_on = date_field("离岗日期", initial=TODAY)
