"""To choose one organization: typed, with what is found offered below; its code also does."""

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.html import format_html

from accounts.roles import Permission
from orgs.models import Organization


class OrganizationInput(forms.TextInput):
    """A text whose list is asked for while one types; without scripts a code or a whole name."""

    def render(self, name, value, attrs=None, renderer=None):
        listed = f"{(attrs or {}).get('id', name)}_offered"
        asks = {
            "list": listed,
            "hx-get": reverse_lazy("orgs:offered"),
            "hx-trigger": "input changed delay:250ms",
            "hx-target": f"#{listed}",
            "hx-params": name,
            "hx-sync": "this:replace",
        }
        field = super().render(name, value, {**(attrs or {}), **asks}, renderer)
        return format_html('{}<datalist id="{}"></datalist>', field, listed)


class OrganizationField(forms.CharField):
    """An organization within the person's reach (``user``). The field is called ``organization``:
    under this name the page asks what to offer."""

    widget = OrganizationInput
    user = None

    def __init__(self, **kwargs):
        kwargs.setdefault("label", "社会组织")
        kwargs.setdefault("help_text", "输入名称中的几个字再选择，也可填统一社会信用代码。")
        super().__init__(max_length=150, **kwargs)

    def prepare_value(self, value):
        if isinstance(value, int):
            value = self.within().filter(pk=value).first()
        return offered_as(value) if isinstance(value, Organization) else value

    def within(self):
        return Organization.objects.for_user(self.user, Permission.ORG_VIEW)

    def clean(self, value):
        said = super().clean(value).strip()
        if not said:
            return None
        code = said.split()[0].upper()
        found = list(self.within().filter(credit_code=code)[:1])
        found = found or list(self.within().filter(name=said)[:2])
        if len(found) > 1:
            raise ValidationError("同名的社会组织不止一家，请填统一社会信用代码。")
        if not found:
            raise ValidationError("在您的管理范围内没有这家社会组织，请核对名称或代码。")
        return found[0]


def offered_as(organization):
    """Its code tells it from others of its name; without a code the name must do."""
    return f"{organization.credit_code or ''} {organization.name}".strip()
