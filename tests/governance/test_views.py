import pytest
from django.db import transaction

from accounts.roles import Role
from governance.models import Event
from governance.paging import slice_by_time
from governance.trail import record
from tests import make

pytestmark = pytest.mark.django_db


def act(code="500112", label="登记", **values):
    officer = make.officer(code)
    with transaction.atomic():
        return record(
            by=officer,
            verb="create",
            label=label,
            subject=make.organization(code, name=f"{code}某会"),
            **values,
        )


@pytest.fixture
def auditor(client):
    user = make.officer("50", Role.AUDIT)
    client.force_login(user)
    return client


def test_an_auditor_reads_the_territorys_acts(auditor):
    act()
    act("320102", label="别处的事")
    page = auditor.get("/trail/").content.decode()
    assert "500112某会" in page
    assert "别处的事" not in page
    assert "320102某会" not in page


def test_others_read_their_own_acts(client):
    event = act()
    other = act()
    client.force_login(event.actor)
    page = client.get("/trail/").content.decode()
    assert "我的操作记录" in page
    assert f"/trail/{event.pk}/" in page
    assert f"/trail/{other.pk}/" not in page
    assert client.get(f"/trail/{other.pk}/").status_code == 404
    assert client.get(f"/trail/{event.pk}/").status_code == 200


def test_a_visitor_is_sent_to_log_in(client):
    assert client.get("/trail/").status_code == 302


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("federation=500112", 1),
        ("federation=50", 2),
        ("federation=32", 0),
        ("verb=organization.create", 2),
        ("verb=变更", 1),
        ("subject=500112", 1),
        ("since=2020-01-01", 2),
        ("until=2020-01-01", 0),
        ("actor=nobody", 0),
    ],
)
def test_filters(auditor, query, found):
    act()
    act("500113", label="变更")
    assert auditor.get(f"/trail/?{query}").context["events"].__len__() == found


def test_pages_go_by_key_in_both_directions():
    moment = act().at
    Event.objects.bulk_create(
        [Event(verb="x", label=f"{n}", at=moment) for n in range(11)]  # all at one instant
    )
    rows, seen, cursor = Event.objects.all(), [], ""
    while True:
        page = slice_by_time(rows, cursor, size=5)
        seen += page.rows
        if not page.next:
            break
        cursor = page.next
    assert [e.pk for e in seen] == sorted((e.pk for e in rows), reverse=True)
    assert slice_by_time(rows, size=5).previous == ""
    back = slice_by_time(rows, page.previous, size=5)
    assert back.rows == seen[5:10]
    assert slice_by_time(rows, back.previous, size=5).rows == seen[:5]
    assert slice_by_time(rows, "garbage", size=5).rows == seen[:5]


def test_the_pager_leads_where_there_is_something(auditor):
    for _ in range(12):
        act()
    first = auditor.get("/trail/?size=10").content.decode()
    assert "下一页</a>" in first
    assert "上一页</a>" not in first
    assert "下一页" not in auditor.get("/trail/?size=20").content.decode()


def test_export_holds_what_the_list_holds_and_is_recorded(auditor):
    act(reason="=HYPERLINK(1)")
    act("320102")
    answer = auditor.get("/trail/export/?verb=organization")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "500112某会" in text
    assert "320102某会" not in text
    assert "'=HYPERLINK" in text
    assert "filename*=utf-8''" in answer["Content-Disposition"]
    event = Event.objects.first()
    assert (event.verb, event.detail) == ("trail.export", {"filters": {"verb": "organization"}})
