"""Which union, and all below it: the choice of one in forms and above lists, by the permission
by which rows are seen."""

import django_filters
from django import forms
from django.core.exceptions import ValidationError

from unions.models import Federation, Region


class AnyCode(forms.ChoiceField):
    """Offers the nearest, takes any: deeper ones come by links."""

    def valid_value(self, value):
        return True


def federation_choices(user, permission, chosen=""):
    """The person's own federations and those next below; the one chosen too, if it is another."""
    heads = user.federations_granting(permission)
    below = Federation.objects.public().filter(parent__in=heads, valid_to=None).order_by("code")
    choices = {f.code: f.short_name for f in [*heads, *below]}
    if chosen and chosen not in choices:
        place = Federation.objects.public().filter(code=chosen).first()
        choices[chosen] = place.short_name if place else chosen
    return [("", "全部"), *choices.items()]


class PlaceFilter(django_filters.Filter):
    """The union chosen and all below it, by its code; offers one's own and those next below.

    ``field_name`` is the way from the rows to the code of a federation, ``permission`` that by
    which the rows are seen.
    """

    field_class = AnyCode

    def __init__(self, *args, permission, **kwargs):
        super().__init__(*args, **kwargs)
        self.permission = permission

    @property
    def field(self):
        if not hasattr(self, "_field"):
            user = getattr(getattr(self.parent, "request", None), "user", None)
            chosen = self.parent.data.get("federation", "") if self.parent.data else ""
            choices = federation_choices(user, self.permission, chosen) if user else ()
            self._field = AnyCode(label=self.label, required=False, choices=choices)
        return self._field

    def filter(self, rows, code):
        if not code:
            return rows
        place = Federation.objects.public().filter(code=code).first()
        if place is None:
            return rows.none()
        path = self.field_name.removesuffix("code") + "path__startswith"
        return rows.filter(**{path: place.path})


class FederationField(forms.CharField):
    """A federation at or below those where the person holds the permission, by its code."""

    def __init__(self, *args, user, permission, **kwargs):
        self.heads = user.federations_granting(permission)
        attrs = {"data-code": "", "autocomplete": "off"}
        kwargs.setdefault("label", "工会")
        kwargs.setdefault("help_text", "填本级或下级工会的代码，如 500112。")
        super().__init__(*args, max_length=60, widget=forms.TextInput(attrs=attrs), **kwargs)
        if self.heads:
            self.initial = self.heads[0].code

    def prepare_value(self, value):
        return getattr(value, "code", value)

    def clean(self, value):
        code = super().clean(value).strip()
        found = Federation.objects.public().filter(code=code, valid_to=None).first()
        if found is None or not any(found.path.startswith(head.path) for head in self.heads):
            raise ValidationError("只能填本级或下级工会的代码。")
        return found


class RegionField(forms.CharField):
    def __init__(self, *args, **kwargs):
        attrs = {"data-regions": "/api/v1/regions/", "data-depth": "4"}
        super().__init__(*args, widget=forms.TextInput(attrs=attrs), **kwargs)

    def clean(self, value):
        code = super().clean(value).strip()
        if not code:
            return None
        found = Region.objects.public().filter(code=code).first()
        if found is None:
            raise ValidationError("没有这个区划，请重新选择。")
        return found

    def prepare_value(self, value):
        return getattr(value, "code", value)
