from django import forms

from accounts.roles import Permission
from documents.forms import federations_of
from stations.forms.fields import date_field
from stations.models import Offering, ServiceItem, ServiceRound, Station, TargetGroup

EDIT, VIEW = Permission.SERVICE_EDIT, Permission.SERVICE_VIEW


def own_place(form, user, permission=EDIT):
    """The union in whose name something is entered: one's own."""
    place = form.fields["federation"]
    place.queryset, place.empty_label = federations_of(user, permission), None


def reason_field(label="原因"):
    return forms.CharField(label=label, max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


class ItemForm(forms.ModelForm):
    active_from = date_field("启用日期")

    class Meta:
        model = ServiceItem
        fields = [
            *("federation", "code", "name", "initials", "kind", "unit", "parent"),
            *("description", "least_persons", "active_from"),
        ]
        widgets = {"description": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"code": "字母、数字和短横，如 yb-night-school；以后不能改。"}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        own_place(self, user)
        self.fields["federation"].required = True
        self.fields["federation"].help_text = ""
        heads = ServiceItem.objects.for_user(user, VIEW).heads().active()
        self.fields["parent"].queryset = heads.exclude(pk=self.instance.pk)
        self.fields["parent"].empty_label = "单独成行"
        self.fields["kind"].choices = [("", "请选择"), *ServiceItem.Kind.choices]

    def _post_clean(self):
        """Rules are the service's."""


class ReviseItemForm(ItemForm):
    starts_on = date_field("新版本起用日期", help_text="只改说明、归属的不产生新版本。")
    reason = reason_field("变更原因")

    class Meta(ItemForm.Meta):
        fields = [
            *("name", "initials", "kind", "unit", "parent", "description", "least_persons"),
        ]

    def __init__(self, *args, user, **kwargs):
        forms.ModelForm.__init__(self, *args, **kwargs)
        heads = ServiceItem.objects.for_user(user, VIEW).heads().active()
        self.fields["parent"].queryset = heads.exclude(pk=self.instance.pk)
        self.fields["parent"].empty_label = "单独成行"
        del self.fields["active_from"]


class EndForm(forms.Form):
    on = date_field("日期")
    reason = reason_field()


class ReasonForm(forms.Form):
    reason = reason_field()


class OfferingForm(forms.ModelForm):
    station = forms.UUIDField(
        label="站点编号",
        required=False,
        help_text="在站点页面上点“开设服务”会自动填好；空着的由本级统一提供。",
    )
    groups = forms.MultipleChoiceField(
        label="服务对象",
        choices=TargetGroup.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="不选的为全体职工。",
    )
    starts_on = date_field("开始日期")

    class Meta:
        model = Offering
        fields = ["federation", "station", "item", "mode", "groups", "hours", "conditions"]

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        own_place(self, user)
        self.fields["item"].queryset = ServiceItem.objects.for_user(user, VIEW).active()
        self.fields["item"].empty_label = "请选择"
        self.fields["mode"].choices = Offering.Mode.choices

    def clean_station(self):
        uid = self.cleaned_data["station"]
        if uid is None:
            return None
        found = Station.objects.for_user(self.user, EDIT).filter(uid=uid).first()
        if found is None:
            raise forms.ValidationError("没有这个站点，或不归本级管理。")
        return found

    def _post_clean(self):
        """Rules are the service's."""


class RoundForm(forms.ModelForm):
    on = date_field("截至日期")
    since = date_field("对象变化自", help_text="问这一天以来新增了哪些服务对象。")
    due_on = date_field("填报期限")

    class Meta:
        model = ServiceRound
        fields = ["federation", "title", "on", "since", "due_on", "asks_items", "asks_groups"]

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        own_place(self, user)

    def _post_clean(self):
        """Rules are the service's."""


class AnswerForm(forms.Form):
    """One line an item and one a group: how many people it reached, on which day it was added."""

    def __init__(self, *args, user, round, items, counted, answered, **kwargs):
        super().__init__(*args, **kwargs)
        self.items, self.counted = items, counted
        own = [
            f for f in user.federations_granting(EDIT) if f.path.startswith(round.federation.path)
        ]
        self.fields["federation"] = forms.ChoiceField(
            label="填报工会", choices=[(f.code, f.name) for f in own]
        )
        self.places = {f.code: f for f in own}
        if round.asks_items:
            for item in items:
                self._ask_item(item, answered)
        if round.asks_groups:
            for group in TargetGroup:
                self.fields[f"group_{group}"] = date_field(
                    group.label, required=False, initial=answered.get(f"group_{group}")
                )

    def _ask_item(self, item, answered):
        self.fields[f"runs_{item.code}"] = forms.BooleanField(
            label=f"开展{item.name}", required=False, initial=answered.get(f"runs_{item.code}")
        )
        seen = self.counted.get(item.pk, 0)
        told = answered.get(f"persons_{item.code}")
        self.fields[f"persons_{item.code}"] = forms.IntegerField(
            label=f"{item.name}一年服务人数",
            required=False,
            min_value=0,
            initial=seen if told is None else told,
        )

    def item_lines(self):
        return [
            {
                "item": item,
                "runs": self[f"runs_{item.code}"],
                "persons": self[f"persons_{item.code}"],
                "counted": self.counted.get(item.pk, 0),
            }
            for item in self.items
            if f"runs_{item.code}" in self.fields
        ]

    def group_lines(self):
        return [self[name] for name in self.fields if name.startswith("group_")]

    def told(self):
        """What the service takes."""
        given = self.cleaned_data
        return {
            "federation": self.places[given["federation"]],
            "items": {
                item: (given[f"persons_{item.code}"] or 0) if given[f"runs_{item.code}"] else None
                for item in self.items
                if f"runs_{item.code}" in given
            },
            "groups": {
                name.removeprefix("group_"): day
                for name, day in given.items()
                if name.startswith("group_") and day
            },
        }
