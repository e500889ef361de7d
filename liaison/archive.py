"""The whole system state in one folder, and back: database, attachments, a manifest.

Keys are not in it: who finds a backup must not be able to read personal data. The manifest names
the keys that will be needed, by fingerprint.
"""

import hashlib
import json
import os
import shutil
import subprocess
import tarfile
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg2
from django.conf import settings
from django.core.management.base import CommandError

from liaison.embedded import EmbeddedError, postgres_program

DUMP, FILES, MANIFEST = "database.dump", "files.tar", "manifest.json"


def backup(folder):
    """Write the state to an empty folder; returns the manifest."""
    os.umask(0o077)
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise CommandError(f"{folder} 不是空目录，备份不会覆盖已有文件。", returncode=2)
    with owner_connection() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        run("pg_dump", "-Fc", "-Z1", f"--snapshot={snapshot}", "-f", str(folder / DUMP))
        tables = count_rows(cursor)
    # Files come after the rows that name them: a file is written before its row is committed.
    files = pack_files(folder / FILES)
    manifest = {
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "database": {"sha256": checksum(folder / DUMP), "tables": tables},
        "files": {"sha256": checksum(folder / FILES), **files},
        "keys": key_names(),
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=2))
    return manifest


def restore(folder, *, force, migrate):
    """Put the state back. Returns the manifest and what differs from it afterwards."""
    manifest = read_manifest(folder)
    missing = set(manifest["keys"]) - set(key_names())
    if missing and not force:
        raise CommandError(
            f"备份中的个人信息用密钥 {'、'.join(sorted(missing))} 加密，当前 FIELD_KEYS 中没有；"
            "请先配置这些密钥（确需继续请加 --force）。",
            returncode=2,
        )
    with owner_connection() as cursor:
        cursor.execute("SET lock_timeout = '10s'")
        if not force and (count_rows(cursor) or any(media().glob("*"))):
            raise CommandError("系统中已有数据，未作任何改动；确需覆盖请加 --force。", returncode=2)
        try:
            cursor.execute("DROP SCHEMA public CASCADE")
        except psycopg2.errors.LockNotAvailable as busy:
            raise CommandError("数据库正在使用中，请先停止系统再恢复。", returncode=2) from busy
        cursor.execute("CREATE SCHEMA public")
        name = settings.DATABASES["default"]["NAME"]
        options = ("--no-owner", "--no-privileges", "--exit-on-error", "--jobs=2")
        run("pg_restore", *options, "-d", name, str(folder / DUMP))
        tables = count_rows(cursor)
        cursor.execute("ANALYZE")
    unpack_files(folder / FILES)
    migrate()  # grants to the application role; migrations newer than the backup
    expected = manifest["database"]["tables"]
    differs = sorted(name for name in expected if tables.get(name) != expected[name])
    return manifest, differs


def read_manifest(folder):
    try:
        manifest = json.loads((folder / MANIFEST).read_text())
    except (OSError, ValueError) as problem:
        raise CommandError(
            f"{folder} 中没有可读的 {MANIFEST}，不是备份目录。", returncode=2
        ) from problem
    for part, name in (("database", DUMP), ("files", FILES)):
        if checksum(folder / name) != manifest[part]["sha256"]:
            raise CommandError(
                f"{folder / name} 与清单中的校验和不符，未作任何改动。", returncode=2
            )
    return manifest


@contextmanager
def owner_connection():
    address = settings.DATABASE_OWNER
    connection = psycopg2.connect(
        dbname=settings.DATABASES["default"]["NAME"],
        user=address["USER"],
        password=address["PASSWORD"],
        host=address["HOST"],
        port=address["PORT"] or None,
    )
    connection.autocommit = True
    try:
        yield connection.cursor()
    finally:
        connection.close()


def run(program, *arguments):
    address = settings.DATABASE_OWNER
    environment = {
        **os.environ,
        "PGHOST": address["HOST"],
        "PGPORT": address["PORT"] or "5432",
        "PGUSER": address["USER"],
        "PGPASSWORD": address["PASSWORD"],
        "PGDATABASE": settings.DATABASES["default"]["NAME"],
        "PGSSLMODE": address["OPTIONS"].get("sslmode", "prefer"),
    }
    done = subprocess.run(
        [client_program(program), *arguments], env=environment, capture_output=True, text=True
    )
    if done.returncode:
        raise CommandError(f"{program} 没有完成：{done.stderr.strip()}", returncode=2)


def client_program(name):
    try:
        return postgres_program(name)
    except EmbeddedError:
        found = shutil.which(name)
    if not found:
        raise CommandError(f"找不到 {name}：请安装 PostgreSQL 18 客户端程序。", returncode=2)
    return found


def count_rows(cursor):
    cursor.execute(
        "SELECT format('%I', relname) FROM pg_class WHERE relkind IN ('r', 'p')"
        " AND NOT relispartition AND relnamespace = 'public'::regnamespace ORDER BY 1"
    )
    counts = {}
    for (name,) in cursor.fetchall():
        cursor.execute(f"SELECT count(*) FROM public.{name}")  # noqa: S608 (quoted by format)
        counts[name] = cursor.fetchone()[0]
    return counts


def media():
    settings.MEDIA_ROOT.mkdir(parents=True, exist_ok=True)
    return Path(settings.MEDIA_ROOT)


def pack_files(archive):
    paths = sorted(path for path in media().rglob("*") if path.is_file())
    with tarfile.open(archive, "w") as tar:
        for path in paths:
            tar.add(path, path.relative_to(media()))
    return {"count": len(paths), "bytes": sum(path.stat().st_size for path in paths)}


def unpack_files(archive):
    draft = media().with_name(media().name + ".restoring")
    shutil.rmtree(draft, ignore_errors=True)
    with tarfile.open(archive) as tar:
        tar.extractall(draft, filter="data")  # noqa: S202 (the filter refuses paths outside)
    shutil.rmtree(media())
    draft.mkdir(exist_ok=True)
    draft.rename(settings.MEDIA_ROOT)


def checksum(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def key_names():
    return [
        hashlib.sha256(b"name of " + key.encode()).hexdigest()[:12] for key in settings.FIELD_KEYS
    ]
