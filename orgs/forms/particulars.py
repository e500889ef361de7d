"""What an officer fills in about one particular. A form for each kind gives the shape; the rules
are the models' and the services'."""

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone

from orgs.forms.registry import date_field
from orgs.models import (
    AnnualProfile,
    Branch,
    Certificate,
    Contact,
    CreditMark,
    Grade,
    Inspection,
    Organization,
    OrganizationAlias,
    Relation,
    Separation,
    Stance,
    Tie,
)
from privacy.fields import EncryptedField
from privacy.masks import mask

UNKNOWN = ("", "未知")


class YesNo(forms.TypedChoiceField):
    """Yes, no, or not known, which is not no."""

    def __init__(self, **options):
        super().__init__(
            choices=[UNKNOWN, ("yes", "是"), ("no", "否")],
            coerce=lambda value: value == "yes",
            empty_value=None,
            **options,
        )

    def prepare_value(self, value):
        return {True: "yes", False: "no", None: ""}.get(value, value)


def shaped(field, **options):
    """The form field of a column: dates by the calendar, sets by ticking, unknown as such."""
    told = {"label": field.verbose_name, "required": not field.blank}
    told["help_text"] = options.get("help_text", "")
    if isinstance(field, models.DateField):
        return date_field(**told)
    if isinstance(field, ArrayField):
        choices, widget = field.base_field.choices, forms.CheckboxSelectMultiple
        return forms.MultipleChoiceField(choices=choices, widget=widget, **told)
    if isinstance(field, models.BooleanField) and field.null:
        return YesNo(**told)
    if isinstance(field, EncryptedField):
        widget = forms.TextInput(attrs={"autocomplete": "off"})
        return forms.CharField(max_length=60, widget=widget, **told)
    made = field.formfield(**options)
    if field.choices and made.choices[0][0] == "":
        first = ("", "请选择" if told["required"] else "未填报")
        made.choices = [first, *list(made.choices)[1:]]
    return made


class ParticularForm(forms.ModelForm):
    """Of a new particular, or of one to be corrected, which asks why."""

    TODAY = ()

    class Meta:
        formfield_callback = shaped

    def __init__(self, *args, correcting=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.correcting = correcting
        if not correcting:
            for name in self.TODAY:
                self.fields[name].initial = timezone.localdate
            return
        for name, field in self.fields.items():
            column = self._column(name)
            if isinstance(column, EncryptedField):
                now = mask(column.mask, getattr(self.instance, name))
                self.initial[name], field.required = "", False
                field.help_text = f"现为 {now}；不填则不变。"
        self.fields["reason"] = forms.CharField(
            label="更正原因", max_length=200, help_text="原来的内容会留在更正记录里。"
        )

    def _column(self, name):
        try:
            return self._meta.model._meta.get_field(name)
        except FieldDoesNotExist:
            return None

    def _post_clean(self):
        """The service validates the whole; a form only gives the shape."""

    def values(self):
        said = {name: self.cleaned_data[name] for name in self.fields if name in self.cleaned_data}
        if not self.correcting:
            return {n: v for n, v in said.items() if v is not None}
        return {
            name: value
            for name, value in said.items()
            if value or not isinstance(self._column(name), EncryptedField)
        }


class ProfileForm(ParticularForm):
    as_of = date_field("数据截至", help_text="如：年度报告所载的2024-12-31。")

    class Meta(ParticularForm.Meta):
        model = AnnualProfile
        fields = ["as_of", *AnnualProfile.NUMBERS, "premises", "basis"]
        help_texts = {
            "members": "个人会员按人、单位会员按家计。",
            "income_total": "各项收入之和可以小于合计，差额视为未分类。",
            "basis": "如：2024年度工作报告书。",
        }


class GradeForm(ParticularForm):
    class Meta(ParticularForm.Meta):
        model = Grade
        fields = ["level", "starts_on", "valid_until", "authority", "certificate"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["valid_until"].required = False
        self.fields["valid_until"].help_text = "不填则为评定之日起5年。"


class InspectionForm(ParticularForm):
    class Meta(ParticularForm.Meta):
        model = Inspection
        fields = ["year", "regime", "result", "due_on", "submitted_on", "authority", "note"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        labels = dict(Inspection.Result.choices)
        self.fields["result"].choices = [
            ("", "请选择"),
            *(
                (Inspection.Regime(regime).label, [(code, labels[code]) for code in codes])
                for regime, codes in Inspection.RESULTS.items()
            ),
        ]
        self.fields["due_on"].help_text = "不填则按规定：次年5月31日，基金会次年3月31日。"


class CreditMarkForm(ParticularForm):
    class Meta(ParticularForm.Meta):
        model = CreditMark
        fields = ["list", "causes", "starts_on", "latest_cause_on", "mended_on"]
        fields += ["authority", "document"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["causes"].required = True
        self.fields["causes"].help_text = "前五项列入活动异常名录，其余列入严重违法失信名单。"
        self.fields["latest_cause_on"].help_text = "列入后又发生应列入情形的，填最近一次。"
        self.fields["mended_on"].help_text = "义务履行、改正完成的日期；尚未的不填。"


class CertificateForm(ParticularForm):
    class Meta(ParticularForm.Meta):
        model = Certificate
        fields = ["kind", "number", "authority", "starts_on", "valid_until"]


class BranchForm(ParticularForm):
    class Meta(ParticularForm.Meta):
        model = Branch
        fields = ["name", "kind", "scope", "address", "starts_on"]
        help_texts = {"name": "证书或决定上的全称。"}


class SeparationForm(ParticularForm):
    class Meta(ParticularForm.Meta):
        model = Separation
        fields = ["listed_on", "batch", "industry_association", "office", "parted"]
        fields += ["separated_on", "note"]


class TieForm(ParticularForm):
    class Meta(ParticularForm.Meta):
        model = Tie
        fields = ["person_name", "kind", "post", "own_unit", "own_post", "in_service", "paid"]
        fields += ["approval", "starts_on"]
        help_texts = {
            "own_unit": "机关干部兼任的必填。",
            "own_post": "机关干部兼任的必填。",
        }


class ContactForm(ParticularForm):
    TODAY = ("starts_on",)

    class Meta(ParticularForm.Meta):
        model = Contact
        fields = ["person_name", "duty", "post", "phone", "starts_on"]


class RelationForm(ParticularForm):
    counterpart = forms.CharField(
        label="对方",
        max_length=200,
        help_text="在册的填统一社会信用代码或全称；不在册的单位填名称。",
    )
    evidence = forms.FileField(label="依据材料", required=False)

    class Meta(ParticularForm.Meta):
        model = Relation
        fields = ["kind", "counterpart", "basis", "starts_on"]

    field_order = ["kind", "counterpart", "starts_on", "basis", "evidence"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.correcting:
            self.fields["counterpart"].required = False
            self.fields["counterpart"].help_text = "不填则不变。"


class StanceForm(ParticularForm):
    TODAY = ("assessed_on",)

    class Meta(ParticularForm.Meta):
        model = Stance
        fields = ["treatment", "basis", "assessed_on"]
        widgets = {"basis": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"basis": "如：政治可靠、背景清楚；某次走访所见。只供内部掌握。"}


class AliasForm(ParticularForm):
    class Meta(ParticularForm.Meta):
        model = OrganizationAlias
        fields = ["scheme", "value", "since", "until"]


class EndParticularForm(forms.Form):
    on = date_field("日期", initial=timezone.localdate, help_text="从这一天起不再有效。")
    reason = forms.CharField(label="依据", max_length=200, required=False)


class RemoveMarkForm(forms.Form):
    on = date_field("移出日期", initial=timezone.localdate)
    reason = forms.CharField(label="移出事由", max_length=200)
    revoked = forms.BooleanField(label="列入决定已被撤销（视为从未列入）", required=False)


class ReasonForm(forms.Form):
    reason = forms.CharField(label="原因", max_length=200)


class DescriptionForm(forms.ModelForm):
    """Tag sets, conditions, self-reliance and charity: what is asked for often and not counted."""

    class Meta:
        model = Organization
        fields = [
            *("relevance", "spheres", "key_kinds", "short_kinds"),
            *("bodies", "premises", "self_run", "self_funded", "self_hired"),
            *("charity_on", "fundraising_on", "fundraising_ended_on"),
        ]
        formfield_callback = shaped

    PARTS = (
        ("分类", ("relevance", "spheres", "key_kinds", "short_kinds")),
        ("自身条件", ("bodies", "premises", "self_run", "self_funded", "self_hired")),
        ("慈善", ("charity_on", "fundraising_on", "fundraising_ended_on")),
    )

    def _post_clean(self):
        """The service validates the whole."""

    def parts(self):
        return [(title, [self[name] for name in names]) for title, names in self.PARTS]

    def values(self):
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
