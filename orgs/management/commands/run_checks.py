import json

from django.core.management.base import BaseCommand

from orgs import checks
from orgs.services import disappearances
from orgs.services.findings import run_checks


class Command(BaseCommand):
    help = "对名册逐项做数据检查，记录新发现和已整改的问题。平时每夜自动运行。"

    def add_arguments(self, parser):
        parser.add_argument("keys", nargs="*", help="只做这几项（检查项代码）")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出结果")

    def handle(self, *args, keys, json: bool, **options):
        disappearances.tidy()
        runs = run_checks(keys=keys)
        if json:
            self.stdout.write(dumps([told(run) for run in runs]))
        else:
            for run in runs:
                if run.error or options["verbosity"] > 1:
                    self.stdout.write(line(run))
            self.stdout.write(summary(runs))
        if any(run.error for run in runs):
            raise SystemExit(1)


def line(run):
    said = run.error or counted(run.found, run.opened, run.healed)
    return f"{run.seconds:7.2f} 秒  {checks.title(run.check_key)}：{said}"


def summary(runs):
    done = [run for run in runs if not run.error]
    found, opened, healed, seconds = (
        sum(getattr(run, name) for run in done) for name in ("found", "opened", "healed", "seconds")
    )
    failed = f"，{len(runs) - len(done)} 项未能完成" if len(done) < len(runs) else ""
    said = counted(found, opened, healed)
    return f"数据检查 {len(runs)} 项{failed}：{said}，用时 {seconds:.1f} 秒。"


def counted(found, opened, healed):
    return f"{found:,} 条（新 {opened:,}，已整改 {healed:,}）"


def told(run):
    names = ("check_key", "found", "opened", "healed", "seconds", "error")
    return {name: getattr(run, name) for name in names}


def dumps(value):
    return json.dumps(value, ensure_ascii=False)
