import json
from datetime import date
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from jobs.sheets import TableRefused
from orgs.imports.batches import import_file
from orgs.imports.workbook import write_error_workbook
from orgs.models import ImportBatch
from orgs.services.importing import source_named
from unions.models import Federation

SAID = (
    ("new", "新增"),
    ("changed", "变更"),
    ("same", "无变化"),
    ("renamed", "更名"),
    ("moved", "迁移"),
    ("revived", "恢复"),
    ("suspicious", "存疑"),
    ("refused", "未通过"),
)


class Command(BaseCommand):
    help = "导入社会组织名单（.xlsx、.xls、.csv）；默认只比对不写入。"

    def add_arguments(self, parser):
        parser.add_argument("file")
        parser.add_argument("--source", required=True, help="名单来源，如“市民政局名单”")
        parser.add_argument("--federation", required=True, help="导入工会的编码，如 50")
        parser.add_argument("--as-of", type=date.fromisoformat, help="名单日期，默认为今天")
        ways = parser.add_mutually_exclusive_group()
        ways.add_argument("--dry-run", action="store_true", help="只比对（默认）")
        ways.add_argument("--apply", action="store_true", help="写入除存疑和缺少以外的各行")
        parser.add_argument("--errors", help="把未通过的行写到这个 .xlsx")
        parser.add_argument("--json", action="store_true", help="结果以JSON输出")

    def handle(self, *args, **options):
        path = Path(options["file"])
        federation = Federation.objects.filter(code=options["federation"]).first()
        if not path.is_file():
            raise CommandError(f"找不到文件：{path}", returncode=2)
        if federation is None:
            raise CommandError(f"没有编码为 {options['federation']} 的工会。", returncode=2)
        try:
            result = import_file(
                by=None,
                path=path,
                name=path.name,
                source=source_named(options["source"]),
                federation=federation,
                as_of=options["as_of"] or timezone.localdate(),
                apply=options["apply"],
            )
        except TableRefused as refused:
            self.refuse(refused.messages[0], options)
        except ValidationError as wrong:
            raise CommandError("；".join(wrong.messages), returncode=2) from wrong
        if options["errors"]:
            with Path(options["errors"]).open("wb") as file:
                write_error_workbook(file, ImportBatch.objects.get(uid=result["batch"]))
        self.tell(result, options)
        if result["refused"] or result.get("stopped"):
            raise SystemExit(1)

    def refuse(self, sentence, options):
        if options["json"]:
            nothing = dict.fromkeys(("rows", *(key for key, _ in SAID), "missing"), 0)
            error = {"row": None, "column": "", "value": "", "message": sentence}
            self.stdout.write(
                json.dumps(
                    {"batch": None, **nothing, "warnings": [], "errors": [error]},
                    ensure_ascii=False,
                )
            )
        self.stderr.write(sentence)
        raise SystemExit(2)

    def tell(self, result, options):
        if options["json"]:
            self.stdout.write(json.dumps(result, ensure_ascii=False, default=str))
            return
        told = "，".join(f"{label}{result[key]}" for key, label in SAID if result[key])
        self.stdout.write(
            f"共{result['rows']}行：{told or '没有数据'}；名单缺少{result['missing']}家。"
        )
        for warning in result["warnings"]:
            self.stdout.write(f"提醒：{warning}")
        for error in result["errors"][:50]:
            self.stdout.write(f"第{error['row']}行 {error['column']}：{error['message']}")
        if len(result["errors"]) > 50:
            self.stdout.write(f"……共{len(result['errors'])}条，可用 --errors 写成工作簿。")
        done = "未写入" if result.get("stopped") or not options["apply"] else "已写入"
        self.stdout.write(f"批次 {result['batch']}（{done}）")
