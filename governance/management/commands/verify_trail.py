import json
import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from governance import proof


class Command(BaseCommand):
    help = "核对操作轨迹：每条已封记录与封签链是否原样。退出码 0 完好，1 有改动，2 无法核对。"

    def add_arguments(self, parser):
        parser.add_argument("--anchor", type=Path, metavar="FILE", help="export_anchor 保存的锚点")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出结果")

    def handle(self, *args, anchor, json: bool, **options):
        try:
            told = proof.read_anchor(anchor.read_text(encoding="utf-8")) if anchor else None
        except (OSError, UnicodeDecodeError, proof.BadAnchor) as wrong:
            raise CommandError(f"无法读取锚点：{wrong}", returncode=2) from wrong
        start = time.perf_counter()
        verdict = proof.verify(told)
        result = {
            "ok": verdict.sound,
            "seals": verdict.seals,
            "events": verdict.events,
            "unsealed": verdict.unsealed,
            "tail": "proven" if verdict.anchored else "unproven",
            "proven_to": verdict.proven_to,
            "first": verdict.first and {**verdict.first, "message": sentence(verdict.first)},
            "seconds": round(time.perf_counter() - start, 3),
        }
        self.stdout.write(dumps(result) if json else text(result))
        if not verdict.sound:
            raise SystemExit(1)


def dumps(result):
    return json.dumps(result, ensure_ascii=False)


def sentence(first):
    where = f"第 {first['seal']} 号封签"
    if first["event"]:
        word = "自" if first["what"] == "root" else ""
        where += f"所含的{word}第 {first['event']} 号记录{'起' if word else ''}"
    return f"{where}：{proof.WHAT[first['what']]}"


def text(result):
    counted = f"核对封签 {result['seals']:,} 个、记录 {result['events']:,} 条"
    counted += f"，另有 {result['unsealed']:,} 条尚未封签。"
    if result["first"]:
        return f"{counted}\n发现改动——{result['first']['message']}。"
    if result["tail"] == "proven":
        return f"{counted}\n全部原样；与锚点相符，到第 {result['proven_to']} 号封签为止没有缺失。"
    return f"{counted}\n全部原样。未提供锚点：末尾是否被截去未经证明（用 --anchor）。"
