import json

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from governance.trail import record
from privacy import ciphers, rotation


class Command(BaseCommand):
    help = "用 FIELD_KEYS 中最新的密钥重新加密个人信息。可中断，再次运行即继续。"

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="只报告仍用旧密钥的数量")
        parser.add_argument(
            "--indexes", action="store_true", help="同时重建检索索引（FIELD_KEYS 只剩新密钥时）"
        )
        parser.add_argument("--json", action="store_true", help="以 JSON 输出结果")

    def handle(self, *args, dry_run, indexes, json: bool, **options):
        try:
            counts = rotation.rotate(dry_run=dry_run, told=self.told)
            indexed = rotation.reindex() if indexes and not dry_run else {}
        except ciphers.Undecipherable as lost:
            raise CommandError(f"{lost} 中有无法解密的值：缺少其密钥。", returncode=2) from lost
        if not dry_run:
            with transaction.atomic():
                record(
                    by=None,
                    verb="keys.rotate",
                    label="轮换个人信息密钥",
                    counts=counts,
                    key=ciphers.newest_key_id(),
                )
        if json:
            self.stdout.write(dumps({"dry_run": dry_run, "rotated": counts, "indexed": indexed}))
            return
        for label, count in counts.items():
            self.stdout.write(f"{label}：{'待重新加密' if dry_run else '已重新加密'} {count:,} 条")

    def told(self, label, done):
        self.stderr.write(f"{label} {done:,}")


def dumps(value):
    return json.dumps(value, ensure_ascii=False)
