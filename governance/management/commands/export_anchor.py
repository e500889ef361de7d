import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from governance import proof


class Command(BaseCommand):
    help = "把封签链的当前末端写入文件。请存放在本系统之外，供 verify_trail --anchor 核对。"

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出结果")

    def handle(self, *args, file, json: bool, **options):
        told = proof.anchor()
        try:
            file.write_text(dumps(told) + "\n", encoding="utf-8")
        except OSError as wrong:
            raise CommandError(f"无法写入 {file}：{wrong.strerror}", returncode=2) from wrong
        said = f"锚点已写入 {file}：第 {told['seal']} 号封签，共 {told['events']:,} 条记录。"
        self.stdout.write(dumps(told) if json else said)


def dumps(told):
    return json.dumps(told, ensure_ascii=False)
