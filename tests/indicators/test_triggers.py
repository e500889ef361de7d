"""Marks are written by the database, whoever writes the facts, and only when someone reads them."""

import os
import subprocess
import sys

import pytest
from django.db import connection

from indicators import triggers
from indicators.models import Dirty
from membership.models import Coverage, Eligibility
from orgs.models import OrganizationFacts
from tests import make
from tests.indicators.conftest import cover, eligible
from tests.servers import ROOT


def marked():
    found = set(Dirty.objects.values_list("organization_id", flat=True))
    Dirty.objects.all().delete()
    return found


def test_every_way_of_writing_leaves_its_mark(db):
    orgs = [make.organization() for _ in range(3)]
    keys = {o.pk for o in orgs}
    assert marked() == keys
    eligible(orgs[0])
    cover(orgs[1], make.union())
    assert marked() == {orgs[0].pk, orgs[1].pk}
    Eligibility.objects.update(note="再核")
    Coverage.objects.all().delete()
    assert marked() == {orgs[0].pk, orgs[1].pk}
    OrganizationFacts.objects.filter(organization=orgs[0]).delete()
    OrganizationFacts.objects.filter(organization=orgs[2]).update(organization=orgs[0])
    assert marked() == {orgs[0].pk, orgs[2].pk}
    with connection.cursor() as cursor:
        cursor.execute("UPDATE orgs_organizationfacts SET staff_count = 3")
    assert marked() == {orgs[0].pk, orgs[1].pk}


def test_no_row_changed_no_mark(db):
    OrganizationFacts.objects.filter(pk=0).update(staff_count=1)
    assert marked() == set()


def installed():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger"
            " WHERE tgname LIKE 'indicators%%' ORDER BY 1, 2"
        )
        return cursor.fetchall()


def test_every_watched_table_has_its_triggers(db):
    tables = {table for table, _ in installed()}
    assert tables == {*triggers.COUNTED, *triggers.SHAPING}


@pytest.mark.parametrize("app", ["membership", "indicators"])
def test_each_app_can_be_migrated_alone(servers, app):
    """Triggers go only where there are tables, and only when the marks have a reader."""
    name = f"alone_{servers.worker}_{app}"
    with servers.administration() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}"')
        try:
            from liaison import embedded

            environment = {
                **servers.environment(),
                "DATABASE_URL": servers.servers.url(embedded.APPLICATION, name),
                "DATABASE_OWNER_URL": servers.servers.url(embedded.OWNER, name),
            }

            def migrate(*arguments):
                command = [sys.executable, "manage.py", "migrate", *arguments]
                subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, check=True)

            def count():
                import psycopg2

                with psycopg2.connect(environment["DATABASE_URL"]) as own, own.cursor() as cursor:
                    cursor.execute(
                        "SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'indicators%'"
                    )
                    return cursor.fetchone()[0]

            migrate(app)
            assert count() == (18 if app == "indicators" else 0)
            if app == "indicators":
                migrate("indicators", "zero")
                assert count() == 0
        finally:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
