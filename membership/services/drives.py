from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts.roles import Permission
from governance.trail import record, refuse
from membership.models import Drive
from unions.models import Federation


def _check(drive, targets):
    drive.full_clean()
    for target in targets:
        target.full_clean(exclude=["drive"], validate_constraints=False)


def _check_code(drive):
    """Codes are one nation's, yet a federation may not learn of another's drives by trying codes:
    so each has codes of its own, that begin with its division."""
    if drive.federation.level == Federation.Level.NATIONAL:
        return
    own = f"{drive.federation.code.partition('-')[0]}-"
    if not drive.code.startswith(own):
        raise ValidationError({"code": f"本级行动的代码须以“{own}”开头，如 {own}2025。"})


def _set_targets(drive, targets):
    drive.targets.all().delete()
    for target in targets:
        target.pk, target.drive = None, drive
        target.full_clean()
        target.save()


def _told(drive):
    return {
        "scope": drive.scope,
        "counted_forms": drive.counted_forms,
        "targets": [str(target) for target in drive.targets.all()],
        "period": [str(drive.starts_on), drive.ends_on and str(drive.ends_on)],
    }


@transaction.atomic
def create_drive(*, by, federation, targets=(), **fields):
    """Call a drive at a federation; its unions and those below take part."""
    if not by.may_at(Permission.DRIVE_MANAGE, federation):
        refuse(by=by, verb="create_drive", subject=federation)
        raise PermissionDenied("只能在本级及下级工会发起专项行动。")
    drive = Drive(federation=federation, **fields)
    _check_code(drive)
    _check(drive, targets)
    drive.save()
    _set_targets(drive, targets)
    record(by=by, verb="create", label="发起专项行动", subject=drive, **_told(drive))
    return drive


@transaction.atomic
def revise_drive(*, by, drive, targets=None, reason="", **fields):
    """Change what a drive means. The trail keeps both the old rule and the new."""
    drive = Drive.objects.select_for_update(of=("self",)).get(pk=drive.pk)
    if not by.may(Permission.DRIVE_MANAGE, drive):
        refuse(by=by, verb="revise_drive", subject=drive)
        raise PermissionDenied("只有发起该行动的工会可以修改它。")
    was = _told(drive)
    for name, value in fields.items():
        setattr(drive, name, value)
    _check(drive, targets or ())
    drive.save()
    if targets is not None:
        _set_targets(drive, targets)
    record(
        by=by,
        verb="revise",
        label="修改专项行动",
        subject=drive,
        reason=reason,
        was=was,
        **_told(drive),
    )
    return drive


@transaction.atomic
def keep_drive(*, by, code, federation, targets, **fields):
    """Have a drive of the reference data as it is meant to be; says whether anything changed."""
    drive = Drive.objects.filter(code=code).first()
    wanted = [(t.due_on, t.comparator, t.rate, t.tolerance) for t in targets]
    if drive and all(getattr(drive, k) == v for k, v in fields.items()):
        held = list(drive.targets.values_list("due_on", "comparator", "rate", "tolerance"))
        if held == wanted:
            return False
    drive = drive or Drive(code=code)
    drive.federation = federation
    for name, value in fields.items():
        setattr(drive, name, value)
    _check(drive, targets)
    drive.save()
    _set_targets(drive, targets)
    record(by=by, verb="keep", label="载入专项行动", subject=drive, **_told(drive))
    return True
