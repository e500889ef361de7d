"""manage.py restore DIR [--force]"""

import json
import sys
import time
from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand

from liaison.archive import restore


class Command(BaseCommand):
    help = "从备份目录恢复数据库与附件。"
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("directory", type=Path)
        parser.add_argument("--force", action="store_true", help="覆盖现有数据")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, directory, force, **options):
        start = time.monotonic()
        manifest, differs = restore(
            directory, force=force, migrate=lambda: call_command("migrate", verbosity=0)
        )
        tables = manifest["database"]["tables"]
        result = {
            "directory": str(directory),
            "created": manifest["created"],
            "tables": len(tables),
            "rows": sum(tables.values()),
            "files": manifest["files"]["count"],
            "differs": differs,
            "seconds": round(time.monotonic() - start, 1),
        }
        if options["json"]:
            self.stdout.write(json.dumps(result, ensure_ascii=False))
        else:
            self.stdout.write(
                "已恢复 {created} 的备份：{tables} 张表、{rows} 行、{files} 个附件，"
                "用时 {seconds} 秒。".format(**result)
            )
            for name in differs:
                self.stdout.write(f"行数与清单不符：{name}")
        if differs:
            sys.exit(1)
