from django import forms


class ExportForm(forms.Form):
    """What for, and which columns: asked before a list leaves the house."""

    purpose = forms.CharField(
        label="用途",
        max_length=100,
        help_text="会写进文件的“导出说明”，并留在操作轨迹里。",
        error_messages={"required": "请填写导出的用途，例如：核对建会台账。"},
    )
    columns = forms.ChoiceField(
        label="列",
        choices=[("shown", "与列表显示的列相同"), ("all", "全部列")],
        widget=forms.RadioSelect,
        initial="shown",
    )
