import json
from pathlib import Path

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand
from django.db import transaction

from privacy import holds
from privacy.models import Erasure
from privacy.services.erasures import erase_all

NAMES = ("uid", "kind", "subject_type", "subject_id", "texts")


class Command(BaseCommand):
    help = (
        "恢复备份之后运行：把已经办结的个人信息清除再做一遍，可重复运行。"
        "备份之后办结的，备份里没有：平时用 --export 把清单存到别处，恢复后用 --from 读回。"
    )

    def add_arguments(self, parser):
        parser.add_argument("--export", metavar="FILE", help="只写出已办结的清单（不含个人信息）")
        parser.add_argument("--from", dest="source", metavar="FILE", help="连同这份清单一起清除")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出结果")

    def handle(self, *args, export, source, json: bool, **options):
        listed = {row["uid"]: row for row in done()}
        if export:
            write(export, list(listed.values()))
            self.stdout.write(f"已写出 {len(listed)} 份。")
            return
        for row in read(source) if source else ():
            listed.setdefault(row["uid"], row)
        told = {"erasures": 0, "rows": 0, "failed": []}
        for row in listed.values():
            try:
                rows = again(row)
            except ValidationError as refused:
                told["failed"].append({"erasure": row["uid"], "why": refused.messages[0]})
            else:
                told["erasures"] += rows is not None
                told["rows"] += rows or 0
        self.stdout.write(
            dumps(told) if json else "再次清除 {erasures} 份，改动 {rows} 行。".format(**told)
        )
        for one in told["failed"]:
            self.stderr.write(f"未能清除 {one['erasure']}：{one['why']}")
        if told["failed"]:
            raise SystemExit(1)


def done():
    for row in Erasure.objects.filter(state=Erasure.State.DONE).order_by("pk").values(*NAMES):
        yield {**row, "uid": str(row["uid"])}


@transaction.atomic
def again(row):
    """Rows changed; None where the subject is not there any more."""
    model = apps.get_model(row["subject_type"])
    if not model._base_manager.filter(pk=row["subject_id"]).exists():
        return None
    holds.guard()
    return sum(line["rows"] for line in erase_all(Erasure(**row)))


def write(path, rows):
    Path(path).write_text(dumps(rows), encoding="utf-8")


def read(path):
    return json.loads(Path(path).read_text(encoding="utf-8"))


def dumps(value):
    return json.dumps(value, ensure_ascii=False)
