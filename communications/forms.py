from django import forms

from accounts.roles import Permission, Role
from communications.models import Notice
from unions.models import Federation


class NoticeForm(forms.ModelForm):
    roles = forms.MultipleChoiceField(
        label="限定职责",
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="不选则发给全部工作人员。只在发给工会工作人员时可用。",
    )

    class Meta:
        model = Notice
        fields = ["title", "federation", "audience", "body", "roles"]
        widgets = {
            "body": forms.Textarea(attrs={"rows": 12}),
            "audience": forms.RadioSelect,
        }
        help_texts = {"body": "空一行另起一段。不支持格式和图片。"}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        heads = [f.pk for f in user.federations_granting(Permission.NOTICE_PUBLISH)]
        reach = Federation.objects.for_user(user, Permission.NOTICE_PUBLISH)
        self.fields["federation"].queryset = reach.filter(pk__in=heads).order_by("path")
        self.fields["federation"].empty_label = None
        self.fields["audience"].choices = Notice.Audience.choices

    def _post_clean(self):
        """Rules are the service's; the form only says what shape came in."""


class ReasonForm(forms.Form):
    reason = forms.CharField(label="撤回原因", widget=forms.Textarea(attrs={"rows": 3}))
