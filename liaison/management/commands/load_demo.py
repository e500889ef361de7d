"""The demonstration: 重庆's published record, the drive in every province, people to try."""

import json
import time

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.demo import create_demo_accounts
from indicators.bulletins.demo import load_bulletins
from membership.demo import (
    load_canvass,
    load_cases,
    load_criteria,
    load_foundings,
    load_members,
    load_support,
    load_targets,
    load_unions_at_work,
)
from orgs.demo import delegates_organizations, load_organizations
from orgs.demo_lists import load_lists
from orgs.demo_portal import load_portal
from procurement.demo import load as load_purchases
from stations.demo import load as load_stations


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
        self.step("会员")
        with transaction.atomic():
            load_members(people)
        create_demo_accounts(organizations=delegates_organizations())
        self.step("工会运行")
        load_unions_at_work(people)
        self.step("目标分解")
        with transaction.atomic():
            load_targets(people)
        self.step("走访摸排")
        load_canvass()
        self.step("建会事项")
        with transaction.atomic():
            load_cases(people)
            load_criteria(people)
        self.step("补助、督办与经验")
        load_support(people)
        self.step("购买服务")
        load_purchases(people)
        self.step("站点与帮扶")
        load_stations(people)
        self.step("更正申请与认领")
        load_portal(people, delegates_organizations())
        self.step("名单、比对与文书")
        with transaction.atomic():
            load_lists(people)
        self.step("指标")
        if written or covered:
            call_command("refresh_indicators", full=True, stdout=self.stderr)
        self.step("通报")
        load_bulletins(people)
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
