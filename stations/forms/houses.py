"""For which of one's own houses: offered by name, and left out where there is only one."""

from django import forms
from django.core.exceptions import ValidationError


class HouseField(forms.ChoiceField):
    """One of the federations where the person holds the permission; gives the federation."""

    def __init__(self, *args, user, permission, **kwargs):
        self.houses = {head.code: head for head in user.federations_granting(permission)}
        kwargs.setdefault("label", "工会")
        super().__init__(
            *args, choices=[(code, head.name) for code, head in self.houses.items()], **kwargs
        )
        if len(self.houses) == 1:
            self.required, self.widget = False, forms.HiddenInput()

    def clean(self, value):
        if len(self.houses) == 1:
            return next(iter(self.houses.values()))
        if not (found := self.houses.get(value)):
            raise ValidationError("请选择本级工会。")
        return found
