from django import forms

from accounts.roles import Permission
from documents.forms import federations_of
from membership.models import Drive, Practice
from orgs.forms.choosing import OrganizationField


class PracticeForm(forms.ModelForm):
    class Meta:
        model = Practice
        fields = ["federation", "kind", "topic", "title", "summary", "body"]
        fields += ["drive", "organization"]
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 3}),
            "body": forms.Textarea(attrs={"rows": 16, "class": "long"}),
        }
        help_texts = {
            "body": "一行一段。不要写职工姓名、证件号码等个人信息。",
            "drive": "与某个专项行动有关的选填。",
        }

    organization = OrganizationField(label="所涉社会组织", required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["federation"]
        else:
            chosen = self.fields["federation"]
            chosen.queryset = federations_of(user, Permission.PRACTICE_EDIT)
            chosen.empty_label = None
        self.fields["organization"].user = user
        drives = Drive.objects.for_user(user, Permission.FOUNDING_VIEW)
        self.fields["drive"].queryset, self.fields["drive"].empty_label = drives, "无"

    def _post_clean(self):
        """Rules are the service's."""


class FileForm(forms.Form):
    file = forms.FileField(label="附件")
