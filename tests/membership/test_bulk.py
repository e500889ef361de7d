"""More organizations than a page can wait for: a job does exactly what was previewed."""

import re

import pytest

from communications.models import Notification
from governance.models import Event
from jobs import runner, services
from jobs.models import Job
from membership import tasks  # noqa: F401  declares the kind, as a worker does
from membership.models import CanvassTask, Coverage, Eligibility
from membership.services import bulk
from membership.views import bulk as views
from tests import make
from unions.models import GrassrootsUnion

pytestmark = pytest.mark.django_db
ASSESS = {"decision": "eligible", "as_of": "2023-06-01"}
FOUND = {
    "form": "joint",
    "new": "1",
    "name": "某园区联合工会",
    "federation": "500112",
    "as_of": "2024-06-01",
}


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch):
    """As with 2,000 on the page and 500 at a time in the job, with fewer rows to make."""
    monkeypatch.setattr(views, "AT_ONCE", 3)
    monkeypatch.setattr(bulk, "CHUNK", 2)


@pytest.fixture
def officer():
    return make.officer("500112")


@pytest.fixture
def desk(client, officer):
    client.force_login(officer)
    return client


@pytest.fixture
def orgs():
    """Five that can be acted on, and one filed without registration between them."""
    found = [make.organization() for _ in range(2)]
    found.append(make.organization(standing="filed", credit_code=None))
    return [*found, *(make.organization() for _ in range(3))]


def confirmed(desk, url, orgs, filled):
    """Previewed and confirmed: the job that came of it."""
    first = {"ids": [o.pk for o in orgs], **filled}
    shown = desk.post(url, {**first, "step": "preview"})
    page = shown.content.decode()
    assert "将在后台逐家核对和办理" in page
    digest = re.search(r'name="digest" value="(\w+)"', page)[1]
    answer = desk.post(url, {**first, "step": "confirm", "digest": digest, "skip": "1"})
    job = Job.objects.get(kind="membership.act_on_many")
    assert answer["Location"] == job.get_absolute_url()
    return job


def test_many_are_assessed_by_a_job(desk, officer, orgs):
    """DRV-04: progress, a result to come back to, and each row that was passed over with why."""
    job = confirmed(desk, "/founding/assess/", orgs, ASSESS)
    assert not Eligibility.objects.exists()
    assert runner.run(job.uid) == Job.State.DONE
    job.refresh_from_db()
    assert (job.progress, job.total, job.result["done"]) == (6, 6, 5)
    assert [key for key, _ in job.result["refused"]] == [orgs[2].pk]
    assert Eligibility.objects.count() == 5
    assert len({e.detail["batch"] for e in Event.objects.filter(verb__endswith=".assess")}) == 1
    assert "查看办理结果" in desk.get(job.get_absolute_url()).content.decode()
    page = desk.get(f"/founding/results/{job.uid}/").content.decode()
    assert orgs[2].name in page
    assert "不能认定为具备建会条件" in page
    assert desk.get(f"/jobs/{job.uid}/result/").status_code == 200


def test_a_union_is_founded_once_for_all_of_them(desk, orgs):
    """DRV-14: across the parts in which the job works."""
    job = confirmed(desk, "/founding/cover/", orgs, FOUND)
    assert runner.run(job.uid) == Job.State.DONE
    union = GrassrootsUnion.objects.get()
    assert union.coverages.count() == 5
    assert Coverage.objects.known().counted().count() == 5


def test_whoever_is_given_many_is_told_once(desk, officer, orgs):
    """DRV-10: one sentence for all parts in which the job works."""
    colleague = make.officer("500112")
    job = confirmed(desk, "/founding/assign/", orgs, {"assignee": colleague.pk})
    assert runner.run(job.uid) == Job.State.DONE
    assert CanvassTask.objects.open().filter(assignee=colleague).count() == 6
    assert "等 6 家" in Notification.objects.get(user=colleague).text


@pytest.mark.parametrize("change", ["one more", "one less"])
def test_a_set_that_changed_is_not_acted_on(desk, orgs, change):
    first = {"all": "1", "query": "eligibility=unassessed", **ASSESS}
    page = desk.post("/founding/assess/", {**first, "step": "preview"}).content.decode()
    digest = re.search(r'name="digest" value="(\w+)"', page)[1]
    desk.post("/founding/assess/", {**first, "step": "confirm", "digest": digest, "skip": "1"})
    job = Job.objects.get(kind="membership.act_on_many")
    if change == "one more":
        make.organization()
    else:
        orgs[0].facts.all().delete()
        orgs[0].delete()
    assert runner.run(job.uid) == Job.State.FAILED
    job.refresh_from_db()
    assert "在预览之后有变动" in job.error
    assert not Eligibility.objects.exists()


def test_called_off_or_out_of_office_it_leaves_nothing(desk, officer, orgs):
    job = confirmed(desk, "/founding/assess/", orgs, ASSESS)
    officer.appointments.update(ends_on="2020-01-02")
    assert runner.run(job.uid) == Job.State.FAILED
    officer.appointments.update(ends_on=None)
    job.refresh_from_db()
    services.retry(by=officer, job=job)
    services.cancel(by=officer, job=job)
    assert runner.run(job.uid) is None
    assert not Eligibility.objects.exists()


def test_the_result_is_its_owners(client, desk, orgs):
    job = confirmed(desk, "/founding/assess/", orgs, ASSESS)
    assert desk.get(f"/founding/results/{job.uid}/").status_code == 404
    runner.run(job.uid)
    client.force_login(make.officer("500112"))
    assert client.get(f"/founding/results/{job.uid}/").status_code == 404
