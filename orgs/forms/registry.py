"""What an officer fills in about one organization. The rules are the services'."""

from django import forms
from django.utils import timezone

from accounts.roles import Permission
from orgs.models import Organization, Source
from orgs.names import tidy_code
from orgs.queries import codes_meant
from privacy.masks import mask
from unions.models import Federation, Region


def date_field(label, **options):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **options)


def several_field(label, choices, **options):
    return forms.MultipleChoiceField(
        label=label,
        choices=choices.choices,
        widget=forms.CheckboxSelectMultiple,
        **{"required": False, **options},
    )


class CodeField(forms.CharField):
    """The code of a division or federation, given as the row it stands for."""

    def __init__(self, *, rows, unknown, **options):
        self.rows, self.unknown = rows, unknown
        super().__init__(max_length=40, **options)

    def clean(self, value):
        code = super().clean(value)
        if not code:
            return None
        found = self.rows().filter(code=code).first()
        if found is None:
            raise forms.ValidationError(self.unknown)
        return found

    def prepare_value(self, value):
        return getattr(value, "code", value)


def region_field(**options):
    return CodeField(
        label="住所所在区划",
        rows=Region.objects.public,
        unknown="没有这个区划，请重新选择。",
        widget=forms.TextInput(attrs={"data-regions": "/api/v1/regions/", "data-depth": "4"}),
        **options,
    )


def federation_field(label="责任工会", **options):
    return CodeField(
        label=label,
        rows=Federation.objects.public,
        unknown="没有这个编码的工会，请核对。",
        widget=forms.TextInput(attrs={"data-code": ""}),
        **options,
    )


class OrganizationForm(forms.ModelForm):
    funding_sources = several_field("资金来源", Organization.Funding)
    ways_of_working = several_field("工作方式", Organization.Way)
    region = region_field(required=False, help_text="社会组织住所所在地；据此确定责任工会。")

    class Meta:
        model = Organization
        fields = [
            *("name", "credit_code", "type", "standing", "registered_on"),
            *("registering_authority", "registration_level", "supervising_unit", "management"),
            *("category", "kind", "residence", "region"),
            *("legal_representative", "contact_phone", "has_party_org"),
            *("staff_count", "member_count", "assets"),
            *("funding_sources", "activities", "ways_of_working"),
        ]
        widgets = {
            "registered_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "contact_phone": forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
            "credit_code": forms.TextInput(attrs={"data-code": "", "autocomplete": "off"}),
            "staff_count": forms.NumberInput(attrs={"min": 0}),
            "member_count": forms.NumberInput(attrs={"min": 0}),
            "assets": forms.NumberInput(attrs={"min": 0, "step": "0.01"}),
            "activities": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "credit_code": "18位；备案和未登记的可不填。",
            "contact_phone": "11位手机号，或带区号的固定电话。",
        }

    PARTS = (
        (
            "登记事项",
            ("name", "credit_code", "type", "standing", "registered_on"),
        ),
        (
            "登记与主管",
            ("registering_authority", "registration_level", "supervising_unit", "management"),
        ),
        ("分类", ("category", "kind", "has_party_org")),
        ("规模状况", ("staff_count", "member_count", "assets")),
        ("资金、活动与工作方式", ("funding_sources", "activities", "ways_of_working")),
        ("住所与联系", ("region", "residence", "legal_representative", "contact_phone")),
    )

    def __init__(self, data=None, *args, **kwargs):
        if data and data.get("credit_code_instead"):
            data = data.copy()  # one of the codes proposed was chosen
            data["credit_code"] = data["credit_code_instead"]
        super().__init__(data, *args, **kwargs)

    def _post_clean(self):
        """The service validates the whole; a form only gives the shape."""

    def parts(self):
        used = [
            (title, [self[n] for n in names if n in self.fields]) for title, names in self.PARTS
        ]
        return [(title, fields) for title, fields in used if fields]

    def values(self):
        return {n: self.cleaned_data[n] for n in self.Meta.fields if n in self.cleaned_data}

    def propose(self, user):
        """Beside a credit code that fails its check: what it may have been meant to be."""
        wrong = self.errors.as_data().get("credit_code", ())
        if any(error.code == "credit_code" for error in wrong):
            code, region = tidy_code(self["credit_code"].value() or ""), self["region"].value()
            self.fields["credit_code"].proposals = codes_meant(
                code, user, type=self["type"].value() or "", region=region
            )


class RegisterForm(OrganizationForm):
    federation = federation_field(
        required=False, help_text="不填则按住所所在区划、登记管理机关自动确定。"
    )
    despite = forms.CharField(
        label="确为另一家的理由",
        max_length=200,
        required=False,
        help_text="只在提示“可能已登记”而确为另一家时填写，如：登记证书和负责人均不同。",
    )
    PARTS = (*OrganizationForm.PARTS, ("责任工会", ("federation",)), ("查重", ("despite",)))

    def parts(self):
        """Whether it is another is asked only of those that look like one there."""
        asked = self["despite"].errors or self["despite"].value()
        return [part for part in super().parts() if part[0] != "查重" or asked]

    def values(self):
        more = {name: self.cleaned_data[name] for name in ("federation", "despite")}
        return {**super().values(), **more}


class EditForm(OrganizationForm):
    """Changes of what is counted hold from a day and say why; a name has an act of its own."""

    status = forms.ChoiceField(
        label="存续状态",
        choices=[c for c in Organization.Status.choices if c[0] not in Organization.ENDED],
    )
    as_of = date_field("变更生效日期", initial=timezone.localdate)
    reason = forms.CharField(
        label="变更原因",
        max_length=200,
        required=False,
        help_text="改动分类、状态、人数、区划等计入统计的内容时必填，如：登记证书变更。",
    )
    PARTS = (
        *OrganizationForm.PARTS,
        ("存续", ("status",)),
        ("本次变更", ("as_of", "reason")),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["name"]
        region, phone = self.instance.region, self.fields["contact_phone"]
        self.initial["region"] = region.code if region else ""
        self.initial["contact_phone"] = ""
        if self.instance.contact_phone:
            now = mask("phone", self.instance.contact_phone)
            phone.help_text = f"现为 {now}；不填则不变。"
        if self.instance.ended:
            ended = (self.instance.status, self.instance.get_status_display())
            self.fields["status"].choices = [ended, *self.fields["status"].choices]
        self.fields["status"].initial = self.instance.status

    def values(self):
        found = {**super().values(), "status": self.cleaned_data["status"]}
        if not found["contact_phone"]:
            del found["contact_phone"]
        return found


class RenameForm(forms.Form):
    name = forms.CharField(label="新名称", max_length=200)
    on = date_field("更名日期", initial=timezone.localdate)
    reason = forms.CharField(label="依据", max_length=200, required=False)


class EndForm(forms.Form):
    status = forms.ChoiceField(
        label="终止方式",
        choices=[(s.value, s.label) for s in Organization.ENDED],
        widget=forms.RadioSelect,
        initial="deregistered",
    )
    on = date_field("终止日期", help_text="从这一天起不再计入在册。")
    reason = forms.CharField(label="依据", max_length=200, required=False)


class LabourFieldForm(forms.Form):
    domains = several_field(
        "所属方面",
        Organization.LabourDomain,
        help_text="至少属于其中一个方面的，即为劳动关系领域；都不属于的，一个也不勾选。",
    )
    basis = forms.CharField(
        label="认定依据", max_length=200, help_text="如：章程所载业务范围、某次联席会议纪要。"
    )
    on = date_field("认定日期", initial=timezone.localdate, help_text="从这一天起计入统计。")


class AssignForm(forms.Form):
    federation = federation_field(help_text="填写工会编码；地方总工会的编码就是区划代码。")
    on = date_field("生效日期", initial=timezone.localdate)
    reason = forms.CharField(label="指定原因", max_length=200)


class ImportForm(forms.Form):
    file = forms.FileField(
        label="名单文件",
        help_text="Excel（.xlsx、.xls）或 .csv；不超过 50 MB、20 万行。",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
    )
    source = forms.CharField(
        label="名单来源",
        max_length=100,
        help_text="如“市民政局登记名单”。同一来源请每次写得一样，以便核对缺少的社会组织。",
        widget=forms.TextInput(attrs={"list": "sources"}),
    )
    as_of = date_field("名单日期", initial=timezone.localdate, help_text="名单所反映的那一天。")
    federation = forms.ChoiceField(label="导入工会")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        heads = user.federations_granting(Permission.ORG_IMPORT)
        self.fields["federation"].choices = [(f.code, f.name) for f in heads]
        if len(heads) == 1:
            self.fields["federation"].initial = heads[0].code
        self.sources = Source.objects.for_user(user, Permission.ORG_IMPORT).order_by("name")[:50]

    def clean_federation(self):
        return Federation.objects.public().get(code=self.cleaned_data["federation"])
