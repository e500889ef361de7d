import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from jobs import services
from jobs.models import IdempotencyKey, Job
from orgs.models import ImportBatch, ImportLine, Source
from privacy import retention
from tests import make

pytestmark = pytest.mark.django_db


def purge(*arguments):
    out = StringIO()
    call_command("purge_expired", *arguments, "--json", stdout=out)
    return json.loads(out.getvalue())["purged"]


def ago(days):
    return timezone.now() - timedelta(days=days)


def test_exactly_the_due_rows_go():
    officer = make.officer("50")
    for days, state in ((200, "done"), (100, "done"), (200, "waiting")):
        job = services.enqueue(by=officer, kind="x", title="x")
        Job.objects.filter(pk=job.pk).update(finished_at=ago(days), state=state)
    for n, days in enumerate((31, 29)):
        IdempotencyKey.objects.create(
            caller="anyone", key=n, fingerprint="", status=200, created_at=ago(days)
        )
    would = purge("--dry-run")
    assert (would["jobs.Job"], would["jobs.IdempotencyKey"]) == (1, 1)
    assert Job.objects.count() == 3
    assert purge() == would
    assert Job.objects.count() == 2
    assert purge()["jobs.Job"] == 0


def test_an_old_imports_rows_are_forgotten_and_its_lines_stay():
    source = Source.objects.create(code="t", name="民政")
    batch = ImportBatch.objects.create(
        source=source, federation=make.federation("50"), file_name="a.xlsx", created_at=ago(800)
    )
    ImportLine.objects.create(
        batch=batch, row=2, outcome="refused", values={"name": "某会"}, private="13800138000"
    )
    assert purge()["orgs.ImportLine"] == 1
    line = ImportLine.objects.get()
    assert (line.values, line.private, line.row) == ({}, "", 2)
    assert purge()["orgs.ImportLine"] == 0


def test_the_last_word_of_a_source_about_an_organization_is_kept():
    """Of it the register's values are chosen; telephones and what was replaced go all the same."""
    source, organization = Source.objects.create(code="t", name="民政"), make.organization()
    for n, status in ((900, "applied"), (800, "applied"), (790, "reverted")):
        batch = ImportBatch.objects.create(
            source=source,
            federation=make.federation("50"),
            file_name="a.xlsx",
            created_at=ago(n),
            as_of=ago(n).date(),
            status=status,
        )
        ImportLine.objects.create(
            batch=batch,
            row=n,
            outcome="same",
            organization=organization,
            values={"name": "某会"},
            before={"name": ["甲", "乙"]},
            private="13800138000",
        )
    assert purge()["orgs.ImportLine"] == 3
    lines = {line.row: line for line in ImportLine.objects.all()}
    assert {n: line.values for n, line in lines.items()} == {
        900: {},
        800: {"name": "某会"},
        790: {},
    }
    assert not any(line.private or line.before for line in lines.values())
    assert purge()["orgs.ImportLine"] == 0


def test_a_killed_purge_goes_on(monkeypatch):
    """Whatever was removed is removed; the next run takes the rest."""
    for n in range(7):
        IdempotencyKey.objects.create(
            caller="anyone", key=n, fingerprint="", status=200, created_at=ago(40)
        )
    rows = IdempotencyKey.objects.filter(created_at__lt=ago(30))
    assert retention.delete(rows.filter(key__lt="3"), dry_run=False, batch=2) == 3
    assert retention.delete(rows, dry_run=False, batch=2) == 4


def test_a_rule_needs_both_time_and_way():
    with pytest.raises(TypeError):
        retention.declare("x.Y", name="x", days=3, why="y")
