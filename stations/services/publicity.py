"""On the wall before it is approved: made of a few fields that cannot hold what may not be told."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.roles import Permission
from governance.trail import record, refuse
from governance.workflow import save
from privacy.masks import mask
from stations import hardship
from stations.models import Publicity, PublicityObjection, Standing
from stations.publicity import check_names
from stations.workflows.cases import CASE
from unions.calendar import add_working_days

MOST_OBJECTIONS = 50
"""On one household: more than that is noise."""


def matter_of(case):
    """What is told of a case: that it is to be on file, and under which category."""
    return f"拟建立困难职工档案（{Standing.Category(case.category).label}）"


@transaction.atomic
def publish(*, by, case, unit="", amount=None):
    """Put it on the wall from today for as many working days as its rules ask."""
    moved = CASE.move(case, "publish", by=by)
    members = list(moved.household.members.all())
    head = next(member for member in members if member.is_head)
    today = timezone.localdate()
    notice = Publicity(
        case=moved,
        who=mask("name", head.name),
        unit=unit.strip(),
        matter=matter_of(moved),
        amount=amount,
        starts_on=today,
        ends_on=add_working_days(today, hardship.term(moved, "publicity_days")),
        by=by,
    )
    try:
        check_names(notice.unit, [member.name for member in members])
    except ValidationError as named:
        raise ValidationError({"unit": named.messages}) from named
    save(notice)
    record(by=by, verb="put_up", label="公示", subject=moved, until=notice.ends_on.isoformat())
    return notice


@transaction.atomic
def object_to(*, by, notice, said, phone=""):
    """Anybody may hold something against what is on the wall, while it is there."""
    notice = Publicity.objects.select_for_update(of=("self",)).get(pk=notice.pk)
    if not notice.is_running:
        raise ValidationError("公示已经结束。请直接联系公示的工会。", code="over")
    if notice.objections.count() >= MOST_OBJECTIONS:
        raise ValidationError("已收到很多异议，正在核查。请直接联系公示的工会。", code="full")
    row = PublicityObjection(notice=notice, said=said.strip(), phone=phone)
    save(row)
    record(by=by, verb="object", label="对公示提出异议", subject=notice.case)
    return row


@transaction.atomic
def answer_objection(*, by, objection, outcome, finding):
    """By the house that keeps the file; where it is upheld, the case cannot be approved as is."""
    objection = PublicityObjection.objects.select_for_update(of=("self",)).get(pk=objection.pk)
    case = objection.notice.case
    if not by.may(Permission.CASE_EDIT, case):
        refuse(by=by, verb="answer_objection", subject=case)
        raise PermissionDenied("只能处理本级公示的异议。")
    if objection.handled_at:
        raise ValidationError("这条异议已经处理。", code="stale")
    objection.outcome, objection.finding = outcome, finding.strip()
    objection.by, objection.handled_at = by, timezone.now()
    save(objection)
    record(by=by, verb="answer_objection", label="处理公示异议", subject=case, outcome=outcome)
    return objection
