"""Cases of obstruction on the route of art. 51, one step after another (DRV-26)."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse

from accounts.roles import Role
from communications.models import Notice
from documents.models import Paper
from governance.models import Event
from membership.models import Obstruction
from membership.obstruction_terms import terms_at
from membership.services import obstructions as services
from membership.workflows.obstructions import OBSTRUCTION
from tests import make
from tests.everybody import at_the_door


@pytest.fixture
def people(db):
    return make.officer("500112"), make.officer("500112", Role.LEADER)


@pytest.fixture
def monday():
    with time_machine.travel("2026-11-02 10:00 +0800", tick=False) as clock:
        yield clock


def reported(officer, org, **over):
    values = {"manner": "refusing", "reporter": "worker", "facts": "负责人拒收建会意见。"}
    return services.report_obstruction(by=officer, organization=org, **{**values, **over})


def move(case, verb, by, **values):
    return services.move_obstruction(by=by, case=case, verb=verb, **values)


def test_the_whole_route(people, org, monday):
    """DRV-26: reported, advised, put before the labour administration, ordered, put before the
    people's government, settled; each step with its day and a term in working days."""
    officer, leader = people
    case = reported(officer, org)
    assert case.due_on == date(2026, 11, 9)  # five working days
    case = move(case, "advise", officer)
    assert case.due_on == date(2026, 11, 16)  # ten
    monday.move_to("2026-11-17 10:00 +0800")
    case = move(case, "ask_labour", leader, authority="渝北区人社局")
    assert (case.status, case.due_on) == ("at_labour", date(2026, 12, 15))
    case = move(
        case, "order", officer, reply_number="渝北人社令〔2026〕3号", due_on=date(2026, 11, 20)
    )
    monday.move_to("2026-11-23 10:00 +0800")
    assert case.is_late
    case = move(case, "ask_government", leader, authority="渝北区人民政府")
    case = move(case, "settle", officer, result="government")
    assert (case.status, case.result, case.closed_on) == (
        "settled",
        "government",
        date(2026, 11, 23),
    )
    told = set(Event.objects.about(case).values_list("label", flat=True))
    assert {"核实属实，建议督促", "提请劳动行政部门责令改正", "提请人民政府处理", "办结"} <= told


def test_advice_comes_first_and_its_term_runs_out_first(people, org, monday):
    officer, leader = people
    case = reported(officer, org)
    with pytest.raises(ValidationError, match="先核实"):
        move(case, "ask_labour", leader, authority="人社局")
    case = move(case, "advise", officer)
    with pytest.raises(ValidationError, match="2026-11-16"):
        move(case, "ask_labour", leader, authority="人社局")
    violent = reported(officer, org, manner="violence")
    assert move(violent, "ask_labour", leader, authority="人社局").status == "at_labour"


def test_a_result_fits_the_way_that_was_gone(people, org):
    officer, _ = people
    case = move(reported(officer, org), "advise", officer)
    for result in ("obeyed", "government", "", "other"):
        with pytest.raises(ValidationError):
            move(case, "settle", officer, result=result)
    assert move(case, "settle", officer, result="corrected").status == "settled"


def test_terms_are_data(people, org):
    terms = terms_at(org.federation, date(2026, 11, 2))
    assert (terms.advise_days, terms.order_days) == (10, 15)
    assert "第五十一条" in terms.source


def test_every_state_by_every_verb_as_every_role(people, org):
    officer, _ = people
    case = reported(officer, org, reported_on=date(2026, 1, 5))
    edit, decide = {"organizing", "street"}, {"leader"}
    right = {
        ("reported", "advise"): edit,
        ("reported", "dismiss"): edit,
        ("advising", "ask_labour"): decide,
        ("at_labour", "order"): edit,
        ("ordered", "ask_government"): decide,
        **{(s, "settle"): edit for s in ("advising", "at_labour", "ordered", "at_government")},
        ("settled", "reopen"): decide,
        ("dismissed", "reopen"): decide,
    }
    roles = (Role.ORGANIZING, Role.STREET, Role.LEADER, Role.LEGAL, Role.FINANCE, Role.AUDIT)
    holders = {role.value: make.officer("500112", role) for role in roles}
    wrong = []
    for status in Obstruction.Status.values:
        for verb in OBSTRUCTION.moves:
            for role, by in holders.items():
                before = transaction.savepoint()
                ended = {"result": "corrected", "closed_on": date(2026, 2, 2)}
                Obstruction.objects.filter(pk=case.pk).update(
                    status=status, due_on=None, **(ended if status == "settled" else {})
                )
                row, acts = Obstruction.objects.get(pk=case.pk), Event.objects.count()
                try:
                    move(row, verb, by, reason="原因", result="corrected", authority="机关")
                    done = True
                except (PermissionDenied, ValidationError):
                    done = False
                row.refresh_from_db()
                same = (row.status, Event.objects.count()) == (status, acts)
                if done != (role in right.get((status, verb), ())) or (not done and not same):
                    wrong.append((status, verb, role, done, same))
                transaction.savepoint_rollback(before)
    assert not wrong


def test_publication_is_a_leaders_decision_and_drafts_the_notice(people, org):
    """DRV-26: 曝光 only of what is proven, with a reason; the notice goes its usual way."""
    officer, leader = people
    case = reported(officer, org)
    with pytest.raises(ValidationError, match="核实属实"):
        services.decide_publication(by=leader, case=case, publication="public", reason="典型")
    case = move(case, "advise", officer)
    with pytest.raises(PermissionDenied):
        services.decide_publication(by=officer, case=case, publication="public", reason="典型")
    case = services.decide_publication(
        by=leader, case=case, publication="internal", reason="警示教育"
    )
    assert case.notice.status == Notice.Status.DRAFT
    assert "拒绝、拖延建会" in case.notice.body
    assert "负责人拒收" not in case.notice.body


def test_the_pages(people, org, django_assert_max_num_queries):
    """DRV-26: taken down on the organization's page, seen there by those who may."""
    officer, leader = (at_the_door(user) for user in people)
    asked = {"manner": "joining", "reporter": "officer", "facts": "撤掉会议室。"}
    asked["reported_on"] = "2026-01-05"
    address = reverse("membership:obstruction_new", args=[org.uid])
    answer = officer.post(address, asked)
    assert answer.status_code == 302
    case = Obstruction.objects.get()
    said = officer.get(case.get_absolute_url()).content.decode()
    assert "撤掉会议室" in said
    letter = reverse("membership:obstruction_letter", args=[case.uid, "obstruction-advice"])
    assert officer.post(letter).status_code == 302
    assert "第五十一条" in Paper.objects.get().body
    assert "阻挠职工入会" in officer.get(org.get_absolute_url()).content.decode()
    finance = at_the_door(make.officer("500112", Role.FINANCE))
    assert "阻挠职工入会" not in finance.get(org.get_absolute_url()).content.decode()
    assert finance.get(case.get_absolute_url()).status_code == 404
    with django_assert_max_num_queries(25):
        assert org.name in leader.get("/obstructions/").content.decode()
    assert leader.post("/obstructions/export/").status_code == 200
    found = leader.get("/api/v1/obstructions/").json()["results"]
    assert found[0]["manner"] == "joining"
    assert "facts" not in found[0]
