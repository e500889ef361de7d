"""A union is founded by the book: every state, every verb, every role."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from structlog.testing import capture_logs

from accounts.roles import Permission, Role
from documents.models import DocumentNumber, Paper
from governance.models import Event
from membership.models import Coverage, FoundingCase, FoundingPerson, Organ
from membership.requirements import of_step
from membership.services import record_coverage
from membership.services.founding import add_units, move_case, open_case, remove_unit
from membership.workflows.founding import FOUNDING
from tests import make
from tests.membership.foundings import (
    CANDIDATES,
    LINE,
    OPENED,
    UNION_CODE,
    case_at,
    day,
    move,
    votes_of,
)
from unions.models import Federation, Region

pytestmark = pytest.mark.django_db


@pytest.fixture
def above():
    """The next-higher union's officer: another person of the same office, or one above."""
    return make.officer("50")


def test_from_mobilising_to_a_union_that_runs(yubei, above, org):
    """DRV-14 DRV-16 DRV-17: one organization, its own union, its organs, its coverage."""
    case = open_case(
        by=yubei, organizations=[org], form="single", name="启航学校工会", mobilised_on=OPENED
    )
    assert (case.federation.code, case.approver.code) == ("500112", "500112")
    assert (case.rules_code, case.rules_version) == ("0+50", "2022-01-01+2012-01-01")
    for verb in LINE:
        case = move(case, verb, above if verb in ("consent", "approve") else yubei)
    assert case.status == "regular"
    assert case.due_on is None
    union = case.union
    assert (union.founded_on, union.kind, union.credit_code) == (
        day(35),
        "own",
        UNION_CODE,
    )
    [coverage] = Coverage.objects.known().valid().filter(organization=org)
    assert (coverage.union, coverage.form, coverage.valid_from) == (union, "single", day(35))
    assert coverage.basis == case.approval_number == union.approval_number
    organs = {o.kind: o for o in union.organs.all()}
    assert set(organs) == {"committee", "audit", "women"}
    assert organs["committee"].term_ends_on == date(2029, 4, 6)
    chair = organs["committee"].officers.get(post="chair")
    assert chair.person_name == "赵一"
    assert organs["committee"].officers.count() == 3
    assert not case.units.filter(open=True).exists()


def test_a_reply_is_issued_under_a_number_of_the_approver(yubei, above):
    case = case_at("consented", by=yubei, approver=above)
    paper = Paper.objects.get(kind="founding-consent")
    assert (paper.status, paper.federation.code) == ("issued", "500112")
    assert case.consent_number == str(DocumentNumber.objects.get())
    assert "〔2026〕1号" in case.consent_number
    assert "启航学校工会" in paper.body


def test_the_number_of_a_reply_made_elsewhere_is_kept(yubei, above):
    case = case_at("requested", by=yubei, approver=above)
    case = move(case, "consent", above, consent_number="渝北工发〔2026〕88号")
    assert case.consent_number == "渝北工发〔2026〕88号"
    assert not Paper.objects.exists()


def test_nobody_approves_their_own(yubei, above):
    """Applicant and approver are two persons, whatever office they hold."""
    case = case_at("requested", by=yubei, approver=above)
    with capture_logs() as logs, pytest.raises(PermissionDenied, match="不得批复自己"):
        move(case, "consent", yubei)
    assert [log["verb"] for log in logs] == ["consent"]
    case = case_at("reported", by=above, approver=yubei, name="另一个工会")
    with pytest.raises(PermissionDenied):
        move(case, "approve", above)
    case.refresh_from_db()
    assert (case.status, case.approved_by) == ("reported", None)


def test_a_street_reports_and_its_county_approves(above):
    """The approver is the next-higher union that is high enough by the rules."""
    county = make.federation("500112")
    street = Federation.objects.create(
        code="500112-shuanglonghu",
        name="双龙湖街道总工会",
        short_name="双龙湖",
        level=5,
        kind="organ",
        parent=county,
        region=Region.objects.filter(parent__code="500112").first(),
    )
    clerk = make.officer("500112-shuanglonghu", Role.STREET)
    org = make.organization(federation=street)
    case = open_case(by=clerk, organizations=[org], form="single", name="某园工会")
    assert (case.federation, case.approver) == (street, county)


@pytest.mark.parametrize("one_in", [3, pytest.param(1, marks=pytest.mark.drill)])
@pytest.mark.parametrize("status", [s.value for s in FoundingCase.Status])
def test_every_state_by_every_verb_as_every_role(status, one_in):
    """Forbidden moves are refused; no state changes, no act is recorded; the attempt is logged.
    On every run each state meets a third of the roles, another third than the next; all in drills.
    """
    clerk, chief = make.officer("500112"), make.officer("50")
    case = case_at(status, by=clerk, approver=chief)
    roles = {role: make.officer("500112", role) for role in Role}
    roles |= {"stranger": make.officer("32")}
    turn = FoundingCase.Status.values.index(status)
    roles = {who: by for n, (who, by) in enumerate(roles.items()) if (n + turn) % one_in == 0}
    before = (Event.objects.count(), FoundingCase.objects.values().get(), _traces())
    refused = 0
    for who in roles.values():
        for verb, rule in FOUNDING.moves.items():
            may = who.may(rule.permission, case)
            if may and status in rule.sources:
                continue  # a move that is allowed: the other tests make it
            with capture_logs() as logs, pytest.raises((PermissionDenied, ValidationError)) as no:
                move(case, verb, who, votes={})
            if not may:
                assert no.type is PermissionDenied, (who, verb)
                assert [(log["event"], log["verb"]) for log in logs] == [("refused", verb)]
                refused += 1
    assert refused >= len(FOUNDING.moves) * (len(roles) - 2)
    assert (Event.objects.count(), FoundingCase.objects.values().get(), _traces()) == before


def _traces():
    return (Coverage.objects.count(), Paper.objects.count(), FoundingPerson.objects.count())


def test_who_may_is_as_the_table_says(yubei, above):
    """Offices, not persons: the county's clerks edit, only organizers approve."""
    case = case_at("mobilised", by=yubei, approver=above)
    editors, approvers = set(), set()
    for role in Role:
        who = make.officer("500112", role)
        if who.may(Permission.FOUNDING_EDIT, case):
            editors.add(role)
        if who.may(Permission.FOUNDING_APPROVE, case):
            approvers.add(role)
    assert editors == {Role.ORGANIZING, Role.STREET}
    assert approvers == {Role.ORGANIZING}


def test_the_upper_union_sends_back_and_says_why(yubei, above):
    case = case_at("requested", by=yubei, approver=above)
    with pytest.raises(ValidationError, match="原因"):
        move_case(by=above, case=case, verb="send_back")
    case = move_case(by=above, case=case, verb="send_back", reason="请补行政意见")
    assert (case.status, case.returned) == ("mobilised", "请补行政意见")
    case = move(case, "request", yubei, requested_on=day(4))
    assert (case.status, case.returned) == ("requested", "")
    case = case_at("reported", by=yubei, approver=above, name="另一个工会")
    case = move_case(by=above, case=case, verb="return_result", reason="票数不符")
    assert case.status == "elected"
    case = move_case(by=yubei, case=case, verb="repeat_election", reason="重新投票")
    assert case.status == "noticed"


@pytest.mark.parametrize(("verb", "status"), [("obstruct", "obstructed"), ("suspend", "suspended")])
def test_a_case_that_was_halted_goes_on_where_it_was(yubei, above, verb, status):
    case = case_at("recruiting", by=yubei, approver=above)
    case = move_case(by=yubei, case=case, verb=verb, reason="负责人阻挠")
    assert (case.status, case.stage, case.due_on) == (status, "recruiting", None)
    case = move_case(by=yubei, case=case, verb="resume")
    assert (case.status, case.halted_from) == ("recruiting", "")
    assert case.due_on > timezone.localdate()


def test_a_case_merged_before_the_approval_leaves_no_union_behind(yubei, above):
    case = case_at("recruiting", by=yubei, approver=above)
    case = move_case(by=yubei, case=case, verb="merge", reason="并入街道联合工会")
    case.union.refresh_from_db()
    assert case.union.dissolved_on == timezone.localdate()
    org = case.units.get().organization
    assert open_case(by=yubei, organizations=[org], form="single", name="再来一次工会")
    case = case_at("founded", by=yubei, approver=above, name="成立了的工会")
    with pytest.raises(ValidationError, match="请先在工会页面办理撤销"):
        move_case(by=yubei, case=case, verb="merge", reason="撤并")


def test_an_own_union_closes_the_joint_row_the_same_day(yubei, above, org, joint):
    """DRV-14"""
    record_coverage(by=yubei, organization=org, form="joint", union=joint, as_of=date(2024, 1, 1))
    case_at("founded", by=yubei, approver=above, organizations=[org])
    rows = Coverage.objects.known().filter(organization=org).order_by("valid_from")
    assert [(r.form, r.valid_from, r.valid_to) for r in rows] == [
        ("joint", date(2024, 1, 1), day(35)),
        ("single", day(35), None),
    ]


def test_one_joint_union_covers_many_and_is_one(yubei, above):
    """DRV-14: n organizations covered, one union."""
    orgs = [make.organization() for _ in range(4)]
    case = case_at(
        "founded", by=yubei, approver=above, form="joint", name="楼宇联合工会", organizations=orgs
    )
    rows = Coverage.objects.known().valid().counted()
    assert rows.filter(organization__in=orgs).count() == 4
    assert set(rows.values_list("union", flat=True)) == {case.union_id}
    assert case.union.kind == "joint"


def test_whom_another_union_came_to_cover_meanwhile_is_not_taken_silently(yubei, above, joint):
    orgs = [make.organization() for _ in range(2)]
    case = case_at(
        "reported", by=yubei, approver=above, form="joint", name="楼宇联合工会", organizations=orgs
    )
    record_coverage(by=yubei, organization=orgs[0], form="joint", union=joint, as_of=day(32))
    with pytest.raises(ValidationError, match="已由"):
        move(case, "approve", above)
    case.refresh_from_db()
    assert (case.status, case.union.founded_on) == ("reported", None)
    assert not Organ.objects.exists()


@pytest.mark.parametrize(("form", "kind"), [("organ", "organ"), ("region", "regional")])
def test_coming_under_a_union_that_is_there_takes_one_reply(yubei, above, org, form, kind):
    """ZH-04: the union of unions of social organizations takes in whoever is left."""
    union = make.union(kind=kind, name="渝北区社会组织工会联合会")
    case = open_case(by=yubei, organizations=[org], form=form, union=union, mobilised_on=OPENED)
    case = move(case, "request", yubei)
    with pytest.raises(ValidationError, match="无须筹建"):
        move(case, "consent", above)
    case = move(case, "admit", above)
    assert (case.status, case.founded_on) == ("founded", day(3))
    row = Coverage.objects.known().get(organization=org)
    assert (row.union, row.form) == (union, form)
    with pytest.raises(ValidationError, match="由该工会办理"):
        move(case, "register", yubei)
    assert move(case, "settle", yubei).status == "regular"


def test_a_union_in_preparation_covers_nobody_yet(yubei, above, org):
    case = case_at("recruiting", by=yubei, approver=above, form="region", name="街道工会联合会")
    with pytest.raises(ValidationError, match="还在筹建"):
        record_coverage(by=yubei, organization=org, form="region", union=case.union)


def test_an_organization_is_in_one_open_case(yubei, org):
    case = open_case(by=yubei, organizations=[org], form="single", name="甲工会")
    with pytest.raises(ValidationError, match="已有在办的建会事项"):
        open_case(by=yubei, organizations=[org], form="single", name="乙工会")
    others = [make.organization() for _ in range(2)]
    with pytest.raises(ValidationError, match="单独建会只能是一个单位"):
        add_units(by=yubei, case=case, organizations=others)
    shared = open_case(by=yubei, organizations=others[:1], form="joint", name="联合工会")
    with pytest.raises(ValidationError, match="两个以上单位"):
        move(shared, "request", yubei, requested_on=timezone.localdate())
    add_units(by=yubei, case=shared, organizations=others[1:])
    remove_unit(by=yubei, unit=shared.units.last())
    with pytest.raises(ValidationError, match="至少须有一个"):
        remove_unit(by=yubei, unit=shared.units.get())


def test_days_follow_one_another(yubei, above):
    case = case_at("requested", by=yubei, approver=above)
    for on, words in ((day(0), "不能早于请示日期"), (date(2099, 1, 1), "不能晚于今天")):
        with pytest.raises(ValidationError, match=words):
            move(case, "consent", above, consented_on=on)


def test_limits_are_in_working_days(yubei, above):
    """A request of Tuesday 3 March 2026 is to be answered within fifteen working days."""
    case = case_at("requested", by=yubei, approver=above)
    assert case.requested_on == date(2026, 3, 3)
    assert case.due_on == date(2026, 3, 24)
    assert case.overdue
    assert FoundingCase.objects.overdue(date(2026, 3, 24)).count() == 0
    assert FoundingCase.objects.overdue(date(2026, 3, 25)).count() == 1


def refusal(case, verb, by, **over):
    with pytest.raises(ValidationError) as no:
        move(case, verb, by, **over)
    return "；".join(no.value.messages)


def test_what_is_missing_is_said_with_the_rule_that_asks(yubei, above):
    """DRV-16: the bars of the chair, the sizes of organs, the notice."""
    case = case_at("recruiting", by=yubei, approver=above)
    barred = [{**CANDIDATES[0], "bars": ["head"]}, *CANDIDATES[1:]]
    said = refusal(case, "publicise", yubei, people=barred)
    assert "行政负责人（含副职）" in said
    assert "企业工会主席产生办法" in said
    kin = [CANDIDATES[0], {**CANDIDATES[1], "bars": ["kin"]}, *CANDIDATES[2:]]
    assert "工会法第十条" in refusal(case, "publicise", yubei, people=kin)
    assert "候选人至少 4 人，现有 3 人" in refusal(
        case, "publicise", yubei, people=[*CANDIDATES[:3], *CANDIDATES[4:]]
    )
    assert "应设委员 3 至 7 人" in refusal(case, "publicise", yubei, seats=9)
    assert "公示不得少于 7 天" in refusal(case, "publicise", yubei, notice_to=day(27))
    assert "应提名女职工委员 3 人以上" in refusal(case, "publicise", yubei, women=10)
    assert "先经上级工会审查" in refusal(case, "publicise", yubei, examined_on=day(22))
    assert "经费审查委员" in refusal(case, "publicise", yubei, people=CANDIDATES[:4])
    assert not case.people.exclude(body="group").exists()


def test_an_election_counts_by_those_entitled(yubei, above):
    case = case_at("noticed", by=yubei, approver=above)
    assert "到会人数不足" in refusal(case, "elect", yubei, present=19, ballots=19, votes={})
    assert "次日起方可选举" in refusal(case, "elect", yubei, meeting_on=day(28))
    assert "不足 100 人" in refusal(case, "elect", yubei, meeting="delegates")
    assert "3 年或者 5 年" in refusal(case, "elect", yubei, term_years=4)
    votes = votes_of(case)
    [chair] = case.people.filter(body="committee", duty="head")
    said = refusal(case, "elect", yubei, votes={**votes, chair.pk: 15})
    assert "16 票以上" in said
    assert "主席候选人未当选" in said
    case = move(case, "elect", yubei)
    elected = case.people.filter(elected=True, body="committee")
    assert {p.person_name for p in elected} == {"赵一", "钱二", "孙三"}


def test_the_group_is_of_three_to_five(yubei, above):
    case = case_at("consented", by=yubei, approver=above)
    two = [
        {"body": "group", "duty": "head", "person_name": "甲"},
        {"body": "group", "person_name": "乙"},
    ]
    assert "3 至 5 人，现有 2 人" in refusal(case, "form_group", yubei, people=two)
    twice = [*two, two[1]]
    assert "重复" in refusal(case, "form_group", yubei, people=twice)
    [size, head] = of_step("form_group", case)
    assert not size.met
    assert size.rule.key == "group_size"
    assert not head.met


def test_those_next_door_neither_see_nor_open(stranger, yubei, org):
    case = open_case(by=yubei, organizations=[org], form="single", name="甲工会")
    assert not FoundingCase.objects.for_user(stranger, Permission.FOUNDING_VIEW).exists()
    with pytest.raises(PermissionDenied):
        open_case(by=stranger, organizations=[org], form="single", name="乙工会")
    assert FoundingCase.objects.for_user(yubei, Permission.FOUNDING_VIEW).get() == case


def test_whose_organization_takes_part_may_look_on(yubei, above):
    """A union for two counties is handled by the city above; each county sees it."""
    orgs = [make.organization("500112"), make.organization("500101")]
    case = open_case(by=above, organizations=orgs, form="joint", name="两地联合工会")
    assert case.federation.code == "50"
    assert yubei.may(Permission.FOUNDING_VIEW, case)
    assert not yubei.may(Permission.FOUNDING_EDIT, case)
    with pytest.raises(PermissionDenied):
        open_case(by=yubei, organizations=orgs, form="joint", name="越级")


def test_trail_and_names(yubei, above):
    """The trail tells what was done and never whom a person is."""
    case_at("founded", by=yubei, approver=above)
    told = str(list(Event.objects.values_list("label", "detail", "reason", "subject_name")))
    assert "批复成立" in told
    assert "赵一" not in told
