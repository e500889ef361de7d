"""Who may fetch the result of a job: whoever still holds the office it was made in."""

from datetime import date

import pytest

from accounts.models import Appointment
from accounts.roles import Permission
from jobs import runner
from jobs.services import enqueue
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def exported(kinds):
    """An officer of 重庆 and the file they had made there."""

    @kinds("test.export", permission=Permission.ORG_EXPORT)
    def write(run):
        with run.result_file("名册.csv") as file:
            file.write("某组织".encode())

    officer = make.officer("50")
    job = enqueue(by=officer, kind="test.export", title="导出")
    assert runner.run(job.uid) == "done"
    job.refresh_from_db()
    return officer, job


def fetch(client, officer, job):
    client.force_login(officer)
    return client.get(f"/jobs/{job.uid}/result/")


def test_its_owner_fetches_it(client, exported):
    assert b"".join(fetch(client, *exported)) == "某组织".encode()


def test_who_left_the_office_leaves_the_file(client, exported):
    officer, _ = exported
    Appointment.objects.filter(user=officer).update(ends_on=date(2024, 1, 1))

    assert fetch(client, *exported).status_code == 403


def test_an_office_elsewhere_does_not_open_it(client, exported):
    officer, _ = exported
    Appointment.objects.filter(user=officer).update(federation=make.federation("32"))

    assert fetch(client, *exported).status_code == 403
    Appointment.objects.filter(user=officer).update(federation=make.federation("0"))
    assert fetch(client, *exported).status_code == 200


@pytest.mark.parametrize("shut", ["disabled", "without office"])
def test_who_is_shut_out_meanwhile_gets_nothing_done(kinds, shut):
    """Work under way ends with the rights of its requester."""

    @kinds("test.export", permission=Permission.ORG_EXPORT)
    def write(run):
        with run.result_file("名册.csv") as file:
            file.write("某组织".encode())
        run.user.links.create(digest="done", expires_at="2030-01-01T00:00Z")
        if shut == "disabled":
            type(run.user).objects.filter(pk=run.user.pk).update(is_active=False)
        else:
            run.user.appointments.update(ends_on=date(2024, 1, 1))

    officer = make.officer("50")
    job = enqueue(by=officer, kind="test.export", title="导出")

    assert runner.run(job.uid) == "failed"
    job.refresh_from_db()
    assert not job.result_file
    assert not officer.links.exists()
