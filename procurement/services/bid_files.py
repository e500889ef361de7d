"""Files of a bid: they come in pieces, each closed as it arrives; a lost connection loses none.

A file has a key of its own. On disk it is a row of frames (nonce, ciphertext, tag), each bound to
its file and its place. The key goes into the bid when that is handed in, and is forgotten here.
"""

import hashlib
import json
import os
import tempfile
from base64 import b64decode, b64encode
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Sum
from django.db.models.functions import Now

from accounts.roles import Permission
from documents import antivirus
from documents.services.attachments import MOST_BYTES, inspect, tidy_name
from procurement.models import BidDraft, BidFile
from procurement.sealing import NONCE, Broken

PIECE = 256 * 1024
CLOSED = PIECE + NONCE + 16
MOST_FILES = 20
MOST_IN_ALL = 100 * 1024 * 1024
LATE = "已过截止时间，不能再填写申报。"


class Elsewhere(ValidationError):
    """A piece that does not follow on what is there; ``received`` says where to go on."""

    def __init__(self, received):
        super().__init__("上传位置与服务器已收到的不一致，请从已收到处继续。", code="elsewhere")
        self.received = received


@transaction.atomic
def begin(*, by, draft, name, size, price=False):
    """Make room for a file. ``price`` puts it into the price envelope."""
    draft = _held(by, draft)
    if not 0 < size <= MOST_BYTES:
        raise ValidationError(f"文件须大于 0、不超过 {MOST_BYTES // 1024 // 1024} MB。")
    kept = draft.files.aggregate(size=Sum("size"))["size"] or 0
    if draft.files.count() >= MOST_FILES or kept + size > MOST_IN_ALL:
        most = MOST_IN_ALL // 1024 // 1024
        raise ValidationError(f"附件最多 {MOST_FILES} 个、合计 {most} MB，请先删除或合并。")
    key = b64encode(AESGCM.generate_key(256)).decode()
    told = {"name": tidy_name(name), "key": key, "price": price, "by": by.pk}
    return BidFile.objects.create(draft=draft, told=json.dumps(told), size=size)


def receive(*, by, file, offset, piece):
    """Take the next piece in; the last one makes the file whole and has it judged."""
    with transaction.atomic():
        _held(by, file.draft)
        file = BidFile.objects.select_for_update().get(pk=file.pk)
        if offset != file.received:
            raise Elsewhere(file.received)
        if len(piece) != min(PIECE, file.size - offset):
            raise ValidationError("这一段的长度不对，请重新选择文件上传。")
        _write(file, offset // PIECE, piece)
        file.received += len(piece)
        file.save(update_fields=["received"])
    if file.received < file.size:
        return file
    try:
        return _judge(file)
    except ValidationError:
        remove(by=by, file=file)
        raise


def upload(*, by, draft, upload, price=False):
    """A whole file at once, for browsers without scripts."""
    file = begin(by=by, draft=draft, name=upload.name, size=upload.size, price=price)
    while piece := upload.read(PIECE):
        file = receive(by=by, file=file, offset=file.received, piece=piece)
    return file


@transaction.atomic
def remove(*, by, file):
    """Take it out of its draft. What a bid that was handed in refers to stays where it is."""
    if file.sent:
        let_go(BidFile.objects.filter(pk=file.pk))
    else:
        remove_from_disk([file])
        BidFile.objects.filter(pk=file.pk).delete()


def let_go(files):
    """They belong to bids alone: their keys are forgotten here."""
    files.filter(sent=True).update(draft=None, told="")


def _held(by, draft):
    """The draft, held until the end of the transaction, while it may be worked on."""
    found = BidDraft.objects.select_for_update(of=("self",)).filter(pk=draft and draft.pk)
    found = found.select_related("lot__call").first()
    if found is None:
        raise ValidationError("草稿已提交或已删除，请刷新页面。", code="stale")
    if not by.may(Permission.OWN_BID_EDIT, found):
        raise PermissionDenied("您无权为该组织办理申报。")
    if not found.lot.call.is_open:
        raise ValidationError(LATE, code="late")
    return found


def remove_from_disk(files):
    for file in files:
        _path(file.uid).unlink(missing_ok=True)


def described(file):
    """``{"name", "media_type", "digest", …}`` of a file of a draft; empty once it is sealed."""
    return json.loads(file.told) if file.told else {}


def entry(file):
    """A file as the bid tells of it, with the key that opens it."""
    told = described(file)
    kept = ("name", "key", "media_type", "digest", "price")
    return {"uid": str(file.uid), "size": file.size, **{name: told[name] for name in kept}}


def read(entry):
    """The pieces of a file in clear, by what the bid says of it. Raises Broken."""
    key, uid = AESGCM(b64decode(entry["key"])), entry["uid"]
    try:
        with open(_path(uid), "rb") as closed:
            for at in range(0, entry["size"], PIECE):
                frame = closed.read(CLOSED)
                yield key.decrypt(frame[:NONCE], frame[NONCE:], _bound(uid, at // PIECE))
    except (InvalidTag, ValueError, OSError) as wrong:
        raise Broken(f"附件“{entry['name']}”已被改动或缺失") from wrong


def _path(uid):
    return Path(settings.MEDIA_ROOT) / "bids" / str(uid)[:2] / str(uid)


def _bound(uid, index):
    return f"file {uid} {index}".encode()


def _write(file, index, piece):
    key, nonce = AESGCM(b64decode(described(file)["key"])), os.urandom(NONCE)
    path = _path(file.uid)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(handle, "r+b") as disk:
        disk.seek(index * CLOSED)
        disk.write(nonce + key.encrypt(nonce, piece, _bound(file.uid, index)))
        disk.truncate()
        disk.flush()
        os.fsync(disk.fileno())


def _judge(file):
    """Of what type it is by its content, and whether it carries a virus. For that it lies open for
    a moment, in memory where the machine has such a place."""
    told = described(file)
    digest = hashlib.sha256()
    with tempfile.NamedTemporaryFile(prefix="bid-", dir=_in_memory()) as open_copy:
        for piece in read({"uid": str(file.uid), "size": file.size, **told}):
            digest.update(piece)
            open_copy.write(piece)
        open_copy.flush()
        told["media_type"] = inspect(open_copy.name, told["name"])
        checked = _free_of_virus(open_copy)
    told["digest"] = digest.hexdigest()
    with transaction.atomic():
        file.told, file.checked, file.done_at = json.dumps(told), checked, Now()
        file.save(update_fields=["told", "checked", "done_at"])
    file.refresh_from_db(fields=["done_at"])
    return file


MEMORY = "/dev/shm"  # noqa: S108 - a file without a name of its own, gone when it is closed


def _in_memory():
    return MEMORY if os.access(MEMORY, os.W_OK) else None


def _free_of_virus(copy):
    """False if nobody could look: then it is looked at before it leaves, after the opening."""
    if not settings.CLAMD_URL:
        return False
    copy.seek(0)
    try:
        found = antivirus.scan(copy)
    except antivirus.ScannerDown:
        return False
    if found:
        raise ValidationError("文件含有病毒，已拒绝。")
    return True


def clear_for_reading(entry):
    """Let nothing leave that a scanner has not seen, where there is one."""
    file = BidFile.objects.filter(uid=entry["uid"]).first()
    if not settings.CLAMD_URL or (file is not None and file.checked):
        return
    with tempfile.TemporaryFile(dir=_in_memory()) as copy:
        for piece in read(entry):
            copy.write(piece)
        if not _free_of_virus(copy):
            raise ValidationError("附件正在等待病毒检查，请稍后再试。")
    BidFile.objects.filter(uid=entry["uid"]).update(checked=True)
