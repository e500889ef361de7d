"""The nation's register, backed up, lost and restored. Small in tests/liaison/test_archive.py."""

import json

import pytest

from orgs.models import Organization

NATION = 902_000


@pytest.mark.drill
@pytest.mark.django_db(transaction=True)
def test_nation_is_backed_up_and_restored(manage, tmp_path):
    assert manage("generate_registry", "--count", NATION, "--seed", 1).returncode == 0
    there = json.loads(manage("backup", tmp_path / "b", "--json").stdout)
    size = sum(path.stat().st_size for path in (tmp_path / "b").iterdir()) / 1e6

    done = manage("restore", tmp_path / "b", "--force", "--json")
    back = json.loads(done.stdout)

    assert done.returncode == 0, done.stderr
    assert Organization.objects.count() == NATION
    assert manage("verify_indicators").returncode == 0
    print(
        f"{there['rows']:,} rows in {there['tables']} tables: backup {there['seconds']:.0f} s,"
        f" {size:,.0f} MB; restore {back['seconds']:.0f} s; 0 tables differ; figures verified"
    )
