from django import forms
from django.utils import timezone

from membership.forms.foundings import date_field
from membership.models import Obstruction

LONG = forms.Textarea(attrs={"rows": 6})


class ReportForm(forms.ModelForm):
    reported_on = date_field("反映日期", initial=timezone.localdate)
    happened_on = date_field("发生日期", required=False)
    facts = forms.CharField(
        label="经过", widget=LONG, help_text="写事实和证据；不要写反映人的姓名和联系方式。"
    )

    class Meta:
        model = Obstruction
        fields = ["manner", "reporter", "reported_on", "happened_on", "facts"]

    def _post_clean(self):
        """Rules are the service's."""


class FactsForm(forms.Form):
    facts = forms.CharField(label="补充内容", widget=LONG)


class StepForm(forms.Form):
    on = date_field("日期", initial=timezone.localdate)
    reason = forms.CharField(
        label="说明", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class AskForm(StepForm):
    authority = forms.CharField(label="受理机关", max_length=100)


class OrderForm(AskForm):
    reply_number = forms.CharField(label="责令改正通知书文号", max_length=60, required=False)
    due_on = date_field(
        "改正期限", required=False, help_text="通知书写明期限的填写；不填按默认期限。"
    )


class SettleForm(StepForm):
    result = forms.ChoiceField(
        label="办理结果", choices=Obstruction.Result.choices, widget=forms.RadioSelect
    )


class PublicationForm(forms.Form):
    publication = forms.ChoiceField(
        label="是否公开",
        choices=[choice for choice in Obstruction.Publication.choices if choice[0]],
        widget=forms.RadioSelect,
        help_text="通报或公开的，会拟好一份通知公告草稿，核对后发布。",
    )
    reason = forms.CharField(label="理由", max_length=300)


FORMS = {
    "ask_labour": AskForm,
    "ask_government": AskForm,
    "order": OrderForm,
    "settle": SettleForm,
}
