"""Who is spoken to, reads; who publishes, answers for it."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.roles import Permission
from communications.models import Notice, NoticeRead
from communications.services import draft_notice, move_notice, revise_notice
from governance.models import Event
from tests import make

VIEW = Permission.NOTICE_VIEW


@pytest.fixture
def cq(db):
    return make.officer("50")


def published(by, code="50", **over):
    fields = {"title": "关于开展摸底的通知", "body": "请各区县于月底前完成。"} | over
    notice = draft_notice(by=by, federation=make.federation(code), **fields)
    return move_notice(by=by, notice=notice, verb="publish")


def reads(user):
    return set(Notice.objects.for_user(user, VIEW))


def test_a_draft_is_nobody_elses_and_published_it_goes_down_the_line(cq):
    below, above, next_door = make.officer("500112"), make.officer("0"), make.officer("32")
    draft = draft_notice(by=cq, federation=make.federation("50"), title="通知", body="正文")
    assert not any(reads(user) for user in (cq, below, above, next_door))
    notice = move_notice(by=cq, notice=draft, verb="publish")
    assert reads(cq) == reads(below) == {notice}
    assert not reads(above)
    assert not reads(next_door)
    assert Event.objects.about(notice).first().label == "发布"


def test_roles_and_sides(cq, org_delegate):
    to_leaders = published(cq, roles=["leader"])
    to_organizations = published(cq, audience="organizations")
    to_all = published(cq, audience="public")
    assert reads(make.officer("500112")) == {to_all}
    assert reads(make.officer("500112", "leader")) == {to_all, to_leaders}
    assert reads(org_delegate) == {to_all, to_organizations}
    assert reads(make.officer("32")) == set()  # public pages are for whoever is not spoken to
    assert set(Notice.objects.public()) == {to_all}


def test_withdrawn_it_is_gone_and_the_reason_stays(cq):
    notice = published(cq, audience="public")
    with pytest.raises(ValidationError, match="请填写撤回的原因"):
        move_notice(by=cq, notice=notice, verb="withdraw")
    move_notice(by=cq, notice=notice, verb="withdraw", reason="日期有误")
    assert not reads(make.officer("500112"))
    assert not Notice.objects.public()
    assert Event.objects.about(notice).first().reason == "日期有误"
    with pytest.raises(ValidationError, match="不能修改"):
        revise_notice(by=cq, notice=notice, title="另一个")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"roles": ["leader"], "audience": "public"}, "只有发给工会工作人员的通知可以限定职责"),
        ({"body": " "}, "正文为空"),
    ],
)
def test_refusals(cq, change, words):
    with pytest.raises(ValidationError, match=words):
        published(cq, **change)
    assert not Notice.objects.filter(status="published").exists()


def test_nobody_speaks_for_a_federation_beyond_reach(cq):
    with pytest.raises(PermissionDenied):
        published(cq, code="32")
    notice = published(cq)
    with pytest.raises(PermissionDenied):
        move_notice(by=make.officer("32"), notice=notice, verb="withdraw", reason="x")


def test_pages(client, cq):
    """Draft, publish, read once, withdraw, through the pages; the stranger finds nothing."""
    client.force_login(cq)
    form = {
        "title": "开展摸底",
        "federation": make.federation("50").pk,
        "audience": "public",
        "body": "第一段\n\n第二段 <script>",
    }
    empty = client.post("/communications/notices/new/", {**form, "title": ""})
    assert empty.status_code == 422
    assert client.post("/communications/notices/new/", form).status_code == 302
    notice = Notice.objects.get()
    assert client.get("/public/").content.decode().count("开展摸底") == 0
    client.post(f"/communications/notices/{notice.pk}/publish/")
    for _ in range(2):
        page = client.get(f"/communications/notices/{notice.pk}/").content.decode()
    assert "&lt;script&gt;" in page
    assert NoticeRead.objects.count() == 1
    client.logout()
    answer = client.get("/public/")
    assert "开展摸底" in answer.content.decode()
    assert len(answer.content) < 60_000
    assert client.get(f"/public/notices/{notice.pk}/").status_code == 200
    client.force_login(make.officer("32"))
    assert client.get(f"/communications/notices/{notice.pk}/edit/").status_code == 404
    client.force_login(cq)
    client.post(f"/communications/notices/{notice.pk}/withdraw/", {"reason": "有误"})
    assert client.get(f"/public/notices/{notice.pk}/").status_code == 404
    assert Notice.objects.get().withdrawn_at.date() >= date(2020, 1, 1)
