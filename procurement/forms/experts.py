from django import forms

from accounts.roles import Permission
from documents.forms import federations_of
from orgs.forms.choosing import OrganizationField
from procurement.forms.moves import date_field
from procurement.models import Expert, ServiceDomain


class ExpertForm(forms.ModelForm):
    domains = forms.MultipleChoiceField(
        label="专业领域", choices=ServiceDomain.choices, widget=forms.CheckboxSelectMultiple
    )
    organization = OrganizationField(label="所在社会组织", required=False)
    account = forms.CharField(
        label="账号",
        max_length=60,
        required=False,
        help_text="评审专家登录用的用户名；没有账号的可以在库，抽取时不列入。",
    )
    starts_on = date_field("聘期开始")
    ends_on = date_field("聘期结束", required=False)

    class Meta:
        model = Expert
        fields = ["federation", "person_name", "kind", "domains", "employer", "organization"]
        fields += ["title", "years", "phone", "account", "starts_on", "ends_on"]
        help_texts = {"organization": "社会组织类的专家填写；申报单位及其关联单位的人员不抽取。"}
        widgets = {"person_name": forms.TextInput, "phone": forms.TextInput}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["federation"]
            account = self.instance.user
            self.fields["account"].initial = account.username if account else ""
        else:
            chosen = self.fields["federation"]
            chosen.queryset = federations_of(user, Permission.EXPERT_MANAGE)
            chosen.empty_label = None
        self.fields["kind"].choices = Expert.Kind.choices
        self.fields["organization"].user = user

    def _post_clean(self):
        """Rules are the service's."""


class PostForm(forms.Form):
    unit = forms.CharField(label="单位", max_length=120)
    post = forms.CharField(label="职务", max_length=60, required=False)
    starts_on = date_field("开始日期")
    ended_on = date_field("结束日期", required=False)
