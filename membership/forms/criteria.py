from django import forms
from django.utils import timezone

from membership.forms.foundings import date_field


class CriterionForm(forms.Form):
    met = forms.TypedChoiceField(
        label="结论",
        choices=[("1", "符合"), ("0", "不符合")],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    evidence = forms.CharField(
        label="依据",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="看到什么，凭什么材料。如：实地查看，办公用房租赁合同到 2028 年。",
    )
    judged_on = date_field("认定日期", initial=timezone.localdate)
    file = forms.FileField(label="附件", required=False, help_text="合同、照片等，可不填。")
