"""Annual profiles: added, superseded, and the newest of them repeated on the organization."""

from django.core.exceptions import ValidationError
from django.db import transaction

from governance.trail import record
from orgs.models import AnnualProfile, Organization
from orgs.services.particulars import hold, hold_row, keep
from orgs.services.registration import update_organization

SUPERSEDED = "这份年度情况已被更正，请在最新的一份上办理。"
WHY = "请填写更正原因。"
CURRENT = {
    **Organization.MIRRORED,
    "staff_count": "staff_total",
    "member_count": "members",
    "assets": "assets",
    "premises": "premises",
}
"""Columns of the organization that follow its newest profile, and the profile's own."""
CONTENT = ("year", "as_of", *AnnualProfile.NUMBERS, "premises", "basis", "source")


@transaction.atomic
def add_profile(*, by, organization, as_of, year=None, **values):
    """What one source says of a year; of one source and day there is one."""
    organization = hold(by=by, organization=organization)
    profile = AnnualProfile(
        organization=organization,
        recorded_by=by,
        as_of=as_of,
        year=year or as_of.year,
        **values,
    )
    same = organization.profiles.standing().filter(as_of=as_of, source=profile.source)
    if same.exists():
        raise ValidationError({"as_of": "这一天已有一份年度情况，请更正原来的一份。"})
    _write(by, profile, "登记年度情况", profile.basis)
    return profile


@transaction.atomic
def correct_profile(*, by, row, reason, **values):
    """A new row in place of a wrong one, which stays to be read."""
    profile = _latest(by, row, reason)
    kept = {name: getattr(profile, name) for name in CONTENT}
    if "as_of" in values and "year" not in values:
        values["year"] = values["as_of"].year
    if all(kept[name] == value for name, value in values.items()):
        return profile
    successor = AnnualProfile(
        organization=profile.organization,
        recorded_by=by,
        supersedes=profile,
        **{**kept, **values},
    )
    _write(by, successor, "更正年度情况", reason)
    return successor


@transaction.atomic
def void_profile(*, by, row, reason):
    """One that should never have been written down is superseded by its own cancellation."""
    profile = _latest(by, row, reason)
    kept = {name: getattr(profile, name) for name in CONTENT}
    void = AnnualProfile(
        organization=profile.organization,
        recorded_by=by,
        supersedes=profile,
        void=True,
        **kept,
    )
    _write(by, void, "作废年度情况", reason)
    return void


def _latest(by, profile, reason):
    profile = hold_row(by=by, row=profile)
    if profile.void or AnnualProfile.objects.filter(supersedes=profile).exists():
        raise ValidationError(SUPERSEDED)
    if not reason.strip():
        raise ValidationError({"reason": WHY})
    return profile


def _write(by, profile, label, reason):
    organization = profile.organization
    born = organization.registered_on
    if born and profile.as_of < born:
        raise ValidationError({"as_of": f"不能早于成立登记日期 {born:%Y-%m-%d}。"})
    keep(profile)
    record(
        by=by,
        verb="particular",
        label=label,
        subject=organization,
        reason=reason,
        kind="annualprofile",
        row=profile.pk,
        year=profile.year,
    )
    _repeat(by, organization)


def _repeat(by, organization):
    """Let the organization say what its newest profile says. Staff holds from the profile's day,
    later findings stay; an older profile that comes in late changes nothing of today."""
    newest = organization.profiles.standing().order_by("-as_of", "-pk").first()
    told = {name: getattr(newest, of) if newest else None for name, of in CURRENT.items()}
    changes = {
        name: value
        for name, value in told.items()
        if name in Organization.MIRRORED or value not in (None, "")
    }
    update_organization(
        by=by,
        organization=organization,
        as_of=newest.as_of if newest else None,
        reason=f"{newest.year}年度情况" if newest else "年度情况作废",
        profiled_on=newest.as_of if newest else None,
        **changes,
    )
