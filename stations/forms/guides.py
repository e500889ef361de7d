from django import forms

from accounts.roles import Permission
from stations.forms.fields import date_field
from stations.forms.services import own_place
from stations.models import AidGuide, AidRate, BrandProject, ServiceItem, TargetGroup

VIEW = Permission.SERVICE_VIEW


class GuideForm(forms.ModelForm):
    starts_on = date_field("施行日期")

    class Meta:
        model = AidGuide
        fields = ["federation", "kind", "title", "number", "starts_on", "body"]
        widgets = {"body": forms.Textarea(attrs={"rows": 8})}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        own_place(self, user)
        self.fields["kind"].choices = [("", "请选择"), *AidGuide.Kind.choices]

    def _post_clean(self):
        """Rules are the service's."""


class RateForm(forms.ModelForm):
    class Meta:
        model = AidRate
        fields = ["item", "group", "condition", "least", "most", "per"]

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        items = ServiceItem.objects.for_user(user, VIEW).active()
        self.fields["item"].queryset, self.fields["item"].empty_label = items, "—"
        for field in self.fields.values():
            field.required = False
        for name in ("group", "per"):
            self.fields[name].choices = AidRate._meta.get_field(name).choices

    def clean(self):
        told = super().clean()
        if told.get("item") and not told.get("most"):
            self.add_error("most", "请填写上限。")
        if told.get("most") and not told.get("item"):
            self.add_error("item", "请选择项目。")
        return told

    def rate(self):
        """What the service takes; None for a line left empty."""
        told = self.cleaned_data
        if not told.get("item"):
            return None
        usual = {"least": 0, "group": TargetGroup.HARDSHIP, "per": AidRate.Per.TIME}
        return {**told, **{name: told.get(name) or value for name, value in usual.items()}}

    def _post_clean(self):
        """Rules are the service's."""


class BrandForm(forms.ModelForm):
    started_on = date_field("创立日期", required=False)
    ended_on = date_field("停办日期", required=False)

    class Meta:
        model = BrandProject
        fields = ["federation", "name", "item", "groups", "started_on", "ended_on", "summary"]
        widgets = {"summary": forms.Textarea(attrs={"rows": 6})}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        own_place(self, user)
        self.fields["item"].queryset = ServiceItem.objects.for_user(user, VIEW).active()
        self.fields["item"].empty_label = "请选择"

    def _post_clean(self):
        """Rules are the service's."""
