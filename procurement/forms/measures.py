from django import forms

from accounts.roles import Permission
from documents.forms import federations_of
from procurement.forms.moves import date_field
from procurement.models import Measure
from procurement.services.measures import changeable_terms

TERM = "term_"


class MeasureForm(forms.ModelForm):
    starts_on = date_field("施行日期")

    class Meta:
        model = Measure
        fields = ["federation", "kind", "stage", "parent", "title", "number", "starts_on", "body"]
        widgets = {"body": forms.Textarea(attrs={"rows": 8})}
        help_texts = {
            "parent": "实施细则填写它所依据的办法。",
            "stage": "这份制度管哪个阶段；基本办法选全过程。",
        }

    def __init__(self, *args, user, previous=None, **kwargs):
        super().__init__(*args, **kwargs)
        place = self.fields["federation"]
        place.queryset = federations_of(user, Permission.PURCHASE_EDIT)
        place.empty_label = None
        self.fields["kind"].choices = Measure.Kind.choices
        above = Measure.objects.for_user(user, Permission.PURCHASE_VIEW).filter(parent=None)
        self.fields["parent"].queryset = above
        self.fields["parent"].empty_label = "没有"
        if previous is not None:
            for name in ("federation", "kind", "stage", "title"):
                self.fields[name].disabled = True
        for key, words, unit, usual in changeable_terms():
            told = previous.terms.get(key) if previous else None
            self.fields[TERM + key] = forms.IntegerField(
                label=f"{words}（{unit}）" if unit else words,
                required=False,
                initial=told,
                help_text=f"不填用默认值 {usual}。",
            )

    def clean(self):
        told = super().clean()
        terms = {
            name.removeprefix(TERM): told.pop(name) for name in [*told] if name.startswith(TERM)
        }
        told["terms"] = {key: value for key, value in terms.items() if value is not None}
        return told

    def _post_clean(self):
        """Rules are the service's."""


class EndForm(forms.Form):
    on = date_field("停止施行日期")
    reason = forms.CharField(label="原因", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
