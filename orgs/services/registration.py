"""What can be done to one organization. Each act locks it, asks, writes what is so now and what
was counted, keeps the old names, and leaves one line in the trail."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.roles import Permission
from governance.trail import record, refuse
from orgs.bitemporal import settle, stretches
from orgs.duplicates.incoming import alike, because
from orgs.duplicates.traits import refresh_traits
from orgs.models import Organization, OrganizationAlias, OrganizationFacts, Source
from orgs.names import fold, half_width, tidy, tidy_code, tidy_phone
from orgs.queries import Territories
from orgs.services.history import COUNTED, first_history, next_history, standing_on
from orgs.services.statements import state
from unions.models import Federation

OUTSIDE = "只能登记和管理本级及下级工会负责的社会组织。"
TAKEN = "该统一社会信用代码已登记在册，请检索后更正原记录。"
TAKEN_ELSEWHERE = "该统一社会信用代码不能在本级登记，请报上级工会核对。"
ALIKE = "这家可能已登记：{}。请核对；如确为另一家，请写明理由后继续登记。"
REASON = "请填写变更原因。"
EARLIER_THAN_TODAY = "日期不能晚于今天。"
TIDY = {
    "name": tidy,
    "credit_code": tidy_code,
    "contact_phone": tidy_phone,
    "registering_authority": tidy,
    "supervising_unit": tidy,
    "residence": tidy,
    "legal_representative": tidy,
    "labour_field_basis": half_width,
    "activities": str.strip,
}
SEVERAL = {
    "labour_domains": Organization.LabourDomain,
    "funding_sources": Organization.Funding,
    "ways_of_working": Organization.Way,
    "spheres": Organization.Sphere,
    "key_kinds": Organization.KeyKind,
    "short_kinds": Organization.ShortKind,
    "bodies": Organization.Body,
}
BASIS = "请填写认定依据。"


def tidied(fields):
    """The values as they are kept, however they were typed."""
    kept = dict(fields)
    for name, make in TIDY.items():
        if isinstance(kept.get(name), str):
            kept[name] = make(kept[name])
    for name, choices in SEVERAL.items():
        if name in kept:  # once each and in their order; what is no choice is refused later
            known = [c for c in choices.values if c in kept[name]]
            kept[name] = known + [c for c in kept[name] if c not in choices.values]
    if "credit_code" in kept:
        kept["credit_code"] = kept["credit_code"] or None
    return kept


@transaction.atomic
def register_organization(
    *,
    by,
    federation=None,
    as_of=None,
    reason="",
    former_names=(),
    source=None,
    said_by=Source.OFFICER,
    despite="",
    **fields,
):
    """Put an organization on the register, within the registrar's own territory.

    Where one like it is there already, ``despite`` says why it is another.
    """
    as_of = as_of or timezone.localdate()
    fields = tidied(fields)
    if fields.get("labour_domains"):
        fields = _decision(by, fields, as_of)
    organization = Organization(source=source, **fields)
    organization.federation_assigned = federation is not None
    organization.federation = federation or _answering(by, Permission.ORG_EDIT, organization)
    _refuse_outside(by, organization.federation)
    _refuse_taken(by, organization)
    if not despite.strip():
        _refuse_alike(by, organization)
    _save(organization)
    settle(organization.facts.all(), first_history(organization, as_of))
    _reflect(organization)
    for name in former_names:
        _keep_alias(organization, OrganizationAlias.Scheme.NAME, tidy(name))
    told = {n: v for n, v in _differences(Organization(), fields).items() if v not in (None, "")}
    state(organization=organization, by=by, values=told, as_of=as_of, said_by=said_by)
    refresh_traits(only=[organization.pk])
    reason = "；".join(filter(None, [reason, despite.strip()]))
    record(by=by, verb="register", label="登记", subject=organization, reason=reason)
    return organization


@transaction.atomic
def update_organization(
    *, by, organization, as_of=None, reason="", said_by=Source.OFFICER, **fields
):
    """Change what is known, counted values from ``as_of`` on, which may lie behind or ahead.

    ``said_by`` is whose word it is: the officer's own, or the organization's, which the officer
    approves; None where the caller keeps it himself.
    """
    organization, wanted = _locked(by, organization), tidied(fields)
    as_of = as_of or timezone.localdate()
    if "federation" in wanted:
        wanted["federation_assigned"] = True
    changes = _differences(organization, wanted)
    if "labour_domains" in changes:
        changes = _differences(organization, _decision(by, wanted, as_of))
    if not changes:
        return organization
    if "region_id" in changes and "federation_id" not in changes:
        organization.region_id = changes["region_id"]
        if not organization.federation_assigned:
            answering = _answering(by, Permission.ORG_EDIT, organization)
            changes["federation_id"] = answering.pk
    counted = changes.keys() & {*COUNTED}
    if counted and not reason.strip():
        raise ValidationError({"reason": REASON})
    return _write(
        by,
        organization,
        changes,
        as_of,
        reason,
        verb="update",
        label="更正资料",
        said_by=said_by,
    )


@transaction.atomic
def rename(*, by, organization, name, on=None, reason=""):
    """A new name from that day; the old one stays findable."""
    organization, on = _locked(by, organization), on or timezone.localdate()
    if on > timezone.localdate():
        raise ValidationError({"on": EARLIER_THAN_TODAY})
    changes = _differences(organization, tidied({"name": name}))
    return _write(by, organization, changes, on, reason, verb="rename", label="更名")


@transaction.atomic
def end_organization(*, by, organization, status, on, reason=""):
    """Deregistered or struck off: counted until the day before."""
    organization = _locked(by, organization)
    if status not in Organization.ENDED:
        raise ValidationError({"status": "请选择注销或撤销登记。"})
    if on > timezone.localdate():
        raise ValidationError({"on": EARLIER_THAN_TODAY})
    changes = _differences(organization, {"status": status, "ended_on": on})
    return _write(by, organization, changes, on, reason, verb="end", label="登记终止")


@transaction.atomic
def decide_labour_field(*, by, organization, domains, basis, on=None):
    """Find which domains of labour relations its work concerns; none is a finding, too."""
    organization, on = _locked(by, organization), on or timezone.localdate()
    said = tidied({"labour_domains": domains, "labour_field_basis": basis})
    changes = _differences(organization, _decision(by, said, on))
    label = "认定属于劳动关系领域" if domains else "认定不属于劳动关系领域"
    return _write(
        by, organization, changes, on, said["labour_field_basis"], verb="decide", label=label
    )


def _decision(by, fields, as_of):
    """The fields of a finding: what, on what basis, on which day, by whom."""
    on = fields.get("labour_field_decided_on") or as_of
    if on > timezone.localdate():
        raise ValidationError({"labour_field_decided_on": EARLIER_THAN_TODAY})
    if not fields.get("labour_field_basis"):
        raise ValidationError({"labour_field_basis": BASIS})
    return {**fields, "labour_field_decided_on": on, "labour_field_decided_by": by}


@transaction.atomic
def assign_federation(*, by, organization, federation, on=None, reason=""):
    """Make a federation answer for the organization, whatever its residence says."""
    organization = _locked(by, organization)
    if not reason.strip():
        raise ValidationError({"reason": REASON})
    changes = _differences(organization, {"federation": federation, "federation_assigned": True})
    on = on or timezone.localdate()
    return _write(by, organization, changes, on, reason, verb="assign", label="指定责任工会")


def refresh_current(*, on=None):
    """Let every organization say what its history says of the day: facts may begin tomorrow.

    Returns how many changed. Runs after midnight, and may run at any time.
    """
    columns = [OrganizationFacts._meta.get_field(n).column for n in _counted_fields()]
    pairs = ", ".join(f"{c} = facts.{c}" for c in columns)
    now = ", ".join(f"organization.{c}" for c in columns)
    then = ", ".join(f"facts.{c}" for c in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE orgs_organization organization SET {pairs}
            FROM orgs_organizationfacts facts
            WHERE facts.organization_id = organization.id AND facts.recorded_to IS NULL
              AND facts.valid_from <= %(on)s
              AND (facts.valid_to IS NULL OR facts.valid_to > %(on)s)
              AND ({now}) IS DISTINCT FROM ({then})
              AND (facts.status NOT IN ('deregistered', 'cancelled')
                   OR organization.ended_on IS NOT NULL)
            """,  # noqa: S608 (names of our own columns)
            {"on": on or timezone.localdate()},
        )
        return cursor.rowcount


def _counted_fields():
    return [f.name for f in OrganizationFacts._meta.fields if f.attname in COUNTED]


def _locked(by, organization):
    organization = Organization._base_manager.select_for_update(of=("self",)).get(
        pk=organization.pk
    )
    if not by.may(Permission.ORG_EDIT, organization):
        refuse(by=by, verb="edit", subject=organization)
        raise PermissionDenied(OUTSIDE)
    return organization


def _differences(organization, wanted):
    """``wanted`` as attnames, less what is so already."""
    return {
        field.attname: getattr(value, "pk", value)
        for name, value in wanted.items()
        if (field := Organization._meta.get_field(name))
        and getattr(organization, field.attname) != getattr(value, "pk", value)
    }


def _write(by, organization, changes, as_of, reason, *, verb, label, said_by=Source.OFFICER):
    if not changes:
        return organization
    facts = organization.facts.all()
    before = stretches(facts.known().order_by("valid_from"))
    kept = {"name": organization.name, "credit_code": organization.credit_code}
    after = next_history(before, _as_it_was(organization), changes, as_of)
    for name, value in changes.items():
        setattr(organization, name, value)
    if "status" in changes and not organization.ended and "ended_on" not in changes:
        organization.ended_on = None
    if "federation_id" in changes:
        _refuse_outside(by, organization.federation)
    if "credit_code" in changes:
        _refuse_taken(by, organization)
    _save(organization)
    settle(facts, after)
    _reflect(organization, after)
    for field, scheme in (("name", "name"), ("credit_code", "credit_code")):
        if field in changes and kept[field]:
            _keep_alias(organization, scheme, kept[field], until=as_of)
    if said_by:
        told = dict(changes)
        if not organization.federation_assigned:
            told.pop("federation_id", None)  # that followed from the residence
        state(
            organization=organization,
            by=by,
            values=told,
            as_of=as_of,
            said_by=said_by,
            reason=reason,
        )
    names = sorted(Organization._meta.get_field(name).verbose_name for name in changes)
    record(
        by=by,
        verb=verb,
        label=label,
        subject=organization,
        reason=reason,
        changed=names,
        as_of=as_of.isoformat(),
    )
    return organization


def _as_it_was(organization):
    return Organization._base_manager.get(pk=organization.pk)


def _save(organization):
    """Clean it whole and write it; whoever raced us to the same code gets the same words."""
    organization.be_found()
    organization.full_clean(validate_constraints=False)
    try:
        with transaction.atomic():
            organization.save()
    except IntegrityError as taken:
        if "credit_code" not in str(taken):
            raise
        raise ValidationError({"credit_code": TAKEN}) from taken


def _reflect(organization, history=None):
    """What is so now follows from the history, which may begin or change on another day."""
    if history is None:
        history = stretches(organization.facts.known().order_by("valid_from"))
    now = standing_on(history, timezone.localdate())
    changed = [name for name in COUNTED if getattr(organization, name) != now[name]]
    if changed:
        for name in changed:
            setattr(organization, name, now[name])
        organization.save(update_fields=changed)


def _keep_alias(organization, scheme, value, *, until=None):
    OrganizationAlias.objects.update_or_create(
        organization=organization,
        scheme=scheme,
        value=value,
        defaults={"folded": fold(value), "until": until, "batch": None},
    )


def _answering(by, permission, organization):
    """The responsible federation by residence, else by registering authority, within reach."""
    heads = by.federations_granting(permission)
    if not heads:
        raise PermissionDenied(OUTSIDE)
    for head in heads:
        found = Territories(head).responsible(
            region=organization.region_id,
            authority=organization.registering_authority,
            code=organization.credit_code,
        )
        if found:
            return Federation.objects.get(pk=found)
    raise ValidationError({"region": OUTSIDE})


def _refuse_outside(by, federation):
    if not by.may_at(Permission.ORG_EDIT, federation):
        raise ValidationError({"federation": OUTSIDE})


def _refuse_taken(by, organization):
    """Whose code it is, is said only to those who may see that organization."""
    if not organization.credit_code:
        return
    holder = Organization._base_manager.filter(credit_code=organization.credit_code)
    holder = holder.exclude(pk=organization.pk).first()
    if holder:
        seen = by.may(Permission.ORG_VIEW, holder.kept_as)
        if not seen:
            refuse(by=by, verb="take_code", subject=holder)
        raise ValidationError({"credit_code": TAKEN if seen else TAKEN_ELSEWHERE})


def _refuse_alike(by, organization):
    """Ask before the same organization is registered twice; of others' nothing is said."""
    seen = Organization.objects.for_user(by, Permission.ORG_VIEW)
    found = alike(organization, seen=seen)[:3]
    if found:
        told = "；".join(
            f"“{one.name}”（{one.credit_code or '无代码'}，{one.federation.short_name}，"
            f"{because(receipt)}）"
            for one, _, receipt in found
        )
        raise ValidationError({"despite": ValidationError(ALIKE.format(told), code="alike")})
