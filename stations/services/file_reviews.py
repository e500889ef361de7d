"""Once a year every file is looked at anew; one who proposes a change does not decide on it."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.roles import Permission
from governance.trail import record, refuse
from governance.workflow import save
from stations import file_terms, hardship
from stations.models import AidPayment, AidPlan, Case, Standing, YearlyReview
from stations.workflows.cases import CASE

Result = YearlyReview.Result


@transaction.atomic
def review_file(*, by, case, result, after="", end="", note=""):
    """It stays as it is, or a change is proposed to whoever decides."""
    if not by.may(Permission.CASE_EDIT, case):
        refuse(by=by, verb="review_file", subject=case)
        raise PermissionDenied("只能年审本级建档的家庭。")
    rows = Case.objects.select_for_update(of=("self",)).select_related("household")
    case = rows.get(pk=case.pk)
    if case.status not in (Case.Status.FILED, Case.Status.AIDING):
        raise ValidationError("只有在档的家庭才年审；正在复核的，请先确认。", code="stale")
    if result == Result.CHANGES and (not after or after == case.category):
        raise ValidationError({"after": "请选择调整后的类别。"})
    review = YearlyReview(
        case=case,
        by=by,
        result=result,
        before=case.category,
        after=after if result == Result.CHANGES else "",
        end=end if result == Result.OUT else "",
        note=note.strip(),
        figures=hardship.assessed(case).frozen,
    )
    save(review)
    record(by=by, verb="review_file", label="年审", subject=case, outcome=result)
    if result == Result.STAYS:
        _looked_at(case)
    else:
        CASE.move(case, "review", by=by)
    return review


def _looked_at(case):
    household, today = case.household, timezone.localdate()
    household.reviewed_on, household.review_due_on = today, file_terms.review_due(case, today)
    save(household)


@transaction.atomic
def confirm(*, by, case):
    """What was proposed comes to be: another category, or the file is closed."""
    review = case.reviews.first()
    if review is not None and review.by_id == by.pk:
        refuse(by=by, verb="confirm", subject=case)
        raise ValidationError("不能确认自己作的年审结论。", code="own")
    out = review is not None and review.result == Result.OUT
    values = {"ended_at": timezone.now()} if out else {"category": review.after} if review else {}
    moved = CASE.move(case, "confirm", by=by, **values)
    today = timezone.localdate()
    review.decider, review.decided_on = by, today
    save(review)
    _looked_at(moved)
    Standing.objects.filter(household=moved.household, valid_to=None).update(valid_to=today)
    if out:
        close_file(moved, review.end)
    else:
        Standing.objects.create(
            household=moved.household, category=moved.category, valid_from=today
        )
    return moved


def close_file(case, end):
    """Nothing more is due; its people may be on another file from now on."""
    household = case.household
    household.closed_on, household.end = timezone.localdate(), end
    household.review_due_on = None
    save(household)
    household.members.update(on_file=False)
    due = AidPayment.objects.filter(household=household, status=AidPayment.Status.DUE)
    due.update(status=AidPayment.Status.CANCELLED, note="已撤档")
    plans = AidPlan.objects.filter(case=case)
    plans.filter(status=AidPlan.Status.APPROVED).update(status=AidPlan.Status.DONE)
    plans.filter(status=AidPlan.Status.DRAFT).update(status=AidPlan.Status.CANCELLED)
