from functools import reduce
from operator import or_

from django import forms
from django.utils import timezone

from accounts.roles import Permission
from documents.kinds import kind, kinds
from documents.models import Paper
from unions.models import Federation


def federations_of(user, permission):
    """The federations where a person holds the permission themselves, highest first."""
    heads = [f.pk for f in user.federations_granting(permission)]
    return Federation.objects.for_user(user, permission).filter(pk__in=heads).order_by("path")


class StartForm(forms.Form):
    """Which kind of paper, in whose name; papers about a record start from that record's page."""

    kind = forms.ChoiceField(label="文书种类")
    federation = forms.ModelChoiceField(label="制发工会", queryset=None, empty_label=None)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        free = [k for k in kinds() if not k.subject and user.may_somewhere(k.edit)]
        self.fields["kind"].choices = [(k.key, k.label) for k in free]
        reaches = [federations_of(user, needed) for needed in {k.edit for k in free}]
        self.fields["federation"].queryset = reduce(or_, reaches).distinct() if reaches else None


class PaperForm(forms.ModelForm):
    class Meta:
        model = Paper
        fields = ["title", "addressee", "body"]
        widgets = {"body": forms.Textarea(attrs={"rows": 18})}
        help_texts = {
            "addressee": "不写末尾的冒号。",
            "body": "一行一段。# 开头的行是小标题；| 开头的行是表格的一行，如：| 姓名 | 职务 |。",
        }

    def _post_clean(self):
        """Rules are the service's; the form only says what shape came in."""


class IssueForm(forms.Form):
    signed_on = forms.DateField(
        label="成文日期",
        initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class VoidForm(forms.Form):
    reason = forms.CharField(label="作废原因", widget=forms.Textarea(attrs={"rows": 3}))


class TemplateForm(forms.Form):
    kind = forms.ChoiceField(label="文书种类")
    federation = forms.ModelChoiceField(label="适用工会", queryset=None, empty_label=None)
    file = forms.FileField(
        label="模板文件",
        help_text="Word（.docx）文件，用 {{ title }} 这样的写法标出要填的内容，可用的名称见下表。",
        widget=forms.ClearableFileInput(attrs={"accept": ".docx"}),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(k.key, k.label) for k in kinds()]
        self.fields["federation"].queryset = federations_of(user, Permission.TEMPLATE_MANAGE)

    @property
    def chosen(self):
        return kind(self["kind"].value() or "")
