"""manage.py backup DIR"""

import json
import time
from pathlib import Path

from django.core.management.base import BaseCommand

from liaison.archive import backup


class Command(BaseCommand):
    help = "把数据库与附件备份到一个空目录；密钥不在其中，须另行保管。"

    def add_arguments(self, parser):
        parser.add_argument("directory", type=Path)
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, directory, **options):
        start = time.monotonic()
        manifest = backup(directory)
        tables = manifest["database"]["tables"]
        result = {
            "directory": str(directory),
            "tables": len(tables),
            "rows": sum(tables.values()),
            "files": manifest["files"]["count"],
            "seconds": round(time.monotonic() - start, 1),
        }
        if options["json"]:
            self.stdout.write(json.dumps(result, ensure_ascii=False))
            return
        self.stdout.write(
            "已备份 {tables} 张表、{rows} 行、{files} 个附件到 {directory}，"
            "用时 {seconds} 秒。请另行保管 SECRET_KEY 与 FIELD_KEYS。".format(**result)
        )
