import json
import time

from django.core.management.base import BaseCommand

from unions.reference import load_calendar, load_regions


class Command(BaseCommand):
    help = "载入行政区划和节假日调休；可重复执行，不改动已有记录。"

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="结果以JSON输出")

    def handle(self, *args, **options):
        started = time.monotonic()
        result = load_regions()
        calendar = load_calendar()
        result |= {
            "calendar_days": calendar["days"],
            "calendar_known_through": calendar["known_through"].isoformat(),
            "seconds": round(time.monotonic() - started, 2),
        }
        if options["json"]:
            self.stdout.write(json.dumps(result, ensure_ascii=False))
            return
        self.stdout.write(
            f"行政区划{result['regions']}条，本次新增{result['created']}条；"
            f"调休数据至{result['calendar_known_through']}。用时{result['seconds']}秒。"
        )
