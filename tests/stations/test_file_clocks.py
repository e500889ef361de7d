"""The clocks of a file: its paper in step within thirty working days, and looked at every year."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from stations.cases_on_pages import papers_due
from stations.file_terms import months_after
from stations.models import Household
from stations.queries.cases import to_review, without_papers
from stations.services import cards, cases, file_reviews
from tests.everybody import at_the_door, person
from tests.stations import helped
from unions.calendar import working_days_between

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def desk():
    return helped.Desk()


def opened(case, days_ago, **over):
    """As if it had been opened so long ago."""
    on = TODAY() - timedelta(days=days_ago)
    rows = Household.objects.filter(pk=case.household_id)
    rows.update(opened_on=on, reviewed_on=on, **over)
    return helped.reread(case)


def test_a_month_has_a_last_day():
    assert months_after(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert months_after(date(2026, 12, 15), 12) == date(2027, 12, 15)


def test_the_paper_is_due_in_thirty_working_days_or_sooner_by_a_card(desk):
    """AS-27: as many as the regime says; a union may lay down fewer, and never more."""
    household = helped.case(desk, "filed").household
    assert working_days_between(TODAY(), household.papers_due_on) == 30
    assert household.review_due_on == months_after(TODAY(), 12)
    said = {"title": "渝北区办法", "clause": "第三条"}
    cards.lay_down(by=desk.clerk, federation=desk.house, term="file_days", value=20, **said)
    cards.lay_down(by=desk.clerk, federation=desk.house, term="review_months", value=6, **said)
    household = helped.case(desk, "filed").household
    assert working_days_between(TODAY(), household.papers_due_on) == 20
    assert household.review_due_on == months_after(TODAY(), 6)


def test_paper_that_is_late_waits_until_it_is_filed(desk):
    late, early = helped.case(desk, "filed"), helped.case(desk, "filed")
    late = opened(late, 90, papers_due_on=TODAY() - timedelta(days=40))
    door = at_the_door(desk.clerk)
    assert list(without_papers(desk.clerk)) == [late, early]
    assert "已超期 1 户" in papers_due(desk.clerk)
    assert "纸质档案待归档" in door.get("/communications/").text
    listed = door.get("/stations/cases/?papers=late").text
    assert late.number in listed
    assert early.number not in listed
    assert "逾期未归档" in door.get(late.get_absolute_url()).text
    url = reverse("stations:case_file_papers", args=[late.uid])
    before = {"on": (late.household.opened_on - timedelta(days=1)).isoformat()}
    assert door.post(url, before).status_code == 422
    assert door.post(url, {"on": TODAY().isoformat(), "place": "3号柜"}).status_code == 302
    assert "3号柜" in door.get(late.get_absolute_url()).text
    assert list(without_papers(desk.clerk)) == [early]
    with pytest.raises(ValidationError, match="没有待归档"):
        cases.file_papers(by=desk.clerk, case=late, on=TODAY())
    with pytest.raises(PermissionDenied):
        cases.file_papers(by=person("js-aid", "32", "assistance"), case=early, on=TODAY())
    told = door.get(f"/api/v1/aid-cases/{late.uid}/").json()
    assert told["papers_on"] == TODAY().isoformat()


def due(case, days_ago):
    return opened(case, 400, review_due_on=TODAY() - timedelta(days=days_ago))


def test_files_due_for_review_come_one_after_the_other(desk):
    """Exactly those of the list: what is skipped stays, what is not due does not come."""
    first, second, third = (due(helped.case(desk, "filed"), days) for days in (30, 20, 10))
    fresh = helped.case(desk, "filed")
    door = at_the_door(desk.clerk)
    page = door.get("/stations/cases/?review=late").text
    assert "依次年审 3 件" in page
    assert fresh.number not in page
    go = door.get("/stations/cases/review/?review=late")
    assert str(first.uid) in go["Location"]
    page = door.get(go["Location"]).text
    assert "本件之后还有 2 件" in page
    assert "保存，审下一件" in page
    kept = door.post(go["Location"], {"result": "stays"})
    go = door.get(kept["Location"])
    assert str(second.uid) in go["Location"]
    assert reverse("stations:case_review_next") in door.get(go["Location"]).text  # to skip it
    skipped = f"/stations/cases/review/?review=late&after={TODAY() - timedelta(20)}.{second.pk}"
    go = door.get(skipped)
    assert str(third.uid) in go["Location"]
    ended = door.post(go["Location"], {"result": "out", "end": "out"}, follow=True)
    assert "跳过的还有 1 件" in ended.text
    assert list(to_review(desk.clerk)) == [second]
    first.household.refresh_from_db()
    assert first.household.review_due_on == months_after(TODAY(), 12)
    assert first.number in door.get("/stations/cases/?review=done").text
    file_reviews.review_file(by=desk.clerk, case=second, result="stays")
    ended = door.get("/stations/cases/review/?review=late&after=nonsense", follow=True)
    assert "已全部年审" in ended.text


def test_nobody_else_walks_the_line(desk):
    due(helped.case(desk, "filed"), 10)
    assert (
        at_the_door(person("st", "500112", "station")).get("/stations/cases/review/").status_code
        == 403
    )
    elsewhere = at_the_door(person("js-aid", "32", "assistance"))
    assert "已全部年审" in elsewhere.get("/stations/cases/review/", follow=True).text
