from django import forms

from unions.paging import SIZES


class ArrangeForm(forms.Form):
    columns = forms.MultipleChoiceField(
        label="显示的列", error_messages={"required": "请至少保留一列。"}
    )
    dense = forms.BooleanField(label="紧凑行高", required=False)
    size = forms.TypedChoiceField(
        label="每页条数", coerce=int, choices=[(n, f"每页 {n} 条") for n in SIZES]
    )

    def __init__(self, *args, columns, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["columns"].choices = [(column.key, column.label) for column in columns]


class ViewForm(forms.Form):
    name = forms.CharField(
        label="名称", max_length=30, error_messages={"required": "请给视图起个名称。"}
    )
    query = forms.CharField(max_length=2000, required=False)
    shared = forms.BooleanField(label="共享给本级同事", required=False)
    begin = forms.BooleanField(label="打开列表时使用", required=False)
