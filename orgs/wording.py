"""Kept values as people read them: choices by their labels, places by their names."""

from orgs import beside, golden
from orgs.models import Organization
from privacy.masks import mask
from unions.models import Federation, Region

NAMED = {"region_id": Region, "federation_id": Federation}
LABELS = {
    name: Organization._meta.get_field(name).verbose_name.partition("（")[0]
    for name in golden.FIELDS
}


class Wording:
    """Words for plain values of organizations' columns. ``pairs`` are (column, value) that will be
    asked for: the names of all places among them are found at once."""

    def __init__(self, pairs):
        keys = {name: set() for name in NAMED}
        for name, value in pairs:
            if name in keys and isinstance(value, int):
                keys[name].add(value)
        self.places = {
            name: dict(model.objects.filter(pk__in=keys[name]).values_list("pk", "name"))
            for name, model in NAMED.items()
            if keys[name]
        }

    def __call__(self, name, value):
        if value in (None, "", []):
            return "无"
        if name in beside.FIELDS:
            return beside.wording(name, value)
        if name in NAMED:
            return self.places.get(name, {}).get(value, "—")
        if name in golden.PRIVATE:  # masked already where it comes from a line's changes
            return value if "*" in value else mask(golden.PRIVATE[name], value)
        if isinstance(value, bool):
            return "是" if value else "否"
        field = Organization._meta.get_field(name)
        if isinstance(value, list):
            return "、".join(dict(field.base_field.choices).get(v, v) for v in value)
        if isinstance(value, int):
            return f"{value:,}"
        return dict(field.choices or ()).get(value, value)
