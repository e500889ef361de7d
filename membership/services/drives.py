from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts.roles import Permission
from governance.trail import record, refuse
from membership.models import Drive
from unions.models import Federation


def _check(drive, targets, phases):
    drive.full_clean()
    for target in targets:
        target.full_clean(exclude=["drive"], validate_constraints=False)
    for phase in phases:
        phase.full_clean(exclude=["drive"])
        late = drive.ends_on and phase.ends_on > drive.ends_on
        if phase.starts_on < drive.starts_on or late:
            raise ValidationError(f"阶段“{phase.name}”超出了行动的起止日期。")


def _check_code(drive):
    """Codes are one nation's, yet a federation may not learn of another's drives by trying codes:
    so each has codes of its own, that begin with its division."""
    if drive.federation.level == Federation.Level.NATIONAL:
        return
    own = f"{drive.federation.code.partition('-')[0]}-"
    if not drive.code.startswith(own):
        raise ValidationError({"code": f"本级行动的代码须以“{own}”开头，如 {own}2025。"})


def _set(rows, drive, new):
    """Have these as the drive's targets, or phases, instead of those it had."""
    rows.all().delete()
    for row in new:
        row.pk, row.drive = None, drive
        row.full_clean()
        row.save()


def _told(drive):
    return {
        "scope": drive.scope,
        "counted_forms": drive.counted_forms,
        "responsible_level": drive.responsible_level,
        "targets": [str(target) for target in drive.targets.all()],
        "phases": [str(phase) for phase in drive.phases.all()],
        "period": [str(drive.starts_on), drive.ends_on and str(drive.ends_on)],
    }


@transaction.atomic
def create_drive(*, by, federation, targets=(), phases=(), **fields):
    """Call a drive at a federation; its unions and those below take part."""
    if not by.may_at(Permission.DRIVE_MANAGE, federation):
        refuse(by=by, verb="create_drive", subject=federation)
        raise PermissionDenied("只能在本级及下级工会发起专项行动。")
    drive = Drive(federation=federation, **fields)
    _check_code(drive)
    _check(drive, targets, phases)
    drive.save()
    _set(drive.targets, drive, targets)
    _set(drive.phases, drive, phases)
    record(by=by, verb="create", label="发起专项行动", subject=drive, **_told(drive))
    return drive


@transaction.atomic
def revise_drive(*, by, drive, targets=None, phases=None, reason="", **fields):
    """Change what a drive means. The trail keeps both the old rule and the new."""
    drive = Drive.objects.select_for_update(of=("self",)).get(pk=drive.pk)
    if not by.may(Permission.DRIVE_MANAGE, drive):
        refuse(by=by, verb="revise_drive", subject=drive)
        raise PermissionDenied("只有发起该行动的工会可以修改它。")
    was = _told(drive)
    for name, value in fields.items():
        setattr(drive, name, value)
    _check(drive, targets or (), drive.phases.all() if phases is None else phases)
    drive.save()
    if targets is not None:
        _set(drive.targets, drive, targets)
    if phases is not None:
        _set(drive.phases, drive, phases)
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


def _same(rows, wanted, fields):
    return list(rows.values_list(*fields)) == [tuple(getattr(w, f) for f in fields) for w in wanted]


@transaction.atomic
def keep_drive(*, by, code, federation, targets, phases=(), **fields):
    """Have a drive of the reference data as it is meant to be; says whether anything changed."""
    drive = Drive.objects.filter(code=code).first()
    if (
        drive
        and all(getattr(drive, k) == v for k, v in fields.items())
        and _same(drive.targets, targets, ("due_on", "comparator", "rate", "tolerance"))
        and _same(drive.phases, phases, ("name", "starts_on", "ends_on", "work"))
    ):
        return False
    drive = drive or Drive(code=code)
    drive.federation = federation
    for name, value in fields.items():
        setattr(drive, name, value)
    _check(drive, targets, phases)
    drive.save()
    _set(drive.targets, drive, targets)
    _set(drive.phases, drive, phases)
    record(by=by, verb="keep", label="载入专项行动", subject=drive, **_told(drive))
    return True
