"""Legal service (domain 5.9): its clocks, whose means are looked at, refusals in writing."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from accounts.roles import Role
from stations import legal_terms
from stations.models import LegalService
from stations.queries.legal import figures
from stations.services import legal
from tests import make
from tests.everybody import person

pytestmark = pytest.mark.django_db


def today():
    return timezone.localdate()


NUMBER = "11010519491231002X"


@pytest.fixture
def officer():
    return person("yb-legal", "500112", Role.LEGAL)


@pytest.fixture
def asked(officer):
    def ask(form="arbitration", matter="contract", **over):
        said = {"name": "张三丰", "id_number": NUMBER, "phone": "13800001234", **over}
        federation = make.federation("500112")
        return legal.receive(by=officer, federation=federation, form=form, matter=matter, **said)

    return ask


def test_seven_days_to_examine_and_three_to_assign(officer, asked):
    """SN-07, 法律援助法 43: calendar days from the file; one that ends on a rest day ends on the
    next working day."""
    terms = legal_terms.frozen(make.federation("500112"))
    assert legal_terms.words(terms, "examine") == "7 日"
    assert legal_terms.due(terms, "examine", date(2026, 3, 2)) == date(2026, 3, 9)
    assert legal_terms.due(terms, "examine", date(2026, 3, 7)) == date(2026, 3, 16)
    assert legal_terms.due(terms, "assign", date(2026, 3, 3)) == date(2026, 3, 6)
    assert legal_terms.due(terms, "assign", date(2026, 9, 29)) == date(2026, 10, 8)
    working = terms | {"assign": {"days": 3, "unit": "working"}}
    assert legal_terms.due(working, "assign", date(2026, 3, 6)) == date(2026, 3, 11)

    row = asked(received_on=today() - timedelta(days=30))
    assert row.is_late
    assert LegalService.objects.late_on(today()).get() == row
    row = legal.grant(by=officer, row=row, means="met")
    assert row.assign_by >= today() + timedelta(days=3)
    assert not row.is_late
    row = legal.assign(by=officer, row=row, assigned_to="李律师", firm="某律师事务所")
    row = legal.close(by=officer, row=row, result="won", recovered=42_000)
    row = legal.note_satisfaction(by=officer, row=row, satisfaction=5)
    assert (row.status, row.satisfaction) == ("closed", 5)


def test_what_is_missing_is_told_once_and_the_clock_begins_anew(officer, asked):
    row = asked(received_on=today() - timedelta(days=20))
    row = legal.ask_more(by=officer, row=row, reason="补充劳动合同、工资流水")
    assert row.due_on is None
    row = legal.complete(by=officer, row=row)
    assert row.examine_by >= today() + timedelta(days=7)
    with pytest.raises(ValidationError, match="一次性告知"):
        legal.ask_more(by=officer, row=row, reason="再补身份证")


@pytest.mark.parametrize("matter", ["pay", "injury"])
def test_a_migrant_who_claims_pay_or_injury_damages_is_not_asked_for_means(officer, asked, matter):
    """法律援助法 42(3): refused for want of need is no refusal; for others means are needed."""
    row = asked(matter=matter, migrant=True)
    assert row.means == "exempt"
    with pytest.raises(ValidationError, match="第四十二条第三项"):
        legal.decline(by=officer, row=row, means="not_met", reason="家庭收入较高")
    assert legal.grant(by=officer, row=row, means="").status == "granted"
    resident = asked(matter=matter)
    with pytest.raises(ValidationError, match="不属于免予核查"):
        legal.grant(by=officer, row=resident, means="exempt")
    with pytest.raises(ValidationError, match="不符合经济困难条件"):
        legal.grant(by=officer, row=resident, means="not_met")


def test_a_refusal_is_in_writing_and_says_why(officer, asked):
    row = asked()
    with pytest.raises(ValidationError, match="原因"):
        legal.decline(by=officer, row=row, reason=" ")
    row = legal.decline(by=officer, row=row, means="not_met", reason="人均收入高于当地标准二倍")
    assert row.refusal
    assert row.status == "refused"
    with pytest.raises(ValidationError, match="不能给予援助"):
        legal.grant(by=officer, row=row, means="met")


def test_counts_are_each_in_their_own_unit(officer, asked):
    """SN-07: persons asking, matters of each form; arbitration and litigation apart."""
    asked("consulting", people=3)
    asked("consulting")
    asked("drafting")
    for form, people, result, recovered in (
        ("arbitration", 25, "won", 120_000),
        ("litigation", 1, "lost", None),
        ("litigation", 1, "partly", 8_000),
    ):
        row = legal.grant(by=officer, row=asked(form, people=people), means="met")
        row = legal.assign(by=officer, row=row, assigned_to="李律师")
        row = legal.close(by=officer, row=row, result=result, recovered=recovered)
    row = legal.grant(by=officer, row=asked(), means="met")
    row = legal.assign(by=officer, row=row, assigned_to="王律师")
    with pytest.raises(ValidationError, match="不能是这一项"):
        legal.close(by=officer, row=row, result="drafted")
    rows = LegalService.objects.for_user(officer, "legal_aid")
    told = figures(rows, since=today(), until=today())
    counts = {name: value for name, (_, value, _) in told.items()}
    assert counts == {
        **{"consulting": 4, "drafting": 1, "mediation": 0, "arbitration": 2, "litigation": 2},
        **{"closed": 3, "good": 2, "recovered": 128_000, "group_people": 25},
        **{"rated": 0, "content": 0, "decided": 4, "in_time": 4},
    }


def test_only_the_house_itself_sees_a_matter_and_nothing_lies_in_clear(officer, asked):
    row = asked()
    for code, role in (("50", Role.LEGAL), ("500103", Role.ASSISTANCE)):
        stranger = person(f"law-{code}", code, role)
        assert not LegalService.objects.for_user(stranger, "legal_aid").exists()
        with pytest.raises(PermissionDenied):
            legal.grant(by=stranger, row=row, means="met")
    with connection.cursor() as cursor:
        cursor.execute("SELECT stations_legalservice::text FROM stations_legalservice")
        (text,) = cursor.fetchone()
    assert not any(value in text for value in ("张三丰", NUMBER, "13800001234"))
