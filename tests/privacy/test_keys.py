import base64
import json
import os
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import User
from orgs.models import Organization
from privacy import ciphers
from tests import make

pytestmark = pytest.mark.django_db
OLD, NEW = (base64.b64encode(os.urandom(32)).decode() for _ in range(2))


@pytest.fixture
def stored(settings):
    """Written under the old key; the new one has come in front."""
    settings.FIELD_KEYS = [OLD]
    made = make.organization(contact_phone="13812341234")
    settings.FIELD_KEYS = [NEW, OLD]
    return made


def rotate(*arguments):
    out = StringIO()
    call_command("rotate_keys", *arguments, "--json", stdout=out, stderr=StringIO())
    return json.loads(out.getvalue())


def under(key_id):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM orgs_organization WHERE contact_phone LIKE %s", [f"{key_id}.%"]
        )
        return cursor.fetchone()[0]


def test_rotation_writes_everything_under_the_newest_key(stored, settings):
    assert rotate("--dry-run")["rotated"]["orgs.Organization.contact_phone"] == 1
    assert rotate()["rotated"]["orgs.Organization.contact_phone"] == 1
    assert rotate()["rotated"]["orgs.Organization.contact_phone"] == 0
    assert under(ciphers.newest_key_id()) == 1
    settings.FIELD_KEYS = [NEW]
    assert Organization.objects.get().contact_phone == "13812341234"


def test_indexes_are_made_anew_when_the_old_key_goes(settings):
    settings.FIELD_KEYS = [OLD]
    user = make.officer("50", phone="13812341234")
    settings.FIELD_KEYS = [NEW, OLD]
    rotate()
    settings.FIELD_KEYS = [NEW]
    field = User._meta.get_field("phone_index")
    assert not User.objects.filter(phone_index=field.of_value("13812341234")).exists()
    rotate("--indexes")
    assert User.objects.get(phone_index=field.of_value("13812341234")) == user


def test_a_missing_key_is_told_and_changes_nothing(stored, settings):
    settings.FIELD_KEYS = [NEW]
    with pytest.raises(CommandError, match="缺少其密钥") as failed:
        rotate()
    assert failed.value.returncode == 2


def test_a_value_moved_to_another_column_does_not_open():
    value = ciphers.encrypt("13812341234", context="a.b")
    assert ciphers.decrypt(value, context="a.b") == "13812341234"
    with pytest.raises(ciphers.Undecipherable):
        ciphers.decrypt(value, context="a.c")
    bent = value[:-4] + ("AAAA" if value[-4:] != "AAAA" else "BBBB")
    with pytest.raises(ciphers.Undecipherable):
        ciphers.decrypt(bent, context="a.b")
