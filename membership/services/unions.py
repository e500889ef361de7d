from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts.roles import Permission
from governance.trail import record, refuse
from membership.models import Coverage
from membership.queries import within_reach
from membership.services.ground import batch_of, day, hold, need_reason
from membership.services.members import release_all
from orgs.bitemporal import end_each
from unions.models import GrassrootsUnion


@transaction.atomic
def dissolve_union(*, by, union, reason, on=None, basis=""):
    """The union is no more from that day on, and whom it covered is not covered by it any more.

    The coverage rows end the same day, each organization's trail says so. Returns how many ended.
    """
    if not by.may_at(Permission.FOUNDING_EDIT, union.federation):
        refuse(by=by, verb="dissolve", subject=union)
        raise PermissionDenied("只能撤销本级及下级工会的基层工会。")
    on = day(on, "on")
    need_reason(reason, "撤销工会")
    union = GrassrootsUnion.objects.select_for_update(of=("self",)).get(pk=union.pk)
    if union.dissolved_on:
        raise ValidationError(f"“{union}”已于 {union.dissolved_on:%Y-%m-%d} 撤销。")
    if union.founded_on and on < union.founded_on:
        raise ValidationError({"on": f"撤销日期不能早于成立日期 {union.founded_on:%Y-%m-%d}。"})
    rows = (
        Coverage.objects.known()
        .filter(union=union)
        .exclude(valid_to__lte=on)
        .select_related("organization")
    )
    organizations = [row.organization for row in rows]
    beyond = rows.exclude(pk__in=within_reach(rows, by).values("pk")).count()
    if beyond:
        raise ValidationError(
            f"该工会还覆盖不在您管理范围内的社会组织 {beyond} 家，请由上级工会办理撤销。"
        )
    held = hold(by=by, organizations=organizations, verb="dissolve_union")
    if late := rows.filter(valid_from__gte=on).count():
        raise ValidationError(
            {
                "on": f"有 {late} 家自这一天或之后才由该工会覆盖。请先更正这些覆盖记录，"
                "或填写更晚的撤销日期。"
            }
        )
    ending = rows.valid(on)
    forms = {row.organization_id: row.form for row in ending}
    end_each(ending, on)
    batch = batch_of(held, len(forms))
    for organization in held:
        if organization.pk in forms:
            record(
                by=by,
                verb="end_coverage",
                label="终止工会覆盖（工会撤销）",
                subject=organization,
                reason=reason,
                union=str(union),
                form=forms[organization.pk],
                on=on.isoformat(),
                **batch,
            )
    members = release_all(by=by, union=union, on=on)
    union.dissolved_on = on
    union.full_clean()
    union.save(update_fields=["dissolved_on"])
    record(
        by=by,
        verb="dissolve",
        label="撤销基层工会",
        subject=union,
        federation=union.federation,
        reason=reason,
        basis=basis,
        on=on.isoformat(),
        coverages=len(forms),
        members=members,
    )
    return len(forms)
