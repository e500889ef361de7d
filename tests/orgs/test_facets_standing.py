"""Grades, inspections, credit marks: what the law says of each is refused or told."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from governance.models import Correction, Event
from orgs.grading import not_gradable
from orgs.models import CreditMark, Grade, Inspection
from orgs.models.particulars import months_after, years_after
from orgs.services.acts import ACTS
from orgs.services.particulars import NOT_YOURS
from tests import make

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def org():
    return make.organization(type="51")


def add(kind, organization, by, /, **values):
    return ACTS[kind].add(by=by, organization=organization, **values)


def refused(kind, organization, by, /, **values):
    with pytest.raises(ValidationError) as refusal:
        add(kind, organization, by, **values)
    return " ".join(refusal.value.messages)


def test_an_expired_grade_is_no_grade(yubei, org):
    """SH-04: five years, then none; a new one replaces the old at once."""
    old = add("grades", org, yubei, level=4, starts_on=date(2019, 5, 1))
    assert old.valid_until == date(2024, 5, 1)
    assert old.preferred(date(2024, 5, 1))
    assert not old.valid(date(2024, 5, 2))
    assert not Grade.objects.valid(date(2024, 5, 2)).exists()
    add("grades", org, yubei, level=2, starts_on=date(2023, 6, 1))
    assert [g.level for g in Grade.objects.current(date(2024, 1, 1))] == [2]
    assert [g.level for g in Grade.objects.current(date(2023, 1, 1))] == [4]


def test_a_grade_that_was_taken_away_counts_until_then(yubei, org):
    grade = add("grades", org, yubei, level=5, starts_on=date(2023, 5, 1))
    ACTS["grades"].end(by=yubei, row=grade, on=date(2024, 3, 1), reason="弄虚作假")
    assert Grade.objects.valid(date(2024, 2, 29)).exists()
    assert not Grade.objects.valid(date(2024, 3, 1)).exists()
    with pytest.raises(ValidationError, match="已经结束"):
        ACTS["grades"].end(by=yubei, row=grade, on=date(2024, 4, 1))


def test_before_registration_there_is_nothing(yubei, org):
    assert "不能早于成立登记日期" in refused(
        "grades", org, yubei, level=3, starts_on=date(2014, 1, 1)
    )


def test_why_it_could_not_be_graded_now(yubei):
    """SH-04: hints of the rules, never a refusal."""
    young = make.organization(registered_on=TODAY() - timedelta(days=300))
    assert any("未满2年" in why for why in not_gradable(young))
    old = make.organization()
    year = TODAY().year
    for n, result in ((1, "basic"), (2, "basic")):
        add("inspections", old, yubei, year=year - n, regime="inspection", result=result)
    assert not_gradable(old) == ["连续两年年检基本合格。"]
    add("credit-marks", old, yubei, list="abnormal", causes=["A4"], starts_on=TODAY())
    assert "在活动异常名录中。" in not_gradable(old)


def test_two_vocabularies(yubei, org):
    """ACF-01: 合格 is said of an inspection, 逾期报送 of a report, and neither of the other."""
    said = {"year": 2023, "regime": "report", "result": "passed"}
    assert "年度报告的结论只能是" in refused("inspections", org, yubei, **said)
    row = add("inspections", org, yubei, year=2023, regime="report", result="filed")
    assert row.due_on == date(2024, 5, 31)
    fund = make.organization(type="53")
    row = add("inspections", fund, yubei, year=2023, regime="report", result="missing")
    assert row.due_on == date(2024, 3, 31)
    late = {"year": 2022, "regime": "report", "result": "filed", "submitted_on": date(2023, 6, 1)}
    assert "逾期报送" in refused("inspections", org, yubei, **late)
    assert "已有结论" in refused(
        "inspections", org, yubei, year=2023, regime="report", result="late"
    )


def test_exempt_only_in_its_first_half_year(yubei):
    early = make.organization(registered_on=date(2023, 6, 30))
    late = make.organization(registered_on=date(2023, 7, 2))
    said = {"year": 2023, "regime": "inspection", "result": "exempt"}
    assert "不能免检" in refused("inspections", early, yubei, **said)
    assert add("inspections", late, yubei, **said).pk


class TestCredit:
    def mark(self, org, by, **over):
        values = {"list": "abnormal", "causes": ["A1"], "starts_on": date(2023, 1, 31)}
        return add("credit-marks", org, by, **{**values, **over})

    def remove(self, mark, by, on, **over):
        ACTS["credit-marks"].end(by=by, row=mark, on=on, reason="已补报", **over)

    def test_causes_belong_to_their_list(self, yubei, org):
        with pytest.raises(ValidationError, match="只能选 A 类"):
            self.mark(org, yubei, causes=["A1", "D3"])
        with pytest.raises(ValidationError, match="请选择列入事由"):
            self.mark(org, yubei, causes=[])

    def test_off_the_abnormal_list_when_mended(self, yubei, org):
        """Not before the duty is fulfilled; then at once."""
        mark = self.mark(org, yubei)
        assert mark.removable_from is None
        with pytest.raises(ValidationError, match="尚未消除"):
            self.remove(mark, yubei, date(2024, 1, 1))
        ACTS["credit-marks"].correct(
            by=yubei, row=mark, reason="补报年报", mended_on=date(2023, 9, 1)
        )
        mark.refresh_from_db()
        with pytest.raises(ValidationError, match="2023-09-01"):
            self.remove(mark, yubei, date(2023, 8, 31))
        self.remove(mark, yubei, date(2023, 9, 1))
        assert not CreditMark.objects.in_force(date(2023, 9, 1)).exists()
        assert CreditMark.objects.in_force(date(2023, 8, 31)).exists()

    def test_after_six_months_where_nothing_is_to_be_mended(self, yubei, org):
        mark = self.mark(org, yubei, causes=["A5"], starts_on=date(2023, 8, 31))
        assert mark.removable_from == date(2024, 2, 29)
        with pytest.raises(ValidationError, match="2024-02-29"):
            self.remove(mark, yubei, date(2024, 2, 28))
        self.remove(mark, yubei, date(2024, 2, 29))

    def test_two_years_dishonest_from_the_latest_cause(self, yubei, org):
        mark = self.mark(
            org, yubei, list="dishonest", causes=["D3"], latest_cause_on=date(2023, 7, 1)
        )
        assert mark.removable_from == date(2025, 7, 1)
        with pytest.raises(ValidationError, match="2025-07-01"):
            self.remove(mark, yubei, date(2025, 6, 30))
        self.remove(mark, yubei, date(2025, 7, 1))

    def test_a_decision_that_fell_was_never_in_force(self, yubei, org):
        mark = self.mark(org, yubei)
        self.remove(mark, yubei, date(2023, 2, 5), revoked=True)
        assert not CreditMark.objects.in_force(date(2023, 2, 1)).exists()

    def test_removal_goes_by_no_other_way(self, yubei, org):
        mark = self.mark(org, yubei)
        with pytest.raises(ValidationError, match="按“移出名单”办理"):
            ACTS["credit-marks"].correct(by=yubei, row=mark, reason="改", ended_on=date(2024, 1, 1))
        assert ACTS["credit-marks"].remove is None

    def test_once_on_a_list(self, yubei, org):
        self.mark(org, yubei)
        with pytest.raises(ValidationError, match="已在此名单中"):
            self.mark(org, yubei, causes=["A2"])

    def test_two_years_abnormal_belong_on_the_other_list(self, yubei, org):
        mark = self.mark(org, yubei, starts_on=years_after(TODAY(), -2))
        assert mark.overdue
        mark.starts_on += timedelta(days=1)
        assert not mark.overdue


def test_months_end_where_months_end():
    assert months_after(date(2023, 8, 31), 6) == date(2024, 2, 29)
    assert months_after(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert months_after(date(2023, 12, 1), -1) == date(2023, 11, 1)


def test_who_corrects_says_why_and_what_was_is_kept(yubei, org):
    grade = add("grades", org, yubei, level=4, starts_on=date(2023, 5, 1))
    correct = ACTS["grades"].correct
    with pytest.raises(ValidationError, match="更正原因"):
        correct(by=yubei, row=grade, reason=" ", level=5)
    correct(by=yubei, row=grade, reason="看错证书", level=5)
    note = Correction.objects.get(subject_type="orgs.grade", subject_id=str(grade.pk))
    assert (note.before["level"], note.after["level"]) == (4, 5)
    ACTS["grades"].remove(by=yubei, row=grade, reason="登错组织")
    assert not Grade.objects.exists()
    acts = Event.objects.filter(verb="organization.particular").order_by("pk")
    assert [act.label for act in acts] == ["登记评估等级", "更正评估等级", "删除误登的评估等级"]


@pytest.mark.parametrize("kind", ["grades", "inspections", "credit-marks"])
def test_the_neighbour_writes_nothing(yubei, stranger, org, kind):
    from tests.particulars import values_of

    with pytest.raises(PermissionDenied, match=NOT_YOURS):
        add(kind, org, stranger, **values_of()[kind])
    row = add(kind, org, yubei, **values_of()[kind])
    with pytest.raises(PermissionDenied):
        ACTS[kind].correct(by=stranger, row=row, reason="改")
    assert not type(row).objects.for_user(stranger, "org_view").exists()
    assert Inspection.objects.count() == (1 if kind == "inspections" else 0)
