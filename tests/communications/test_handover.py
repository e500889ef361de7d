"""What a leaving officer has in hand: what moves, what goes with the office, what stays."""

import pytest
from django.utils import timezone

from accounts import handover
from accounts.services import appointments
from communications.services import draft_notice, move_notice
from jobs.services import enqueue
from orgs.models import ImportBatch, Source
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def leaving():
    """An officer of 渝北 with a list, a draft, a job and an office that runs out below them."""
    officer = make.officer("500112")
    place = make.federation("500112")
    source = Source.objects.create(code="civil", name="民政")
    for status in ("preview", "applied"):
        ImportBatch.objects.create(
            source=source, federation=place, by=officer, file_name=f"{status}.csv", status=status
        )
    for title in ("草稿", "已发"):
        notice = draft_notice(
            by=officer, federation=place, title=title, body="正文", audience="subtree"
        )
    move_notice(by=officer, notice=notice, verb="publish")
    enqueue(by=officer, kind="orgs.export", title="导出名册")
    ending = make.officer("500112", "street")
    ending.appointments.update(ends_on=timezone.localdate())
    return officer


def test_what_is_in_hand_moves_and_what_is_running_stays(leaving):
    """Of an ordinary day's work nothing is lost with the person."""
    office = leaving.appointments.get()
    found = handover.preview(user=leaving, federation=office.federation)
    assert {w.label: (w.count, w.where) for w in found if w.count} == {
        "待确认的导入": (1, ""),
        "通知草稿": (1, ""),
        "即将届满的任职": (1, handover.ON_ITS_OWN),
        "进行中的作业": (1, handover.STAYS),
    }
    successor, boss = make.officer("500112"), make.officer("50")
    moved = appointments.hand_over(appointment=office, to=successor, by=boss)
    assert {k: n for k, n in moved.items() if n} == {"待确认的导入": 1, "通知草稿": 1}
    assert ImportBatch.objects.get(status="preview").by == successor
    assert ImportBatch.objects.get(status="applied").by == leaving
    assert leaving.jobs.count() == 1


def test_work_of_another_office_is_not_touched(leaving):
    elsewhere = make.federation("32")
    found = handover.preview(user=leaving, federation=elsewhere)
    assert {w.label for w in found if w.count} == {"进行中的作业"}


def test_whoever_ends_the_office_is_told(leaving, client):
    client.force_login(make.officer("50"))
    office = leaving.appointments.get()
    page = client.get(f"/accounts/offices/{office.pk}/end/").content.decode()
    assert "还有未办工作" in page
    page = client.get(f"/accounts/offices/{office.pk}/hand-over/").content.decode()
    assert "待确认的导入：1 件" in page
    assert f"进行中的作业 1 件：{handover.STAYS}" in page
