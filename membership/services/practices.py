from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.roles import Permission
from governance.trail import record, refuse
from membership.models import Practice
from membership.workflows.practices import PRACTICE


@transaction.atomic
def write_practice(*, by, federation, **fields):
    """Begin a text for the library in the name of a federation."""
    if not by.may_at(Permission.PRACTICE_EDIT, federation):
        refuse(by=by, verb="write_practice", subject=federation)
        raise PermissionDenied("只能以本级及下级工会的名义起草。")
    practice = Practice(federation=federation, author=by, **fields)
    practice.full_clean()
    practice.save()
    record(by=by, verb="write", label="起草经验案例", subject=practice)
    return practice


@transaction.atomic
def revise_practice(*, by, practice, **fields):
    """Change a draft; what is under review or published is not changed."""
    practice = Practice.objects.select_for_update(of=("self",)).get(pk=practice.pk)
    if not by.may(Permission.PRACTICE_EDIT, practice):
        refuse(by=by, verb="revise_practice", subject=practice)
        raise PermissionDenied("您无权修改这份材料。")
    if practice.status != Practice.Status.DRAFT:
        raise ValidationError(f"材料{practice.get_status_display()}，不能修改。")
    for name, value in fields.items():
        setattr(practice, name, value)
    practice.full_clean()
    practice.save()
    record(by=by, verb="revise", label="修改经验案例", subject=practice)
    return practice


def move_practice(*, by, practice, verb, reason=""):
    """Submit, return, publish or withdraw. Whoever wrote it cannot publish it."""
    values = {"reviewer": by, "published_at": timezone.now()} if verb == "publish" else {}
    return PRACTICE.move(practice, verb, by=by, reason=reason, **values)
