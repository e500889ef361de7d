"""What is held is neither purged nor erased, whoever comes first."""

import threading
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from accounts.roles import Role
from governance.models import Event
from jobs.models import IdempotencyKey
from orgs.models import Contact, ImportBatch, ImportLine, Source
from privacy import holds, retention, services
from privacy.models import LegalHold
from tests import make

REASON = "涉及正在进行的经费审计"


def ago(days):
    return timezone.now() - timedelta(days=days)


@pytest.fixture
def auditor(db):
    return make.officer("50", Role.AUDIT)


@pytest.fixture
def batch(db):
    source = Source.objects.create(code="t", name="民政")
    made = ImportBatch.objects.create(
        source=source, federation=make.federation("50"), file_name="a", created_at=ago(900)
    )
    for n in range(3):
        ImportLine.objects.create(
            batch=made, row=n, outcome="same", values={"name": "某会"}, private="{}"
        )
    return made


def purge():
    return retention.purge(dry_run=False)


def test_a_hold_beats_the_purge_and_its_end_lets_it_pass(auditor, batch):
    """PIPL 47; peers row 26: legal hold."""
    hold = services.place_hold(by=auditor, row=batch, reason=REASON, document="审字〔2026〕3号")
    assert retention.purge(dry_run=True)["orgs.ImportLine"] == 0
    assert purge()["orgs.ImportLine"] == 0
    assert ImportLine.objects.filter(values={}).count() == 0
    services.lift_hold(by=auditor, hold=hold, reason="审计已经结束")
    assert purge()["orgs.ImportLine"] == 3
    verbs = list(Event.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["legalhold.place", "legalhold.lift"]


def test_what_belongs_to_a_held_row_is_held(auditor):
    held, free = make.organization(), make.organization()
    for organization in (held, free):
        Contact.objects.create(
            organization=organization,
            person_name="某人",
            phone="13800000000",
            starts_on=date(2015, 1, 1),
            ended_on=date(2016, 1, 1),
        )
    services.place_hold(by=auditor, row=held, reason=REASON)
    assert purge()["orgs.Contact"] == 1
    assert Contact.objects.get().organization == held


def test_a_hold_ends_with_its_day(auditor, batch):
    hold = services.place_hold(
        by=auditor, row=batch, reason=REASON, until=timezone.localdate() + timedelta(5)
    )
    LegalHold.objects.filter(pk=hold.pk).update(until=timezone.localdate() - timedelta(1))
    assert purge()["orgs.ImportLine"] == 3


def test_who_may_hold(auditor, batch):
    officer = make.officer("50")
    with pytest.raises(PermissionDenied):
        services.place_hold(by=officer, row=batch, reason=REASON)
    with pytest.raises(ValidationError):
        services.place_hold(by=auditor, row=batch, reason="审")


def test_the_pages(client, auditor, batch):
    client.force_login(auditor)
    answer = client.post(
        "/privacy/holds/new/", {"kind": "batch", "subject": str(batch.uid), "reason": REASON}
    )
    assert answer.status_code == 302
    assert REASON in client.get("/privacy/holds/").content.decode()
    hold = LegalHold.objects.get()
    wrong = {"kind": "organization", "subject": "nobody", "reason": REASON}
    assert client.post("/privacy/holds/new/", wrong).status_code == 422
    page = client.get("/privacy/retention/?count=1").content.decode()
    assert "导入行的原始内容" in page
    assert client.post(f"/privacy/holds/{hold.pk}/lift/", {"reason": "审计结束"}).status_code == 302
    assert not LegalHold.objects.standing().exists()


def test_anybody_reads_how_long_what_is_kept(client, db):
    """PIPL 17: retention shown to the data subject."""
    page = client.get("/privacy/").content.decode()
    assert "联系人" in page
    assert "365 天" in page


def race(auditor, row):
    """A purge has chosen its rows and waits; meanwhile somebody places a hold. In which order
    do the removal and the hold come to pass?"""
    order, chosen, go_on = [], threading.Event(), threading.Event()

    def act(some):
        chosen.set()
        go_on.wait(2)
        some.delete()
        order.append("removed")

    def remove():
        retention.in_pieces(IdempotencyKey.objects.all(), act, False)
        connection.close()

    def hold():
        services.place_hold(by=auditor, row=row, reason=REASON)
        order.append("held")
        connection.close()

    first, second = threading.Thread(target=remove), threading.Thread(target=hold)
    first.start()
    assert chosen.wait(10)
    second.start()
    second.join(0.7)
    go_on.set()
    first.join(10)
    second.join(10)
    return order


@pytest.fixture
def answered(transactional_db):
    return IdempotencyKey.objects.create(caller="anyone", key="1", fingerprint="", status=200)


def test_a_hold_waits_for_the_removal_under_way(answered):
    """No row is removed after a hold stood: the hold comes after, and sees what is gone."""
    auditor, organization = make.officer("50", Role.AUDIT), make.organization()
    assert race(auditor, organization) == ["removed", "held"]


def test_without_the_lock_rows_go_after_the_hold_stood(answered, monkeypatch):
    """The control of the above."""
    monkeypatch.setattr(holds, "guard", lambda: None)
    monkeypatch.setattr(holds, "alone", lambda: None)
    auditor, organization = make.officer("50", Role.AUDIT), make.organization()
    assert race(auditor, organization) == ["held", "removed"]
