"""The ground the tests stand on."""

import pytest
from django.db import connection

from unions.models import Region


def test_application_role_works_on_the_clone(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_database()")
        user, database = cursor.fetchone()

    assert user == "liaison_app"
    assert database.startswith("test_")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_", [1, 2])
def test_what_a_test_commits_is_gone_in_the_next(_):
    before = Region.objects.count()

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_session")
        assert cursor.fetchone() == (0,)
        cursor.execute(
            "INSERT INTO django_session (session_key, session_data, expire_date)"
            " VALUES ('a', '', now())"
        )

    assert before > 44_000
