"""What officers of 渝北 have seen, criterion by criterion, at some of those without a union."""

from datetime import timedelta

from membership.models import CriterionFinding
from membership.queries import of_state
from membership.services.criteria import judge_criterion
from orgs.demo import TODAY
from orgs.models import Organization

SEEN = (
    ("premises", True, "实地查看：办公用房租约到 2029 年，有职工活动室"),
    ("stable", True, "社保缴费名单：连续两年在册职工变动不到一成"),
    ("influence", True, "承担政府购买服务三项，2025 年获评市级先进社会组织"),
    ("basis", True, "有职工代表座谈制度和专人负责，愿意配合建会"),
    ("party_norms", True, "所属社会组织党委 2026 年工作要点写明“同步推进工会组建”"),
    ("premises", False, "现址借用街道场地，年底到期，去向未定"),
    ("stable", False, "近一年专职人员换了大半"),
    ("party_norms", False, "党支部 2026 年计划未提建会，已提请街道党工委列入"),
)
TOGETHER = ((0, 1), (2, 6), (4, 0), (3, 5), (7, 1), (1, 2))
"""Which of them were found at one organization."""


def load_criteria(people):
    """Twelve organizations, two findings each, once."""
    if CriterionFinding.objects.exists():
        return 0
    officer = people["yb-organizing"]
    within = Organization.objects.filter(federation__path__contains="/500112/", status="normal")
    rows = of_state(within, "gap").order_by("-has_party_org", "-staff_count", "pk")
    for n, organization in enumerate(rows[:12]):
        for criterion, met, evidence in (SEEN[at] for at in TOGETHER[n % 6]):
            judge_criterion(
                by=officer,
                organization=organization,
                criterion=criterion,
                met=met,
                evidence=evidence,
                judged_on=TODAY - timedelta(7 + n),
            )
    return CriterionFinding.objects.count()
