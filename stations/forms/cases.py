"""What officers fill in on a case."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.roles import Permission
from governance.places import RegionField
from orgs.forms.delegates import mobile
from stations.forms.aid import MemberForm, yuan
from stations.forms.fields import date_field
from stations.models import (
    AidPlan,
    Case,
    HomeVisit,
    Household,
    MoneyLine,
    PublicityObjection,
    ServiceItem,
    Standing,
    YearlyReview,
)
from unions.models import Federation


class ReasonForm(forms.Form):
    reason = forms.CharField(label="说明", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, required=True, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = required


class RefuseForm(ReasonForm):
    """Besides the reason: who is responsible instead, if another union is."""

    passed_to = forms.CharField(
        label="应由其受理的工会",
        required=False,
        max_length=60,
        help_text="因属其他工会受理而不予建档的，填那个工会的代码；那里也没有建档的，列入盲区核对。",
        widget=forms.TextInput(attrs={"data-code": "", "autocomplete": "off"}),
    )

    def clean_passed_to(self):
        code = self.cleaned_data["passed_to"].strip()
        if not code:
            return None
        found = Federation.objects.public().filter(code=code, valid_to=None).first()
        if found is None:
            raise ValidationError("没有这个代码的工会。")
        return found


class FindForm(forms.Form):
    number = forms.CharField(
        label="证件号码、受理编号或档案号",
        max_length=30,
        widget=forms.TextInput(attrs={"data-code": "", "autocomplete": "off"}),
    )
    reason = forms.CharField(label="查找的理由", min_length=4, max_length=100)


class HouseholdForm(forms.ModelForm):
    phone = mobile("手机", required=False, help_text="不改的不填。")
    address = forms.CharField(
        label="住址", max_length=200, required=False, help_text="不改的不填。"
    )
    bank_account = forms.RegexField(
        r"^[\d ]{10,32}$",
        label="银行账号",
        required=False,
        help_text="本人的社会保障卡或银行卡；不改的不填。",
        error_messages={"invalid": "银行账号应为 10 至 32 位数字。"},
        widget=forms.TextInput(attrs={"data-code": "", "autocomplete": "off"}),
    )
    region = RegionField(label="居住地", required=False)
    relief_since = date_field("纳入政府救助日期", required=False)

    class Meta:
        model = Household
        fields = [
            *("phone", "region", "address", "bank", "bank_account", "housing", "housing_area"),
            *("single_parent", "zero_employment", "self_help", "relief", "relief_since"),
        ]

    SEALED = ("phone", "address", "bank_account")
    """Never sent to a browser again: a blank leaves them as they are."""

    def __init__(self, *args, instance, **kwargs):
        super().__init__(*args, instance=instance, **kwargs)
        for name in self.SEALED:
            self.initial[name] = ""
        self.initial["region"] = instance.region
        for name in ("housing", "relief"):
            choices = [c for c in self.fields[name].choices if c[0]]
            self.fields[name].choices = [("", "无"), *choices]

    @property
    def told(self):
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if value or name not in self.SEALED
        }

    def _post_clean(self):
        """Rules are the service's."""


class OfficerMemberForm(MemberForm):
    works_since = date_field("在本单位工作起始", required=False)
    union_member = forms.BooleanField(label="工会会员", required=False)

    def __init__(self, *args, member=None, **kwargs):
        known = {}
        if member is not None:
            names = ("relation", "id_type", "health", "work", "employer", "works_since")
            known = {name: getattr(member, name) for name in names}
            known |= {"union_member": member.union_member}
        super().__init__(*args, initial=known, **kwargs)
        self.member = member
        if member is not None:
            self.fields["name"].required = False
            for name in ("name", "id_number"):
                self.fields[name].help_text = "不改的不填。"
        if member is not None and member.is_head:
            del self.fields["relation"]

    def clean(self):
        if self.member is not None and not self.cleaned_data.get("id_number"):
            self.cleaned_data["id_number"] = self.member.id_number
        values = super().clean()
        if self.member is not None:
            values["name"] = values.get("name") or self.member.name
        return values


class VerifyForm(forms.Form):
    """Beside every line what was declared: what was found, and by what it was seen."""

    def __init__(self, *args, case, **kwargs):
        super().__init__(*args, **kwargs)
        self.lines = {line.kind: line for line in case.lines.all()}
        for kind in MoneyLine.Kind:
            line = self.lines.get(kind.value)
            said = f"申报 {line.declared:,} 元" if line else "未申报"
            self.fields[kind.value] = yuan(
                kind.label,
                required=False,
                help_text=f"{said}。留空按申报计。",
                initial=line.verified if line else None,
            )
            self.fields[f"{kind.value}_by"] = forms.CharField(
                label=f"{kind.label}的依据",
                max_length=120,
                required=False,
                initial=line.evidence if line else "",
            )

    @property
    def sides(self):
        return [
            (side.label, [(self[kind.value], self[f"{kind.value}_by"]) for kind in kinds])
            for side, kinds in MoneyLine.SIDES.items()
        ]

    @property
    def found(self):
        told = self.cleaned_data
        return {
            kind: (told.get(kind), told.get(f"{kind}_by", ""))
            for kind in MoneyLine.Kind.values
            if kind in self.lines or told.get(kind) is not None
        }


class VisitForm(forms.Form):
    """At the door, on a phone: what three taps say, and what is signed."""

    companion = forms.CharField(label="同行人", max_length=60, help_text="入户须两人。")
    on = date_field("入户日期", initial=timezone.localdate)
    met = forms.IntegerField(label="见到的家庭成员（人）", min_value=1, max_value=30, initial=1)
    living = forms.ChoiceField(
        label="居住和生活状况", choices=HomeVisit.Living.choices, widget=forms.RadioSelect
    )
    true = forms.BooleanField(label="申报情况属实", required=False)
    exclusions = forms.MultipleChoiceField(
        label="有没有这些情形",
        choices=[],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="有的不得建档。",
    )
    application_signed = forms.BooleanField(label="已签《困难职工帮扶申请书》", required=False)
    letter_signed = forms.BooleanField(label="已签《家庭经济状况核对授权委托书》", required=False)
    address = forms.CharField(label="住址", max_length=200, required=False)
    note = forms.CharField(
        label="入户所见",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    photo = forms.ImageField(label="照片或签字页", required=False)

    def __init__(self, *args, case, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["exclusions"].choices = list(case.rules.get("exclusions", {}).items())


class CheckForm(forms.Form):
    result = forms.ChoiceField(
        label="核对结果", choices=Case.Check.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label="核对说明",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="民政核对机构答复的要点。",
    )
    category = forms.ChoiceField(
        label="认定类别", required=False, help_text="不选的按测算结果；另行认定须写理由。"
    )
    reason = forms.CharField(label="与测算不同的理由", max_length=300, required=False)

    def __init__(self, *args, case, **kwargs):
        super().__init__(*args, **kwargs)
        keys = [rule["key"] for rule in case.rules.get("categories", ())]
        labels = [(key, Standing.Category(key).label) for key in keys]
        self.fields["category"].choices = [("", "按测算结果"), *labels]


class PublishForm(forms.Form):
    unit = forms.CharField(
        label="工作单位",
        max_length=60,
        required=False,
        help_text="只写单位名称；容易看出住址、病情的可以不写。",
    )
    amount = yuan("拟帮扶金额（元）", required=False)


class AnswerForm(forms.Form):
    outcome = forms.ChoiceField(
        label="处理结果", choices=PublicityObjection.Outcome.choices, widget=forms.RadioSelect
    )
    finding = forms.CharField(
        label="核查情况", max_length=1000, widget=forms.Textarea(attrs={"rows": 4})
    )


class PlanForm(forms.ModelForm):
    starts_on = date_field("首次发放", initial=timezone.localdate)

    class Meta:
        model = AidPlan
        fields = [
            *("item", "source", "amount", "instalments", "starts_on"),
            *("emergency", "purpose"),
        ]
        help_texts = {
            "instalments": "每月一次；一次性发放填 1。",
            "purpose": "如：子女秋季学费。",
        }

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        items = ServiceItem.objects.for_user(user, Permission.SERVICE_VIEW).active()
        self.fields["item"].queryset = items
        self.fields["item"].empty_label = "请选择"
        sources = [choice for choice in self.fields["source"].choices if choice[0]]
        self.fields["source"].choices = [("", "请选择"), *sources]

    def _post_clean(self):
        """Rules are the service's."""


class PayForm(forms.Form):
    """``funds``: those of the house, to choose the one it is paid from."""

    fund = forms.ModelChoiceField(label="从哪项资金发放", queryset=None, empty_label=None)
    paid_on = date_field("发放日期", initial=timezone.localdate)
    receipt = forms.CharField(label="银行回单号", max_length=60)

    def __init__(self, *args, funds, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["fund"].queryset = funds


class PapersForm(forms.Form):
    on = date_field("归档日期", initial=timezone.localdate)
    place = forms.CharField(
        label="存放处", max_length=60, required=False, help_text="如：档案室 3 号柜。"
    )


class ReviewForm(forms.Form):
    result = forms.ChoiceField(
        label="年审结论", choices=YearlyReview.Result.choices, widget=forms.RadioSelect
    )
    after = forms.ChoiceField(label="调整为", required=False)
    end = forms.ChoiceField(
        label="撤档原因", required=False, choices=[("", "不撤档"), *Household.End.choices]
    )
    note = forms.CharField(
        label="说明", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args, case, **kwargs):
        super().__init__(*args, **kwargs)
        keys = [rule["key"] for rule in case.rules.get("categories", ())]
        labels = [(key, Standing.Category(key).label) for key in keys]
        self.fields["after"].choices = [("", "不调整"), *labels]
