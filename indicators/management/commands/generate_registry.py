import json
import time

from django.core.management.base import BaseCommand, CommandError

from indicators import synthetic
from unions.models import Federation


class Command(BaseCommand):
    help = "生成合成的社会组织名册及其建会历史，用于测量；绕过业务规则，随后全量重算一次。"

    def add_arguments(self, parser):
        parser.add_argument("--count", type=int, required=True, help="社会组织家数")
        parser.add_argument("--seed", type=int, default=1, help="随机种子")
        parser.add_argument("--json", action="store_true", help="结果以 JSON 输出")

    def handle(self, *, count, seed, **options):
        if not Federation.objects.territorial().filter(level__gt=1).exists():
            raise CommandError("请先执行 load_regions 和 load_federations。", returncode=2)
        if not 0 < count <= synthetic.capacity():
            raise CommandError(
                f"家数应在 1 到 {synthetic.capacity():,} 之间（信用代码序号只有六位）。",
                returncode=2,
            )
        started = time.monotonic()
        made = synthetic.generate(count=count, seed=seed)
        seconds = time.monotonic() - started
        rows = sum(made.rows.values())
        loading = made.seconds["draft"] + made.seconds["rows"]
        result = {
            "organizations": count,
            "rows": rows,
            "refresh_id": str(made.refresh),
            "seconds": round(seconds, 1),
            "organizations_per_second": round(count / seconds),
            "rows_per_second": round(rows / seconds),
            "load": {"seconds": round(loading, 1), "rows_per_second": round(rows / loading)},
            "phases": {name: round(taken, 1) for name, taken in made.seconds.items()},
            "tables": made.rows,
        }
        if options["json"]:
            self.stdout.write(json.dumps(result))
        else:
            self.stdout.write(
                "已生成 {organizations:,} 家，连同历史 {rows:,} 行，用时 {seconds} 秒（每秒 "
                "{organizations_per_second:,} 家、{rows_per_second:,} 行），"
                "刷新 {refresh_id}。".format(**result)
            )
