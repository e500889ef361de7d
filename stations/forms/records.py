"""What a counter asks for: as little as can be."""

import uuid

from django import forms

from stations.forms.fields import date_field
from stations.models import TargetGroup


class CounterForm(forms.Form):
    """One service. Items are those offered here, the most done first."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    item = forms.ChoiceField(label="服务项目", widget=forms.RadioSelect)
    group = forms.ChoiceField(
        label="服务对象", choices=TargetGroup.choices, initial=TargetGroup.ALL
    )
    persons = forms.IntegerField(label="人次", min_value=1, max_value=10_000, initial=1)
    card = forms.CharField(
        label="会员卡号",
        required=False,
        max_length=200,
        help_text="扫会员卡的条形码或二维码，也可以手输；没有卡的不填。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-code": "", "data-card": ""}),
    )
    quantity = forms.DecimalField(
        label="数量",
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=2,
        help_text="按件、户、金额计量的项目填写；不填的算 1。",
    )
    on = date_field("服务日期", required=False, help_text="补登以前的服务时填写。")
    note = forms.CharField(
        label="备注", required=False, max_length=60, help_text="不写姓名、病情等个人情况。"
    )
    first = ("item", "group", "persons", "card")
    more = ("quantity", "on", "note")

    def __init__(self, *args, items, **kwargs):
        super().__init__(*args, **kwargs)
        self.items = {item.code: item for item in items}
        self.fields["item"].choices = [(code, item.name) for code, item in self.items.items()]
        if not self.is_bound:
            self.initial.setdefault("uid", uuid.uuid4())

    def clean_card(self):
        return card_number(self.cleaned_data["card"])

    def entry(self):
        """What the service takes."""
        told = self.cleaned_data
        return {
            **{name: told[name] for name in ("uid", "group", "persons", "card", "on", "note")},
            "item": self.items[told["item"]],
            "quantity": told["quantity"] or 1,
        }

    def tiles(self):
        """Each choice with what one may type to find it."""
        for radio in self["item"]:
            item = self.items[radio.data["value"]]
            yield {"radio": radio, "item": item}

    def first_fields(self):
        return [self[name] for name in self.first if name != "item"]

    def more_fields(self):
        return [self[name] for name in self.more]


def card_number(scanned):
    """A code may hold the number alone, or an address that ends with it."""
    return scanned.strip().rstrip("/").rsplit("/", 1)[-1].rsplit("=", 1)[-1]


class VoidForm(forms.Form):
    reason = forms.CharField(label="作废的原因", max_length=100)
