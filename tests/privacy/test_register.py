import re

import pytest
from django.apps import apps
from django.conf import settings

from privacy import register
from privacy.fields import BlindIndexField, EncryptedField

OURS = [
    model
    for model in apps.get_models()
    if model.__module__.split(".")[0] in settings.INSTALLED_APPS
    and not model.__module__.startswith(("django", "allauth", "axes", "rest_framework"))
    and not hasattr(model, "pgh_tracked_model")
]
ABOUT_PEOPLE = re.compile(
    r"phone|mobile|id_number|id_card|passport|bank|account_no|address|birth|email|person_name"
    r"|wechat|disease|illness|income|(^|_)name_of"
)


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_column_is_classified(model):
    """等保 8.1.4.11: collect only what is needed, and know it."""
    label = model._meta.label
    assert label in register.MODELS, f"privacy/register.py: classify {label}"
    for field in model._meta.concrete_fields:
        kind, purpose = register.classified(label, field.name)
        assert kind in register.CLASSES
        assert purpose
        explicit = f"{label}.{field.name}" in register.FIELDS
        if isinstance(field, (EncryptedField, BlindIndexField)):
            assert explicit, f"privacy/register.py: {label}.{field.name} is encrypted; say why"
            assert kind == register.SENSITIVE
        elif ABOUT_PEOPLE.search(field.name) and not explicit:
            about_people = kind in (register.PERSONAL, register.SENSITIVE)
            assert about_people, f"privacy/register.py: what is {label}.{field.name}?"


def test_nothing_is_classified_that_is_not_there():
    labels = {model._meta.label for model in OURS}
    fields = {f"{m._meta.label}.{f.name}" for m in OURS for f in m._meta.concrete_fields}
    assert set(register.MODELS) <= labels
    assert set(register.FIELDS) <= fields
