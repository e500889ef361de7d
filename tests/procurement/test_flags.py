"""Red flags: each rule can pass, be raised, and not know; none of them refuses anything."""

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
import time_machine
from django.utils import timezone

from accounts.roles import Role
from orgs.models import Tie
from procurement import flags
from procurement.flags.case import Case
from procurement.models import Award, Bid, Call, Decision, Flag, NeedTopic, Objection
from procurement.services import flags as services
from tests import make
from tests.procurement import deciding

LONG = "为一线职工开展法律援助宣讲，覆盖园区企业、建筑工地和快递站点，由专职律师主讲并答疑，" * 3


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel("2026-11-16 10:00 +0800", tick=False) as clock:
        yield clock


def ask(key, call, **preset):
    case = Case(call)
    for name, value in preset.items():
        case.__dict__[name] = value
    rule = flags.RULES[key]
    return rule.ask(case, **rule.terms)


def results(key, *calls):
    return [ask(key, call).result for call in calls]


@pytest.fixture
def sealed(db):
    return deciding.call(status="published", deadline=timezone.now() + timedelta(days=9))


@pytest.fixture
def call(db):
    return deciding.call()


def awarded(call, bid, *, rank=1, amount="400000", on=date(2026, 11, 10)):
    decision = Decision.objects.filter(call=call).first() or Decision.objects.create(
        call=call, met_on=on, minutes="同意", editor=make.officer("50")
    )
    return Award.objects.create(
        decision=decision, lot=bid.lot, bid=bid, rank=rank, amount=Decimal(amount)
    )


def test_there_are_at_least_fifteen_and_each_says_why():
    assert len(flags.RULES) >= 15
    assert all(rule.label and rule.why for rule in flags.RULES.values())


def test_the_notice(call):
    assert ask("short_notice", call).result == "pass"
    call.published_at = call.deadline - timedelta(days=3)
    assert "公告期 3 天" in ask("short_notice", call).reason
    call.published_at = None
    assert ask("short_notice", call).missing == "公告的发布和截止时间"


def test_needs_and_method_and_rounds(call):
    assert ask("no_need", call).result == "fail"
    project = call.project
    topic = NeedTopic.objects.create(federation=project.federation, title="法律", domain="legal")
    project.topics.add(topic)
    assert ask("no_need", call).result == "pass"
    assert ask("direct_method", call).result == "pass"
    project.method = "single_source"
    assert ask("direct_method", call).result == "fail"
    assert ask("recalled", call).result == "pass"
    call.round = 3
    assert ask("recalled", call).result == "fail"


def test_one_purchase_in_pieces(db):
    officer = make.officer("50", Role.PROCUREMENT)
    first = deciding.call(deciding.project(by=officer, ceiling="300000"))
    assert ask("split_purchase", first).result == "pass"
    deciding.project(by=officer, ceiling="300000")
    assert "合计 600,000" in ask("split_purchase", first).reason
    first.project.rules.pop("split_threshold")
    assert ask("split_purchase", first).result == "na"


def test_nothing_of_bids_is_read_before_the_opening(sealed):
    """The rules on bids do not know, and say that the opening is to come."""
    Bid.objects.filter(pk=deciding.bid(sealed).pk).update(opened_at=None)
    for key in ("single_bidder", "same_text", "related_bidders", "tailored"):
        verdict = ask(key, sealed)
        assert verdict.result == "na"
        assert "开标后" in verdict.missing


def test_who_bids(call):
    deciding.bid(call)
    assert ask("single_bidder", call).result == "fail"
    other = deciding.bid(call).organization
    assert ask("single_bidder", call).result == "pass"
    assert ask("tailored", call).result == "pass"
    call.requirement = f"须与{other.name}的系统对接"
    assert other.name in ask("tailored", call).reason
    assert ask("last_minute", call).result == "pass"
    Bid.objects.update(submitted_at=call.deadline - timedelta(minutes=1))
    assert ask("last_minute", call).result == "fail"


def test_few_are_left(call):
    assert ask("few_bidders", call).result == "na"
    rows = [SimpleNamespace(status=s) for s in ("passed", "failed", "failed")]
    assert ask("few_bidders", call, qualifications=rows).result == "fail"
    assert ask("many_disqualified", call, qualifications=rows).result == "fail"
    good = [SimpleNamespace(status="passed")] * 3
    assert ask("few_bidders", call, qualifications=good).result == "pass"
    assert ask("many_disqualified", call, qualifications=good).result == "pass"


def test_copied_bids(call):
    deciding.bid(call, plan=LONG, contact="13900001111")
    deciding.bid(call, plan="我们有自己的办法，先走访后开班，每季度回访一次受益职工。" * 3)
    assert ask("same_text", call).result == "pass"
    assert ask("same_contact", call).result == "pass"
    assert ask("same_files", call).missing == "申报附件的摘要"
    deciding.bid(call, plan=LONG + "结尾不同", contact="电话13900001111")
    assert "相同" in ask("same_text", call).reason
    assert ask("same_contact", call).result == "fail"


def test_prices(call):
    for total in ("400000", "430000"):
        deciding.bid(call, total=total)
    assert results("near_equal_prices", call) == ["pass"]
    assert ask("steady_prices", call).result == "na"
    assert ask("above_ceiling", call).result == "pass"
    deciding.bid(call, total="460000")
    deciding.bid(call, total="490000")
    assert ask("steady_prices", call).result == "fail"
    deciding.bid(call, total="490100")
    assert ask("near_equal_prices", call).result == "fail"
    deciding.bid(call, total="500001")
    assert ask("above_ceiling", call).result == "fail"


def test_the_panel(call):
    assert ask("small_panel", call).result == "na"
    seats = deciding.panel(call, 4).seats
    assert "4 人" in ask("small_panel", call).reason
    bid = deciding.bid(call)
    expert = seats.first().expert
    assert ask("conflicted_expert", call).result == "pass"
    Tie.objects.create(
        organization=bid.organization,
        person_name=expert.person_name,
        person_index=Tie._meta.get_field("person_index").of_value(expert.person_name),
        kind="council",
        starts_on=date(2024, 1, 1),
    )
    assert ask("conflicted_expert", call).result == "fail"


def test_scores(call):
    def row(total, outliers=()):
        standing = SimpleNamespace(outliers=outliers)
        return SimpleNamespace(total=Decimal(total), passed=True, standing=standing)

    calm = [SimpleNamespace(lot="一", rows=[row("90"), row("80")])]
    tight = [SimpleNamespace(lot="一", rows=[row("90.1", [1]), row("90")])]
    for key in ("outlying_scores", "close_race"):
        assert ask(key, call).result == "na"
        assert ask(key, call, ranking=calm).result == "pass"
        assert ask(key, call, ranking=tight).result == "fail"


def test_winners(call):
    bid = deciding.bid(call)
    for key in ("not_first", "near_ceiling", "repeated_winner", "barred_winner"):
        assert ask(key, call).result == "na"
    award = awarded(call, bid)
    for key in ("not_first", "near_ceiling", "repeated_winner", "barred_winner"):
        assert ask(key, call).result == "pass"
    Award.objects.filter(pk=award.pk).update(rank=2, amount=Decimal("499000"))
    assert ask("not_first", call).result == "fail"
    assert ask("near_ceiling", call).result == "fail"
    for _ in range(2):
        again = deciding.call(deciding.project(by=call.project.by))
        awarded(again, deciding.bid(again, bid.organization))
    assert "3 次" in ask("repeated_winner", call).reason
    bid.organization.credit_marks.create(
        list="abnormal", causes=["A4"], starts_on=date(2026, 11, 1)
    )
    assert ask("barred_winner", call).result == "fail"


def test_objections(call):
    assert results("objection_upheld", call) == results("objection_late", call) == ["na"]
    row = Objection.objects.create(
        call=call,
        kind="query",
        name="某人",
        text="？",
        known_on=date(2026, 11, 1),
        answers_at=call.project.federation,
        due_on=date(2026, 11, 20),
    )
    assert results("objection_upheld", call) == results("objection_late", call) == ["pass"]
    Objection.objects.filter(pk=row.pk).update(due_on=date(2026, 11, 13), outcome="partly")
    assert results("objection_upheld", call) == results("objection_late", call) == ["fail"]


def test_a_flag_informs_and_keeps_its_note_until_it_changes(call):
    """Evaluated and kept; the state of the purchase is as before."""
    deciding.bid(call)
    services.look(call)
    assert Flag.objects.filter(call=call).count() == len(flags.RULES)
    assert Call.objects.get(pk=call.pk).status == "opened"
    flag = Flag.objects.get(call=call, key="single_bidder")
    assert flag.result == "fail"
    officer = call.project.by
    services.note(by=officer, flag=flag, text="已延长征集")
    services.look(call)
    flag.refresh_from_db()
    assert flag.note == "已延长征集"
    deciding.bid(call)
    assert services.look_at_all()["looked"] == 1
    flag.refresh_from_db()
    assert (flag.result, flag.note) == ("pass", "")
