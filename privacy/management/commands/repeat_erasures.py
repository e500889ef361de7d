import json

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand
from django.db import transaction

from privacy import holds
from privacy.models import Erasure
from privacy.services.erasures import erase_all


class Command(BaseCommand):
    help = "恢复备份之后运行：把已经办结的个人信息清除再做一遍。可重复运行。"

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="以 JSON 输出结果")

    def handle(self, *args, json: bool, **options):
        done, rows, failed = 0, 0, []
        for asked in Erasure.objects.filter(state=Erasure.State.DONE).order_by("pk"):
            model = apps.get_model(asked.subject_type)
            if not model._base_manager.filter(pk=asked.subject_id).exists():
                continue
            try:
                with transaction.atomic():
                    holds.guard()
                    rows += sum(line["rows"] for line in erase_all(asked))
                    done += 1
            except ValidationError as refused:
                failed.append({"erasure": str(asked.uid), "why": refused.messages[0]})
        told = {"erasures": done, "rows": rows, "failed": failed}
        if json:
            self.stdout.write(dumps(told))
        else:
            self.stdout.write(f"已再次清除 {done} 份，改动 {rows} 行；未能清除 {len(failed)} 份。")
            for one in failed:
                self.stdout.write(f"  {one['erasure']}：{one['why']}")
        if failed:
            raise SystemExit(1)


def dumps(value):
    return json.dumps(value, ensure_ascii=False)
