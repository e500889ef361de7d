"""Reads for those who ask for aid and for the public."""

from uuid import UUID

from accounts.roles import Permission
from stations.models import AidPayment, Publicity, Station


def station_to_apply_at(uid):
    """A station that is open today, by what its link says; None for anything else."""
    try:
        uid = UUID(uid)
    except ValueError:
        return None
    return Station.objects.open_on().select_related("federation").filter(uid=uid).first()


def on_the_wall(words=""):
    """What the public may read today, newest first."""
    rows = Publicity.objects.public().select_related("case__household__federation")
    if words:
        rows = rows.filter(case__household__federation__name__contains=words)
    return rows.order_by("-starts_on", "-pk")


def payments_for(user):
    """What a person sees of payments: of the house they pay for, or whose files they keep."""
    paying = AidPayment.objects.for_user(user, Permission.AID_PAY)
    return paying | AidPayment.objects.for_user(user, Permission.CASE_VIEW)


def steps_of(case):
    """``(day, what)`` of a case for the applicant: what happened, in the order it did."""
    found = [(case.submitted_at.date(), "提交申请")] if case.submitted_at else []
    found += [(visit.on, "入户调查") for visit in case.visits.all()]
    found += [
        (notice.starts_on, f"公示到 {notice.ends_on:%Y年%m月%d日}")
        for notice in case.notices.standing()
    ]
    if case.decided_at:
        refused = case.status == case.Status.REFUSED
        found.append((case.decided_at.date(), "不予建档" if refused else "批准建档"))
    paid = AidPayment.objects.paid().filter(plan__case=case).select_related("item")
    found += [(row.paid_on, f"发放{row.item.name} {row.amount:,} 元") for row in paid]
    return sorted(found, key=lambda step: step[0])
