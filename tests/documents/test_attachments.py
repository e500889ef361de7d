import socket
import struct
import threading

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.roles import Permission
from documents import extensions, tasks
from documents.antivirus import ScannerDown
from documents.models import Attachment, Content
from documents.services import attachments
from governance.models import Event
from jobs import runner
from jobs.models import Job
from tests import make
from tests.documents.test_inspection import EICAR, PDF

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def place(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.CLAMD_URL = ""
    monkeypatch.setattr(extensions, "_owners", {"orgs.Organization": (Permission.ORG_VIEW,)})


@pytest.fixture
def officer():
    return make.officer("500112")


@pytest.fixture
def organization():
    return make.organization()


def upload(by, owner=None, raw=PDF, name="建会批复（2026）.pdf"):
    return attachments.upload(
        by=by, file=SimpleUploadedFile(name, raw), federation=make.federation("500112"), owner=owner
    )


def test_the_same_bytes_are_kept_once(officer, organization):
    one, two = upload(officer, organization), upload(officer, organization, name="另一名.pdf")
    assert one.content == two.content
    assert one.name != two.name
    assert Event.objects.filter(verb="attachment.upload").count() == 2
    assert Attachment.objects.of(organization).count() == 2


def test_a_download_cannot_run_in_the_page(client, officer, organization):
    attachment = upload(officer, organization)
    client.force_login(officer)
    answer = client.get(attachment.get_absolute_url())
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "application/pdf"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_a_file_is_seen_as_its_owner_is(client, officer, organization):
    """Test 24 of trust.md."""
    attachment = upload(officer, organization)
    for user, status in ((make.officer("50"), 200), (make.officer("32"), 404)):
        client.force_login(user)
        assert client.get(attachment.get_absolute_url()).status_code == status


def test_a_file_whose_owner_nobody_registered_is_seen_by_nobody(client, officer, monkeypatch):
    attachment = upload(officer, make.union())
    client.force_login(officer)
    assert client.get(attachment.get_absolute_url()).status_code == 404


def test_a_draft_is_the_uploaders_until_attached(client, officer, organization):
    draft = upload(officer)
    colleague = make.officer("500112")
    client.force_login(colleague)
    assert client.get(draft.get_absolute_url()).status_code == 404
    with pytest.raises(PermissionDenied):
        attachments.attach(by=colleague, attachments=[draft], owner=organization)
    attachments.attach(by=officer, attachments=[draft], owner=organization)
    assert client.get(draft.get_absolute_url()).status_code == 200
    with pytest.raises(PermissionDenied):
        attachments.attach(by=officer, attachments=[draft], owner=make.organization())


def test_what_was_taken_down_is_gone_from_the_door_and_kept_on_record(
    client, officer, organization
):
    attachment = attachments.withdraw(by=officer, attachment=upload(officer, organization))
    client.force_login(officer)
    assert client.get(attachment.get_absolute_url()).status_code == 404
    assert Attachment.objects.count() == 1


class Scanner:
    """A clamd that knows one virus: what it is told, and what it answers."""

    def __enter__(self):
        self.server = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self.serve, daemon=True).start()
        return f"tcp://127.0.0.1:{self.server.getsockname()[1]}"

    def serve(self):
        while True:
            try:
                connection, _ = self.server.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as told:
                assert told.read(10) == b"zINSTREAM\0"
                raw = b""
                while size := struct.unpack(">I", told.read(4))[0]:
                    raw += told.read(size)
                found = "Eicar-Test-Signature FOUND" if EICAR in raw else "OK"
                connection.sendall(f"stream: {found}\0".encode())

    def __exit__(self, *_):
        self.server.close()


def scanned(client, officer, organization, settings, raw, name):
    with Scanner() as url:
        settings.CLAMD_URL = url
        attachment = upload(officer, organization, raw, name)
        client.force_login(officer)
        before = client.get(attachment.get_absolute_url())
        assert before.status_code == 409
        assert "等待病毒检查" in before.content.decode()
        runner.run(Job.objects.get(kind="documents.scan").uid)
    return attachment, client.get(attachment.get_absolute_url())


def test_with_a_scanner_nothing_leaves_before_it_was_found_clean(
    client, officer, organization, settings
):
    """等保 8.1.4.5."""
    assert tasks.scan
    _, answer = scanned(client, officer, organization, settings, PDF, "a.pdf")
    assert answer.status_code == 200


def test_an_infected_file_never_leaves_and_is_not_taken_again(
    client, officer, organization, settings
):
    _, answer = scanned(client, officer, organization, settings, EICAR, "a.txt")
    assert answer.status_code == 409
    assert "检出病毒" in answer.content.decode()
    assert Content.objects.get().signature == "Eicar-Test-Signature"
    with pytest.raises(ValidationError, match="病毒"):
        upload(officer, organization, EICAR, "b.txt")


def test_a_scanner_that_is_down_lets_nothing_through(client, officer, organization, settings):
    settings.CLAMD_URL = "tcp://127.0.0.1:1"
    attachment = upload(officer, organization)
    with pytest.raises(ScannerDown):
        attachments.scan(digest=attachment.content.digest)
    assert runner.run(Job.objects.get().uid) == Job.State.WAITING
    client.force_login(officer)
    assert client.get(attachment.get_absolute_url()).status_code == 409


def test_unchecked_files_wait_where_the_setting_says_so(client, officer, organization, settings):
    attachment = upload(officer, organization)
    settings.ALLOW_UNCHECKED_FILES = False
    client.force_login(officer)
    assert client.get(attachment.get_absolute_url()).status_code == 409
