"""What an organization's people may know of what came of its bids."""

from django.db.models import Q

from accounts.roles import Permission
from documents.models import Paper
from procurement.letters import FOR_BIDDERS
from procurement.models import Award, Objection, Qualification

VIEW = Permission.OWN_BID_VIEW


def told(user):
    """What the person's organizations may know of their qualifications."""
    rows = Qualification.objects.for_user(user, VIEW).told()
    return rows.select_related("bid__lot__call__project", "bid__organization").defer(
        "bid__sealed", "bid__sealed_price"
    )


def awarded(user):
    rows = Award.objects.for_user(user, VIEW).published()
    return rows.select_related("lot__call__project", "decision", "bid__organization")


def letters(user):
    """Issued letters about what is the person's own to see."""
    own = {
        "procurement.qualification": told(user).values_list("pk", flat=True),
        "procurement.award": awarded(user).values_list("pk", flat=True),
        "procurement.objection": Objection.objects.for_user(user, VIEW).values_list(
            "pk", flat=True
        ),
    }
    about = Q(pk__in=())
    for label, keys in own.items():
        about |= Q(subject_type=label, subject_id__in=[str(key) for key in keys])
    rows = Paper.objects.filter(about, kind__in=FOR_BIDDERS, status=Paper.Status.ISSUED)
    return rows.order_by("-issued_at", "-pk")
