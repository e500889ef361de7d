"""Visits, forums, joint meetings and interviews of a research are written down."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from governance.trail import record
from surveys.models import Fieldwork
from surveys.services.building import held


@transaction.atomic
def note(*, by, survey, fieldwork=None, **fields):
    """What was seen and heard, when and where; new or set right."""
    survey = held(by, survey, "note")
    fieldwork = fieldwork or Fieldwork(survey=survey, by=by)
    for name, value in fields.items():
        setattr(fieldwork, name, value)
    if fieldwork.held_on > timezone.localdate():
        raise ValidationError({"held_on": "日期不能晚于今天。"})
    fieldwork.full_clean(exclude=["survey", "by"])
    fieldwork.save()
    record(by=by, verb="note", label="登记调研活动", subject=survey, method=fieldwork.method)
    return fieldwork
