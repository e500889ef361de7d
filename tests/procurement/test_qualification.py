"""Qualification, apart from the scores (SN-01)."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.roles import Role
from documents.models import Paper
from documents.services.papers import docx_of
from governance.models import Event
from orgs.models import Relation
from procurement.models import LegalOpinion, Qualification
from procurement.queries.qualification import lots_short, qualified
from procurement.services import qualification as services
from tests import make
from tests.procurement import deciding


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel("2026-11-16 10:00 +0800", tick=False) as clock:
        yield clock


@pytest.fixture
def officer(db):
    return make.officer("50", Role.PROCUREMENT)


@pytest.fixture
def call(officer):
    return deciding.call(deciding.project(by=officer))


def by_hand(row, by, **results):
    """Answer what only a person can; all of it well unless said otherwise."""
    for check in row.checks.all():
        if check.waits and check.key not in results:
            services.find(by=by, check=check, result="pass")
    for key, result in results.items():
        services.find(by=by, check=row.checks.get(key=key), result=result, reason="材料不足")


def test_from_the_register_to_the_letter(call, officer):
    """SN-01, ACF-14: automatic checks with proof, a person's findings, a lawyer's opinion, then
    all bidders are told at once with reasons; only then may those who passed be scored."""
    bids = [deciding.bid(call) for _ in range(3)]
    bad = bids[2].organization
    bad.credit_marks.create(list="dishonest", causes=["D3"], starts_on=date(2026, 6, 1))
    rows = services.examine(by=officer, call=call)
    assert [row.status for row in rows] == ["pending"] * 3
    lawyer = make.officer("50", Role.LEGAL)
    by_hand(rows[0], lawyer)
    by_hand(rows[1], officer)
    by_hand(rows[2], officer)
    services.give_opinion(
        by=lawyer, project=call.project, call=call, stage="qualification", verdict="lawful",
        text="审查程序合法。", risk="execution",
    )  # fmt: skip
    assert LegalOpinion.objects.get().by == lawyer
    with pytest.raises(ValidationError, match="没有审查决定"):
        services.tell(by=officer, call=call)
    for row in rows[:2]:
        services.decide(by=officer, qualification=row, verb="pass")
    with pytest.raises(ValidationError, match="不符合"):
        services.decide(by=officer, qualification=rows[2], verb="pass")
    failed = services.decide(by=officer, qualification=rows[2], verb="fail")
    assert "严重违法失信名单" in failed.reason
    assert not qualified(call).exists()  # nobody is told yet
    services.tell(by=officer, call=call)
    assert set(qualified(call)) == set(bids[:2])
    assert [(lot.number, n) for lot, n in lots_short(call, 3)] == [(1, 2)]
    letter = Paper.objects.get(addressee=bad.name)
    assert letter.status == "issued"
    assert "资格不合格" in letter.body
    assert docx_of(letter)[:2] == b"PK"
    told = Event.objects.filter(label="通知资格审查结果").get()
    assert told.detail == {"passed": 2, "failed": 1}


def test_one_chance_to_mend_what_can_be_mended(call, officer, monday):
    org = deciding.bidder(name="补正中心")
    org.full_time_count = 1
    org.save()
    deciding.bid(call, org)
    delegate = make.delegate(org).user
    stranger = make.delegate(deciding.bidder()).user
    row = services.examine(by=officer, call=call)[0]
    row = services.ask_cure(by=officer, qualification=row, text="请补交专职人员社保证明。")
    assert row.cure_due_on == date(2026, 11, 19)  # three working days
    with pytest.raises(ValidationError, match="期满前"):
        services.decide(by=officer, qualification=row, verb="fail")
    with pytest.raises(PermissionDenied):
        services.cure(by=stranger, qualification=row, answer="我来补")
    row = services.cure(by=delegate, qualification=row, answer="已补交两人的证明。")
    assert row.status == "pending"
    with pytest.raises(ValidationError, match="只有一次"):
        services.ask_cure(by=officer, qualification=row, text="再补")
    check = row.checks.get(key="staff")
    with pytest.raises(ValidationError, match="写明依据"):
        services.find(by=officer, check=check, result="pass")
    check = services.find(by=officer, check=check, result="pass", reason="补正材料证明有 2 人")
    assert check.told_before.startswith("不符合")
    services.examine(by=officer, call=call)  # the register does not overrule a person
    check.refresh_from_db()
    assert check.result == "pass"


def test_who_let_the_time_pass_is_decided_without(call, officer, monday):
    org = make.organization("500112", full_time_count=1)
    deciding.bid(call, org)
    row = services.examine(by=officer, call=call)[0]
    row = services.ask_cure(by=officer, qualification=row, text="请补交证明。")
    monday.move_to("2026-11-20 09:00 +0800")
    with pytest.raises(ValidationError, match="已过"):
        services.cure(by=make.delegate(org).user, qualification=row, answer="晚了")
    assert services.decide(by=officer, qualification=row, verb="fail").status == "failed"


def test_bidders_that_belong_together(call, officer):
    """One name in common asks for a look; two coincidences or control keep both out."""
    shared = {"legal_representative": "张三", "contact_phone": "13800138000"}
    first, second = deciding.bidder(**shared), deciding.bidder(**shared)
    namesake = deciding.bidder(legal_representative="李四")
    other = deciding.bidder(legal_representative="李四")
    parent, child = deciding.bidder(), deciding.bidder()
    Relation.objects.create(
        organization=child, other=parent, kind="founder", starts_on=date(2016, 1, 1)
    )
    for org in (first, second, namesake, other, parent, child):
        deciding.bid(call, org)
    services.examine(by=officer, call=call)
    found = {
        row.bid.organization: row.checks.get(key="related").result
        for row in Qualification.objects.all()
    }
    assert found[first] == found[second] == "fail"
    assert found[namesake] == found[other] == "unproven"
    assert found[parent] == found[child] == "fail"


def test_not_before_the_opening_nor_by_strangers(officer):
    sealed = deciding.call(deciding.project(by=officer), status="closed")
    with pytest.raises(ValidationError, match="开标以后"):
        services.examine(by=officer, call=sealed)
    with pytest.raises(PermissionDenied):
        services.examine(by=make.officer("32", Role.PROCUREMENT), call=deciding.call())
