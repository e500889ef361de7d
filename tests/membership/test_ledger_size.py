"""The ledger over a hundred thousand organizations: the page, the workbook, its way back."""

import time
from io import BytesIO, StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command

from liaison import embedded
from liaison.environment import parse_database
from membership.ledger import book
from membership.models import Drive
from membership.queries import in_drive
from orgs.models import Organization
from tests import make

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def owner(servers, settings):
    """Whoever may load in bulk is the owner of the tables."""
    url = servers.servers.url(embedded.OWNER, servers.database)
    settings.DATABASE_OWNER = parse_database(url)


def took(act):
    begun = time.monotonic()
    return act(), time.monotonic() - begun


def test_a_hundred_thousand_rows(owner, client, tmp_path):
    """DRV-13: pages by key, the same speed at the end as at the beginning; out and in again."""
    call_command("load_drives")
    call_command("generate_registry", "--count", "100000", "--seed", "7", stdout=StringIO())
    officer, drive = make.officer("0"), Drive.objects.get()
    client.force_login(officer)
    url = "/ledger/?drive=DRV-2023&size=50"
    client.get(url)
    page, first = took(lambda: client.get(url))
    assert page.status_code == 200
    _, named = took(lambda: client.get(f"{url}&sort=name"))
    _, deep = took(lambda: client.get(f"{url}&page=300"))
    rows = Organization.objects.all()
    keys = list(in_drive(rows, drive).values_list("pk", flat=True))
    file = BytesIO()
    count, out = took(
        lambda: book.write(file, keys, drive=drive, user=officer, purpose="量", within=rows)
    )
    path = tmp_path / "台账.xlsx"
    path.write_bytes(ContentFile(file.getvalue()).read())
    (_, _, came), back = took(lambda: book.read(path, path.name))
    assert len(came) == count == len(keys)
    assert not [row for row in came if row.refusal]
    print(
        f"{Organization.objects.count():,} organizations, {count:,} rows of the drive: page "
        f"{first:.2f} s, by name {named:.2f} s, page 300 {deep:.2f} s; workbook "
        f"{path.stat().st_size / 1e6:.1f} MB out {out:.0f} s, back {back:.0f} s"
    )
    assert max(named, deep) < max(1, 4 * first)
