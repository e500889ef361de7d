"""Cases of hardship: who may do which step, what stands in the way, what is refused (AS-27)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from governance.models import Event
from privacy import erasure, retention, subjects
from stations import hardship
from stations.models import AidPayment, Case, Household, Publicity, ReliefMatch, Standing
from stations.services import aid, applying, cases, file_reviews, publicity
from stations.services.matching import compare
from tests import make
from tests.stations import helped

pytestmark = pytest.mark.django_db
Status = Case.Status


@pytest.fixture
def desk():
    return helped.Desk()


def test_from_asking_to_a_closed_file(desk):
    """AS-27, AS-43: asked for, visited, checked, on the wall, on file, paid in parts, out again."""
    case = helped.case(desk, "filed")
    household = case.household
    assert (case.status, case.category) == ("filed", "deep")
    assert household.number.startswith("DA500112")
    assert Standing.objects.get(household=household).category == "deep"
    plan = helped.plan(desk, case, amount=Decimal("1000.01"), instalments=3, emergency=True)
    payments = list(plan.payments.order_by("ordinal"))
    assert [str(p.amount) for p in payments] == ["333.35", "333.33", "333.33"]
    for n, payment in enumerate(payments):
        desk.pay(payment, f"R{n}")
    plan.refresh_from_db()
    assert plan.status == "done"
    case = helped.reread(case)
    assert case.status == Status.AIDING
    applying.rate(by=None, case=case, knew=True, overall=5, attitude=4)
    file_reviews.review_file(by=desk.clerk, case=case, result="out", end="out")
    with pytest.raises(ValidationError, match="不能确认自己"):
        file_reviews.confirm(by=desk.clerk, case=case)
    case = file_reviews.confirm(by=desk.second, case=case)
    household.refresh_from_db()
    assert (case.status, household.end) == ("closed", "out")
    assert not household.members.filter(on_file=True).exists()
    assert Standing.objects.get(household=household).valid_to == timezone.localdate()


def test_who_handled_a_case_does_not_approve_it(desk):
    """Domain 6.3: the one who looked at it first, visited, checked or put it on the wall."""
    case = helped.case(desk, "over")
    with pytest.raises(ValidationError, match="不能审批同一个案"):
        cases.move(by=desk.clerk, case=case, verb="file")
    with pytest.raises(ValidationError, match="不能审批同一个案"):
        cases.move(by=desk.clerk, case=case, verb="refuse", reason="不符合")
    assert cases.move(by=desk.second, case=case, verb="file").status == Status.FILED


def test_a_refusal_may_say_who_is_responsible_instead(desk):
    """AS-28: “属别处受理” is written down by the federation, so that nobody falls between two."""
    case = helped.case(desk, "over")
    told = {"by": desk.second, "case": case, "verb": "refuse", "reason": "属江北区总工会受理"}
    with pytest.raises(ValidationError, match="其他工会"):
        cases.move(**told, passed_to=desk.house)
    case = cases.move(**told, passed_to=make.federation("500105"))
    assert (case.status, case.passed_to.code) == ("refused", "500105")
    assert compare()["blind_spots"] == 1
    match = ReliefMatch.objects.get()
    assert (match.federation.code, match.ground) == ("500105", "passed_on")


def test_the_database_keeps_approval_apart_too(desk):
    case = helped.case(desk, "over")
    with pytest.raises(Exception, match="case_approved_by_another"):
        Case.objects.filter(pk=case.pk).update(approver=desk.clerk)


def test_planned_approved_and_paid_by_three(desk):
    case = helped.case(desk, "filed")
    fields = {"item": helped.item(), "source": "union", "amount": Decimal(500)}
    plan = aid.plan_aid(by=desk.second, case=case, starts_on=timezone.localdate(), **fields)
    with pytest.raises(ValidationError, match="自己拟定"):
        aid.approve_plan(by=desk.second, plan=plan)
    aid.approve_plan(by=desk.clerk, plan=plan)
    payment = plan.payments.get()
    told = {"paid_on": timezone.localdate(), "receipt": "R", "fund": desk.fund}
    for wrong in (desk.clerk, desk.second):
        with pytest.raises(PermissionDenied):
            aid.pay(by=wrong, payment=payment, **told)
    paid = desk.pay(payment, "R1")
    with pytest.raises(ValidationError, match="不能再发放"):
        desk.pay(payment, "R2")
    balance = desk.fund.balances.get()
    assert balance.spent == 500
    again = aid.bounce(by=desk.finance, payment=paid, reason="账号有误")
    assert again.status == "due"
    balance.refresh_from_db()
    assert balance.spent == 0
    with pytest.raises(ValidationError, match="已经登记在另一笔"):
        desk.pay(again, "R1")


def test_no_more_is_paid_than_the_fund_has(desk):
    case = helped.case(desk, "filed")
    payment = helped.plan(desk, case, source="donation", instalments=1).payments.get()
    with pytest.raises(ValidationError, match="不足以登记"):
        desk.pay(payment)
    payment.refresh_from_db()
    assert payment.status == "due"


def test_nothing_is_skipped(desk):
    """No category without a check, no approval on the wall, no help before the file."""
    case = helped.case(desk, "visiting")
    with pytest.raises(ValidationError):
        cases.move(by=desk.clerk, case=case, verb="verify")
    with pytest.raises(ValidationError, match="授权委托书"):
        cases.record_check(by=desk.clerk, case=case, result="agrees")
    with pytest.raises(ValidationError, match="入户"):
        cases.move(by=desk.clerk, case=case, verb="visit")
    fields = {"item": helped.item(), "source": "union", "amount": Decimal(500)}
    with pytest.raises(ValidationError, match="先建档"):
        aid.plan_aid(by=desk.clerk, case=case, starts_on=timezone.localdate(), **fields)
    case = helped.case(desk, "public")
    with pytest.raises(ValidationError, match="期满后才能审批"):
        cases.move(by=desk.second, case=case, verb="file")


def test_an_objection_holds_the_approval_up(desk):
    case = helped.case(desk, "public")
    objection = publicity.object_to(by=None, notice=case.notices.get(), said="他家有两套房")
    helped.expired(desk, case)
    with pytest.raises(ValidationError, match="异议还没有处理"):
        cases.move(by=desk.second, case=case, verb="file")
    publicity.answer_objection(
        by=desk.clerk, objection=objection, outcome="dismissed", finding="查无此事"
    )
    assert cases.move(by=desk.second, case=case, verb="file").status == Status.FILED


def test_one_household_one_file(desk):
    """Of two workers of a family the second is not put on file, wherever that is."""
    spouse = helped.id_number()
    first = helped.case(desk, "draft")
    applying.add_member(by=None, case=first, relation="spouse", name="吴某", id_number=spouse)
    first = finish(desk, first)
    other = helped.Desk("500103")
    second = helped.case(other, "over", id_number=spouse)
    assert cases.elsewhere(second) == [desk.house.name]
    with pytest.raises(ValidationError, match="一户只建一档"):
        cases.move(by=other.second, case=second, verb="file")
    file_reviews.review_file(by=desk.clerk, case=first, result="out", end="moved")
    file_reviews.confirm(by=desk.second, case=first)
    assert cases.move(by=other.second, case=second, verb="file").status == Status.FILED


def finish(desk, case):
    amounts = {"wages": Decimal(30000), "illness": Decimal(24000)}
    applying.tell_money(by=None, case=case, amounts=amounts, cause="illness")
    case = applying.submit(by=None, case=case)
    for step in helped.STEPS[2:]:
        case = helped.ACTS[step](desk, case)
    return case


def test_what_a_computer_finds_an_officer_may_find_otherwise(desk):
    """PIPL 24: no refusal by arithmetic alone; another category needs a reason."""
    case = helped.case(desk, "checking", amounts={"wages": Decimal(90000)}, cause="other")
    with pytest.raises(ValidationError, match="写明理由"):
        cases.record_check(by=desk.clerk, case=case, result="agrees", category="relative")
    cases.record_check(by=desk.clerk, case=case, result="agrees")
    with pytest.raises(ValidationError, match="不符合建档标准"):
        cases.move(by=desk.clerk, case=case, verb="verify")
    cases.record_check(
        by=desk.clerk, case=case, result="agrees", category="relative", reason="负债治病"
    )
    assert cases.move(by=desk.clerk, case=case, verb="verify").category == "relative"


def test_neighbours_and_those_above_see_no_file(desk):
    """The house that keeps it alone; a station worker what they opened, and changes nothing."""
    case = helped.case(desk, "filed")
    for code, role in (("50", "assistance"), ("500103", "assistance"), ("500112", "organizing")):
        stranger = make.officer(code, role)
        assert not stranger.may("case_view", case)
        with pytest.raises(PermissionDenied):
            cases.change_household(by=stranger, case=case, bank="某银行")
    worker = make.officer("500112", "station")
    assert not worker.may("case_view", case)
    Case.objects.filter(pk=case.pk).update(opened_by=worker)
    assert worker.may("case_view", case)
    assert not worker.may("case_edit", case)
    assert Household.objects.for_user(worker, "case_view").count() == 1


def test_taken_back_it_is_forgotten_in_time(desk):
    case = helped.case(desk, "public")
    applying.withdraw(by=None, case=case)
    assert not Publicity.objects.public().exists()
    Case.objects.filter(pk=case.pk).update(ended_at=timezone.now() - timedelta(days=200))
    assert retention.purge(dry_run=False)["stations.Case"] == 1
    household = Household.objects.get(pk=case.household_id)
    assert (household.phone, household.members.count()) == ("", 0)


def test_reading_a_file_is_an_event(desk):
    case = helped.case(desk, "filed")
    cases.read_file(by=desk.clerk, case=case)
    event = Event.objects.filter(verb="case.read").latest("pk")
    assert (event.actor, event.federation) == (desk.clerk, desk.house)


def test_the_rules_of_its_day_stay_with_a_case(desk, monkeypatch):
    case = helped.case(desk, "submitted")
    assert case.rules["rule_set"] == "national-2019"
    assert hardship.freeze(desk.house, timezone.localdate().replace(2017))["rule_set"] == (
        "national-2016"
    )
    assert AidPayment.objects.count() == 0


def test_ten_years_after_closing_the_people_are_forgotten(desk):
    """Domain 5.5: the file is kept for ten years; what was given stays and is counted on."""
    case = helped.case(desk, "filed")
    helped.plan(desk, case)
    file_reviews.review_file(by=desk.clerk, case=case, result="out", end="out")
    file_reviews.confirm(by=desk.second, case=case)
    retention.purge(dry_run=False)
    household = Household.objects.get(pk=case.household_id)
    assert household.phone
    long_ago = timezone.localdate().replace(year=timezone.localdate().year - 11, day=1)
    Household.objects.update(opened_on=long_ago, closed_on=long_ago + timedelta(days=30))
    done = retention.purge(dry_run=False)
    assert (done["stations.Household"], done["stations.HouseholdMember"]) == (1, 1)
    household.refresh_from_db()
    member = household.members.get()
    assert (household.phone, household.address, member.id_number) == ("", "", "")
    assert member.name == "（已删除）"
    assert AidPayment.objects.filter(household=household).exists()


def test_a_household_is_erased_at_its_request(desk):
    """PIPL 47: not while it is on file; afterwards every value of its people goes."""
    subject = subjects.find("household")
    case = helped.case(desk, "filed")
    assert "须先撤档" in subject.against(case.household)
    file_reviews.review_file(by=desk.clerk, case=case, result="out", end="moved")
    file_reviews.confirm(by=desk.second, case=case)
    household = Household.objects.get(pk=case.household_id)
    assert subject.against(household) == ""
    for part in erasure.parts_of("household"):
        part.erase(part.rows(household))
    assert [n for _, n in erasure.found_of("household", household)] == [0, 0]
