"""A missing or malformed value stops the start with one sentence that names it."""

import os
import re
import subprocess
import sys

import pytest

from liaison import environment
from tests.servers import ROOT

KEY = "A" * 43 + "="  # 32 bytes


@pytest.mark.parametrize(
    ("read", "name", "value"),
    [
        (environment.database, "DATABASE_URL", "mysql://u:p@h/d"),
        (environment.database, "DATABASE_URL", "postgresql://u:p@h:x/d"),
        (environment.database, "DATABASE_URL", "postgresql://u:p@h/"),
        (environment.database, "DATABASE_URL", "postgresql://h/d"),
        (environment.database, "DATABASE_URL", "postgresql://u:p@/d"),
        (environment.database, "DATABASE_URL", "postgresql://u:p@h/d?colour=red"),
        (environment.redis, "REDIS_URL", "localhost:6379"),
        (environment.redis, "REDIS_URL", "redis://localhost/zero"),
        (environment.mail, "EMAIL_URL", "imap://h"),
        (environment.keys, "FIELD_KEYS", "short"),
        (environment.keys, "FIELD_KEYS", f"{KEY},AAAA"),
        (environment.networks, "TRUSTED_PROXIES", "10.0.0.0/33"),
        (environment.flag, "DEBUG", "yes"),
        (lambda name: environment.number(name, 8000, 1, 65535), "PORT", "65536"),
        (lambda name: environment.number(name, 8000, 1, 65535), "PORT", "http"),
        (lambda name: environment.address(name, ""), "PUBLIC_URL", "liaison.example.cn"),
        (lambda name: environment.address(name, ""), "PUBLIC_URL", "http://liaison.example.cn"),
        (lambda name: environment.address(name, ""), "PUBLIC_URL", "https://example.cn/app"),
    ],
)
def test_malformed(monkeypatch, capsys, read, name, value):
    monkeypatch.setenv(name, value)

    with pytest.raises(SystemExit) as stop:
        read(name)

    sentence = capsys.readouterr().err
    assert stop.value.code == 2
    assert name in sentence
    assert sentence.count("\n") == 1


def test_database_in_full(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:p%40ss@db:6543/liaison?sslmode=require")

    found = environment.database("DATABASE_URL")

    assert (found["USER"], found["PASSWORD"], found["HOST"]) == ("u", "p@ss", "db")
    assert (found["PORT"], found["NAME"]) == ("6543", "liaison")
    assert found["OPTIONS"] == {"sslmode": "require"}


def test_secret_from_a_file(monkeypatch, tmp_path):
    (tmp_path / "key").write_text("s3cret\n")
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "key"))
    monkeypatch.delenv("SECRET_KEY", raising=False)

    assert environment.text("SECRET_KEY") == "s3cret"


def test_value_and_file_at_once(monkeypatch, tmp_path):
    monkeypatch.setenv("SECRET_KEY", "a")
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "key"))

    with pytest.raises(SystemExit):
        environment.text("SECRET_KEY")


def start(tmp_path, **variables):
    kept = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        env={**kept, "VAR_DIR": str(tmp_path), **variables},
        capture_output=True,
        text=True,
    )


def test_secrets_are_required_with_a_database_of_ones_own(tmp_path):
    done = start(tmp_path, DATABASE_URL="postgresql://u:p@h/d", FIELD_KEYS=KEY)

    assert done.returncode == 2
    assert done.stderr == "已设置 DATABASE_URL，因此也须设置 SECRET_KEY（或 SECRET_KEY_FILE）。\n"


def test_check_deploy_is_clean_under_https(tmp_path):
    done = start(tmp_path, PUBLIC_URL="https://liaison.example.cn")

    assert (done.returncode, done.stderr) == (0, "")


def test_manual_lists_every_variable():
    source = (ROOT / "liaison" / "settings.py").read_text()
    called = re.findall(r'environment\.\w+\(\s*"([A-Z_]+)"', source)
    asked = re.findall(r'environ(?:\.get)?[\[(]"([A-Z_]+)"', source)
    table = re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs" / "deployment.md").read_text(), re.M)
    elsewhere = {"VAR_DIR", "HOST"}

    assert sorted(table) == sorted({*called, *asked, *elsewhere} - {"EMBEDDED"})
