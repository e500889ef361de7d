from django.db import transaction

from governance.trail import record
from membership.models import Eligibility
from membership.queries import facts_at, holding, timelines
from membership.services.ground import batch_of, day, hold, need_reason, refuse_rows, still_known
from orgs.bitemporal import rewrite, rewrite_each
from orgs.models import Organization


def judge_assessments(*, organizations, decision, as_of):
    """Why each organization may not be found so that day: ``{organization id: reason}``."""
    refusals = {}
    facts = facts_at(organizations, as_of)
    for organization in organizations:
        then = facts[organization.pk]
        if organization.registered_on and as_of < organization.registered_on:
            refusals[organization.pk] = (
                f"认定日期不能早于成立登记日期 {organization.registered_on:%Y-%m-%d}。"
            )
        elif organization.ended_on and as_of >= organization.ended_on:
            refusals[organization.pk] = (
                f"该组织已于 {organization.ended_on:%Y-%m-%d} {organization.get_status_display()}，"
                "不再认定建会条件。"
            )
        elif (
            decision == Eligibility.Decision.ELIGIBLE
            and then.standing != Organization.Standing.REGISTERED
        ):
            refusals[organization.pk] = (
                f"该组织为{then.get_standing_display()}，不具有法人资格，不能认定为具备建会条件。"
            )
    return refusals


@transaction.atomic
def assess_many(
    *,
    by,
    organizations,
    decision,
    reason="",
    other_reasons=(),
    note="",
    evidence="",
    as_of=None,
    batch=None,
):
    """Find organizations eligible or not, from a day on; all of them or none.

    A finding of the past holds until the next one known. ``batch`` names the larger act that this
    is a part of. Returns the organizations judged anew.
    """
    as_of = day(as_of, "as_of")
    finding = {
        "decision": decision,
        "reason": reason,
        "other_reasons": sorted(set(other_reasons)),
        "note": note.strip(),
        "evidence": evidence.strip(),
    }
    Eligibility(valid_from=as_of, **finding).full_clean(exclude=["organization", "assessor"])
    held = hold(by=by, organizations=organizations, verb="assess")
    refuse_rows(held, judge_assessments(organizations=held, decision=decision, as_of=as_of))
    known = timelines(Eligibility, held)
    news = []
    for organization in held:
        _, later = holding(known[organization.pk], as_of)
        news.append(
            Eligibility(
                organization=organization,
                assessor=by,
                valid_from=as_of,
                valid_to=later and later.valid_from,
                **finding,
            )
        )
    written = rewrite_each(Eligibility.objects.filter(organization__in=held), news)
    changed = {row.organization_id for row in written}
    batch = batch or batch_of(held)
    label = f"认定为{Eligibility.Decision(decision).label}"
    for organization in held:
        if organization.pk in changed:
            record(
                by=by,
                verb="assess",
                label=label,
                subject=organization,
                decision=decision,
                codes=[c for c in (reason, *finding["other_reasons"]) if c],
                as_of=as_of.isoformat(),
                **batch,
            )
    return [o for o in held if o.pk in changed]


def assess(*, by, organization, as_of=None, **finding):
    """Find one organization eligible or not; see ``assess_many``. Returns what now holds."""
    as_of = day(as_of, "as_of")
    assess_many(by=by, organizations=[organization], as_of=as_of, **finding)
    return Eligibility.objects.of(organization).known().valid(as_of).get()


@transaction.atomic
def withdraw_assessment(*, by, assessment, reason):
    """Take back a finding that should not have been made: as now known it never held."""
    [organization] = hold(by=by, organizations=[assessment.organization], verb="withdraw")
    rows = Eligibility.objects.of(organization)
    row = still_known(rows, assessment)
    need_reason(reason, "撤回认定")
    rewrite(rows, (row.valid_from, row.valid_to))
    record(
        by=by,
        verb="withdraw_assessment",
        label="撤回建会条件认定",
        subject=organization,
        reason=reason,
        decision=row.decision,
        since=row.valid_from.isoformat(),
    )
    return organization
