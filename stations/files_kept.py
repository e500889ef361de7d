"""How long files of households are kept: ten years after they were closed (the original file of
paper as long), half a year what came to nothing."""

from django.db.models import Exists, OuterRef, Q

from privacy import retention
from stations.models import Case, CaseRating, HomeVisit, Household, HouseholdMember, MoneyLine

TEN_YEARS = 3653
FORGOTTEN = "（已删除）"
NOTHING_OF = {"phone": "", "phone_index": "", "address": "", "bank": "", "bank_account": ""}
NOBODY = {"name": FORGOTTEN, "id_number": "", "id_index": "", "health": "", "employer": ""}


def declare():
    retention.declare(
        "stations.Case",
        name="未建档的申请中的个人信息",
        days=180,
        why="答复本人和核对；没有建档的不再需要",
        purge=forget_what_came_to_nothing,
    )
    retention.declare(
        "stations.Household",
        name="已撤档家庭的住址、电话、账号和入户记录",
        days=TEN_YEARS,
        why="困难职工档案撤档后原始档案保存十年",
        purge=forget_households,
    )
    retention.declare(
        "stations.HouseholdMember",
        name="已撤档家庭成员的个人信息",
        days=TEN_YEARS,
        why="困难职工档案撤档后原始档案保存十年",
        purge=forget_members,
    )


def forget_what_came_to_nothing(before, dry_run):
    """Applications refused or taken back, and drafts nobody handed in."""
    over = Q(status__in=[Case.Status.REFUSED, Case.Status.WITHDRAWN], ended_at__lt=before)
    over |= Q(status=Case.Status.DRAFT, created_at__lt=before)
    people = HouseholdMember.objects.filter(household=OuterRef("household"))
    later = Case.objects.filter(household=OuterRef("household"), pk__gt=OuterRef("pk"))
    rows = Case.objects.filter(over, Exists(people), ~Exists(later), household__opened_on=None)
    return retention.in_pieces(rows, blank_cases, dry_run)


def blank_cases(rows):
    households = Household.objects.filter(pk__in=rows.values("household"))
    HouseholdMember.objects.filter(household__in=households).delete()
    cases = Case.objects.filter(household__in=households)
    HomeVisit.objects.filter(case__in=cases).update(note="")
    MoneyLine.objects.filter(case__in=cases).delete()
    cases.update(statement="", check_note="")
    households.update(**NOTHING_OF)


def told_of_households():
    return Q(phone__blank=False) | Q(address__blank=False) | Q(bank_account__blank=False)


def forget_households(before, dry_run):
    rows = Household.objects.filter(told_of_households(), closed_on__lt=before.date())
    return retention.in_pieces(rows, blank_households, dry_run)


def blank_households(rows):
    cases = Case.objects.filter(household__in=rows.values("pk"))
    HomeVisit.objects.filter(case__in=cases).update(note="")
    CaseRating.objects.filter(case__in=cases).update(words="")
    cases.update(statement="", check_note="")
    rows.update(**NOTHING_OF)


def forget_members(before, dry_run):
    rows = HouseholdMember.objects.filter(household__closed_on__lt=before.date())
    rows = rows.filter(Q(id_number__blank=False) | Q(health__blank=False))
    return retention.in_pieces(rows, blank_members, dry_run)


def blank_members(rows):
    """That there were so many stays, and is counted on."""
    rows.update(**NOBODY, birth_year=None)
