"""The first administrator of a new installation."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User


def open_account(*arguments):
    said = StringIO()
    call_command("open_account", *arguments, stdout=said)
    return said.getvalue()


def test_first_administrator_gets_office_and_link(db, client):
    said = open_account("first", "--name", "王秀英")

    user = User.objects.get(username="first")
    assert [office.role for office in user.offices] == ["system_admin"]
    link = said.split("：")[-1].strip()
    assert client.get(link[link.index("/accounts/") :], follow=True).status_code == 200


def test_name_that_is_taken_is_said(db):
    open_account("first", "--name", "王秀英")

    with pytest.raises(CommandError, match="已被使用"):
        open_account("first", "--name", "李四")
