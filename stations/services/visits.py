"""A visit at home: written down on a phone at the door, signed for, with photographs."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from documents.services import attachments
from governance.trail import record
from governance.workflow import save
from stations.models import Case, HomeVisit
from stations.services.cases import locked
from stations.workflows.cases import CASE

EARLIEST = timedelta(days=90)


@transaction.atomic
def record_visit(*, by, case, photo=None, address="", **told):
    """Keep the visit; what was signed there lets the case go on to be checked."""
    case = locked(by, case)
    today = timezone.localdate()
    told.setdefault("on", today)
    if not today - EARLIEST <= told["on"] <= today:
        raise ValidationError({"on": "入户日期须在今天以前的九十天之内。"})
    if not told.get("companion", "").strip():
        raise ValidationError({"companion": "入户须两人，请填写同行人。"})
    known = set(case.rules.get("exclusions", {}))
    told["exclusions"] = [key for key in told.get("exclusions") or () if key in known]
    visit = HomeVisit(case=case, by=by, **told)
    save(visit)
    if address.strip():
        case.household.address = address.strip()
        save(case.household)
    record(by=by, verb="visit_home", label="登记入户调查", subject=case, on=visit.on.isoformat())
    if photo:
        attachments.upload(
            by=by,
            file=photo,
            federation=case.household.federation,
            owner=visit,
            purpose="入户照片、签字页",
        )
    if visit.letter_signed and case.letter_on is None:
        case.letter_on = visit.on
        save(case)
    if case.status == Case.Status.VISITING and visit.application_signed and visit.letter_signed:
        CASE.move(case, "visit", by=by)
    return visit
