"""What the page of a case offers, and what comes next."""

from accounts.roles import Permission
from stations.models import Case
from stations.workflows.cases import CASE

S = Case.Status
ON_PAGES_OF_THEIR_OWN = ("visit", "publish", "aid", "review")
PRESSED = ("accept", "verify", "file", "confirm", "take_again")
STEPS = {
    S.DRAFT: "申请人填写并提交",
    S.SUBMITTED: "初审材料，通过后约定入户",
    S.VISITING: "两人入户，签署申请书和核对授权书",
    S.CHECKING: "核实收支，登记民政核对结果",
    S.VERIFIED: "公示",
    S.PUBLIC: "公示期满、没有异议后由另一人审批",
    S.FILED: "拟定帮扶方案",
    S.AIDING: "按方案发放，每年至少年审一次",
    S.REVIEWING: "由另一人确认年审结论",
    S.RETURNED: "申请人补正",
}


def next_of(case):
    return STEPS.get(case.status, "")


def moves_of(case, user):
    """``[(verb, label, why not, pressed)]`` of the moves that ask for no more than a reason."""
    found = []
    for verb, (move, why) in CASE.available(case, user).items():
        if verb in ON_PAGES_OF_THEIR_OWN:
            continue
        if move.permission == Permission.CASE_APPROVE and handled(case, user):
            why = [*why, "您经手过这个个案，须由另一人审批。"]
        found.append((verb, move.label, why, verb in PRESSED))
    return found


def handled(case, user):
    if case.status == S.REVIEWING:
        review = case.reviews.first()
        return review is not None and review.by_id == user.pk
    hands = {case.opened_by_id, case.reviewer_id, case.checker_id}
    hands |= {visit.by_id for visit in case.visits.all()}
    hands |= {notice.by_id for notice in case.notices.all()}
    return user.pk in hands
