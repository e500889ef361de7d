"""The demonstration: 重庆's published record, the drive in every province, people to try."""

import json
import time

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.demo import create_demo_accounts
from membership.demo import load_foundings
from orgs.demo import delegates_organizations, load_organizations
from orgs.demo_portal import load_portal


class Command(BaseCommand):
    help = "装入演示数据（约四万家社会组织及其建会历程、演示账号）；重复执行不会重复写入。"

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="以 JSON 输出结果")

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError("演示数据只能在 DEMO=1 时装入。", returncode=2)
        self.began = time.monotonic()
        self.step("演示账号")
        people = create_demo_accounts()
        self.step("专项行动")
        call_command("load_drives", stdout=self.stderr)
        self.step("社会组织")
        written = load_organizations(by=people["cq-organizing"])
        self.step("建会历程")
        covered = load_foundings()
        create_demo_accounts(organizations=delegates_organizations())
        self.step("更正申请与认领")
        load_portal(people, delegates_organizations())
        self.step("指标")
        if written or covered:
            call_command("refresh_indicators", full=True, stdout=self.stderr)
        if written:
            self.step("数据检查")
            with transaction.atomic():  # one commit instead of sixty
                call_command("run_checks", stdout=self.stderr)
        result = {
            "organizations": written,
            "covered": covered,
            "accounts": len(people),
            "seconds": round(time.monotonic() - self.began, 1),
        }
        self.stdout.write(
            json.dumps(result)
            if options["json"]
            else "演示数据：社会组织 {organizations:,} 家，已建会 {covered:,} 家，"
            "账号 {accounts} 个，用时 {seconds} 秒。".format(**result)
        )

    def step(self, name):
        self.stderr.write(f"  {time.monotonic() - self.began:5.1f} 秒  {name}")
        self.stderr.flush()
