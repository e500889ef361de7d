import json

from django.core.management.base import BaseCommand

from privacy import retention


class Command(BaseCommand):
    help = "按保存期限清理到期数据。--dry-run 只报告、不删除。"

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="只报告将清理的数量")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出结果")

    def handle(self, *args, dry_run, json: bool, **options):
        purged = retention.purge(dry_run=dry_run)
        if json:
            self.stdout.write(dumps({"dry_run": dry_run, "purged": purged}))
            return
        for rule in retention.rules():
            if rule.days is None:
                self.stdout.write(f"{rule.name}：长期保存（{rule.why}）")
            else:
                done = "将清理" if dry_run else "已清理"
                self.stdout.write(
                    f"{rule.name}：保存 {rule.days} 天，{done} {purged[rule.label]:,} 条"
                )


def dumps(value):
    return json.dumps(value, ensure_ascii=False)
