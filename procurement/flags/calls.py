"""Rules on the plan and the call."""

from datetime import timedelta

from django.db.models import Sum

from orgs.models.particulars import months_after
from procurement.flags.case import passed, raised, unknown
from procurement.models import Amendment, Project

ALIVE = ("submitted", "confirmed", "approved", "calling", "awarded")


def short_notice(case):
    call, least = case.call, case.project.rules.get("min_days_notice")
    if not (call.published_at and call.deadline):
        return unknown("公告的发布和截止时间")
    if not least:
        return unknown("规则中的最短公告期")
    days = (call.deadline - call.published_at).days
    return raised(f"公告期 {days} 天，规定不少于 {least} 天") if days < least else passed()


def split_purchase(case, months):
    project, threshold = case.project, case.project.rules.get("split_threshold")
    if not threshold:
        return unknown("规则中的合并采购数额")
    near = Project.objects.filter(
        federation=project.federation,
        domain=project.domain,
        source=project.source,
        status__in=ALIVE,
        ceiling__lt=threshold,
        created_at__date__gte=months_after(project.created_at.date(), -months),
        created_at__date__lte=project.created_at.date() + timedelta(days=1),
    )
    count, total = near.count(), near.aggregate(total=Sum("ceiling"))["total"] or 0
    if count > 1 and total >= threshold:
        return raised(f"{months} 个月内同一领域 {count} 个项目，合计 {total:,.0f} 元")
    return passed()


def tailored(case):
    if case.bids is None:
        return unknown("开标后的申报单位")
    text = f"{case.call.title}\n{case.call.requirement}"
    named = [bid.organization.name for bid in case.bids if bid.organization.name in text]
    return raised(f"采购需求中写有申报单位：{'、'.join(named)}") if named else passed()


def no_need(case):
    return passed() if case.project.topics.exists() else raised("项目没有关联需求主题")


def late_amendment(case, days):
    if not case.call.published_at:
        return unknown("公告的发布时间")
    rows = Amendment.objects.filter(call=case.call, kind="material")
    late = [a for a in rows if a.deadline_after - a.made_at < timedelta(days=days)]
    return raised(f"{len(late)} 次实质性变更距截止不足 {days} 天") if late else passed()


def direct_method(case):
    project = case.project
    if not project.is_direct:
        return passed()
    return raised(f"采用{project.get_method_display()}：{project.method_reason or '没有写明理由'}")


def recalled(case, times):
    rounds = case.call.round
    return raised(f"这是第 {rounds} 次征集") if rounds >= times else passed()


RULES = {
    "short_notice": short_notice,
    "split_purchase": split_purchase,
    "tailored": tailored,
    "no_need": no_need,
    "late_amendment": late_amendment,
    "direct_method": direct_method,
    "recalled": recalled,
}
