"""The demonstration's subsidies, cases of obstruction and library, of 重庆 and 渝北."""

from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from membership.models import Coverage, Drive, SubsidyBudget
from membership.queries import living
from membership.services import obstructions, practices, subsidies
from orgs.models import Organization
from unions.models import Federation

KINDS = (
    ("新建工会开办补助", "fixed", {"rule": "fixed", "amount": Decimal("3000"), "often": "once"}),
    (
        "活动启动经费",
        "fixed",
        {
            "rule": "per_head",
            "amount": Decimal("50"),
            "ceiling": Decimal("8000"),
            "often": "yearly",
        },
    ),
    (
        "小微工会经费返还",
        "earmarked",
        {"rule": "share", "rate": Decimal("0.6"), "most_members": 25, "often": "yearly"},
    ),
    (
        "社会组织工会联合会组织员岗位补助",
        "project",
        {
            "rule": "up_to",
            "ceiling": Decimal("36000"),
            "often": "yearly",
            "recipients": ["industry", "regional"],
        },
    ),
)
TEXTS = (
    (
        *("experience", "party", "“党建入章、工建同步”：民办学校建会三步法"),
        "把建会要求写进党建考核，登记、建党、建会同步摸排、同步组建、同步验收。",
        "一是借民政登记台账和党组织台账比对，列出有党组织无工会的名单。\n"
        "二是由街道党工委和总工会联合上门，一次讲清建党和建会。\n"
        "三是建会后三个月内回访，帮助健全组织、开展第一次活动。",
    ),
    (
        *("case", "joint", "八家小微社会服务机构联合建会"),
        "同一孵化园内的八家机构各自不足二十五人，联合组建工会，共用阵地和组织员。",
        "孵化园提供场地，镇街总工会派组织员，八家机构各推一名委员。\n"
        "建会后以联合工会名义开展集体协商，签订园区综合合同。",
    ),
)


def ago(days):
    return timezone.localdate() - timedelta(days=days)


@transaction.atomic
def load_support(people):
    """Budgets in every state of use, applications in every state, cases along the route; once."""
    if SubsidyBudget.objects.exists():
        return 0
    city, county = (Federation.objects.get(code=code) for code in ("50", "500112"))
    _subsidies(people, city, county)
    _obstructions(people, county)
    _practices(people, city, county)
    return 1


def _subsidies(people, city, county):
    finance, leader, officer = (people[n] for n in ("cq-finance", "cq-leader", "yb-organizing"))
    year = timezone.localdate().year
    budget = subsidies.set_budget(
        by=finance,
        federation=city,
        year=year,
        source="own",
        amount=Decimal("120000"),
        basis="年度经费预算",
    )
    subsidies.set_budget(
        by=finance, federation=city, year=year, source="treasury", amount=Decimal("50000")
    )
    kinds = [
        subsidies.begin_kind(
            by=finance,
            federation=city,
            name=name,
            nature=nature,
            starts_on=date(year, 1, 1),
            basis="社会组织工会补助办法（示例）",
            **rule,
        )
        for name, nature, rule in KINDS
    ]
    rows = Coverage.objects.known().valid().filter(form="single", union__federation=county)
    rows = rows.filter(union__dissolved_on=None)
    rows = rows.select_related("union__federation", "organization").order_by("-valid_from", "pk")
    asked = [
        subsidies.apply_for(
            by=officer,
            budget=budget,
            kind=kinds[n % 2],
            union=row.union,
            organization=row.organization,
            purpose=("购置办公用品和图书", "开展第一次职工活动")[n % 2],
            quantity=None if n % 2 == 0 else Decimal(20 + n),
        )
        for n, row in enumerate(rows[:12])
    ]

    def move(row, verb, by, **values):
        subsidies.move_subsidy(by=by, subsidy=row, verb=verb, **values)

    for row in asked[:7]:
        move(row, "approve", leader)
    for n, row in enumerate(asked[:4], 1):
        move(row, "pay", finance, voucher=f"记-{n:03d}")
    move(asked[7], "return", leader, reason="请补充会员名册。")
    move(asked[8], "reject", leader, reason="已享受同类补助。")


def _obstructions(people, county):
    leader, officer = people["cq-leader"], people["yb-organizing"]
    rows = Organization.objects.filter(living(), federation=county, type="52")
    without = rows.exclude(pk__in=Coverage.objects.known().valid().values("organization"))
    facts = "职工多次提出建会，负责人以“没有必要”为由拒绝，并拒收街道总工会送达的建会意见。"
    report = obstructions.report_obstruction
    cases = [
        report(
            by=officer,
            organization=org,
            manner=manner,
            reporter=reporter,
            facts=facts,
            reported_on=on,
        )
        for org, manner, reporter, on in zip(
            without.order_by("-staff_count", "pk")[:5],
            ("refusing", "hindering", "joining", "refusing", "retaliating"),
            ("worker", "officer", "worker", "above", "worker"),
            (ago(229), ago(195), ago(80), ago(41), ago(27)),
            strict=False,
        )
    ]

    def move(case, verb, by, on, **values):
        return obstructions.move_obstruction(by=by, case=case, verb=verb, on=on, **values)

    bureau = {"authority": "渝北区人力资源和社会保障局"}
    if len(cases) < 5:  # a small register
        return
    first = move(cases[0], "advise", officer, ago(222))
    first = move(first, "ask_labour", leader, ago(200), **bureau)
    first = move(first, "order", officer, ago(179), reply_number="渝北人社令〔2026〕3号")
    first = move(first, "settle", officer, ago(152), result="obeyed")
    obstructions.decide_publication(
        by=leader, case=first, publication="internal", reason="有警示意义，先在系统内通报。"
    )
    move(cases[1], "advise", officer, ago(191))
    move(cases[1], "settle", officer, ago(174), result="corrected")
    third = move(cases[2], "advise", officer, ago(75))
    move(third, "ask_labour", leader, ago(44), **bureau)
    move(cases[3], "advise", officer, ago(38))


def _practices(people, city, county):
    drive = Drive.objects.filter(code="DRV-2023").first()
    for federation, author, (kind, topic, title, summary, body) in (
        (county, people["yb-organizing"], TEXTS[0]),
        (city, people["cq-organizing"], TEXTS[1]),
    ):
        row = practices.write_practice(
            by=author,
            federation=federation,
            kind=kind,
            topic=topic,
            title=title,
            summary=summary,
            body=body,
            drive=drive,
        )
        practices.move_practice(by=author, practice=row, verb="submit")
        if federation == city:
            practices.move_practice(by=people["cq-leader"], practice=row, verb="publish")
