"""What law and measure say of a project (domain.md 4.1, 102号令): warnings with their clauses.

A warning informs. Only what the law itself forbids (``forbids``) keeps a project from being
submitted. The split of a purchase is a suspicion, so it never does.
"""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.db.models import Sum
from django.utils import timezone

from procurement.models import Project
from procurement.models.budgets import FundSource

SPLIT_DAYS = 365


@dataclass(frozen=True)
class Warning:
    key: str
    text: str
    cite: str
    forbids: bool = False

    @property
    def level(self):
        return "bad" if self.forbids else "caution"


def warnings(project):
    """Of a project in hand, saved or not; ``project.rules`` are its own."""
    if not project.rules:
        return []
    asked = (posts, term, method, split, year, unionless)
    return [found for ask in asked if (found := ask(project, project.rules)) is not None]


def forbidden(project):
    return [warning for warning in warnings(project) if warning.forbids]


def _cite(rules, key):
    return rules.get("cites", {}).get(key, "")


def posts(project, rules):
    if not project.posts or project.direction == Project.Direction.UNDERTAKE:
        return None
    fiscal = rules.get("posts") == "forbidden"
    if fiscal:
        text = (
            f"用财政资金购买 {project.posts} 个岗位：招聘人员、劳务派遣和公益性岗位不得购买，"
            "请改为购买服务。"
        )
    else:
        text = f"购买 {project.posts} 个岗位：岗位人员由承接方聘用和管理，不得成为变相的劳务派遣。"
    return Warning("posts", text, _cite(rules, "posts"), forbids=fiscal)


def term(project, rules):
    usual, most = rules.get("term_months", 12), rules.get("term_months_most", 36)
    fiscal = project.source == FundSource.FISCAL
    if project.months > most:
        text = f"服务期 {project.months} 个月，超过最长的 {most} 个月。"
        return Warning("term", text, _cite(rules, "term_months_most"), forbids=fiscal)
    if project.months > usual and not project.continuous:
        text = (
            f"服务期 {project.months} 个月，一般不超过 {usual} 个月；内容固定、连续性强、"
            f"经费来源稳定、价格变化小的，才可以到 {most} 个月。"
        )
        return Warning("term", text, _cite(rules, "term_months"))
    if project.months > usual:
        text = f"服务期 {project.months} 个月，跨年度：每年的预算须能保障。"
        return Warning("term", text, _cite(rules, "term_months_most"))
    return None


def method(project, rules):
    if project.direction == Project.Direction.UNDERTAKE or project.method in rules.get(
        "methods", [project.method]
    ):
        return None
    text = f"“{project.get_method_display()}”不在《{rules['name']}》列明的方式之内。"
    fiscal = project.source == FundSource.FISCAL
    return Warning("method", text, _cite(rules, "methods"), forbids=fiscal)


COMPETED = (Project.Method.OPEN_CALL, Project.Method.OPEN_TENDER)


def split(project, rules):
    """Several small ones of one union and one domain within a year that would together be a large
    one: they may be one purchase cut into pieces."""
    limit = Decimal(rules.get("split_threshold", 0))
    if not limit or project.ceiling is None or project.ceiling >= limit:
        return None
    if project.method in COMPETED:
        return None
    since = (project.created_at or timezone.now()) - timedelta(SPLIT_DAYS)
    rows = Project.objects.filter(
        federation=project.federation_id,
        domain=project.domain,
        direction=Project.Direction.BUY,
        ceiling__lt=limit,
        created_at__gte=since,
    )
    rows = rows.exclude(pk=project.pk).exclude(status=Project.Status.CANCELLED)
    rows = rows.exclude(method__in=COMPETED).order_by()
    others = rows.aggregate(total=Sum("ceiling"))["total"]
    if not others or others + project.ceiling < limit:
        return None
    text = (
        f"一年内同一领域已有 {rows.count()} 个未公开竞争的项目，连同本项目共 "
        f"{others + project.ceiling:,} 元，达到 {limit:,} 元：请核对是否应合并采购，不得化整为零。"
    )
    return Warning("split", text, _cite(rules, "split_threshold"))


def year(project, rules):
    if project.line is None or project.line.year == project.starts_on.year:
        return None
    text = f"预算科目是 {project.line.year} 年的，服务从 {project.starts_on.year} 年开始。"
    return Warning("year", text, "先有预算、后购买服务（政府购买服务管理办法）")


def unionless(project, rules):
    if project.source != FundSource.FISCAL or rules.get("prefer_union"):
        return None
    text = "使用财政资金的，评审中没有“同等条件下优先已建工会的社会组织”一项，也没有这一项得分。"
    return Warning("prefer_union", text, _cite(rules, "prefer_union"))
