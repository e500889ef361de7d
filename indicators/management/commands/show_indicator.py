import json
from datetime import date

from django.core.management.base import BaseCommand, CommandError

from indicators import queries
from indicators.definitions import REFERENCE_DRIVE, UnknownIndicator, indicator
from unions.look.numbers import rate
from unions.models import Federation


class Command(BaseCommand):
    help = "显示一个工会的一项指标：数值、分子、分母。"

    def add_arguments(self, parser):
        parser.add_argument("code", help="指标代码，如 C1")
        parser.add_argument("--federation", required=True, help="工会编码，如 50")
        parser.add_argument("--on", type=date.fromisoformat, help="截至日期")
        parser.add_argument("--known-on", type=date.fromisoformat, help="按当日所知计算")
        parser.add_argument("--by", choices=queries.BY, help="分列方式")
        parser.add_argument("--drive", default=REFERENCE_DRIVE, help="专项行动代码")
        parser.add_argument("--json", action="store_true", help="结果以 JSON 输出")

    def handle(self, *, code, federation, on, known_on, by, drive, **options):
        try:
            held = Federation.objects.get(code=federation)
            found = queries.figure(code, held, on=on, known_on=known_on, by=by, drive=drive)
        except Federation.DoesNotExist:
            raise CommandError(f"没有编码为“{federation}”的工会。", returncode=2) from None
        except UnknownIndicator as problem:
            raise CommandError(str(problem), returncode=2) from None
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False, default=str))
            return
        which = indicator(code, date.fromisoformat(found["on"]))
        self.stdout.write(
            f"{which.code} {which.name}（第 {which.version} 版）　{held.name}　"
            f"截至 {found['on']}　所知 {found['known_on']}　{found['refresh_id'] or '尚未刷新'}"
        )
        for row in found["rows"]:
            if which.is_rate:
                shown = rate(row["numerator"], row["denominator"])
                basis = f"{row['numerator']} / {row['denominator']} 家"
                self.stdout.write(f"  {row['label']}　{shown}　{basis}")
            else:
                self.stdout.write(f"  {row['label']}　{row['value']} {which.unit}")
