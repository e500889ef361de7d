"""The demonstration's rules, money and projects of 重庆, in every state before a call."""

from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from procurement.models import BudgetLine, NeedTopic, Project
from procurement.services import budgets, entrustments, headcount, measures, projects
from unions.models import Federation

DETAILS = (
    ("process", "过程监督管理细则"),
    ("midterm", "中期评估细则"),
    ("performance", "绩效考核细则"),
    ("funds", "经费使用管理细则"),
)
LINES = (
    ("union", "购买社会组织服务", "3000000"),
    ("fiscal", "政府购买服务（市级财政）", "1500000"),
    ("donation", "爱心企业定向捐赠", "500000"),
    ("crowd", "工会众筹·工友互助", "200000"),
)
TO_CALL = (
    ("职工法律援助宣讲", "legal", "union", "500000", "open_call"),
    ("职工心理关爱进园区", "psychology", "union", "300000", "open_call"),
    ("困难职工子女暑期托管", "children", "donation", "260000", "open_call"),
    ("新就业形态劳动者技能培训", "skills", "fiscal", "400000", "open_tender"),
    ("职工书屋进楼宇", "culture", "union", "120000", "open_call"),
)
"""Approved, for calls to be made of them; found by their titles."""
HIS = {"officer": "cq-procurement", "finance": "cq-finance", "leader": "cq-leader"}


@transaction.atomic
def load_projects(people):
    """Measures, lines and projects through their services; once."""
    if BudgetLine.objects.exists():
        return 0
    who = {part: people[name] for part, name in HIS.items()}
    home = Federation.objects.get(code="50")
    start = timezone.localdate() + timedelta(days=70)
    _measures(who, home)
    lines = {
        source: budgets.set_line(
            by=who["finance"],
            federation=home,
            year=start.year,
            source=source,
            name=name,
            amount=Decimal(amount),
            basis="年度经费预算（示例）",
        )
        for source, name, amount in LINES
    }
    worked = headcount.work_out(
        by=who["finance"],
        federation=home,
        year=start.year,
        heads_of="专职社会化工会工作者",
        heads=12,
        standard=Decimal("60000"),
        share=Decimal("0.5"),
        services=[
            {"name": "劳动争议调解", "quantity": Decimal(60), "unit_cost": Decimal("3000")},
            {"name": "集体协商指导", "quantity": Decimal(40), "unit_cost": Decimal("4000")},
        ],
        source="grant",
        name="社会化工作者服务补贴",
        basis="区县购买服务经费补贴办法（示例）",
    )
    lines["grant"] = worked.line
    for title, domain, source, ceiling, method in TO_CALL:
        made = _begun(who, home, lines, start, title, domain, source, ceiling, method)
        _move(who, made, submit="officer", confirm="finance", approve="leader")
    _waiting(who, home, lines, start)
    _direct(who, home, lines, start)
    return Project.objects.count()


def _measures(who, home):
    base = measures.enter(
        by=who["officer"],
        federation=home,
        kind="measure",
        title="购买社会组织服务管理办法（试行）",
        number="渝工发〔2018〕21 号（示例）",
        starts_on=date(2018, 5, 1),
        terms={"publicity_days": 7},
        body="购买主体、承接主体、购买内容、购买程序、经费来源和管理、绩效评价、附则。",
    )
    base = measures.enter(
        by=who["officer"],
        federation=home,
        kind="measure",
        title=base.title,
        number="渝工发〔2024〕9 号（示例）",
        starts_on=date(2024, 3, 1),
        previous=base,
        terms={"publicity_days": 5, "min_days_notice": 12},
        body="公示期由七个工作日改为五个；征集公告不少于十二天。",
    )
    for stage, title in DETAILS:
        measures.enter(
            by=who["officer"],
            federation=home,
            kind="detail",
            stage=stage,
            parent=base,
            title=f"购买社会组织服务{title}",
            starts_on=base.starts_on,
        )


def _begun(who, home, lines, start, title, domain, source, ceiling, method, **over):
    values = {
        "title": title,
        "domain": domain,
        "content": "professional",
        "source": source,
        "line": lines[source],
        "ceiling": Decimal(ceiling),
        "method": method,
        "starts_on": start,
        "ends_on": start + timedelta(days=300),
        "topics": NeedTopic.objects.filter(federation=home, domain=domain, status="suitable"),
    }
    return projects.begin(by=who["officer"], federation=home, **values | over)


def _move(who, project, **steps):
    for verb, part in steps.items():
        project = projects.move(by=who[part], project=project, verb=verb)
    return project


def _waiting(who, home, lines, start):
    """For finance, for the leader, and in the officer's own hands with something to heed."""
    given = (who, home, lines, start)
    visits = _begun(
        *given,
        *("工伤职工探视服务", "health", "fiscal", "460000", "consultation"),
        method_reason="服务对象分散在四十家医院，须与承接方磋商服务方案。",
    )
    _move(who, visits, submit="officer")
    dating = _begun(
        *given,
        *("单身职工交友联谊", "dating", "union", "80000", "inquiry"),
        method_reason="标准化活动服务，价格透明，询价即可。",
    )
    _move(who, dating, submit="officer", confirm="finance")
    _begun(
        *given,
        *("工会社会工作岗位", "consultation", "fiscal", "240000", "open_tender"),
        posts=3,
        ends_on=start + timedelta(days=700),
    )
    _begun(*given, "货车司机互助关爱", "hardship", "crowd", "120000", "open_call")


def _direct(who, home, lines, start):
    """Without a call: entrusted and reported on, a single source under notice, one undertaken."""
    given = (who, home, lines, start)
    hotline = _begun(
        *given,
        *("职工心理服务热线", "psychology", "union", "180000", "entrust"),
        method_reason="热线号码和坐席系统已由该公司建设并运行三年，更换将中断服务。",
    )
    named = entrustments.name_contractor(
        by=who["officer"],
        project=hotline,
        contractor="company",
        name="重庆心桥健康管理有限公司（示例）",
        basis="市总工会主席办公会议纪要〔2026〕11 号（示例）",
        amount=Decimal("176000"),
        person_times=24_000,
    )
    _move(who, hotline, submit="officer", confirm="finance", approve="leader")
    entrustments.settle(by=who["officer"], entrustment=named)
    entrustments.report_result(
        by=who["officer"],
        entrustment=named,
        result="上一服务期接听 25,318 人次，满意率 98.2%，按期移交全部记录。",
        on=timezone.localdate(),
        served=25_318,
    )
    film = _begun(
        *given,
        *("工运史料数字化整理", "culture", "union", "90000", "single_source"),
        method_reason="史料原件由该馆保管，只能由其整理。",
    )
    named = entrustments.name_contractor(
        by=who["officer"],
        project=film,
        contractor="institution",
        name="重庆工运史料馆（示例）",
        basis="史料原件的保管关系",
        amount=Decimal("90000"),
    )
    _move(who, film, submit="officer", confirm="finance", approve="leader")
    entrustments.give_notice(by=who["officer"], entrustment=named)
    undertaken = _begun(
        *given,
        *("新市民职业指导", "employment", "fiscal", "150000", "entrust"),
        line=None,
        direction="undertake",
        client="重庆市人力资源和社会保障局",
        method_reason="政府将公共就业服务事项委托群团组织承担。",
    )
    _move(who, undertaken, submit="officer", approve="leader")
