import json
import time
from datetime import date

from django.core.management.base import BaseCommand

from indicators import services
from indicators.days import as_of
from indicators.models import Cell, Refresh


class Command(BaseCommand):
    help = "把已提交的变动计入指标；--full 全量重算，--on 指定数据截至日期。"

    def add_arguments(self, parser):
        parser.add_argument("--full", action="store_true", help="全部重新计算")
        parser.add_argument("--on", type=date.fromisoformat, help="数据截至日期，如 2026-10-31")
        parser.add_argument("--json", action="store_true", help="结果以 JSON 输出")

    def handle(self, *, full, on, **options):
        started = time.monotonic()
        if full or as_of() is None:
            services.rebuild(on=on)
        else:
            services.advance(on=on)
            services.fold(wait=True)
        latest = Refresh.objects.first()
        result = {
            "refresh_id": str(latest),
            "as_of": latest.as_of.isoformat(),
            "cells": Cell.objects.count(),
            "seconds": round(time.monotonic() - started, 3),
        }
        if options["json"]:
            self.stdout.write(json.dumps(result))
            return
        self.stdout.write(
            "刷新 {refresh_id}，数据截至 {as_of}，共 {cells} 个单元，用时 {seconds} 秒。".format(
                **result
            )
        )
