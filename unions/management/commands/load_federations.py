import json
import time

from django.core.management.base import BaseCommand, CommandError

from unions.models import Region
from unions.reference import load_federations


class Command(BaseCommand):
    help = "按行政区划载入各级地方总工会和开发区工会；可重复执行，不改动已有记录。"

    def add_arguments(self, parser):
        parser.add_argument("--streets", action="store_true", help="连同乡镇（街道）一级")
        parser.add_argument("--json", action="store_true", help="结果以JSON输出")

    def handle(self, *args, **options):
        if not Region.objects.exists():
            raise CommandError("请先执行load_regions载入行政区划。", returncode=2)
        started = time.monotonic()
        result = load_federations(streets=options["streets"])
        result["seconds"] = round(time.monotonic() - started, 2)
        if options["json"]:
            self.stdout.write(json.dumps(result, ensure_ascii=False))
            return
        self.stdout.write(
            f"地方总工会{result['territorial']}个，开发区工会{result['zone']}个，"
            f"本次新增{result['created']}个。用时{result['seconds']}秒。"
        )
