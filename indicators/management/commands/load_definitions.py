import json

from django.core.management.base import BaseCommand

from indicators import definitions


class Command(BaseCommand):
    help = "载入指标定义；可重复执行，不改动已有版本。"

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="结果以 JSON 输出")

    def handle(self, **options):
        result = {"definitions": len(definitions.TABLE), "created": definitions.load()}
        if options["json"]:
            self.stdout.write(json.dumps(result))
        else:
            self.stdout.write("指标定义 {definitions} 个，本次新增 {created} 个。".format(**result))
