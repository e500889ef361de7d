"""What the door does with hostile addresses, fields, texts and files."""

import io
import json
import logging

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from structlog.stdlib import ProcessorFormatter

from accounts.models import User
from communications.models import Notice
from orgs.models import ImportBatch, Organization
from tests import make
from tests.everybody import at_the_door

pytestmark = pytest.mark.django_db

FORBIDDEN = """
/.env /.git/config /.git/HEAD /.gitignore /.ci/run /.venv/pyvenv.cfg /Makefile /Dockerfile
/docker-compose.yml /pyproject.toml /package.json /manage.py /README.md /liaison/settings.py
/var/secrets/SECRET_KEY /secrets/ /media/ /files/ /imports/ /backup.sql /dump.sql /db.sqlite3
/admin/ /admin/login/ /__debug__/ /server-status /phpinfo.php /wp-login.php /api/v1/users/
/static/../liaison/settings.py /static/%2e%2e/manage.py
"""
FORBIDDEN = FORBIDDEN.split()


@pytest.mark.parametrize("user", ["nobody", "administrator"])
def test_what_is_not_for_serving_is_not_there(user):
    client = Client() if user == "nobody" else at_the_door(make.officer("0", "system_admin"))

    found = {path: client.get(path).status_code for path in FORBIDDEN}

    assert {path: status for path, status in found.items() if status != 404} == {}
    assert len(FORBIDDEN) >= 30


ABROAD = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "https:evil.example",
    "javascript:alert(1)",
    "http://127.0.0.1@evil.example/",
    "\thttps://evil.example/",
    "/%0d%0aLocation:%20https://evil.example/",
]


@pytest.mark.parametrize("where", ABROAD)
def test_next_leads_nowhere_but_here(where):
    """After log-in, after showing the second factor again, after a notification."""
    officer = make.officer("500112")
    officer.set_password("Correct-Horse-7-Battery")
    officer.save()
    inside, outside = at_the_door(officer), Client()
    answers = [
        inside.get("/accounts/login/", {"next": where}),
        inside.post("/accounts/again/", {"password": "Correct-Horse-7-Battery", "next": where}),
        inside.post("/founding/assess/", {"back": where, "query": where}),
        outside.post(
            "/accounts/login/",
            {"login": officer.username, "password": "Correct-Horse-7-Battery", "next": where},
        ),
    ]
    for answer in answers:
        leads = answer.get("Location", "/")
        assert leads.startswith("/")
        assert not leads.startswith(("//", "/\\"))
        assert not set(leads) & set("\r\n\t")
        assert f'href="{where}' not in answer.content.decode()


def test_cookies_are_out_of_reach_of_scripts_and_strangers():
    officer = make.officer("500112")
    officer.set_password("Correct-Horse-7-Battery")
    officer.save()
    client = Client()
    client.get("/accounts/login/")
    client.post(
        "/accounts/login/", {"login": officer.username, "password": "Correct-Horse-7-Battery"}
    )

    for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME):
        cookie = client.cookies[name]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        assert cookie["path"] == "/"
        assert not cookie["domain"]


EXTRA = {
    "id": "1",
    "pk": "1",
    "uid": "00000000-0000-0000-0000-000000000001",
    "is_superuser": "on",
    "is_staff": "on",
    "is_active": "",
    "username": "somebody-else",
    "password": "pbkdf2_sha256$1$x$x",
    "must_change_password": "on",
    "federation_assigned": "on",
    "created_at": "2001-01-01",
    "source": "1",
    "author": "1",
    "published_at": "2001-01-01 00:00",
    "recorder": "1",
    "assessor": "1",
    "by": "1",
}


def test_fields_that_no_form_has_change_nothing():
    """Each form and each call takes its own fields and no others."""
    officer, org = make.officer("500112", username="officer-one"), make.organization()
    door, before = at_the_door(officer), Organization.objects.values().get()
    extra = {**EXTRA, "status": "published", "federation": "500112"}

    door.post("/accounts/me/", {**extra, "email": "", "phone": ""})
    kept = User.objects.get(pk=officer.pk)
    assert (kept.username, kept.is_superuser, kept.is_staff) == ("officer-one", False, False)
    assert (kept.is_active, kept.must_change_password) == (True, False)
    assert kept.password == officer.password

    door.patch(
        f"/api/v1/organizations/{org.uid}/",
        {**EXTRA, "residence": "新街 1 号", "reason": "迁址", "name": org.name, "type": "52"},
        content_type="application/json",
    )
    after = Organization.objects.values().get()
    assert {n for n in before if before[n] != after[n]} == {"residence"}

    draft = {"title": "通知", "body": "正文", "audience": "subtree"}
    draft["federation"] = make.federation("500112").pk
    door.post("/communications/notices/new/", {**EXTRA, "status": "published", **draft})
    notice = Notice.objects.get()
    assert (notice.status, notice.author, notice.published_at) == ("draft", officer, None)

    new = {"name": "新同事", "username": "new-one", "federation": "500112", "role": "street"}
    new |= {"starts_on": "2027-01-01"}
    door.post("/accounts/people/new/", {**EXTRA, **new})
    made = User.objects.get(username="new-one")
    assert (made.is_superuser, made.is_staff, made.has_usable_password()) == (False, False, False)


@pytest.fixture
def log():
    """What goes to the log, instead of to standard error."""
    handlers = logging.getLogger().handlers
    ours = next(h for h in handlers if isinstance(h.formatter, ProcessorFormatter))
    lines = io.StringIO()
    before = ours.setStream(lines)
    yield lines
    ours.setStream(before)


def test_nobody_writes_lines_of_their_own_into_the_log(log):
    forged = '\r\n{"level": "info", "event": "forged"}\u2028'
    client = Client()
    client.get("/trail/", {"actor": forged}, HTTP_X_REQUEST_ID=forged, HTTP_USER_AGENT=forged)
    client.post("/accounts/login/", {"login": forged, "password": forged})
    report = {"csp-report": {"effective-directive": forged, "blocked-uri": forged}}
    client.post("/csp-report/", json.dumps(report), content_type="application/csp-report")
    at_the_door(make.officer("32")).get(f"/trail/{forged}/")

    lines = [json.loads(line) for line in log.getvalue().splitlines() if line]
    assert len(lines) >= 4
    assert not [line for line in lines if line["event"] == "forged"]
    assert "forged" not in str([line for line in lines if line["event"] == "request"])


NAMES = [
    "../../etc/cron.d/x.csv",
    "..\\..\\x.csv",
    "a\x00.csv",
    "名" * 200 + ".csv",
    "x.csv/../y.csv",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_files_name_chooses_no_place(name):
    door = at_the_door(make.officer("500112"))
    file = SimpleUploadedFile("x.csv", b"name\n")
    file._name = name
    door.post(
        "/organizations/import/",
        {"file": file, "source": "某", "as_of": "2024-01-01", "federation": "500112"},
    )
    for batch in ImportBatch.objects.all():
        assert batch.file.name == f"imports/{batch.created_at:%Y/%m}/{batch.uid}.csv"
        assert "/" not in batch.file_name


def test_a_list_of_another_federation_is_not_handed_in():
    door = at_the_door(make.officer("32"))
    sent = {"source": "某", "as_of": "2024-01-01", "federation": "500112"}
    page = door.post(
        "/organizations/import/", {**sent, "file": SimpleUploadedFile("x.csv", b"name\n")}
    )
    call = door.post("/api/v1/imports/", {**sent, "file": SimpleUploadedFile("x.csv", b"name\n")})

    assert (page.status_code, call.status_code) == (422, 403)
    assert not ImportBatch.objects.exists()


def test_strangers_fill_no_counters():
    """A counter lives as long as the process: whoever may name them could use up its memory."""
    from liaison import metrics

    for n in range(20):
        report = {"csp-report": {"effective-directive": "x" * (n + 3), "blocked-uri": "inline"}}
        Client().post("/csp-report/", json.dumps(report), content_type="application/csp-report")
        Client().generic(f"METHOD{n}", "/healthz")

    page = metrics.page().decode()
    assert "METHOD" not in page
    assert "xxx" not in page
