import json
import sys
import time

from django.core.management.base import BaseCommand

from indicators import services


class Command(BaseCommand):
    help = "全量重算并与现有指标逐一比对；有出入时退出码为 1，并指出第一处。"

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="结果以 JSON 输出")

    def handle(self, **options):
        started = time.monotonic()
        verdict = services.verify()
        if options["json"]:
            result = {
                "refresh_id": verdict.refresh,
                "as_of": verdict.as_of.isoformat(),
                "differences": verdict.differences,
                "timeline": verdict.timeline,
                "cells": verdict.cells,
                "months": verdict.months,
                "tallies": verdict.tallies,
                "first": verdict.first,
                "seconds": round(time.monotonic() - started, 3),
            }
            self.stdout.write(json.dumps(result, ensure_ascii=False))
        elif verdict.differences:
            self.stdout.write(f"发现 {verdict.differences} 处出入，第一处：{verdict.first}")
        else:
            self.stdout.write(
                f"指标与全量重算一致（{verdict.refresh}，数据截至 {verdict.as_of}）。"
            )
        if verdict.differences:
            sys.exit(1)
