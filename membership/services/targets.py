"""The tree of targets: measured, split, put to those below, answered, issued.

A federation splits what was issued to it; the one that called the drive splits what the rate takes.
"""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.roles import Permission
from communications.services import notify
from governance.trail import record, refuse
from membership.basis import tree
from membership.models import Drive, TargetPlan, TargetShare
from membership.models.targets import needed
from membership.queries import answers_for, asked_of
from membership.splitting import split
from orgs.bulk import copy_rows, new_keys

Status, Method, Answer = TargetPlan.Status, TargetPlan.Method, TargetShare.Answer
NOT_YOURS = "只能分解本级及下级工会的目标。"
NOT_YOUR_SHARE = "分解任务由承担它的工会自己反馈，分解的一方不能代为同意。"
WEIGHTS = {
    Method.GAP: lambda basis: basis.gap,
    Method.ELIGIBLE: lambda basis: basis.eligible,
    Method.STAFF: lambda basis: basis.staff,
}
PLAN = ["id", "uid", "drive_id", "federation_id", "due_on", "version", "status", "method"]
PLAN += ["quota", "as_of", "note", "by_id", "created_at", "issued_at"]
SHARE = ["plan_id", "federation_id", "eligible", "covered", "staff", "quota", "answer", "reason"]


@dataclass(frozen=True)
class Part:
    """What one federation would get: its basis at the day of measuring and its quota (家)."""

    federation: object
    basis: object
    quota: int


def simulate(node, *, method, quota):
    """``[Part]`` of one federation's split of ``quota``: its own organizations first, then each
    federation below that has any. Σ of the parts is the quota.

    Raises ValidationError if more is asked than there are eligible organizations.
    """
    parts = [(node.federation, node.own), *((n.federation, n.whole) for n in node.children)]
    parts = [(federation, basis) for federation, basis in parts if basis.eligible]
    most = sum(basis.eligible for _, basis in parts)
    if quota > most:
        raise ValidationError(
            {"quota": f"{node.federation.short_name}具备条件的共 {most} 家，不够 {quota} 家。"}
        )
    held = sum(basis.covered for _, basis in parts)
    weights = [WEIGHTS[method](basis) for _, basis in parts]
    if quota >= held:  # what is covered stays covered; the rest is split
        more = split(quota - held, weights, [basis.gap for _, basis in parts])
        quotas = [basis.covered + n for (_, basis), n in zip(parts, more, strict=True)]
    elif method == Method.GAP:  # less than is covered: no gap to split by, each keeps as it has
        quotas = split(quota, [b.covered for _, b in parts], [b.covered for _, b in parts])
    else:
        quotas = split(quota, weights, [basis.eligible for _, basis in parts])
    return [Part(f, b, n) for (f, b), n in zip(parts, quotas, strict=True)]


def simulate_tree(nodes, federation, *, method, quota, depth=None):
    """``[(node, quota, [Part])]`` from that federation down, each splitting what the one above gave
    it: to the last that has anything to split, or until those of level ``depth`` have theirs.

    Where that level is missing (the counties of a municipality hang directly below it), the next
    one below gets its shares and splits no further.
    """
    found, todo = [], [(nodes[federation.pk], quota)]
    while todo:
        node, quota = todo.pop()
        parts = simulate(node, method=method, quota=quota)
        found.append((node, quota, parts))
        below = {child.federation.pk: child for child in node.children}
        todo += [
            (below[part.federation.pk], part.quota)
            for part in parts
            if part.federation.pk in below
            and below[part.federation.pk].children
            and (depth is None or part.federation.level < depth)
        ]
    return found


def quota_for(drive, federation, due_on, nodes):
    """How many organizations are asked of a federation by that day: its share of the plan issued
    above it, else, where the drive was called, what the target's rate takes."""
    if share := asked_of(drive, federation, due_on):
        return share.quota
    target = drive.targets.filter(due_on=due_on).first()
    if federation.pk == drive.federation_id and target:
        return needed(target.rate, nodes[federation.pk].whole.eligible)
    raise ValidationError("上级还没有向本级下达这个目标，暂时不能分解。")


@transaction.atomic
def draft_plan(*, by, drive, federation, due_on, method, quota=None, note=""):
    """Measure and split; nobody below sees it until it is proposed. A quota above what was asked
    is allowed, one below is not."""
    _may_split(by, federation, "draft_plan")
    _one_at_a_time(drive)
    nodes = tree(drive, federation)
    asked = quota_for(drive, federation, due_on, nodes)
    quota = asked if quota is None else quota
    if quota < asked:
        raise ValidationError({"quota": f"上级要求 {asked} 家，不能少于此数。"})
    parts = simulate(nodes[federation.pk], method=method, quota=quota)
    before = TargetPlan.objects.select_for_update().filter(
        drive=drive, federation=federation, due_on=due_on
    )
    version = max((plan.version for plan in before), default=0) + 1
    before.exclude(status__in=(Status.ISSUED, Status.SUPERSEDED)).update(status=Status.SUPERSEDED)
    plan = TargetPlan(
        drive=drive,
        federation=federation,
        due_on=due_on,
        version=version,
        method=method,
        quota=quota,
        note=note,
        by=by,
    )
    plan.full_clean()
    plan.save()
    TargetShare.objects.bulk_create(
        TargetShare(
            plan=plan,
            federation_id=part.federation.pk,
            eligible=part.basis.eligible,
            covered=part.basis.covered,
            staff=part.basis.staff,
            quota=part.quota,
        )
        for part in parts
    )
    record(by=by, verb="draft", label="测算目标分解", subject=plan, quota=quota, method=method)
    return plan


@transaction.atomic
def set_shares(*, by, plan, quotas):
    """Change shares by hand: ``{share id: quota}``. The sum may not fall below the plan's."""
    plan = _locked(by, plan)
    if plan.status not in (Status.DRAFT, Status.PROPOSED):
        raise ValidationError("方案已下达，不能修改；请另拟一版。")
    shares = {share.pk: share for share in plan.shares.select_for_update(of=("self",))}
    changed = {}
    for key, quota in quotas.items():
        if (share := shares.get(key)) is None:
            raise ValidationError("方案中没有这项任务，请刷新页面再试。")
        if share.quota != quota:
            changed[share.federation_id] = [share.quota, quota]
            share.quota = quota
            if plan.status == Status.PROPOSED and share.federation_id != plan.federation_id:
                share.answer = Answer.AGREED if quota == share.countered else Answer.WAITING
            share.full_clean()
            share.save()
            if share.answered_by:
                words = f"“{plan}”中{share.federation.short_name}的任务调整为 {quota} 家"
                notify(user=share.answered_by, text=words, url=plan.get_absolute_url())
    _refuse_short(plan, shares.values())
    if changed:
        record(by=by, verb="revise", label="调整目标分解", subject=plan, changed=changed)
    return plan


@transaction.atomic
def propose_plan(*, by, plan, answer_by=None):
    """Put it to those below, who agree or name another number with a reason."""
    plan = _locked(by, plan)
    if plan.status != Status.DRAFT:
        raise ValidationError(f"方案{plan.get_status_display()}，不能再征求意见。")
    if answer_by and answer_by < timezone.localdate():
        raise ValidationError({"answer_by": "反馈截止日不能早于今天。"})
    plan.status, plan.answer_by = Status.PROPOSED, answer_by
    plan.save(update_fields=["status", "answer_by"])
    own = plan.shares.filter(federation=plan.federation)
    own.update(answer=Answer.AGREED, answered_by=by, answered_at=timezone.now())
    record(by=by, verb="propose", label="征求目标分解意见", subject=plan)
    return plan


@transaction.atomic
def answer_share(*, by, share, countered=None, reason=""):
    """Agree to a share, or counter it with a number and a reason."""
    plan = TargetPlan.objects.select_for_update(of=("self",)).get(pk=share.plan_id)
    share = plan.shares.select_for_update(of=("self",)).get(pk=share.pk)
    if not answers_for(by, share):
        refuse(by=by, verb="answer_share", subject=plan)
        raise PermissionDenied(NOT_YOUR_SHARE)
    if plan.status != Status.PROPOSED:
        raise ValidationError(f"方案{plan.get_status_display()}，不在征求意见。")
    share.countered = countered
    share.answer = Answer.AGREED if countered in (None, share.quota) else Answer.COUNTERED
    share.countered = None if share.answer == Answer.AGREED else countered
    share.reason, share.answered_by, share.answered_at = reason.strip(), by, timezone.now()
    share.full_clean()
    share.save()
    if plan.by:
        words = f"建议 {countered} 家：{share.reason}" if share.is_countered else "同意"
        notify(
            user=plan.by,
            text=f"{share.federation.short_name}对“{plan}”反馈：{words}",
            url=plan.get_absolute_url(),
        )
    record(
        by=by,
        verb="answer",
        label=f"对目标分解{share.get_answer_display()}",
        subject=plan,
        federation=share.federation,
        reason=share.reason,
        quota=share.quota,
        countered=share.countered,
    )
    return share


@transaction.atomic
def issue_plan(*, by, plan):
    """Issue it: Σ of the shares at least the quota, nobody's objection left unanswered."""
    plan = _locked(by, plan)
    if plan.status not in (Status.DRAFT, Status.PROPOSED):
        raise ValidationError(f"方案{plan.get_status_display()}，不能下达。")
    shares = list(plan.shares.select_related("federation"))
    _refuse_short(plan, shares)
    objecting = [s.federation.short_name for s in shares if s.answer == Answer.COUNTERED]
    if objecting:
        raise ValidationError(
            f"{'、'.join(objecting[:5])}的异议还没有处理：请采纳、调整，或协商后由其同意。"
        )
    today = timezone.localdate()
    waiting = [s for s in shares if s.answer == Answer.WAITING]
    if plan.status == Status.PROPOSED and waiting and (plan.answer_by or today) >= today:
        raise ValidationError(f"还有 {len(waiting)} 家工会未反馈，反馈截止日之后才能下达。")
    _supersede(plan.drive, plan.due_on, [plan.federation_id])
    plan.status, plan.issued_at = Status.ISSUED, timezone.now()
    plan.save(update_fields=["status", "issued_at"])
    record(by=by, verb="issue", label="下达目标分解", subject=plan, quota=plan.quota)
    return plan


@transaction.atomic
def issue_tree(*, by, drive, federation, due_on, method, quota=None, note="", depth=None):
    """Split and issue at once, all the way down or to federations of level ``depth``. Returns how
    many plans and shares were written."""
    _may_split(by, federation, "issue_tree")
    _one_at_a_time(drive)
    nodes = tree(drive, federation)
    asked = quota_for(drive, federation, due_on, nodes)
    quota = asked if quota is None else max(quota, asked)
    drafts = simulate_tree(nodes, federation, method=method, quota=quota, depth=depth)
    versions = _supersede(drive, due_on, [node.federation.pk for node, _, _ in drafts])
    now, today = timezone.now(), timezone.localdate()
    keys = new_keys(TargetPlan, len(drafts))
    plans = []
    shares = []
    for key, (node, whole, parts) in zip(keys, drafts, strict=True):
        at = node.federation.pk
        plan = TargetPlan(drive=drive, federation_id=at, due_on=due_on, quota=whole, note=note)
        plan.pk, plan.by, plan.method, plan.as_of = key, by, method, today
        plan.version, plan.status = versions.get(at, 0) + 1, Status.ISSUED
        plan.created_at = plan.issued_at = now
        plans.append([getattr(plan, name) for name in PLAN])
        shares += [
            (key, p.federation.pk, p.basis.eligible, p.basis.covered, p.basis.staff, p.quota)
            + (Answer.WAITING, "")
            for p in parts
        ]
    copy_rows(TargetPlan, PLAN, plans)
    copy_rows(TargetShare, SHARE, shares)
    top = TargetPlan.objects.get(pk=keys[0])
    record(
        by=by,
        verb="issue_tree",
        label="逐级下达目标分解",
        subject=top,
        plans=len(plans),
        shares=len(shares),
        quota=top.quota,
    )
    return {"plans": len(plans), "shares": len(shares), "plan": top}


def _may_split(by, federation, verb):
    if not by.may_at(Permission.DRIVE_MANAGE, federation):
        refuse(by=by, verb=verb, subject=federation)
        raise PermissionDenied(NOT_YOURS)


def _one_at_a_time(drive):
    """Versions are numbered one after another: who else splits this drive waits for the end."""
    Drive.objects.select_for_update(of=("self",), no_key=True).get(pk=drive.pk)


def _supersede(drive, due_on, federations):
    """Put older versions out of force. Gives ``{federation id: last version}``."""
    old = TargetPlan.objects.filter(drive=drive, due_on=due_on, federation__in=federations)
    versions = {}
    for key, version in old.select_for_update().values_list("federation", "version"):
        versions[key] = max(version, versions.get(key, 0))
    old.filter(status=Status.ISSUED).update(status=Status.SUPERSEDED)
    return versions


def _locked(by, plan):
    plan = TargetPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if not by.may_at(Permission.DRIVE_MANAGE, plan.federation):
        refuse(by=by, verb="plan", subject=plan)
        raise PermissionDenied(NOT_YOURS)
    return plan


def _refuse_short(plan, shares):
    total = sum(share.quota for share in shares)
    if total < plan.quota:
        raise ValidationError(
            f"各家合计 {total} 家，少于应覆盖的 {plan.quota} 家，还差 {plan.quota - total} 家。"
        )
