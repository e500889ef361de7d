import hashlib
import os
import tempfile
import unicodedata
from pathlib import Path

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File
from django.db import transaction
from django.utils import timezone

from documents import antivirus
from documents.models import Attachment, Content
from governance.trail import record
from jobs import sandbox
from jobs.services import enqueue

INSPECTION = Path(__file__).parent.parent / "inspection.py"
MOST_BYTES = 20 * 1024 * 1024
NAME_BYTES = 255


@transaction.atomic
def upload(*, by, file, federation, owner=None, purpose=""):
    """Take a file in: judge it by content, keep its bytes once, attach it. Gives the Attachment.

    ``owner`` None makes a draft that only ``by`` sees, until ``attach``. The caller has come to
    the owner through scope; ``by`` is None for a person without an account. Raises ValidationError
    in the user's words.
    """
    name = tidy_name(file.name)
    content = keep(file=file)
    attachment = Attachment.objects.create(
        by=by, federation=federation, content=content, name=name, purpose=purpose, **_key(owner)
    )
    record(
        by=by,
        verb="upload",
        label="上传附件",
        subject=attachment,
        federation=federation,
        digest=content.digest,
    )
    return attachment


@transaction.atomic
def keep(*, file):
    """The bytes of an upload, judged by content and kept once. Gives the Content."""
    name = tidy_name(file.name)
    if file.size > MOST_BYTES:
        raise ValidationError(f"文件超过 {MOST_BYTES // 1024 // 1024} MB，请压缩或拆分后上传。")
    with _on_disk(file) as path:
        media_type = inspect(path, name)
        digest = _digest(path)
        content = Content.objects.filter(digest=digest).first() or _keep(path, digest, media_type)
    if content.state == Content.State.INFECTED:
        raise ValidationError("文件含有病毒，已拒绝。")
    return content


@transaction.atomic
def attach(*, by, attachments, owner):
    """Give one's drafts to the row they were uploaded for."""
    for attachment in attachments:
        if attachment.by_id != by.pk or attachment.owner_type:
            raise PermissionDenied("只能使用自己上传、尚未使用的附件。")
        for name, value in _key(owner).items():
            setattr(attachment, name, value)
        attachment.save(update_fields=["owner_type", "owner_id"])


@transaction.atomic
def withdraw(*, by, attachment, reason=""):
    """Take it down. It stays on record, for whoever asks what was there."""
    attachment.withdrawn_at = timezone.now()
    attachment.save(update_fields=["withdrawn_at"])
    record(
        by=by,
        verb="withdraw",
        label="撤下附件",
        subject=attachment,
        federation=attachment.federation,
        reason=reason,
    )
    return attachment


def scan(*, digest):
    """Let the scanner judge kept bytes. Raises ScannerDown, and they stay 待检."""
    content = Content.objects.get(digest=digest)
    with content.file.open("rb") as file:
        found = antivirus.scan(file)
    state = Content.State.INFECTED if found else Content.State.CLEAN
    Content.objects.filter(pk=content.pk).update(
        state=state, signature=found, checked_at=timezone.now()
    )
    return state


def inspect(path, name):
    """The media type, by content, in a sandbox. Raises ValidationError."""
    try:
        told = list(
            sandbox.lines(INSPECTION, str(path), Path(name).suffix.lower(), seconds=30, cpu=20)
        )
    except sandbox.SandboxFailed as failed:
        raise ValidationError("文件已损坏或过大，无法识别。") from failed
    if not told or "refused" in told[0]:
        raise ValidationError(told[0]["refused"] if told else "文件无法识别。")
    return told[0]["media_type"]


def tidy_name(name):
    """The file's own name without paths, control characters and tricks of writing direction."""
    name = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    name = "".join(c for c in name if unicodedata.category(c)[0] != "C").strip(" .")
    stem, dot, suffix = name.rpartition(".")
    if not dot:
        stem, suffix = name, ""
    tail = f".{suffix}" if suffix else ""
    while stem and len(f"{stem}{tail}".encode()) > NAME_BYTES:
        stem = stem[:-1]
    return f"{stem or '附件'}{tail}"


def _key(owner):
    if owner is None:
        return {"owner_type": "", "owner_id": ""}
    return {"owner_type": owner._meta.label_lower, "owner_id": str(owner.pk)}


class _on_disk:
    """The upload as a file of its own, readable by nobody else, gone afterwards."""

    def __init__(self, file):
        self.file = file

    def __enter__(self):
        handle, self.path = tempfile.mkstemp(prefix="upload-")
        with os.fdopen(handle, "wb") as copy:
            for chunk in self.file.chunks():
                copy.write(chunk)
        return self.path

    def __exit__(self, *_):
        os.unlink(self.path)


def _digest(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _keep(path, digest, media_type):
    storage = Content._meta.get_field("file").storage
    name = f"attachments/{digest[:2]}/{digest[2:4]}/{digest}"
    if not storage.exists(name):
        with open(path, "rb") as file:
            name = storage.save(name, File(file))
    state = Content.State.PENDING if settings.CLAMD_URL else Content.State.UNCHECKED
    content, made = Content.objects.get_or_create(
        digest=digest,
        defaults={
            "file": name,
            "size": os.path.getsize(path),
            "media_type": media_type,
            "state": state,
        },
    )
    if made and state == Content.State.PENDING:
        enqueue(
            by=None,
            kind="documents.scan",
            title="检查附件病毒",
            arguments={"digest": digest},
            key=f"scan-{digest}",
            max_attempts=12,
        )
    return content
