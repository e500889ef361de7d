"""The worker's side of aid, on a phone and without an account: a draft behind a private link,
handed in, followed, taken back, rated. A station worker may fill it in for them.

Nothing in an answer tells whether somebody is on file already: officers look that up.
"""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts.roles import Permission
from governance.trail import record, refuse
from governance.workflow import save
from privacy.services import give_consent, withdraw_consent
from stations import cards, hardship
from stations.models import (
    AidPayment,
    Case,
    CaseRating,
    Household,
    HouseholdMember,
    MoneyLine,
    Station,
)
from stations.workflows.cases import CASE

PURPOSE = "stations-aid"
MOST_MEMBERS = 12
OPEN_TO_APPLICANT = (Case.Status.DRAFT, Case.Status.RETURNED)
Relation = HouseholdMember.Relation


def house_of(federation):
    """Who keeps the files of a place: its county's federation; above counties, its own."""
    return federation.county if federation.county_id else federation


@transaction.atomic
def begin(*, by, federation, ticked, station=None, phone="", **who):
    """A draft with the applicant in it. ``by`` is the station worker who fills it in, or None."""
    channel = Case.Channel.PHONE
    if by is not None:
        channel = _channel_of(by, federation, station)
    household = Household(federation=house_of(federation), station=station, phone=phone)
    save(household)
    case = Case(household=household, station=station, channel=channel, opened_by=by)
    save(case)
    head = HouseholdMember(household=household, relation=Relation.HEAD, is_head=True, **who)
    save(head)
    give_consent(
        by=by, person=case, purpose=PURPOSE, channel=case.get_channel_display(), ticked=ticked
    )
    record(by=by, verb="begin", label="填写帮扶申请", subject=case)
    return case


def may_help(user, federation, station):
    """Does somebody who is logged in fill it in for another? Else they ask for themselves."""
    if house_of(federation) in user.federations_granting(Permission.CASE_EDIT):
        return True
    mine = Station.objects.for_user(user, Permission.SERVICE_RECORD)
    return (
        user.may_somewhere(Permission.STATION_WORK)
        and station is not None
        and mine.filter(pk=station.pk).exists()
    )


def _channel_of(by, federation, station):
    if house_of(federation) in by.federations_granting(Permission.CASE_EDIT):
        return Case.Channel.OFFICE
    mine = Station.objects.for_user(by, Permission.SERVICE_RECORD)
    if station is None or not mine.filter(pk=station.pk).exists():
        refuse(by=by, verb="begin", subject=federation)
        raise PermissionDenied("只能在自己所在的站点代办申请。")
    return Case.Channel.STATION


def _locked(case):
    """The case for the applicant to change: only while it is in their hands."""
    rows = Case.objects.select_for_update(of=("self",)).select_related("household__federation")
    case = rows.get(pk=case.pk)
    if case.status not in OPEN_TO_APPLICANT:
        raise ValidationError(
            "申请已提交，不能再改。需要更正的，请联系工会退回补正。", code="stale"
        )
    return case


@transaction.atomic
def add_member(*, by, case, **who):
    case = _locked(case)
    if case.household.members.count() >= MOST_MEMBERS:
        raise ValidationError(f"最多登记 {MOST_MEMBERS} 名家庭成员，其余在入户时补充。")
    if who.get("relation") == Relation.HEAD:
        raise ValidationError({"relation": "本人已经登记。"})
    member = HouseholdMember(household=case.household, **who)
    save(member)
    record(by=by, verb="add_member", label="登记家庭成员", subject=case)
    return member


@transaction.atomic
def drop_member(*, by, case, member):
    case = _locked(case)
    case.household.members.filter(pk=member.pk, is_head=False).delete()
    record(by=by, verb="drop_member", label="删去家庭成员", subject=case)


@transaction.atomic
def tell_money(*, by, case, amounts, cause, statement=""):
    """What comes in and what cannot be avoided in a year: ``{kind: amount}``; a blank is nought."""
    case = _locked(case)
    for kind in MoneyLine.Kind.values:
        line = MoneyLine(case=case, kind=kind, declared=amounts.get(kind) or 0)
        line.full_clean(exclude=["case"], validate_constraints=False)
        MoneyLine.objects.update_or_create(
            case=case, kind=kind, defaults={"declared": line.declared}
        )
    case.cause, case.statement = cause, statement.strip()
    save(case)
    record(by=by, verb="tell_money", label="填写家庭收支", subject=case)
    return case


@transaction.atomic
def submit(*, by, case):
    """Hand it in: the regime and the rule cards of today are kept with it."""
    again = case.status == Case.Status.RETURNED
    if again:
        return CASE.move(case, "resubmit", by=by, submitted_at=timezone.now())
    today, house = timezone.localdate(), case.household.federation
    return CASE.move(
        case,
        "submit",
        by=by,
        submitted_at=timezone.now(),
        rules=hardship.freeze(house, today),
        card=cards.frozen(house, today),
    )


def shown_to(*, number, phone_tail):
    """The case of whoever knows its number and the end of the telephone it gave, or None."""
    case = opened(number=number.strip().upper())
    tail = case.household.phone[-4:] if case else "0000"
    same = constant_time_compare(tail, phone_tail.strip())
    return case if case and case.household.phone and same else None


def opened(*, number):
    """The case that a browser has shown to know, or None."""
    found = Case.objects.select_related("household__federation", "station")
    return found.filter(number=number).first() if number else None


@transaction.atomic
def withdraw(*, by, case):
    """As easy as asking: the application and the consent go; the file, once there is one, is ended
    by the union."""
    case = CASE.move(case, "withdraw", by=by, ended_at=timezone.now())
    withdraw_consent(by=by, person=case, purpose=PURPOSE, reason="本人撤回申请")
    notices = case.notices.standing()
    notices.update(withdrawn_at=timezone.now(), reason="申请人撤回")
    return case


@transaction.atomic
def rate(*, by, case, knew, overall, attitude, words=""):
    """Once, by who was helped or refused; what they say stays out of the trail."""
    case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if not may_rate(case):
        raise ValidationError("办结或发放帮扶以后才能评价，每个申请评价一次。", code="stale")
    rating = CaseRating(case=case, knew=knew, overall=overall, attitude=attitude, words=words)
    save(rating)
    record(by=by, verb="rate", label="评价帮扶服务", subject=case)
    return rating


def may_rate(case):
    ready = case.status in (*Case.OVER, Case.Status.AIDING, Case.Status.REVIEWING)
    ready = ready and case.status != Case.Status.WITHDRAWN
    return ready and not CaseRating.objects.filter(case=case).exists()


def own_data(*, case, id_tail):
    """All that is kept of a household, for the applicant: who also knows the end of the paper's
    number. None for anybody else."""
    household = case.household
    head = household.members.filter(is_head=True).first()
    if head is None or not constant_time_compare(head.id_number[-4:], id_tail.strip().upper()):
        return None
    return {
        "受理编号": case.number,
        "档案号": household.number,
        "受理工会": household.federation.name,
        "状态": case.get_status_display(),
        "手机": household.phone,
        "住址": household.address,
        "开户银行": household.bank,
        "银行账号": household.bank_account,
        "困难原因": case.get_cause_display(),
        "情况说明": case.statement,
        "家庭成员": [
            {
                "关系": member.get_relation_display(),
                "姓名": member.name,
                "证件号码": member.id_number,
                "健康状况": member.get_health_display(),
                "就业状况": member.get_work_display(),
                "工作单位（学校）": member.employer,
            }
            for member in household.members.all()
        ],
        "收支": [
            {"项目": str(line), "申报": str(line.declared), "核实": str(line.verified or "")}
            for line in case.lines.all()
        ],
        "帮扶": list(
            AidPayment.objects.paid()
            .filter(household=household)
            .values(日期=F("paid_on"), 项目=F("item__name"), 金额=F("amount"))
        ),
    }
