"""The whole product on this machine: database, broker, web, workers and beat, until Ctrl-C."""

import os
import socket
import time
import urllib.error
import urllib.request
from importlib import import_module
from importlib.util import find_spec
from unicodedata import east_asian_width

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from liaison import embedded
from liaison.broker import fall_silent
from liaison.supervisor import Supervisor, programs

PASSWORD = "demo-liaison-2026"  # noqa: S105 (published: it opens the demonstration only)


class Command(BaseCommand):
    help = "启动整个系统：数据库、消息代理、网站、后台作业与定时任务；按 Ctrl-C 全部停止。"
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=settings.PORT, help="网站端口")
        parser.add_argument("--demo", action="store_true", help="装入演示数据并公布演示账号")

    def handle(self, *args, port, demo, **options):
        self.stderr.style_func = str  # progress is no error
        self.began = time.monotonic()
        self.demo = demo
        self.address = f"http://127.0.0.1:{port}"
        environment = {**os.environ, "PORT": str(port)}
        if demo:
            environment["DEMO"] = os.environ["DEMO"] = "1"
            settings.DEMO = True
        host, web = os.environ.get("HOST", "127.0.0.1"), settings.WEB_PROCESSES
        supervisor = Supervisor(
            programs(port, host=host, var=settings.VAR_DIR, web=web),
            environment=environment,
            var=settings.VAR_DIR,
            ensure=embedded.joined.ensure if embedded.joined else lambda: None,
            say=self.say,
        )
        if not supervisor.claim():
            raise CommandError(f"{settings.VAR_DIR} 中的系统已在运行。", returncode=2)
        if not is_free(port):
            raise CommandError(
                f"端口 {port} 已被占用：请停止占用它的程序，或用 --port 另选一个端口。",
                returncode=2,
            )
        self.prepare()
        fall_silent()
        connections.close_all()
        self.announced = False
        supervisor.run(ready=self.announce)
        self.say("已全部停止。")

    def say(self, text):
        self.stderr.write(text)
        self.stderr.flush()

    def prepare(self):
        self.step("检查数据库结构", "migrate", verbosity=0, interactive=False)
        if newest_static() > manifest_time():
            self.step("整理页面文件", "collectstatic", verbosity=0, interactive=False)
        for title, command in (
            ("装入行政区划", "load_regions"),
            ("装入工会组织", "load_federations"),
            ("装入专项行动", "load_drives"),
            *([("装入演示数据", "load_demo")] if self.demo else []),
        ):
            stamp = settings.VAR_DIR / "loaded" / f"{command}-{database_mark()}"
            if command in get_commands() and not stamp.exists():
                self.step(title, command)
                stamp.parent.mkdir(parents=True, exist_ok=True)
                stamp.touch()

    def step(self, title, command, **options):
        self.say(f"· {title}……")
        start = time.monotonic()
        call_command(command, stdout=self.stderr, **options)
        self.say(f"  完成，{time.monotonic() - start:.1f} 秒")

    def announce(self):
        """Once, when web, workers and clock answer."""
        if self.announced or not is_ready(self.address):
            return
        self.announced = True
        seconds = time.monotonic() - self.began
        self.stdout.write(f"\n已就绪（{seconds:.1f} 秒）：{settings_address(self.address)}")
        for line in demo_lines() if self.demo else ():
            self.stdout.write(line)
        self.stdout.write("按 Ctrl-C 停止。")
        self.stdout.flush()


def settings_address(local):
    """What people type: PUBLIC_URL when it was set, else where we listen."""
    return settings.PUBLIC_URL if os.environ.get("PUBLIC_URL") else local


def is_free(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def is_ready(address):
    try:
        with urllib.request.urlopen(f"{address}/readyz", timeout=3) as answer:  # noqa: S310
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def newest_static():
    return max(
        (
            os.stat(storage.path(name)).st_mtime
            for finder in get_finders()
            for name, storage in finder.list([])
        ),
        default=0,
    )


def manifest_time():
    manifest = settings.STATIC_ROOT / "staticfiles.json"
    return manifest.stat().st_mtime if manifest.exists() else 0


def database_mark():
    """Another database has its own stamps."""
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT system_identifier FROM pg_control_system()")
        (cluster,) = cursor.fetchone()
        cursor.execute("SELECT oid FROM pg_database WHERE datname = current_database()")
        (database,) = cursor.fetchone()
    return f"{cluster}-{database}"


def demo_lines():
    """Accounts, what each is for, and the secret of its second factor."""
    if not find_spec("accounts.demo"):
        return
    yield f"\n演示账号（密码均为 {PASSWORD}；末列是动态口令密钥）："
    for username, role, place, secret in import_module("accounts.demo").published_accounts():
        yield f"  {username:<16}{padded(place, 8)}{padded(role, 20)}{secret or '—'}"
    yield ""
    connections.close_all()


def padded(text, width):
    """To this width on a terminal, where a Chinese character takes two places."""
    return text + " " * (width - sum(1 + (east_asian_width(c) in "FW") for c in text))
