"""Backup, loss, restore: the same state again, and nothing overwritten by accident."""

import json

import pytest
from django.conf import settings
from django.db import connection

from accounts.models import User
from liaison.environment import new_key
from unions.models import Region

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _one_attachment(manage):
    (manage.files / "2026").mkdir()
    (manage.files / "2026" / "charter.pdf").write_bytes(b"%PDF")


def test_there_and_back(manage, tmp_path):
    User.objects.create(username="kept", name="王秀英", phone="13800000000")
    done = manage("backup", tmp_path / "b", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["files"] == 1

    User.objects.create(username="later", name="later")
    Region.objects.filter(code__startswith="5001", level=4).delete()
    (manage.files / "2026" / "charter.pdf").unlink()
    done = manage("restore", tmp_path / "b", "--force", "--json")

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["differs"] == []
    assert Region.objects.count() == 44_703
    assert [user.phone for user in User.objects.all()] == ["13800000000"]
    assert (manage.files / "2026" / "charter.pdf").read_bytes() == b"%PDF"
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("liaison_app",)


def test_backup_holds_no_key_and_no_plain_phone(manage, tmp_path):
    User.objects.create(username="kept", name="王秀英", phone="13800000000")
    manage("backup", tmp_path / "b")

    everything = b"".join(path.read_bytes() for path in (tmp_path / "b").iterdir())

    for secret in (settings.SECRET_KEY, *settings.FIELD_KEYS, "13800000000"):
        assert secret.encode() not in everything


def test_nothing_is_overwritten_by_accident(manage, tmp_path):
    manage("backup", tmp_path / "b")

    again = manage("backup", tmp_path / "b")
    over = manage("restore", tmp_path / "b")

    assert (again.returncode, over.returncode) == (2, 2)
    assert "--force" in over.stderr


def test_damaged_backup_is_refused_before_anything_is_lost(manage, tmp_path):
    manage("backup", tmp_path / "b")
    with open(tmp_path / "b" / "database.dump", "r+b") as file:
        file.seek(1000)
        file.write(b"x")

    done = manage("restore", tmp_path / "b", "--force")

    assert done.returncode == 2
    assert "校验和" in done.stderr
    assert Region.objects.count() == 44_703


def test_missing_key_is_named_first(manage, tmp_path):
    manage("backup", tmp_path / "b")

    done = manage("restore", tmp_path / "b", FIELD_KEYS=new_key())

    assert done.returncode == 2
    assert "FIELD_KEYS" in done.stderr
