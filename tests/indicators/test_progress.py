"""How a drive goes, by hand: where it stands, its weekly pace, what that comes to, whom to begin
with. Few queries, nobody else's organizations."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from rest_framework.test import APIClient

from governance.models import Event
from indicators import pace, services
from indicators.pace import Gains, gains, project
from membership.models import Drive, DriveTarget
from membership.priorities import criteria, ranked, reasons
from membership.reference import DRIVE_2023
from membership.services.drives import create_drive
from orgs.models import Organization
from tests import make
from tests.indicators.conftest import cover, eligible
from unions.models import Federation

NOVEMBER = "2026-11-20 10:00 +0800"
TODAY = date(2026, 11, 20)


@pytest.fixture
def november(drive):
    """渝北: ten eligible schools; four covered, of these one a week for the last three weeks."""
    with time_machine.travel(NOVEMBER, tick=False):
        services.rebuild()
        orgs = [make.organization(kind="school", name=f"渝北区第{n}学校") for n in range(10)]
        for org in orgs:
            eligible(org)
        days = (date(2024, 1, 1), *(TODAY - timedelta(weeks=n) for n in (0, 1, 2)))
        for org, day in zip(orgs, days, strict=False):
            cover(org, make.union(), since=day)
        services.fold()
        yield orgs


@pytest.fixture
def officer(client, november):
    client.force_login(make.officer("500112"))
    return client


def test_what_each_week_added(november, drive):
    """Net of what ended: three came in three weeks; one that ends this week takes one away."""
    _, found = gains("DRV-2023", make.federation("500112"), TODAY)
    assert found.covered[:4] == (1, 1, 1, 0)
    assert sum(found.covered) == 3
    below, again = gains("DRV-2023", make.federation("50"), TODAY)
    assert (set(below), again.covered) == ({"500112"}, found.covered)
    coverage = november[0].coverages.get()
    coverage.valid_to = TODAY
    coverage.save()
    services.fold()
    _, found = gains("DRV-2023", make.federation("500112"), TODAY)
    assert found.covered[:4] == (0, 1, 1, 0)


def test_a_projection_by_hand():
    """13 weeks of 2: in ten weeks 20 more, surely; never more than there are."""
    even = Gains((2,) * pace.WEEKS, (0,) * pace.WEEKS)
    by = TODAY + timedelta(weeks=10)
    found = project((50, 100), even, TODAY, by)
    assert (found.low, found.likely, found.high) == (70, 70, 70)
    assert project((90, 100), even, TODAY, by).likely == 100
    uneven = Gains((4, 0) * 6 + (2,), (0,) * pace.WEEKS)
    found = project((50, 100), uneven, TODAY, by)
    # mean 2, deviation 2.0; 1.2816 × 2.0 × √(10 + 100/13) = 10.78
    assert (found.low, found.likely, found.high) == (59, 70, 81)


def test_the_page(officer, drive):
    """DRV-01 DRV-13: 4 of 10; 85 % takes 9; five more; the list has five, no more."""
    page = officer.get("/drives/DRV-2023/progress/")
    words = page.content.decode()
    assert (page.context["numerator"], page.context["denominator"]) == (4, 10)
    assert page.context["lacking"] == 5
    assert page.context["page"].paginator.count == 5
    assert "先建这 5 家就够了" in words
    assert page.context["projection"].by == date(2026, 12, 31)
    assert "推算办法" in words
    gap = page.context["records"]["gap"]
    assert officer.get(gap).context["listed"] == 6


def test_children_who_lag_come_first(client, november, drive):
    """Each below with what it lacks and whether its pace suffices."""
    other = make.organization("500105", kind="school")
    eligible(other)
    cover(other, make.union("500105"), since=date(2024, 1, 1))
    services.fold()
    client.force_login(make.officer("50"))
    rows = client.get("/drives/DRV-2023/progress/").context["children"]
    assert [(r["code"], r["lacking"], r["late"]) for r in rows[:2]] == [
        ("500112", 5, True),
        ("500105", 0, False),
    ]
    assert client.get(f"/drives/DRV-2023/progress/{rows[0]['url']}").status_code == 200


def test_ranked_by_the_criteria_of_the_sources(november):
    """ACF-16 CQ-22 CQ-23 ZH-06 ZH-08: Party organization first, then size, premises, staff that
    stays, influence, key kinds; what is unknown gives nothing; the reasons add up to the rank."""
    place = make.federation("500112")
    plain, party, large, steady, kinds = november[4:9]
    changes = {
        party: {"has_party_org": True},
        large: {"staff_count": 40, "registration_level": "20"},
        steady: {"staff_count": 20, "full_time_count": 15, "premises": "own"},
        kinds: {"key_kinds": ["economic"]},
    }
    for org, values in changes.items():
        Organization.objects.filter(pk=org.pk).update(**values)
    rows = list(
        ranked(Organization.objects.filter(pk__in=[o.pk for o in november[4:9]]), place, TODAY)
    )
    assert [(o.pk, o.points) for o in rows] == [
        (steady.pk, 45),  # 10 staff, 15 premises, 15 stable, 5 basis
        (large.pk, 35),  # 20 staff, 10 influence, 5 basis
        (party.pk, 35),  # 30 Party, 5 basis; fewer staff
        (kinds.pk, 10),
        (plain.pk, 5),
    ]
    weighed = criteria(place, TODAY)
    for org in rows:
        assert sum(points for points, _ in reasons(org, weighed)) == org.points
    assert "工作场地固定（自有）" in [words for _, words in reasons(rows[0], weighed)]


def test_weights_are_configuration(monkeypatch, november):
    """A province may weigh otherwise from a day on; the nearest and newest set applies."""
    from membership import priorities

    national = priorities._sets()[0]
    own = {**national, "federation": "50", "since": date(2026, 1, 1), "name": "重庆"}
    monkeypatch.setattr(priorities, "_sets", lambda: [national, own])
    assert priorities.rules(make.federation("500112"), TODAY)["name"] == "重庆"
    assert priorities.rules(make.federation("500112"), date(2025, 1, 1))["name"] == "全国默认"
    assert priorities.rules(make.federation("32"), TODAY)["name"] == "全国默认"


def test_the_list_leaves_the_house_with_a_note(officer):
    """All of it, with the reasons, as a workbook; written down."""
    answer = officer.post("/drives/DRV-2023/progress/export/")
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    names = [row[1] for row in sheet.iter_rows(values_only=True) if str(row[1]).startswith("渝北")]
    assert len(names) == 5
    assert Event.objects.get(verb="priorities.export").detail["rows"] == 5


def test_over_the_interface(november):
    """The numbers of the page, and the list."""
    api = APIClient()
    api.force_authenticate(make.officer("500112"))
    told = api.get("/api/v1/drives/DRV-2023/progress/").json()
    assert (told["numerator"], told["denominator"], told["lacking"]) == (4, 10, 5)
    assert told["weeks"][:4] == [1, 1, 1, 0]
    assert len(told["first"]) == 5
    assert api.get("/api/v1/drives/DRV-2023/progress/?federation=32").status_code == 404


def test_several_drives_side_by_side(client, november):
    """A drive of the city's own beside the nation's; each with its own records behind it."""
    own = dict(DRIVE_2023, code="50-2026", name="重庆攻坚行动")
    own["scope"] = {"segments": [{"code": "S", "name": "学校", "any of": {"kind": ["school"]}}]}
    Drive.objects.create(federation=make.federation("50"), **own)
    services.rebuild()
    officer = make.officer("500112")
    client.force_login(officer)
    page = client.get("/drives/50-2026/progress/")
    assert "重庆攻坚行动" in page.content.decode()
    assert [(r["drive"].code, r["numerator"]) for r in page.context["beside"]] == [
        ("50-2026", 4),
        ("DRV-2023", 4),
    ]
    assert client.get(page.context["records"]["gap"]).context["listed"] == 6
    client.force_login(make.officer("32"))
    assert client.get("/drives/50-2026/progress/").status_code == 404
    behind = "/dashboard/records/?code=C1&part=gap&drive=50-2026"
    assert client.get(behind).status_code == 404


def test_queries_do_not_grow(client, november):
    client.force_login(make.officer("50"))

    def asked():
        with CaptureQueriesContext(
            connection,
        ) as counted:
            assert client.get("/drives/DRV-2023/progress/").status_code == 200
        return len(counted)

    asked()
    few = asked()
    for code in ("500101", "500102", "500103", "500105"):
        for _ in range(5):
            eligible(make.organization(code, kind="school"))
    services.fold()
    assert Federation.objects.filter(code="500105").exists()
    assert asked() <= few + 1


def test_law_firms_are_led_along_with_a_rate_of_their_own(client, drive, november):
    """DRV-07: law and accounting firms have their own rate and are not in the drive's."""
    firms = {"code": "L", "name": "律师事务所、会计师事务所", "led": True}
    firms["any of"] = {"kind": ["law_firm", "accounting_firm"]}
    drive.scope = {"segments": [*drive.scope["segments"], firms]}
    drive.full_clean()
    drive.save()
    for n in range(3):
        firm = make.organization(kind="law_firm", type="59", name=f"某律师事务所{n}")
        eligible(firm)
    cover(firm, make.union(), since=date(2024, 1, 1))
    services.rebuild()
    client.force_login(make.officer("500112"))
    page = client.get("/drives/DRV-2023/progress/")
    assert (page.context["numerator"], page.context["denominator"]) == (4, 10)
    [led] = page.context["led"]
    assert (led["numerator"], led["denominator"]) == (1, 3)
    assert client.get(led["url"]).context["listed"] == 3
    api = APIClient()
    api.force_authenticate(make.officer("500112"))
    told = api.get("/api/v1/drives/DRV-2023/progress/").json()["led"]
    assert told == [{"code": "L", "name": firms["name"], "numerator": 1, "denominator": 3}]
    drive.scope = {"segments": [firms]}
    with pytest.raises(ValidationError, match="至少设一类重点对象"):
        drive.full_clean()


def test_the_long_goal_of_2021_beside_the_drive(client, november):
    """DRV-08: the opinion of August 2021 as a drive of its own: its paper, its three years, its
    target; kept to after the end and read beside the later drive."""
    scope = {"segments": [{"code": "A", "name": "全部", "any of": {"standing": ["registered"]}}]}
    create_drive(
        by=make.officer("0"),
        federation=make.federation("0"),
        code="DRV-2021",
        name="加强社会组织工会建设",
        basis="《关于加强社会组织工会建设的意见（试行）》（2021 年 8 月）",
        starts_on=date(2021, 8, 1),
        ends_on=date(2024, 8, 1),
        scope=scope,
        counted_forms=["single", "joint", "industry", "region"],
        targets=[DriveTarget(due_on=date(2024, 8, 1), comparator="at_least", rate=Decimal("0.6"))],
    )
    services.rebuild()
    client.force_login(make.officer("500112"))
    page = client.get("/drives/DRV-2021/progress/")
    assert page.context["kept"] is True
    assert page.context["lacking"] == 2
    assert [r["drive"].code for r in page.context["beside"]] == ["DRV-2023", "DRV-2021"]
