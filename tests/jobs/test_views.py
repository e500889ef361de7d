import pytest

from jobs import runner, services
from jobs.models import Job
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return make.officer("50")


@pytest.fixture
def job(officer):
    return services.enqueue(by=officer, kind="test.work", title="导入渝北区名册", total=100)


@pytest.fixture
def desk(client, officer):
    client.force_login(officer)
    return client


def test_own_jobs_are_listed_with_their_progress(desk, job):
    page = desk.get("/jobs/").content.decode()
    assert "导入渝北区名册" in page
    assert 'hx-trigger="every 2s"' in page


def test_one_page_tells_how_it_stands(desk, job):
    assert "排队中" in desk.get(f"/jobs/{job.uid}/").content.decode()
    part = desk.get(f"/jobs/{job.uid}/state/?part=detail").content.decode()
    assert "hx-get" in part
    Job.objects.update(state="failed", error="第 3 行：名称不能为空。")
    part = desk.get(f"/jobs/{job.uid}/state/?part=detail").content.decode()
    assert "名称不能为空" in part
    assert "hx-get" not in part
    assert "hx-get" not in desk.get(f"/jobs/{job.uid}/state/").content.decode()


def test_cancel_and_retry(desk, job):
    desk.post(f"/jobs/{job.uid}/cancel/")
    job.refresh_from_db()
    assert job.state == Job.State.CANCELLED
    page = desk.post(f"/jobs/{job.uid}/cancel/", follow=True).content.decode()
    assert "不能再取消" in page
    desk.post(f"/jobs/{job.uid}/retry/")
    job.refresh_from_db()
    assert job.state == Job.State.WAITING
    assert desk.get(f"/jobs/{job.uid}/cancel/").status_code == 405


def test_another_persons_job_does_not_exist(client, job):
    """Test 24 of trust.md: not even for a colleague in one office, nor for the national one."""
    for stranger in (make.officer("50"), make.officer("0"), make.officer("32")):
        client.force_login(stranger)
        assert "导入渝北区名册" not in client.get("/jobs/").content.decode()
        for path in ("", "state/", "result/"):
            assert client.get(f"/jobs/{job.uid}/{path}").status_code == 404
        assert client.post(f"/jobs/{job.uid}/cancel/").status_code == 404


def test_the_result_is_a_download_under_its_chinese_name(desk, job, kinds, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path

    @kinds("test.work")
    def work(run):
        with run.result_file("错误清单 20260401.xlsx") as file:
            file.write(b"content")

    assert desk.get(f"/jobs/{job.uid}/result/").status_code == 404
    assert runner.run(job.uid) == Job.State.DONE
    answer = desk.get(f"/jobs/{job.uid}/result/")
    assert b"".join(answer.streaming_content) == b"content"
    assert "filename*=utf-8''%E9%94%99" in answer["Content-Disposition"]
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]


def test_a_list_that_was_read_leads_to_its_page(desk, officer):
    uid = "0b8c7a52-4f0e-4d8e-9d5c-6a4f8f2d7b11"
    Job.objects.create(
        by=officer, kind="orgs.read_list", title="读取名单", state="done", result={"batch": uid}
    )
    assert f"/organizations/import/{uid}/" in desk.get("/jobs/").content.decode()
