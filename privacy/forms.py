from django import forms
from django.utils import timezone

from privacy import subjects
from privacy.models import HOLD_MANAGE, Erasure


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="查看理由",
        min_length=5,
        max_length=300,
        help_text="例如：核对建会材料，需电话联系法定代表人。理由与您的姓名会一并记入操作轨迹。",
        error_messages={"min_length": "请填写至少 5 个字的理由。", "required": "请填写理由。"},
    )


class HoldForm(forms.Form):
    kind = forms.ChoiceField(label="保全什么", widget=forms.RadioSelect)
    subject = forms.CharField(label="哪一个", max_length=200)
    reason = forms.CharField(
        label="理由",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="例如：涉及正在进行的审计、仲裁或诉讼。",
    )
    document = forms.CharField(label="依据文书", max_length=120, required=False)
    until = forms.DateField(
        label="保全至",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="到期自动解除；事情没有定期的不填，结束后人工解除。",
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        every = subjects.every()
        self.fields["kind"].choices = [(s.kind, s.title) for s in every]
        self.fields["subject"].help_text = "；".join(f"{s.title}：{s.hint}" for s in every)

    def clean(self):
        values = super().clean()
        subject = subjects.find(values.get("kind", ""))
        if subject and values.get("subject"):
            values["row"] = subject.sought(self.user, HOLD_MANAGE, values["subject"])
            if values["row"] is None:
                self.add_error("subject", "在您的管理范围内没有找到，请核对。")
        return values


class LiftForm(forms.Form):
    reason = forms.CharField(label="解除的理由", max_length=300)


class AskForm(forms.Form):
    ground = forms.ChoiceField(
        label="属于哪种情形",
        choices=Erasure.Ground.choices,
        help_text="个人信息保护法第四十七条。",
    )
    reason = forms.CharField(
        label="申请说明",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="本人怎样提出、核对身份的方式。请勿写入姓名、电话等个人信息。",
    )
    received_on = forms.DateField(
        label="本人提出日期",
        initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    texts = forms.MultipleChoiceField(
        label="办理文字中提到姓名的地方",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="勾选的替换为“**”；不是指本人的请取消勾选。号码一律自动替换。",
    )

    def __init__(self, *args, spots=(), **kwargs):
        super().__init__(*args, **kwargs)
        named = [s for s in spots if not s.automatic and not s.fixed]
        self.fields["texts"].choices = [(s.key, f"{s.where}：{s.excerpt}") for s in named]
        self.fields["texts"].initial = [s.key for s in named]
        if not named:
            del self.fields["texts"]


class DecideForm(forms.Form):
    agree = forms.TypedChoiceField(
        label="审批",
        choices=[("1", "同意，立即清除"), ("0", "不同意")],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    decision = forms.CharField(
        label="审批意见",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="不同意的须写明理由，经办人据以答复本人。",
    )
