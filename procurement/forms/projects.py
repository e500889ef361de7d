from django import forms
from django.core.exceptions import ValidationError

from accounts.roles import Permission
from documents.forms import federations_of
from orgs.models import Organization
from procurement.forms.moves import date_field, yuan
from procurement.models import BudgetLine, Entrustment, NeedTopic, Project
from unions.models import GrassrootsUnion

EDIT = Permission.PURCHASE_EDIT


class LineChoice(forms.ModelChoiceField):
    def label_from_instance(self, line):
        return f"{line}（可用 {line.free:,} 元）"


class ProjectForm(forms.ModelForm):
    """The plan of a purchase. A grassroots union is named, for a province has too many to list."""

    union = forms.CharField(
        label="采购的基层工会",
        max_length=150,
        required=False,
        help_text="采购主体是基层工会的填写：全称或统一社会信用代码，须有工会法人资格。",
    )
    line = LineChoice(label="预算科目", queryset=None, required=False, empty_label="暂不选择")
    starts_on = date_field("服务开始")
    ends_on = date_field("服务结束")
    topics = forms.ModelMultipleChoiceField(
        label="依据的需求",
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="选择评为适宜购买的需求主题，随项目一直到归档。",
    )

    class Meta:
        model = Project
        fields = [
            *("federation", "direction", "client", "buyer", "union", "institution"),
            *("title", "domain", "content", "summary", "posts", "topics"),
            *("source", "line", "ceiling", "method", "method_reason"),
            *("starts_on", "ends_on", "continuous"),
        ]
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 4}),
            "method_reason": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts = {
            "method_reason": "公开征集、公开招标以外的方式必须写明理由。",
            "ceiling": "提交时即从预算科目占用这笔金额。",
            "continuous": "四项都符合的，服务期才可以超过一年，最长三年。",
        }

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        for name in ("domain", "content", "source", "method"):
            choices = [(value, label) for value, label in self.fields[name].choices if value]
            self.fields[name].choices = [("", "请选择"), *choices]
        place = self.fields["federation"]
        place.queryset, place.empty_label = federations_of(user, EDIT), None
        lines = BudgetLine.objects.for_user(user, Permission.PURCHASE_VIEW)
        own = user.federations_granting(EDIT)
        self.fields["line"].queryset = lines.filter(federation__in=own).select_related("federation")
        topics = NeedTopic.objects.for_user(user, Permission.NEED_VIEW)
        chosen = self.instance.topics.all() if self.instance.pk else topics.none()
        fit = topics.filter(status=NeedTopic.Status.SUITABLE)[:60]
        keys = {topic.pk for topic in (*fit, *chosen)}
        self.fields["topics"].queryset = topics.filter(pk__in=keys)
        if self.instance.pk:
            place.disabled = True
            self.initial["union"] = self.instance.union.name if self.instance.union_id else ""

    def clean_union(self):
        said = self.cleaned_data["union"].strip()
        if not said:
            return None
        rows = GrassrootsUnion.objects.for_user(self.user, EDIT).filter(dissolved_on=None)
        rows = list(rows.filter(name=said)[:2]) or list(rows.filter(credit_code=said.upper())[:2])
        if len(rows) != 1:
            raise ValidationError("没有找到这个基层工会，或不止一个，请改填统一社会信用代码。")
        return rows[0]

    def _post_clean(self):
        """Rules are the service's."""


class EntrustmentForm(forms.ModelForm):
    organization = forms.CharField(
        label="承接的社会组织",
        max_length=120,
        required=False,
        help_text="是社会组织的填写：全称或统一社会信用代码，从登记库中核对。",
    )
    name = forms.CharField(
        label="承接方名称", max_length=120, required=False, help_text="不是社会组织的填写。"
    )

    class Meta:
        model = Entrustment
        fields = [
            *("contractor", "organization", "name", "credit_code"),
            *("basis", "amount", "person_times"),
        ]
        widgets = {"basis": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"credit_code": "不是社会组织的填写。"}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["contractor"].choices = Entrustment.Contractor.choices
        if self.instance.pk and self.instance.organization_id:
            self.initial["organization"] = self.instance.organization.name

    def clean_organization(self):
        said = self.cleaned_data["organization"].strip()
        if not said:
            return None
        rows = Organization.objects.for_user(self.user, Permission.ORG_VIEW)
        found = list(rows.filter(credit_code=said.upper())[:2]) or list(rows.filter(name=said)[:2])
        if len(found) != 1:
            raise ValidationError("登记库中没有找到这个社会组织，请核对全称或改填代码。")
        return found[0]

    def clean(self):
        told = super().clean()
        of_register = told.get("contractor") == Entrustment.Contractor.ORGANIZATION
        if of_register and not told.get("organization") and "organization" not in self.errors:
            self.add_error("organization", "请填写承接的社会组织。")
        if not of_register:
            told["organization"] = None
            if not told.get("name"):
                self.add_error("name", "请填写承接方名称。")
        return told

    def _post_clean(self):
        """Rules are the service's."""


class ResultForm(forms.Form):
    on = date_field("办结日期")
    result = forms.CharField(label="完成情况", widget=forms.Textarea(attrs={"rows": 5}))
    served = forms.IntegerField(label="实际服务人次", min_value=0, required=False)


class RemarkForm(forms.Form):
    """What confirming and approving ask for: a remark, if there is one."""

    reason = forms.CharField(
        label="意见", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class BudgetForm(forms.ModelForm):
    class Meta:
        model = BudgetLine
        fields = ["federation", "year", "source", "name", "amount", "basis"]

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        place = self.fields["federation"]
        place.queryset = federations_of(user, Permission.PURCHASE_BUDGET)
        place.empty_label = None
        sources = [choice for choice in self.fields["source"].choices if choice[0]]
        self.fields["source"].choices = [("", "请选择"), *sources]

    def _post_clean(self):
        """Rules are the service's."""


class ChangeBudgetForm(forms.Form):
    amount = yuan("预算（元）")
    reason = forms.CharField(label="调整原因", max_length=300)
