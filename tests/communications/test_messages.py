"""Reminders and mail: written with the act, sent after it, each once."""

import pytest
from django.core import mail as post_office
from django.core.exceptions import ValidationError
from django.db import transaction
from rest_framework.test import APIClient

from accounts.models import User
from accounts.services import passwords
from accounts.services.notices import tell
from communications import tasks  # noqa: F401  declares the kind, as a worker does
from communications.models import Notification, OutboxMail
from communications.services import mail, mark_read, notify
from jobs import runner
from jobs.models import Job
from tests import make


def test_a_reminder_is_its_readers_alone(client, db):
    me, other = make.officer("500112"), make.officer("500112")
    told = notify(user=me, text="名册已导入", url="/jobs/")
    client.force_login(other)
    assert "名册已导入" not in client.get("/communications/notifications/").content.decode()
    client.post("/communications/notifications/read/", {"id": told.pk})
    assert Notification.objects.unread().count() == 1
    client.force_login(me)
    assert "名册已导入" in client.get("/communications/").content.decode()
    answer = client.post("/communications/notifications/read/", {"id": told.pk})
    assert answer.url == "/jobs/"
    assert not Notification.objects.unread().exists()


def test_a_reminder_leads_nowhere_else(db):
    for url in ("https://elsewhere.example/", "//elsewhere.example/"):
        with pytest.raises(ValidationError):
            notify(user=make.officer("50"), text="看这里", url=url)


def test_marking_all_touches_ones_own(db):
    me, other = make.officer("50"), make.officer("50")
    for user in (me, me, other):
        notify(user=user, text="提醒")
    assert mark_read(by=me, notifications=Notification.objects.all()) == 2
    assert Notification.objects.unread().get().user == other


def test_api_reads_and_marks(db):
    me, other = make.officer("50"), make.officer("50")
    first, _ = notify(user=me, text="一"), notify(user=me, text="二")
    theirs = notify(user=other, text="三")
    client = APIClient()
    client.force_authenticate(me)
    assert [n["text"] for n in client.get("/api/v1/notifications/").data["results"]] == ["二", "一"]
    answer = client.post(
        "/api/v1/notifications/read/", {"ids": [first.pk, theirs.pk]}, format="json"
    )
    assert answer.data == {"read": 1}
    assert (
        client.post("/api/v1/notifications/read/", {"ids": ["x"]}, format="json").status_code == 400
    )
    assert client.post("/api/v1/notifications/read/").data == {"read": 1}
    assert Notification.objects.unread().get() == theirs


@pytest.mark.django_db(transaction=True)
def test_a_mail_leaves_once_and_is_forgotten():
    user = make.officer("50", email="officer@example.org")
    waiting = mail(user=user, subject="密码已更换", text="如非本人操作，请联系管理员。")
    job = Job.objects.get(kind="communications.mail")
    assert runner.run(job.uid) == Job.State.DONE
    assert runner.run(job.uid) is None
    [sent] = post_office.outbox
    assert (sent.to, sent.body) == (["officer@example.org"], "如非本人操作，请联系管理员。")
    waiting.refresh_from_db()
    assert waiting.sent_at
    assert waiting.text == ""


@pytest.mark.django_db(transaction=True)
def test_an_act_undone_sends_nothing():
    user = make.officer("50", email="officer@example.org")
    with transaction.atomic():
        mail(user=user, subject="未成之事", text="")
        transaction.set_rollback(True)
    assert not OutboxMail.objects.exists()
    assert not Job.objects.filter(kind="communications.mail").exists()


def test_accounts_tell_here_and_by_mail(db):
    user = make.officer("50", email="officer@example.org")
    tell(user=user, subject="您的密码已更换", text="如非本人操作，请联系管理员。")
    assert Notification.objects.get().user == user
    assert OutboxMail.objects.get().subject == "您的密码已更换"
    assert mail(user=make.officer("50"), subject="没有邮箱", text="") is None


@pytest.mark.django_db(transaction=True)
def test_a_reset_outlives_the_broker(monkeypatch):
    """Nobody hears the hint, the mail waits in its row and leaves when a worker looks."""
    user = make.officer("50", email="officer@example.org")
    monkeypatch.setattr("jobs.services.current_app.send_task", _away)
    asked = passwords.ask_reset(username=user.username, address="10.0.0.1")
    assert passwords.handle_reset(request_id=asked, link=lambda token: f"/link/{token}")
    waiting = OutboxMail.objects.get()
    assert waiting.to == "officer@example.org"
    User.objects.filter(pk=user.pk).update(email="new@example.org")
    assert runner.run(Job.objects.get(kind="communications.mail").uid) == Job.State.DONE
    [sent] = post_office.outbox
    assert sent.to == ["officer@example.org"]
    assert "/link/" in sent.body
    waiting.refresh_from_db()
    assert (waiting.to, waiting.text) == ("", "")


def _away(*_, **__):
    raise ConnectionError
