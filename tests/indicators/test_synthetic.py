"""An invented registry is a valid one, and leaves the tables as it found them."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from stdnum.cn import uscc

from indicators import services, synthetic
from indicators.models import Dirty
from liaison import embedded
from liaison.environment import parse_database
from membership.models import Coverage, Drive
from membership.reference import DRIVE_2023
from orgs.models import Organization, OrganizationFacts
from orgs.names import fold
from orgs.services.findings import run_checks
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def owner(servers, settings):
    url = servers.servers.url(embedded.OWNER, servers.database)
    settings.DATABASE_OWNER = parse_database(url)


def structure():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'"
            " UNION ALL SELECT conrelid::regclass || conname || pg_get_constraintdef(oid)"
            " FROM pg_constraint"
            " UNION ALL SELECT tgrelid::regclass || tgname || tgenabled::text FROM pg_trigger"
            " WHERE NOT tgisinternal ORDER BY 1"
        )
        return cursor.fetchall()


def test_generate_registry(owner):
    Drive.objects.create(federation=make.federation("0"), **DRIVE_2023)
    before = structure()
    out = StringIO()
    call_command("generate_registry", "--count", "400", "--seed", "5", "--json", stdout=out)
    assert json.loads(out.getvalue())["organizations"] == 400
    assert structure() == before
    codes = Organization.objects.exclude(credit_code=None).values_list("credit_code", flat=True)
    assert len(codes) > 390
    assert all(uscc.is_valid(code) for code in codes)
    for org in Organization.objects.order_by("pk")[:50]:
        org.full_clean()
        assert org.folded_name == fold(org.name)
    assert OrganizationFacts.objects.count() > 400
    assert Coverage.objects.count() > 50
    assert not Dirty.objects.exists()
    assert services.verify().differences == 0
    call_command("generate_registry", "--count", "100", "--seed", "5", stdout=StringIO())
    assert Organization.objects.count() == 500
    make.organization()  # keys go on where the registry ends


def test_what_is_invented_has_happened(owner):
    """No record says that an organization has ended while its history says that it will."""
    call_command("generate_registry", "--count", "30000", "--seed", "3", stdout=StringIO())
    assert Organization.objects.filter(ended_on__gt="2026-01-01").exists()
    assert not Organization.objects.filter(ended_on__gt="2026-10-31").exists()
    assert [run.found for run in run_checks(keys=["history_out_of_step"])] == [0]


def test_more_than_there_are_serials_is_refused(owner, monkeypatch):
    monkeypatch.setattr(synthetic, "MOST", 10)
    with pytest.raises(CommandError) as refused:
        call_command("generate_registry", "--count", "11")
    assert refused.value.returncode == 2
