from django import forms


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="查看理由",
        min_length=5,
        max_length=300,
        help_text="例如：核对建会材料，需电话联系法定代表人。理由与您的姓名会一并记入操作轨迹。",
        error_messages={"min_length": "请填写至少 5 个字的理由。", "required": "请填写理由。"},
    )
