"""Writing a scoring table row by row, and a model contract."""

from django import forms

from procurement.forms.calls import FilledFormSet
from procurement.models import ModelText, Scheme
from procurement.terms import weighing

LEVELS = ((1, "一级"), (2, "二级"), (3, "三级"))
SAID = ("good", "fair", "poor")


def line(label, **options):
    return forms.CharField(label=label, required=False, max_length=200, **options)


class SchemeForm(forms.ModelForm):
    class Meta:
        model = Scheme
        fields = ["name"]

    def _post_clean(self):
        """Rules are the service's."""


class IndicatorForm(forms.Form):
    level = forms.TypedChoiceField(label="级", choices=LEVELS, coerce=int, initial=2)
    name = forms.CharField(label="指标", max_length=60)
    weight = forms.DecimalField(label="权重", max_digits=4, decimal_places=1, min_value=0)
    asks = line("看什么")
    good = line("优")
    fair = line("中")
    poor = line("差")
    union = forms.BooleanField(label="已建工会优先", required=False)
    price = forms.BooleanField(label="按报价计算", required=False)

    @property
    def row(self):
        data = dict(self.cleaned_data)
        return {**data, "anchors": [data.pop(name) for name in SAID]}


def rows_of(items):
    """A tree as the form shows it."""
    rows = []
    for level, item in weighing.flattened(items):
        row = {"level": level, "name": item["name"], "weight": item["weight"]}
        row |= {"asks": item.get("asks", "")}
        if not item.get("children"):
            row |= dict(zip(SAID, (words for _, words in item["anchors"]), strict=False))
            row |= {"union": item.get("union", False), "price": item.get("price", False)}
        rows.append(row)
    return rows


def indicator_forms(*args, **kwargs):
    made = forms.formset_factory(
        IndicatorForm, formset=FilledFormSet, extra=4, max_num=120, can_delete=True
    )
    return made(*args, prefix="row", **kwargs)


def items_of(formset):
    rows = [{**values, "anchors": [values[name] for name in SAID]} for values in formset.filled()]
    for before, row in zip([None, *rows], rows, strict=False):
        most = before["level"] + 1 if before else 1
        if row["level"] > most:
            raise forms.ValidationError(f"“{row['name']}”之前缺少上一级指标。")
    return weighing.grown(rows)


class TextForm(forms.ModelForm):
    class Meta:
        model = ModelText
        fields = ["name", "body"]
        widgets = {"body": forms.Textarea(attrs={"rows": 24, "class": "long"})}
        help_texts = {"body": "需要填写的地方写成 {{承接方}}、{{合同金额}} 这样。"}

    def _post_clean(self):
        """Rules are the service's."""
