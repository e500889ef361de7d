"""Drawing a panel so that anyone can check it (unique feature 14): sealed first, drawn later."""

from fractions import Fraction

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.roles import Permission
from communications.services import notify
from governance.trail import record, refuse
from procurement import conflicts, drawing, reviewing
from procurement.models import Bid, Call, Conflict, Draw, Expert, Panel, PanelSeat

EDIT = Permission.PURCHASE_EDIT
BEFORE = (Call.Status.PUBLISHED, Call.Status.CLOSED, Call.Status.OPENED)
NOT_YOURS = "您无权组织这次评审。"


def allowed(by, row, verb):
    if not by.may(EDIT, row):
        refuse(by=by, verb=verb, subject=row)
        raise PermissionDenied(NOT_YOURS)


def pool_for(call, *, domains=()):
    """Whom a call may draw: the pools of the buyer and of the line above it."""
    line = call.project.federation.path.strip("/").split("/")
    rows = Expert.objects.available().filter(federation__code__in=line)
    return rows.filter(domains__overlap=list(domains)) if domains else rows


def conditions_of(call, *, size, least):
    """What the panel has to satisfy: the frozen rules, and what the officer asks besides."""
    rules = call.project.rules
    wrong = {}
    if size < rules.get("panel_min", 1):
        wrong["size"] = f"评审组不少于 {rules['panel_min']} 人。"
    elif rules.get("panel_odd", True) and size % 2 == 0:
        wrong["size"] = "评审组人数须为单数。"
    share = Fraction(str(rules.get("expert_share", 0)))
    needed = -(-size * share.numerator // share.denominator)
    conditions = {
        "size": size,
        "least": {kind: number for kind, number in sorted(least.items()) if number},
        "share": {"kinds": reviewing.share_kinds(call.project.source), "least": needed},
    }
    if drawing.lacking([], conditions) > size:
        wrong["least"] = "各类别最少人数合计超过评审组人数。"
    if wrong:
        raise ValidationError(wrong)
    return conditions


@transaction.atomic
def seal_pool(
    *, by, call, size, public_source, public_on, least=None, domains=(), barred=None, at=None
):
    """Freeze pool, conditions and the public value to come, and commit to a seed; all of it by
    hashes, from now on public. Better before the bidders are known, at the latest before a draw."""
    call = Call.objects.select_for_update(of=("self",)).get(pk=call.pk)
    allowed(by, call, "seal_pool")
    if call.status not in BEFORE:
        raise ValidationError(f"公告{call.get_status_display()}，不能封存专家名单。")
    at = at or timezone.now()
    if public_on <= timezone.localdate(at):
        raise ValidationError({"public_on": "公开数须在封存之后才产生：请选今天以后的日期。"})
    conditions = conditions_of(call, size=size, least=least or {})
    pool = list(pool_for(call, domains=domains))
    entries = sorted([str(expert.uid), expert.kind] for expert in pool)
    known = {uid for uid, _ in entries}
    left_out = {uid: code for uid, code in (barred or {}).items() if uid in known}
    if strange := set(left_out.values()) - set(reviewing.barred()):
        raise ValidationError({"barred": f"没有这种原因：{'、'.join(sorted(strange))}。"})
    for expert in pool:
        if expert.user_id is None:
            left_out.setdefault(str(expert.uid), "no_account")
        elif expert.user_id == by.pk or expert.person_name == by.name:
            left_out.setdefault(str(expert.uid), "own")
    enough(entries, left_out, conditions)
    panel, _ = Panel.objects.get_or_create(call=call, defaults={"size": size})
    if panel.draws.filter(void_reason="").exists():
        raise ValidationError("已有封存的抽取，须先作废。")
    panel.size = size
    panel.save(update_fields=["size"])
    seed = drawing.new_seed()
    frozen = {
        "call": str(call.uid),
        "pool": entries,
        "conditions": conditions,
        "barred": left_out,
        "public": {"source": public_source, "on": public_on.isoformat()},
    }
    draw = Draw(
        panel=panel,
        frozen=frozen,
        digest=drawing.digest(frozen),
        seed=seed,
        commitment=drawing.digest(seed),
        by=by,
        frozen_at=at,
        public_source=public_source,
        public_on=public_on,
    )
    draw.full_clean()
    draw.save()
    record(
        by=by,
        verb="seal",
        label="封存专家名单和种子",
        subject=draw,
        digest=draw.digest,
        commitment=draw.commitment,
        pool=len(entries),
        barred=len(left_out),
    )
    return draw


def enough(entries, barred, conditions):
    """Say it before the seal that the panel cannot be formed."""
    seated = drawing.fill(entries, [], barred, conditions)
    if len(seated) < conditions["size"]:
        raise ValidationError(
            f"在库可抽取的专家不够：按所设条件最多坐满 {len(seated)} 席，"
            f"需要 {conditions['size']} 席。请补充专家库或调整条件。"
        )


def bidders_of(call):
    """Those whose bids were opened; before the opening nobody asks."""
    found = Bid.objects.opened().filter(lot__call=call)
    return list(
        {
            bid.organization_id: bid.organization
            for bid in found.select_related("organization").prefetch_related(
                "organization__aliases"
            )
        }.values()
    )


def held(draw):
    """The draw, locked, with what it hangs on."""
    rows = Draw.objects.select_for_update(of=("self",))
    return rows.select_related("panel__call__project__federation").get(pk=draw.pk)


def screen(draw):
    """Look for conflicts anew; what somebody overruled stays overruled."""
    call = draw.panel.call
    uids = [uid for uid, _ in draw.frozen["pool"]]
    experts = list(Expert.objects.filter(uid__in=uids))
    found = conflicts.edges(experts, bidders_of(call), buyer=call.project.federation)
    Conflict.objects.bulk_create(
        [
            Conflict(
                draw=draw,
                expert_id=edge.expert,
                organization_id=edge.organization,
                ground=edge.ground,
                path=edge.path,
            )
            for edge in found
        ],
        ignore_conflicts=True,
    )
    rows = draw.findings.select_related("expert")
    return {str(row.expert.uid): row.ground for row in rows.order_by("-pk") if row.bars}


@transaction.atomic
def screen_pool(*, by, draw):
    """Before the draw: see what would bar whom, so that a false alarm can be overruled."""
    draw = held(draw)
    allowed(by, draw, "screen")
    ready(draw)
    barring = screen(draw)
    record(by=by, verb="screen", label="回避筛查", subject=draw, barred=len(barring))
    return barring


def ready(draw):
    if draw.void_reason or draw.drawn_at:
        raise ValidationError("这次抽取已完成或已作废。", code="stale")
    if draw.panel.call.status != Call.Status.OPENED:
        raise ValidationError("开标之后才能筛查、抽取：申报单位此时才可知。")


@transaction.atomic
def overrule(*, by, conflict, reason):
    """A namesake is no conflict: put it aside, in writing, before the draw."""
    draw = held(conflict.draw)
    allowed(by, draw, "overrule")
    ready(draw)
    if timezone.localdate() >= draw.public_on:
        raise ValidationError("公开数已经产生，不能再排除筛查结果。")
    conflict = draw.findings.get(pk=conflict.pk)
    conflict.overruled_at, conflict.overruled_by = timezone.now(), by
    conflict.overruled_reason = reason.strip()
    if not conflict.overruled_reason:
        raise ValidationError({"reason": "请写明排除的理由。"})
    conflict.full_clean()
    conflict.save()
    record(by=by, verb="overrule", label="排除利益冲突", subject=conflict, reason=reason)
    return conflict


@transaction.atomic
def draw_panel(*, by, draw, public_value, at=None):
    """With the public value the order is settled: seat the first who may and are needed."""
    draw = held(draw)
    allowed(by, draw, "draw")
    ready(draw)
    value = public_value.strip()
    if not value:
        raise ValidationError({"public_value": "请填写公开数。"})
    at = at or timezone.now()
    if timezone.localdate(at) < draw.public_on:
        raise ValidationError(f"公开数要到 {draw.public_on:%Y年%m月%d日} 才产生，届时再抽取。")
    draw.conflicts = screen(draw)
    ordered = order_of(draw, value)
    barred = {**draw.frozen["barred"], **draw.conflicts}
    seated = drawing.fill(ordered, [], barred, draw.frozen["conditions"])
    draw.public_value, draw.drawn_at = value, at
    draw.full_clean()
    draw.save()
    experts = {str(e.uid): e for e in Expert.objects.filter(uid__in=seated)}
    for uid in seated:
        seat(draw.panel, experts[uid])
    Panel.objects.filter(pk=draw.panel_id).update(status=Panel.Status.DRAWN)
    record(
        by=by,
        verb="draw",
        label="抽取专家",
        subject=draw,
        public_value=value,
        barred=len(draw.conflicts),
        seated=len(seated),
    )
    return draw


def order_of(draw, value):
    return drawing.order(draw.frozen["pool"], draw.seed, value)


def seat(panel, expert):
    led = panel.seats.sitting().filter(is_chair=True).exists()
    made = PanelSeat.objects.create(panel=panel, expert=expert, is_chair=not led)
    if expert.user is not None:
        notify(
            user=expert.user,
            text="您被抽取为评审专家。请先作回避声明并签署承诺书；结果公布前请保密。",
            url="/reviews/",
        )
    return made


def replace(draw, left):
    """Somebody left: the next in the drawn order who may, and is needed, takes the seat."""
    draw.steps = [*draw.steps, [str(one.uid) for one in left]]
    gone = {uid: "left" for step in draw.steps for uid in step}
    barred = {**draw.frozen["barred"], **draw.conflicts, **gone}
    sitting = draw.panel.seats.sitting().select_related("expert").order_by("drawn_at", "pk")
    before = [str(one.expert.uid) for one in sitting]
    ordered = order_of(draw, draw.public_value)
    after = drawing.fill(ordered, before, barred, draw.frozen["conditions"])
    draw.save(update_fields=["steps"])
    new = [uid for uid in after if uid not in before]
    experts = {str(expert.uid): expert for expert in Expert.objects.filter(uid__in=new)}
    return [seat(draw.panel, experts[uid]) for uid in new]


@transaction.atomic
def void_draw(*, by, draw, reason):
    """Before anybody was drawn, a seal may be given up, with a reason that stays on record."""
    draw = held(draw)
    allowed(by, draw, "void")
    if draw.drawn_at:
        raise ValidationError("已经抽取，不能作废；不能参加的由系统递补。")
    if not reason.strip():
        raise ValidationError({"reason": "请填写作废的原因。"})
    draw.void_reason = reason.strip()[:200]
    draw.save(update_fields=["void_reason"])
    record(by=by, verb="void", label="作废封存", subject=draw, reason=reason)
    return draw


def record_of(draw):
    """What is published of a draw: its seal at any time, all of it when the result is out."""
    told = {
        "draw": str(draw.uid),
        "digest": draw.digest,
        "commitment": draw.commitment,
        "frozen_at": draw.frozen_at.isoformat(),
        "public_source": draw.public_source,
        "public_on": draw.public_on.isoformat(),
        "void_reason": draw.void_reason,
    }
    if not draw.is_out:
        return told
    seats = draw.panel.seats.select_related("expert").order_by("drawn_at", "pk")
    return told | {
        "frozen": draw.frozen,
        "seed": draw.seed,
        "public_value": draw.public_value,
        "drawn_at": draw.drawn_at.isoformat(),
        "conflicts": draw.conflicts,
        "steps": draw.steps,
        "left": {str(one.expert.uid): one.end_code for one in seats if one.ended_at},
        "result": [str(one.expert.uid) for one in seats if not one.ended_at],
    }
