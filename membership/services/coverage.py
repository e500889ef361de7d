from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts.roles import Permission
from governance.trail import record, refuse
from membership.models import Coverage
from membership.queries import (
    facts_at,
    holding,
    in_preparation,
    timelines,
    unions_within_reach,
)
from membership.services.ground import batch_of, day, hold, need_reason, refuse_rows, still_known
from orgs.bitemporal import rewrite, rewrite_each
from orgs.models import Organization
from unions.models import GrassrootsUnion

KEEP = object()
FORM_OF = {
    GrassrootsUnion.Kind.OWN: Coverage.Form.SINGLE,
    GrassrootsUnion.Kind.JOINT: Coverage.Form.JOINT,
    GrassrootsUnion.Kind.INDUSTRY: Coverage.Form.INDUSTRY,
    GrassrootsUnion.Kind.REGIONAL: Coverage.Form.REGION,
    GrassrootsUnion.Kind.ORGAN: Coverage.Form.ORGAN,
}
"""In which form a union covers that is founded for the purpose."""


def check_union(*, by, union, form, as_of):
    """That this union can cover anybody so, from that day. Raises ValidationError."""
    kinds = Coverage.KINDS[form]
    if union.kind not in kinds:
        wanted = "、".join(GrassrootsUnion.Kind(kind).label for kind in kinds)
        raise ValidationError(
            {
                "union": f"{Coverage.Form(form).label}须由{wanted}覆盖，"
                f"“{union}”是{union.get_kind_display()}。"
            }
        )
    if union.pk and not union.founded_on and in_preparation().filter(pk=union.pk).exists():
        raise ValidationError({"union": f"“{union}”还在筹建，批复成立后才能覆盖。"})
    if union.founded_on and as_of < union.founded_on:
        raise ValidationError(
            {"as_of": f"覆盖日期不能早于“{union}”的成立日期 {union.founded_on:%Y-%m-%d}。"}
        )
    if union.dissolved_on and as_of >= union.dissolved_on:
        raise ValidationError(
            {"union": f"“{union}”已于 {union.dissolved_on:%Y-%m-%d} 撤销，不能再登记覆盖。"}
        )
    if union.pk and not unions_within_reach(by).filter(pk=union.pk).exists():
        raise ValidationError(
            {
                "union": "覆盖工会须为本级及下级工会的基层工会，或上级的行业工会、机关工会；"
                "请重新选择。"
            }
        )


def judge_coverages(*, organizations, union, form, as_of, until=None, instead_of=None):
    """Why each organization may not be covered so: ``{organization id: reason}``.

    An own union takes over from whatever weaker coverage there is. In every other case a coverage
    that holds must be named in ``instead_of`` (``{organization id: row}``) by whoever wants it
    replaced, so that two people who act at once do not undo one another.
    """
    instead_of = instead_of or {}
    refusals = {}
    facts = facts_at(organizations, as_of)
    known = timelines(Coverage, organizations)
    for organization in organizations:
        now, _ = holding(known[organization.pk], as_of)
        reason = _unfit(organization, facts[organization.pk], form, as_of) or _elsewhere(
            organization, union, form
        )
        if not reason and now and now != instead_of.get(organization.pk):
            same = now.union_id == union.pk and now.form == form
            if same or form != Coverage.Form.SINGLE or now.form == Coverage.Form.SINGLE:
                reason = _taken(now, same)
        if reason:
            refusals[organization.pk] = reason
    if form == Coverage.Form.SINGLE and union.pk:
        others = Coverage.objects.known().filter(union=union, form=form)
        others = others.exclude(organization__in=organizations)
        if others.exists() or len(organizations) > 1:
            for organization in organizations:
                refusals.setdefault(
                    organization.pk, f"“{union}”是单独基层工会，只覆盖一个社会组织。"
                )
    return refusals


def _unfit(organization, then, form, as_of):
    if organization.registered_on and as_of < organization.registered_on:
        return f"覆盖日期不能早于成立登记日期 {organization.registered_on:%Y-%m-%d}。"
    if organization.ended_on and as_of >= organization.ended_on:
        return (
            f"该组织已于 {organization.ended_on:%Y-%m-%d} {organization.get_status_display()}，"
            "不能再登记覆盖。"
        )
    if then.standing != Organization.Standing.REGISTERED and form != Coverage.Form.ORGANIZER:
        return (
            f"该组织为{then.get_standing_display()}，未在民政部门登记，不计入建会覆盖；"
            "可先登记组织员，待取得登记后再登记建会。"
        )
    return ""


def _elsewhere(organization, union, form):
    if form != Coverage.Form.REGION:
        return ""
    ours, theirs = organization.federation.path, union.federation.path
    if ours.startswith(theirs) or theirs.startswith(ours):
        return ""
    return f"区域兜底须由本区域的工会联合会覆盖，“{union}”属{union.federation}。"


def _taken(now, same):
    since = f"自 {now.valid_from:%Y-%m-%d} 起已由“{now.union}”覆盖（{now.get_form_display()}"
    since += f"，{now.recorder}登记）" if now.recorder else "）"
    if same:
        return since + "，无须重复登记。"
    return since + "。如确需变更覆盖工会，请先刷新核对，再选择“变更”。"


@transaction.atomic
def record_coverages(
    *,
    by,
    organizations,
    form,
    union=None,
    founding=None,
    basis="",
    as_of=None,
    instead_of=None,
    batch=None,
):
    """Record that one union covers organizations from a day on; all of them or none.

    Give a ``union`` that is there, or in ``founding`` the fields of one to found now. A coverage
    it takes over from ends the same day. A record of the past holds until the next one known.
    ``batch`` names the larger act that this is a part of. Returns the rows written.
    """
    as_of = day(as_of, "as_of")
    held = hold(by=by, organizations=organizations, verb="cover")
    if (union is None) == (founding is None):
        raise ValidationError({"union": "请选择覆盖工会，或填写新成立的工会。"})
    if founding is not None:
        union = _draft_union(by=by, organizations=held, **founding)
    elif form == Coverage.Form.SINGLE:
        union = GrassrootsUnion.objects.select_for_update(no_key=True).get(pk=union.pk)
    check_union(by=by, union=union, form=form, as_of=as_of)
    refuse_rows(
        held,
        judge_coverages(
            organizations=held, union=union, form=form, as_of=as_of, instead_of=instead_of
        ),
    )
    if founding is not None:
        union.save()
    return _write(
        by=by,
        held=held,
        union=union,
        form=form,
        basis=basis,
        as_of=as_of,
        founded=founding is not None,
        batch=batch or batch_of(held),
    )


def _draft_union(*, by, organizations, name, kind, founded_on, federation=None, **more):
    federation = federation or organizations[0].federation
    union = GrassrootsUnion(
        name=name.strip(),
        kind=kind,
        federation=federation,
        founded_on=day(founded_on, "founded_on"),
        approval_number=more.get("approval_number", "").strip(),
        credit_code=more.get("credit_code") or None,
        region=more.get("region"),
    )
    if not by.may_at(Permission.FOUNDING_EDIT, federation):
        refuse(by=by, verb="found_union", subject=federation)
        raise PermissionDenied("只能在本级及下级工会之下成立基层工会。")
    union.full_clean(exclude=["region"])
    if GrassrootsUnion.objects.filter(
        name=union.name, federation=federation, dissolved_on=None
    ).exists():
        raise ValidationError({"name": f"{federation}之下已有同名工会，请核对后直接选择该工会。"})
    return union


def _write(*, by, held, union, form, basis, as_of, founded, batch):
    known = timelines(Coverage, held)
    facts = facts_at(held, as_of)
    basis = basis.strip() or (union.approval_number if founded else "")
    news, before = [], {}
    for organization in held:
        now, later = holding(known[organization.pk], as_of)
        before[organization.pk] = now
        registered = facts[organization.pk].standing == Organization.Standing.REGISTERED
        news.append(
            Coverage(
                organization=organization,
                union=union,
                form=form,
                counted=registered,
                basis=basis,
                recorder=by,
                valid_from=as_of,
                valid_to=later and later.valid_from if registered else None,
            )
        )
    news[0].full_clean(exclude=["organization", "union", "recorder"], validate_constraints=False)
    counted = [row for row in news if row.counted]
    written = rewrite_each(Coverage.objects.counted().filter(organization__in=held), counted)
    for row in news:
        if not row.counted:
            rows = Coverage.objects.of(row.organization).filter(counted=False, union=union)
            written += rewrite(rows, row)
    for organization in held:
        ended = before[organization.pk]
        took_over = {"instead_of": str(ended.union), "was": ended.form} if ended else {}
        record(
            by=by,
            verb="found_union" if founded else "cover",
            label=f"登记{'成立工会' if founded else '工会覆盖'}（{Coverage.Form(form).label}）",
            subject=organization,
            form=form,
            union=str(union),
            union_id=union.pk,
            basis=basis,
            as_of=as_of.isoformat(),
            **took_over,
            **batch,
        )
    return written


def record_coverage(*, by, organization, as_of=None, instead_of=None, **fields):
    """Record one organization's coverage; see ``record_coverages``.

    ``instead_of`` is the coverage, as the person saw it, that the new one is to replace.
    """
    as_of = day(as_of, "as_of")
    record_coverages(
        by=by,
        organizations=[organization],
        as_of=as_of,
        instead_of={organization.pk: instead_of} if instead_of else None,
        **fields,
    )
    rows = Coverage.objects.of(organization).known().valid(as_of).order_by("-recorded_from", "-pk")
    return rows.select_related("union").first()


def found_union(*, by, organization, name, founded_on, kind=GrassrootsUnion.Kind.OWN, **more):
    """Found a union that covers the organization from its first day on; the coverage it had ends
    that day. ``more``: federation, approval_number, credit_code, region, basis, instead_of."""
    basis, instead_of = more.pop("basis", ""), more.pop("instead_of", None)
    return record_coverage(
        by=by,
        organization=organization,
        form=FORM_OF[kind],
        founding={"name": name, "kind": kind, "founded_on": founded_on, **more},
        basis=basis,
        as_of=founded_on,
        instead_of=instead_of,
    )


@transaction.atomic
def end_coverage(*, by, organization, on, reason, coverage=None):
    """Let a coverage end: that day is the first without it. Its past stays as it was."""
    on = day(on, "on")
    [organization] = hold(by=by, organizations=[organization], verb="end_coverage")
    need_reason(reason, "终止覆盖")
    rows = Coverage.objects.of(organization)
    if coverage is None:
        rows = rows.counted()
        coverage = rows.known().filter(valid_from__lt=on).valid(on).first()
        if coverage is None:
            raise ValidationError({"on": f"该组织在 {on:%Y-%m-%d} 没有可终止的工会覆盖。"})
    row = still_known(rows, coverage)
    if on <= row.valid_from:
        raise ValidationError(
            {
                "on": f"终止日期须晚于覆盖开始日期 {row.valid_from:%Y-%m-%d}；"
                "如系误登，请用“更正”撤销这条记录。"
            }
        )
    if row.valid_to and on >= row.valid_to:
        raise ValidationError({"on": f"该覆盖已于 {row.valid_to:%Y-%m-%d} 终止。"})
    rewrite(rows.filter(pk=row.pk), (on, row.valid_to))
    record(
        by=by,
        verb="end_coverage",
        label="终止工会覆盖",
        subject=organization,
        reason=reason,
        union=str(row.union),
        form=row.form,
        on=on.isoformat(),
    )
    return organization


@transaction.atomic
def correct_coverage(
    *,
    by,
    coverage,
    reason,
    union=None,
    form=None,
    basis=None,
    valid_from=None,
    valid_to=KEEP,
):
    """Say what a record should have said all along. What was believed before stays on record."""
    [organization] = hold(by=by, organizations=[coverage.organization], verb="correct_coverage")
    need_reason(reason, "更正覆盖")
    rows = Coverage.objects.of(organization)
    row = still_known(rows, coverage)
    new = Coverage(
        organization=organization,
        union=union or row.union,
        form=form or row.form,
        counted=row.counted,
        basis=row.basis if basis is None else basis.strip(),
        recorder=by,
        valid_from=day(valid_from or row.valid_from, "valid_from"),
        valid_to=row.valid_to if valid_to is KEEP else valid_to,
    )
    if new.valid_to:
        day(new.valid_to, "valid_to")
        if new.valid_to <= new.valid_from:
            raise ValidationError({"valid_to": "终止日期须晚于开始日期。"})
    check_union(by=by, union=new.union, form=new.form, as_of=new.valid_from)
    refuse_rows(
        [organization],
        judge_coverages(
            organizations=[organization],
            union=new.union,
            form=new.form,
            as_of=new.valid_from,
            instead_of={organization.pk: row},
        ),
    )
    if new.counted:
        for other in rows.known().counted().exclude(pk=row.pk):
            begins_before_end = new.valid_to is None or other.valid_from < new.valid_to
            if begins_before_end and (other.valid_to is None or other.valid_to > new.valid_from):
                raise ValidationError(
                    f"更正后的时间与“{other.union}”的覆盖（{other.valid_from:%Y-%m-%d} 起）重叠。"
                )
    own = rows.filter(pk=row.pk)
    rewrite(own, (row.valid_from, row.valid_to))
    rewrite(own, new)
    record(
        by=by,
        verb="correct_coverage",
        label="更正工会覆盖",
        subject=organization,
        reason=reason,
        union=str(new.union),
        form=new.form,
        since=new.valid_from.isoformat(),
        was={"union": str(row.union), "form": row.form, "since": row.valid_from.isoformat()},
    )
    return rows.known().get(union=new.union, valid_from=new.valid_from, counted=new.counted)


@transaction.atomic
def void_coverage(*, by, coverage, reason):
    """Take back a record that should not have been made: as now known it never held."""
    [organization] = hold(by=by, organizations=[coverage.organization], verb="void_coverage")
    need_reason(reason, "撤销覆盖记录")
    rows = Coverage.objects.of(organization)
    row = still_known(rows, coverage)
    rewrite(rows.filter(pk=row.pk), (row.valid_from, row.valid_to))
    record(
        by=by,
        verb="void_coverage",
        label="撤销误登的工会覆盖",
        subject=organization,
        reason=reason,
        union=str(row.union),
        form=row.form,
        since=row.valid_from.isoformat(),
    )
    return organization
