"""What officers do with a case: look at it, mend it, check it, decide."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.roles import Permission
from governance.trail import record, refuse
from governance.workflow import save
from stations import file_terms, hardship
from stations.models import Case, Household, HouseholdMember, MoneyLine, Standing
from stations.models.households import drawn
from stations.workflows.cases import CASE

EDIT = Permission.CASE_EDIT
Status = Case.Status
SETTLED = (*Case.OVER, Status.PUBLIC)
"""While a household is on the wall, and once it is over, nothing of it is changed."""


@transaction.atomic
def read_file(*, by, case):
    """Every look at a file leaves a line (domain 6.4)."""
    record(by=by, verb="read", label="查看档案", subject=case)


def out_of_reach(*, by, model, uid):
    """Somebody asks for a file, or for what was paid on one, that is not theirs to see: they are
    told nothing, and the security log is told of it."""
    row = model.objects.filter(uid=uid).first()
    if row is not None:
        refuse(by=by, verb="read", subject=row)


def locked(by, case):
    """The case, for an officer of the house that keeps it to change."""
    rows = Case.objects.select_for_update(of=("self",)).select_related("household__federation")
    case = rows.get(pk=case.pk)
    if not by.may(EDIT, case):
        refuse(by=by, verb="change", subject=case)
        raise PermissionDenied("只能办理本级的个案。")
    if case.status in SETTLED:
        now = case.get_status_display()
        raise ValidationError(f"个案目前为“{now}”，不能修改。", code="stale")
    return case


@transaction.atomic
def change_household(*, by, case, **fields):
    case = locked(by, case)
    household = Household.objects.select_for_update(of=("self",)).get(pk=case.household_id)
    for name, value in fields.items():
        setattr(household, name, value)
    save(household)
    record(by=by, verb="change_household", label="修改家庭情况", subject=case)
    return case


@transaction.atomic
def put_member(*, by, case, member=None, **who):
    """Add a member of the household, or set one right. Of a file that stands the database sees to
    it that nobody is on two."""
    case = locked(by, case)
    row = member or HouseholdMember(household=case.household, on_file=case.household.is_on_file)
    if row.household_id != case.household_id:
        raise PermissionDenied("这名成员不在这一户。")
    if row.is_head:
        who["relation"] = HouseholdMember.Relation.HEAD
    elif who.get("relation") == HouseholdMember.Relation.HEAD:
        raise ValidationError({"relation": "一户只有一名申请人。"})
    for name, value in who.items():
        setattr(row, name, value)
    save(row)
    record(by=by, verb="put_member", label="登记家庭成员", subject=case)
    return row


@transaction.atomic
def drop_member(*, by, case, member):
    case = locked(by, case)
    if member.is_head or member.household_id != case.household_id:
        raise ValidationError("不能删去申请人。")
    member.delete()
    record(by=by, verb="drop_member", label="删去家庭成员", subject=case)
    return case


@transaction.atomic
def verify_money(*, by, case, found):
    """What was found beside what was declared: ``{kind: (amount or None, evidence)}``. What it
    comes to is added up anew and kept."""
    case = locked(by, case)
    for kind, (amount, evidence) in found.items():
        line = MoneyLine.objects.filter(case=case, kind=kind).first()
        line = line or MoneyLine(case=case, kind=kind)
        line.verified, line.evidence = amount, evidence.strip()
        line.full_clean(validate_constraints=False)
        line.save()
    verdict = hardship.assessed(case)
    case.figures = verdict.frozen
    save(case)
    record(by=by, verb="verify_money", label="核实家庭收支", subject=case, outcome=verdict.category)
    return case


@transaction.atomic
def record_check(*, by, case, result, note="", category="", reason=""):
    """What the office that checks economic circumstances answered, and the category found. One
    other than the arithmetic's needs a reason; none is refused by a computer (PIPL 24)."""
    case = locked(by, case)
    if case.letter_on is None:
        raise ValidationError("没有签署《家庭经济状况核对授权委托书》，不能核对。")
    verdict = hardship.assessed(case)
    category = category or verdict.category
    if category and category != verdict.category and not reason.strip():
        raise ValidationError({"reason": f"测算为“{verdict.label}”，另行认定须写明理由。"})
    case.check_result, case.check_note, case.checker = result, note.strip(), by
    case.category, case.category_reason = category, reason.strip()
    case.figures = verdict.frozen
    save(case)
    record(by=by, verb="check", label="登记核对结果", subject=case, outcome=result)
    return case


@transaction.atomic
def move(*, by, case, verb, reason="", passed_to=None):
    """One of the moves that ask for no more than a reason. A refusal may say which union is
    responsible instead (``passed_to``): unknown there too, the household is a blind spot."""
    if passed_to and passed_to == case.household.federation:
        raise ValidationError({"passed_to": "应填其他工会的代码。"})
    now = timezone.now()
    values = {
        "accept": {"reviewer": by},
        "send_back": {"answer": reason.strip()},
        "refuse": {
            **{"answer": reason.strip(), "approver": by, "decided_at": now, "ended_at": now},
            "passed_to": passed_to,
        },
        "file": {"approver": by, "decided_at": now},
    }.get(verb, {})
    if verb in ("file", "refuse"):
        _by_another(by, case)
    moved = CASE.move(case, verb, by=by, reason=reason, **values)
    if verb == "file":
        _open_file(moved)
    if verb == "unpublish":
        moved.notices.standing().update(withdrawn_at=now, reason=reason.strip())
    return moved


def _by_another(by, case):
    """Besides what the database checks: who visited does not approve, either."""
    hands = {case.opened_by_id, case.reviewer_id, case.checker_id}
    hands |= set(case.visits.values_list("by", flat=True))
    hands |= set(case.notices.values_list("by", flat=True))
    if by.pk in hands:
        refuse(by=by, verb="approve", subject=case)
        raise ValidationError("受理、初审、入户、核对、公示的人不能审批同一个案。", code="own")


def draw_file_number(federation, year):
    return f"DA{federation.code[:6]}{year}{drawn(6)}"


def _open_file(case):
    """The household is on file from today: by a number, a category, and nobody of it elsewhere."""
    household, today = case.household, timezone.localdate()
    if household.is_on_file:
        return
    household.number = household.number or draw_file_number(household.federation, today.year)
    household.opened_on, household.closed_on, household.end = today, None, ""
    household.reviewed_on, household.review_due_on = today, file_terms.review_due(case, today)
    household.papers_due_on = file_terms.papers_due(case, today)
    household.papers_on, household.papers_place = None, ""
    save(household)
    try:
        with transaction.atomic():
            household.members.update(on_file=True)
    except IntegrityError as doubled:
        raise ValidationError(
            "家庭成员中有人已在另一户的困难职工档案中，一户只建一档。请核对后退回或不予建档。",
            code="doubled",
        ) from doubled
    Standing.objects.create(household=household, category=case.category, valid_from=today)


@transaction.atomic
def file_papers(*, by, case, on, place=""):
    """The file of paper is made and agrees with this one; where it stands."""
    case = locked(by, case)
    household = Household.objects.select_for_update(of=("self",)).get(pk=case.household_id)
    if not household.papers_wait:
        raise ValidationError("这户没有待归档的纸质档案。", code="stale")
    if not household.opened_on <= on <= timezone.localdate():
        raise ValidationError({"on": "归档日期在建档以后，不晚于今天。"})
    late = on > household.papers_due_on
    household.papers_on, household.papers_place = on, place.strip()
    save(household)
    record(by=by, verb="file_papers", label="纸质档案归档", subject=case, late=late)
    return case


def elsewhere(case):
    """Other households on file that somebody of this one belongs to, for an officer to look into:
    who keeps them, and nothing more."""
    keys = [m.id_index for m in case.household.members.all() if m.id_index]
    found = HouseholdMember.objects.filter(id_index__in=keys, on_file=True)
    found = found.exclude(household=case.household_id)
    names = found.order_by().values_list("household__federation__name", flat=True)
    return sorted(set(names))


@transaction.atomic
def find(*, by, number, reason):
    """Search by the exact number of a paper or of a file: the case within reach, if any, and who
    else keeps the person on file. That it was asked for, and why, is written down."""
    if not by.may_somewhere(Permission.CASE_VIEW):
        raise PermissionDenied("您没有查看困难职工档案的权限。")
    number = number.strip()
    mine = Case.objects.for_user(by, Permission.CASE_VIEW).select_related("household")
    case = mine.filter(number=number.upper()).first()
    case = case or mine.filter(household__number=number.upper()).first()
    people = HouseholdMember.objects.of_number(number)
    if case is None:
        case = mine.filter(household__in=people.values("household")).order_by("-pk").first()
    others = people.filter(on_file=True)
    if case is not None:
        others = others.exclude(household=case.household_id)
    keepers = sorted(set(others.values_list("household__federation__name", flat=True)))
    office = by.offices[0].federation
    record(
        by=by,
        verb="case.find",
        label="按号码查找档案",
        federation=office,
        reason=reason,
        outcome="found" if case or keepers else "none",
    )
    return case, keepers


@transaction.atomic
def taken_out(*, by, verb, label, rows):
    """That a list left the house is written down."""
    record(by=by, verb=verb, label=label, federation=by.offices[0].federation, rows=rows)
