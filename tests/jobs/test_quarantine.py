"""Jobs that failed too often: who sees them, what is seen, tried again or given up."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.roles import Role
from governance.models import Event
from jobs import runner, services
from jobs.models import Job
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return make.officer("0", Role.SYSTEM_ADMIN)


@pytest.fixture
def poison():
    """poison(by, kind): a job that was tried three times."""

    def made(by=None, kind="test.poison", **over):
        values = {
            "title": "读取名单：张三丰名单.xlsx",
            "state": "quarantined",
            "attempts": 3,
            "finished_at": timezone.now(),
            "error": "系统出错，重试 3 次仍未成功。",
            "diagnosis": "KeyError reading.py:17",
        }
        return Job.objects.create(by=by, kind=kind, **{**values, **over})

    return made


@pytest.fixture
def desk(client, admin):
    client.force_login(admin)
    return client


def test_an_administrator_sees_what_broke_and_not_what_it_was_about(desk, poison):
    job = poison(make.officer("500112"))
    poison(state="failed")
    poison(kind="communications.mail", title="邮件：张三丰的申请")
    for address in ("/jobs/quarantine/", f"/jobs/quarantine/{job.uid}/"):
        page = desk.get(address).content.decode()
        assert "KeyError reading.py:17" in page
        assert "张三丰" not in page
    assert "共 <b>2</b> 项" in desk.get("/jobs/quarantine/").content.decode()
    page = desk.get("/jobs/quarantine/?kind=communications.mail").content.decode()
    assert "共 <b>1</b> 项" in page
    assert "没有隔离的作业" in desk.get("/jobs/quarantine/?diagnosis=Value").content.decode()
    assert "隔离的作业" in desk.get("/communications/").content.decode()


def test_nobody_else_sees_them(client, poison):
    job = poison(make.officer("500112"))
    provincial = make.officer("32", Role.SYSTEM_ADMIN)
    client.force_login(provincial)
    assert client.get("/jobs/quarantine/").status_code == 200
    assert client.get(f"/jobs/quarantine/{job.uid}/").status_code == 404
    assert services.release(by=provincial, jobs=Job.objects.all()) == 0
    for stranger in (make.officer("50"), make.officer("0", Role.AUDIT_ADMIN)):
        client.force_login(stranger)
        assert client.get("/jobs/quarantine/").status_code == 403
        with pytest.raises(PermissionDenied):
            services.release(by=stranger, jobs=Job.objects.all())


def test_released_it_is_tried_again(desk, admin, poison, kinds):
    kinds("test.poison")(lambda run: {"by": run.user.pk})
    owner = make.officer("500112")
    job, other = poison(owner), poison(owner)
    answer = desk.post("/jobs/quarantine/act/", {"act": "release", "ids": [job.pk]})
    assert answer["Location"] == "/jobs/quarantine/"
    job.refresh_from_db()
    other.refresh_from_db()
    assert (job.state, job.attempts, other.state) == ("waiting", 0, "quarantined")
    told = Event.objects.about(job).get()
    assert (told.verb, told.actor) == ("job.release", admin)
    assert runner.run(job.uid) == Job.State.DONE
    job.refresh_from_db()
    assert job.result == {"by": owner.pk}


def test_given_up_with_a_reason_that_its_owner_reads(desk, client, poison):
    owner = make.officer("500112")
    jobs = [poison(owner), poison(owner)]
    kept = poison(kind="test.other")
    whole = {"act": "give-up", "all": "1", "query": "kind=test.poison"}
    page = desk.post("/jobs/quarantine/act/", whole)
    assert '将放弃 <b class="num">2</b> 项' in page.content.decode()
    assert desk.post("/jobs/quarantine/act/", {**whole, "reason": ""}).status_code == 422
    assert Job.objects.quarantined().count() == 3
    desk.post("/jobs/quarantine/act/", {**whole, "reason": "文件损坏，请重新上传"})
    assert Job.objects.quarantined().get() == kept
    assert Event.objects.about(jobs[0]).get().reason == "文件损坏，请重新上传"
    client.force_login(owner)
    assert "文件损坏，请重新上传" in client.get(f"/jobs/{jobs[0].uid}/").content.decode()
    with pytest.raises(ValidationError, match="原因"):
        services.give_up(by=make.officer("0", Role.SYSTEM_ADMIN), jobs=Job.objects.all(), reason="")
