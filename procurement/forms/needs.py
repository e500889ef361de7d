"""What is asked of whoever tells a need, and of those who look at it."""

from datetime import timedelta

from django import forms
from django.utils import timezone

from accounts.roles import Permission
from governance.places import FederationField, RegionField
from orgs.forms.delegates import mobile
from procurement import catalogue
from procurement.models import Need, NeedTopic, ServiceDomain, Suitability, WorkerGroup

AREA = {"rows": 4}
CHOOSE = ("", "请选择")


def text_field(**options):
    return forms.CharField(
        label="需要什么帮助或服务",
        max_length=500,
        min_length=4,
        widget=forms.Textarea(attrs=AREA),
        **options,
    )


def people_field(**options):
    return forms.IntegerField(
        label="大约涉及多少人",
        min_value=1,
        max_value=1_000_000,
        initial=1,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        **options,
    )


class ToldForm(forms.Form):
    """What everybody is asked who tells a need."""

    text = text_field()
    domain = forms.ChoiceField(label="属于哪一方面", choices=[CHOOSE, *ServiceDomain.choices])
    group = forms.ChoiceField(label="哪些职工需要", choices=WorkerGroup.choices)
    people = people_field()


class TellForm(ToldForm):
    """In the open: no name is asked for, and a telephone number need not be left."""

    text = text_field(help_text="请不要写姓名、证件号码等个人信息。")
    phone = mobile("联系电话（可不填）", required=False, help_text="只用于工会就此事联系您。")
    agreed = forms.BooleanField(label="留电话的，我已阅读并同意告知书", required=False)

    def __init__(self, *args, channel, **kwargs):
        super().__init__(*args, **kwargs)
        if channel.domain:
            del self.fields["domain"]

    def clean(self):
        values = super().clean()
        if values.get("phone") and not values.get("agreed"):
            self.add_error("agreed", "留下电话的，请阅读告知书并勾选同意；也可以不留电话。")
        return values


class WriteDownForm(ToldForm):
    priority = forms.ChoiceField(
        label="缓急", choices=Need.Priority.choices, initial=Need.Priority.NORMAL
    )
    region = RegionField(label="区域", required=False, help_text="不选按工会所在区域。")
    station = forms.CharField(
        label="站点编号", required=False, max_length=40, help_text="在站点登记的填写。"
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["federation"] = FederationField(
            label="工会", user=user, permission=Permission.NEED_EDIT
        )
        self.order_fields(["federation"])


class GradeForm(forms.ModelForm):
    """What an officer sets right; the words of the need are not among it."""

    domain = forms.ChoiceField(label="领域", choices=ServiceDomain.choices)
    region = RegionField(label="区域", required=False)

    class Meta:
        model = Need
        fields = ["domain", "group", "people", "priority", "region", "station"]


class ChannelForm(forms.Form):
    title = forms.CharField(label="征集主题", max_length=60, help_text="如：说说您需要的服务。")
    site = forms.CharField(
        label="张贴地点", max_length=80, help_text="印在海报上，如：渝北区空港园区职工之家。"
    )
    station = forms.CharField(
        label="站点编号",
        required=False,
        max_length=40,
        help_text="贴在站点的填写，需求记为站点登记。",
    )
    domain = forms.ChoiceField(
        label="限定领域", required=False, choices=[("", "不限"), *ServiceDomain.choices]
    )
    expires_at = forms.DateTimeField(
        label="截止时间",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d"],
        initial=lambda: timezone.localtime() + timedelta(days=90),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["federation"] = FederationField(
            label="征集的工会", user=user, permission=Permission.NEED_EDIT
        )
        self.order_fields(["federation"])


class SheetForm(forms.Form):
    file = forms.FileField(
        label="需求表",
        help_text=".xlsx、.xls 或 .csv；须有“需求”“领域”两列，一次最多 2,000 行。",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["federation"] = FederationField(
            label="工会", user=user, permission=Permission.NEED_EDIT
        )
        self.order_fields(["federation"])


class TopicForm(forms.ModelForm):
    domain = forms.ChoiceField(label="领域", choices=[CHOOSE, *ServiceDomain.choices])
    activities = forms.MultipleChoiceField(
        label="拟购的活动",
        required=False,
        choices=lambda: [
            (a.code, f"{a.name}（{a.domain_label}）") for a in catalogue.activities().values()
        ],
        widget=forms.CheckboxSelectMultiple,
        help_text="购买目录中的活动；写进项目的采购需求。",
    )

    class Meta:
        model = NeedTopic
        fields = ["title", "domain", "summary", "activities"]
        widgets = {"summary": forms.Textarea(attrs=AREA)}


class NewTopicForm(TopicForm):
    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["federation"] = FederationField(
            label="工会", user=user, permission=Permission.NEED_EDIT
        )
        self.order_fields(["federation"])


class ChooseTopicForm(forms.Form):
    """To which topic: those of one's reach that still gather."""

    topic = forms.ModelChoiceField(label="主题", queryset=None, empty_label="请选择")

    def __init__(self, *args, topics, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["topic"].queryset = topics


class MergeForm(forms.Form):
    into = forms.ModelChoiceField(label="并入", queryset=None, empty_label="请选择")
    reason = forms.CharField(label="理由", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, topics, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = topics


SCORES = [(n, f"{n} 分") for n in range(5, 0, -1)]


class SuitabilityForm(forms.Form):
    """The three criteria; each asks for a score and for what it rests on."""

    def __init__(self, *args, evidence=None, **kwargs):
        super().__init__(*args, **kwargs)
        for name in Suitability.CRITERIA:
            label = Suitability._meta.get_field(name).verbose_name
            self.fields[name] = forms.TypedChoiceField(
                label=label, choices=SCORES, coerce=int, initial=3, widget=forms.RadioSelect
            )
            self.fields[f"{name}_evidence"] = forms.CharField(
                label=f"{label}：依据",
                max_length=1000,
                initial=(evidence or {}).get(name, ""),
                widget=forms.Textarea(attrs={"rows": 3}),
            )
