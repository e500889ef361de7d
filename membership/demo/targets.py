"""Targets of the demonstration: what the nation asks of 重庆, and how 重庆 splits it.

One plan is in force: 渝北区 had objected to its share, was believed, and others took what it gave
up. A newer one, made half a year later, has been put to the districts; 渝北区 has yet to answer.
"""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from membership.basis import tree
from membership.models import Drive, TargetPlan
from membership.services.targets import (
    answer_share,
    draft_plan,
    issue_plan,
    propose_plan,
    quota_for,
    set_shares,
)
from orgs.demo import TODAY
from unions.models import Federation

DUE = date(2024, 12, 31)
CITY, COUNTY = "50", "500112"
MORE = 20
"""The nation asks for what is covered and one in so many of the eligible: to keep a rate (动态保持)
leaves nothing to split."""
EXTRA = 12
"""So many organizations (家) 重庆 takes on beyond what is asked, the second time."""
ASKED_ON, ISSUED_ON, AGAIN_ON = (TODAY - timedelta(days) for days in (200, 180, 6))
LESS = 2
REASON = "有 {} 家正在办理注销或合并办学，年内不能建会。"


def load_targets(people):
    """Write them once. Returns how many plans there are."""
    drive = Drive.objects.filter(code="DRV-2023").first()
    if drive is None or TargetPlan.objects.exists():
        return 0
    nation, city = (Federation.objects.get(code=code) for code in ("0", CITY))
    top, chief, county = people["acftu"], people["cq-organizing"], people["yb-organizing"]
    common = {"drive": drive, "due_on": DUE}
    nodes = tree(drive)
    held = nodes[nation.pk].whole
    quota = max(held.covered + held.eligible // MORE, quota_for(drive, nation, DUE, nodes))
    asked = draft_plan(by=top, federation=nation, method="eligible", quota=quota, **common)
    issue_plan(by=top, plan=asked)
    _date(asked, ASKED_ON)

    first = draft_plan(
        by=chief, federation=city, method="eligible", note="按具备条件的家数分解", **common
    )
    propose_plan(by=chief, plan=first)
    _objected(first, county)
    _settled(first, chief, county)
    # nobody else has an account here: the time for answers has run out
    first.answer_by = ISSUED_ON - timedelta(3)
    first.save(update_fields=["answer_by"])
    issue_plan(by=chief, plan=first)
    _date(first, ISSUED_ON)

    second = draft_plan(
        by=chief,
        federation=city,
        method="gap",
        quota=first.quota + EXTRA,
        note="四季度加力：在上级要求之外再多建几家，按各区县缺口分解",
        **common,
    )
    propose_plan(by=chief, plan=second, answer_by=timezone.localdate() + timedelta(20))
    others = second.shares.exclude(federation__code__in=(CITY, COUNTY))
    for share in others.select_related("federation").order_by("federation__code")[::4]:
        share.answer, share.answered_at = share.Answer.AGREED, _at(AGAIN_ON + timedelta(2))
        share.save(update_fields=["answer", "answered_at"])
    TargetPlan.objects.filter(pk=second.pk).update(created_at=_at(AGAIN_ON), as_of=AGAIN_ON)
    return TargetPlan.objects.count()


def _objected(plan, county):
    share = _share(plan)
    if less := min(LESS, share.gap):
        words = REASON.format(less)
        answer_share(by=county, share=share, countered=share.quota - less, reason=words)


def _settled(plan, chief, county):
    """What 渝北区 proposed is taken; those with most room take the rest, one each. Where nobody
    has any, 渝北区 is talked round."""
    share = _share(plan)
    if not share.is_countered:
        return
    rest = plan.shares.exclude(pk=share.pk).exclude(federation=plan.federation)
    room = sorted(rest, key=lambda s: (s.quota - s.eligible, s.pk))
    less = share.quota - share.countered
    quotas = {s.pk: s.quota + 1 for s in room[:less] if s.quota < s.eligible}
    if len(quotas) < less:
        answer_share(by=county, share=share)
    else:
        set_shares(by=chief, plan=plan, quotas={**quotas, share.pk: share.countered})


def _share(plan):
    shares = plan.shares.select_related("federation", "plan__federation")
    return shares.get(federation__code=COUNTY)


def _date(plan, on):
    """As if it had been worked out and issued then."""
    at = _at(on)
    TargetPlan.objects.filter(pk=plan.pk).update(created_at=at, issued_at=at, as_of=on)


def _at(on):
    return timezone.make_aware(datetime.combine(on, time(10)))
